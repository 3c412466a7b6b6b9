"""What in a question leans on the questions before it, and how these are filled with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from qa.mentions import Mention, content, ending, is_place, mentions, tokens

_OWN_WORDS = 3
"""A question without a name stands alone when it has so many content words, and one more with "the"."""

_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|am|do|does|did|has|have|had|can|could|will"
    r"|would|should|may|might|must|shall|tell|give|explain|show|list|describe|\w+n['’]t"
    r"|кто|кого|кому|кем|что|чего|чему|чем|как\w*|когда|где|куда|откуда|почему|зачем|сколько|ли|чей|чья|был\w*"
    r"|кім\w*|не|нені|неге|қандай|қашан|қайда|қайдан|қалай|қанша|неше|неліктен|қай|ма|ме|ба|бе|па|пе)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:(?:and|but|so|or|well|ok|okay|а|и|но|ну|ал|және)\b[\s,]*)*"
    r"(?:(?:what|how)\s+about\b\s*|(?:что|как)\s+насч[её]т\s+|как\s+же\s+|что\s+(?:с|со|по)\s+)?",
    re.IGNORECASE,
)
_KAZAKH_END = re.compile(r"\s+(?:туралы\s+)?(?:ше|қайтеді)$", re.IGNORECASE)
_KAZAKH = re.compile(r"[әғқңөұүһі]|\b(?:ше|ал|ол|олар|неге|онда)\b", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ANAPHORS = re.compile(
    r"\b(?:(?P<person>he|him|his|she|her|hers"
    r"|он|его|ему|им|н[её]м|него|нему|ним|она|её|ее|ей|неё|нее|ней|ею|ол|оның|оған|оны|одан|онымен)"
    r"|(?P<it>it|its)|(?P<they>they|them|their|theirs|они|их|ими|них|ними|олар|олардың|оларға|оларды|олардан)"
    r"|(?P<there>there|там|туда|оттуда|онда|сонда|ондағы|сондағы)"
    r"|(?P<this>this|these|those|that|then|это|этого|этому|этом|этим|эта|этой|эту|этот|эти|этих|тогда"
    r"|бұл|бұның|бұған|мұның|мұны|осы|сол|соның|соны))\b",
    re.IGNORECASE,
)
_IDLE = re.compile(  # words of the same look that lean on nothing
    r"\b(?:is|are|was|were|be|been|\w+n['’]t)\s+there\b(?!\s*[?.]?$)|\bthere\s+(?:is|are|was|were|will|has|have|be)\b"
    r"|\b(?:is|was)\s+it\s+(?:true|important|possible|necessary|common|normal|clear)(?:\s+that)?\b"
    r"|\b(?:does|did|will|would)\s+it\s+(?:take|mean|matter)\s+to\b"
    r"|\b(?:this|these|this\s+past)\s+(?:year|week|month|time|morning|summer|winter|spring|autumn|decade|century)s?\b"
    r"|\bthose\s+who\b|\b(?:[вэ]\w*\s+)?этом\s+году\b|\b(?:осы|бұл|сол)\s+жыл\w*|\bчто\s+это\b"
    r"|\bthen\b(?!\s*[?.,]?\s*$)"
    r"|\b(?!(?:about|like|of|for|with|to|by|in|from|after|before|at|do|did|does|is|was|has|can|could|will|would"
    r"|should|and|but)\b)\w+\s+that\b(?!\s*[?.,!]|\s*$)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;.?!]|\b(?:that|when|if|as|because|and|but|after|что|и|но)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:he|she|they|his|its|their|her(?=\s+[a-z])|он|она|они|ол|олар)\b"
    r"|it\s+(?:is|was|can|could|will|would|has|had|should|may|might|must|did|does|\w+ed|\w+s)\b",
    re.IGNORECASE,
)
_HOW = {  # what asks for a circumstance and can take another's place
    "en": r"^(?:when|where|why|how(?!\s+(?:many|much|long|often|far|old|likely|big)\b))\b",
    "ru": r"\b(?:когда|где|куда|откуда|почему|зачем|как)\b",
    "kk": r"\b(?:қашан|қайда|қайдан|неге|неліктен|қалай)\b",
}
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b", re.I
)
_OTHER = re.compile(
    r"\b(?:others?|another|else|both|same|similar|such|former|latter|instead|besides|together|ещ[её]|друг\w+|тоже"
    r"|также|оба|такой|такие|басқа\w*|тағы|екеуі|first|second|third|last|next)\b",
    re.I,
)
_OPENING = re.compile(
    r"(?:(?:who|what)(?:['’]s|\s+(?:is|are|was|were))|what\s+happened\s+(?:to|in|with)"
    r"|(?:tell|give)\s+me(?:\s+more)?(?:\s+(?:about|of))?|(?:what|how)\s+about|кто\s+так\w+|что\s+тако\w+)"
    r"\s+(?!(?:it|he|she|they|that|this|there)\b)(?=\S)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.?!]+(?:[.](?=\w)[^.?!]+)*[.?!]*")
_LOWERED = re.compile(rf"{_ASKS.pattern}|\w+\s+ли\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A word that stands for something said before.

    Attributes:
        kind: ``person``, ``it``, ``they``, ``there`` or ``this``.
        start, end: its place in the question.
        possessive: whether it stands for what something belongs to, as "his" does.
    """

    kind: str
    start: int
    end: int
    possessive: bool


