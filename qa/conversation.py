"""Follow-up questions: what a question means after the ones before it.

No model. The questions of a conversation are read in order, and each is completed from the one before
it as completed: a pronoun by the name that it stands for, "and Armenia?" by Armenia in Russia's place,
"Why?" by the rest of the question. Where no such change is certain, the question stays as it was
asked and what it is about is put behind it: "How many? (about: …)".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from qa.followup import (
    Anaphor,
    anaphors,
    asked_differently,
    asks,
    fragment,
    gist,
    language,
    put_in,
    repeated,
    stands_alone,
    without_like,
)
from qa.history import Message, beginning_of, turns_of
from qa.mentions import content, mentions, person

_QUESTION_CHARACTERS = 400
"""A question this long leans on nothing; of one in the history, no more is read."""

_ABOUT_CHARACTERS = 320
_ADDED_CHARACTERS = 400
_ABOUT = {"en": "{} (about: {})", "ru": "{} (о: {})", "kk": "{} ({} – осы туралы)"}
_PARTED = tuple(
    re.compile(re.escape(form).replace(r"\{\}", "(.+?)", 1).replace(r"\{\}", "(.+)"), re.DOTALL)
    for form in _ABOUT.values()
)
_MODIFIER = re.compile(r"(?!.*\b(?:do|does|did|has|have|had|can|could|will|would|may)\b.*\|).*\|\s[a-z]{4}")
"""A question with "|" for a name that belongs to the noun behind it, as in "Who owns the | pipeline?"."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood.

    Attributes:
        text: the question as it is searched for.
        completed: whether that is not what was asked.
        because: why: ``bare`` ("Why?"), ``fragment`` ("and Armenia?"), ``pronoun``, ``ellipsis`` (too few
            words of its own); "" where it was not completed.
        core: a completed question without what was put behind it to be looked up; else "".
    """

    text: str
    completed: bool
    because: str
    core: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A question of the conversation as it is understood.

    Attributes:
        core, about: the question completed, and what is put behind it.
        because: as in `Understood`.
        frame: the question that a fragment after this one is filled into; None for this one itself.
        answer: the beginning of the answer to it.
    """

    core: str
    about: str = ""
    because: str = ""
    frame: _Said | None = None
    answer: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        return _ABOUT[language(self.core)].format(self.core, self.about) if self.about else self.core


def understand(question: str, history: Sequence[Message] | None, names: Collection[str] = ()) -> Understood:
    """What a question means after the messages before it.

    Args:
        question: what is asked now.
        history: the messages before it, as OpenAI and Gradio write them; what is malformed in it is
            passed over.
        names: names that are known from the articles; they are then known in small letters too.
    """
    known = frozenset(name.casefold() for name in names)
    said: list[_Said] = []  # the latest first
    for asked, answer in turns_of(history):
        read = _complete(asked, said, known)
        said.insert(0, _Said(read.core, read.about, read.because, read.frame, answer))
    read = _complete(question, said, known)
    if not read.because or read.text == " ".join(question.split()):
        return Understood(question, completed=False, because="")
    return Understood(read.text, True, read.because, core=read.core)


def parted(text: str) -> tuple[str, str]:
    """An understood question, and what was put behind it to be looked up; "" where nothing was."""
    found = next((match for form in _PARTED if (match := form.fullmatch(text))), None)
    return (found[1], found[2]) if found else (text, "")


def _complete(question: str, said: Sequence[_Said], names: Collection[str]) -> _Said:
    asked = " ".join(question[: _QUESTION_CHARACTERS + 1].split())
    if not said or len(asked) > _QUESTION_CHARACTERS:
        return _Said(asked[:_QUESTION_CHARACTERS])
    frame = said[0].frame or said[0]
    rest, led = fragment(asked, names)
    leaning = anaphors(asked, names)
    if leaning:
        core, certain = _with_names(asked, leaning, said, names)
        if not certain:
            return _about(core, said, "pronoun", names)
        return _Said(core, _new([beginning_of(said[0].answer)], core), "pronoun")
    if not content(asked):
        if not asks(rest):  # "Thanks!"
            return _Said(asked, frame=frame)
        return _framed(asked_differently(rest, frame.core), asked, said, "bare", names)
    if led and not asks(rest):
        return _framed(put_in(rest, frame.core, names), asked, said, "fragment", names)
    if not (led or asks(asked) or asked.endswith("?")):  # "Thanks, bye."
        return _Said(asked)
    if not stands_alone(asked, led, names):
        return _about(asked, said, "ellipsis", names)
    return _Said(asked)