def language(text: str) -> str:
    """``en``, ``ru`` or ``kk``, by the letters and a few words."""
    if not _CYRILLIC.search(text):
        return "en"
    return "kk" if _KAZAKH.search(text) else "ru"


def asks(text: str) -> bool:
    """Whether ``text`` has a question word, an auxiliary or "tell": otherwise it is a fragment."""
    return _ASKS.search(text) is not None


def fragment(text: str, names: Collection[str] = ()) -> tuple[str, bool]:
    """A question without "and", "what about" and their like, and whether it had one of them.

    A name or a time alone with a question mark ("Armenia?") is as if it had.
    """
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    whole = text.rstrip(" ?!.")
    rest = _KAZAKH_END.sub("", whole[start:])
    if start or len(rest) < len(whole):
        return rest, True
    words = rest.split()
    short = text.endswith("?") and len(words) <= 3 and not asks(rest)
    # In Russian and Kazakh the capital of a country is two names, and so is any word before one.
    of_place = len(words) > 1 and _CYRILLIC.search(rest) and is_place(words[-1]) and not is_place(words[0])
    return rest, short and not of_place and len(mentions(rest, names, whole=True)) == 1


def anaphors(text: str, names: Collection[str] = ()) -> list[Anaphor]:
    """The words that stand for something said before ``text``, in order.

    A word that stands for a name earlier in ``text`` itself is none of them; "him" in "Did Putin call
    him?" does not. Nor is "it" or "that" after a sentence with words of its own.
    """
    idle = [match.span() for match in _IDLE.finditer(text)]
    named = mentions(text, names)
    found: list[Anaphor] = []
    for match in _ANAPHORS.finditer(text):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        fits = {"person": ("person",), "there": ("place",)}.get(kind, ("place", "group"))
        if any(begin <= start < stop for begin, stop in idle):
            continue
        between = [text[one.end : start] for one in named if one.kind in fits and one.end <= start]
        if between and (_SUBJECT.match(text, start) or any(map(_CLAUSE.search, between))):
            continue
        sentences = re.split(r"[.?!]\s+", text[:start])[:-1]
        if kind != "person" and not found and len(content(" ".join(sentences))) > 2:
            continue
        noun = re.match(r"\s+(?!and\b|or\b)[^\W\d_]+", text[end:]) is not None
        word = match.group().casefold()
        possessive = word in ("his", "its", "their") or (word == "her" and noun)
        found.append(Anaphor(kind, start, end, possessive))
    return found


def stands_alone(text: str, led: bool, names: Collection[str] = ()) -> bool:
    """Whether a question without anaphors needs no other one: it has a name, or words enough.

    Args:
        led: whether it began with "and" or the like; a name alone is then too little.
    """
    own = len(content(text))
    named = any(one.kind in ("person", "place", "group") for one in mentions(text, names))
    if led:
        return own >= _OWN_WORDS
    definite = re.search(r"\bthe\b", text, re.IGNORECASE) is not None
    return named or (own >= _OWN_WORDS + definite and not _OTHER.search(text))