def _framed(core: str, asked: str, said: Sequence[_Said], because: str, names: Collection[str]) -> _Said:
    """The earlier question with what was asked in it; where that failed or is long, put behind it."""
    about = (said[0].frame or said[0]).about
    if core and len(core) + len(about) <= _ADDED_CHARACTERS:
        return _Said(core, about, because)
    return _about(asked, said, because, names)


def _with_names(
    asked: str, leaning: Sequence[Anaphor], said: Sequence[_Said], names: Collection[str]
) -> tuple[str, bool]:
    """The question with names for its pronouns, and whether that makes it whole.

    Only in English: in Russian and Kazakh the name would have to be inflected.
    """
    if language(asked) != "en":
        return asked, False
    pieces, end, given = [], 0, set()
    certain = bool(content(asked))
    for one in leaning:
        name = "" if one.kind in given else _antecedent(one.kind, said, names)
        if name:
            given.add(one.kind)
            if one.kind == "there" and not re.search(r"\b(?:in|from|to|near)\s$", asked[: one.start]):
                name = f"in {name}"
            pieces += [asked[end : one.start], name, "'s" if one.possessive else ""]
            end = one.end
        certain = certain and (bool(name) or (one.kind == "person" and "person" in given))
    return "".join(pieces) + asked[end:], certain


def _antecedent(kind: str, said: Sequence[_Said], names: Collection[str]) -> str:
    """The one name that a pronoun can stand for, else "".

    A person is looked for in the question before, in its answer, then further back; a place in the
    question before; what "it" and "they" stand for as the subject there.
    """
    if kind == "person":
        texts = (text for one in said for text in (one.core, one.answer))
        return next((name for text in texts if (name := person(text, names)) is not None), "")
    core = (said[0].frame or said[0]).core
    found = mentions(core, names)
    if kind == "there":
        place, *more = [one.text for one in found if one.kind == "place"] or [""]
        return "" if more else place
    if kind not in ("it", "they") or not found or content(core[: found[0].start]):
        return ""
    first, *others = found
    if others and core[first.end : others[0].start] == " and ":
        return core[first.start : others[0].end] if kind == "they" else ""
    fits = first.kind == "group" or (first.kind == "place" and kind == "it")
    return first.text if fits and not _MODIFIER.match(core[: first.start] + "|" + core[first.end :]) else ""


def _about(asked: str, said: Sequence[_Said], because: str, names: Collection[str]) -> _Said:
    """The question with what it is about put behind it, as far as it does not say that itself.

    That is the question before, the latest one that stood by itself and the beginning of the answer.
    """
    before, frame = said[0], said[0].frame or said[0]
    root = next((one for one in said if not one.about and one.because != "bare"), said[-1])
    if because == "fragment":
        topics = [gist(without_like(fragment(asked, names)[0], frame.core, names)), frame.about]
    else:
        topics = [gist(one.core) for one in (before, frame, root)]
    if because in ("pronoun", "ellipsis"):
        somebody = any(one.kind == "person" for one in anaphors(asked, names))
        topics += [_antecedent("person", said, names) if somebody else "", repeated(before.answer)]
    about = _new([*topics, beginning_of(before.answer)], asked)
    return _Said(asked, about, because, frame if because in ("bare", "fragment") else None)


def _new(topics: Sequence[str], asked: str) -> str:
    """Those of some topics that say what neither the question nor the ones before them say."""
    known, told = set(content(asked)), list[str]()
    for topic in topics:
        if not known.issuperset(content(topic)):
            told.append(topic.strip(" ."))
            known.update(content(topic))
    about = "; ".join(told)
    return about if len(about) <= _ABOUT_CHARACTERS else about[:_ABOUT_CHARACTERS] + "…"