def asked_differently(word: str, core: str) -> str:
    """A question with another question word: "Why?" after "When did it end?"; "" where it cannot be."""
    tongue = language(core)
    if not re.fullmatch(_HOW[tongue], word, re.IGNORECASE):
        return ""
    if tongue == "en" and _YES_NO.match(core):
        return f"{word.capitalize()} {core[0].lower()}{core[1:]}"
    place = re.search(_HOW[tongue], core, re.IGNORECASE)
    if not place or place.group().casefold() == word.casefold():
        return ""
    new = word.capitalize() if not place.start() else word.casefold()
    return core[: place.start()] + new + core[place.end() :]


def put_in(rest: str, core: str, names: Collection[str] = ()) -> str:
    """A question with the name or time that ``rest`` is in the place of its like, or added to it.

    Returns:
        "" where ``rest`` is more than that, or where it is not certain which name it replaces.
    """
    tongue = language(core)
    new = mentions(rest, names, whole=True)
    if len(new) != 1 or (
        any(map(str.isalpha, new[0].text)) and bool(_CYRILLIC.search(rest)) == (tongue == "en")
    ):
        return ""
    before, after = rest[: new[0].start].strip(), rest[new[0].end :].strip()
    if content(before) or after not in ("", "году", "год", "жылы"):
        return ""
    alike = _alike(new[0], core, names)
    preposition = re.compile(rf"\b{re.escape(before)}\s$", re.IGNORECASE)
    sure = [one for one in alike if before and preposition.search(core[: one.start])]
    if not sure and tongue != "en" and not before:
        sure = [one for one in alike if ending(one.text, tongue) == ending(new[0].text, tongue)]
    if not sure and (new[0].kind == "year" or (tongue == "en" and before.casefold() in ("", "in", "the"))):
        sure = alike
    if len(sure) == 1:
        return core[: sure[0].start] + new[0].text + core[sure[0].end :]
    return "" if sure else _added(rest, before, new[0], core, names)


def _added(rest: str, before: str, new: Mention, core: str, names: Collection[str]) -> str:
    """A question with a time, or a name after its preposition, behind it; "" where it has that."""
    tongue = language(core)
    timed = new.kind in ("year", "month")
    if not (before or timed) or new.kind == "ordinal" or new.text in core:
        return ""
    named = {one.start for one in mentions(core, names)}
    same = re.finditer(rf"\b{re.escape(before)}\s", core, re.IGNORECASE) if before else ()
    if any(one.end() not in named for one in same):  # "and about gas?" replaces what is no name
        return ""
    if tongue == "kk":
        return f"{rest} {core if 0 in named else core[0].lower() + core[1:]}"
    return f"{core.rstrip(' ?.!')} {'' if before else 'in ' if tongue == 'en' else 'в '}{rest}?"


def _alike(new: Mention, core: str, names: Collection[str]) -> list[Mention]:
    """What in a question is of the kind of ``new``; nothing where it names that already."""
    alike = [one for one in mentions(core, names) if one.kind == new.kind]
    return [] if any(one.text == new.text for one in alike) else alike


def without_like(rest: str, core: str, names: Collection[str] = ()) -> str:
    """A question with "…" for the one name that ``rest`` would replace but for the grammar."""
    new = mentions(rest, names, whole=True)
    alike = _alike(new[0], core, names) if len(new) == 1 and not new[0].start else []
    return core[: alike[0].start] + "…" + core[alike[0].end :] if len(alike) == 1 else core


def gist(core: str) -> str:
    """What a question is about: of its last sentence that asks, or that says most, without "What is"."""
    sentences = [text.strip() for text in _SENTENCE.findall(core)] or [core]
    asking = [text for text in sentences if text.endswith("?") and len(content(text)) > 1]
    text = asking[-1] if asking else max(reversed(sentences), key=lambda one: len(content(one)))
    text = text.strip(" ?.!")
    text = _OPENING.sub("", fragment(text)[0] or text, count=1)
    return text[:1].lower() + text[1:] if _LOWERED.match(text) else text


def repeated(text: str) -> str:
    """The two words that stand beside each other in ``text`` most often, at least twice."""
    pairs: Counter[str] = Counter()
    for one, other in pairwise(tokens(text)):
        if min(len(one), len(other)) > 3 and content(one) and content(other):
            pairs[f"{one} {other}"] += 1
    return next((pair for pair, times in pairs.most_common(1) if times > 1), "")
