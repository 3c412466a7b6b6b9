"""Whom names mean: the people and institutions of an article."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.voice_tokens import QUOTED, TRADES, Run, Token, is_institution, key
from index.voice_words import FUNCTION_WORDS, INSTITUTIONS, MEN, PRONOUNS, TITLES, WOMEN

_SHE_ENDS = ("ova", "eva", "skaya", "kyzy", "ова", "ева", "ёва", "ина", "ская", "қызы", "кызы")
_HE_ENDS = ("ov", "ev", "sky", "skiy", "skyi", "ов", "ев", "ёв", "ин", "ский", "ұлы", "улы")
_MEMORY = 60
"""How many names back a pronoun may reach."""

_MOST_NAMESAKES = 40
_PLACE_PREPOSITIONS = frozenset("in into across в во".split())


@dataclass(slots=True)
class Person:
    """Somebody with a full name.

    Attributes:
        name: as the article first gives it, or the longest form of it.
        keys: its words without case endings.
        roles: lower-case words that stand beside the name: "analyst", "minister".
        sure: whether more than two capitals says that it is somebody: a title, a gender, or that
            the last word stands alone elsewhere as surnames do.
        gender: "m", "f" or, when it cannot be known, "".
    """

    name: str
    keys: tuple[str, ...]
    roles: set[str] = field(default_factory=set)
    gender: str = ""
    sure: bool = False


class People:
    """Everybody whom an article names in full, and its institutions.

    Args:
        text: the article's text.
        sentences: the tokens and runs of each of its sentences.
    """

    def __init__(self, text: str, sentences: Sequence[tuple[Sequence[Token], Sequence[Run]]]) -> None:
        self._text = text
        self.all: list[Person] = []
        self._by_word: dict[str, list[int]] = {}
        self._institutions: dict[str, list[str]] = {}
        for sentence, runs in sentences:
            for run in runs:
                if is_institution(sentence, run):
                    self._add_institution(sentence, run)
                elif run.last - run.name >= 2 and _word(sentence, run.name - 1) != "the":
                    self._add(sentence, run)
        places: set[str] = set()
        alone: set[str] = set()
        for sentence, runs in sentences:
            for run in runs:
                before = _word(sentence, run.first - 1)
                last = key(sentence[run.last - 1].word)
                if before in _PLACE_PREPOSITIONS and run.name == run.first:
                    places.add(last)
                elif run.last - run.name == 1 and before != "the":
                    alone.add(last)
                for person in self._options(sentence, run):
                    self.all[person].roles |= {key(word) for word in _roles(sentence, run)}
        for known in self.all:
            known.gender = _gender(known)
            listed = known.name.split()[0].lower() in MEN | WOMEN or known.name.lower().endswith(
                _SHE_ENDS + _HE_ENDS
            )
            known.sure = (
                listed
                or any(role in TITLES or role.endswith(TRADES) for role in known.roles)
                or (known.keys[-1] in alone and known.keys[-1] not in places)
            )

    def find(self, sentence: Sequence[Token], run: Run) -> int | None:
        """The one whom a run names; None when that is nobody, or could be several."""
        options = [i for i in self._options(sentence, run) if self.all[i].sure or run.last - run.name > 1]
        return options[0] if len(options) == 1 else None

    def is_shared(self, sentence: Sequence[Token], run: Run) -> bool:
        """Whether a run could mean more than one of them."""
        return sum(self.all[i].sure for i in self._options(sentence, run)) > 1

    def _options(self, sentence: Sequence[Token], run: Run) -> list[int]:
        words = [token.word for token in sentence[run.name : run.last]]
        if not words or is_institution(sentence, run):
            return []
        keys = tuple(key(word) for word in words)
        options = [i for i in self._by_word.get(keys[-1], ()) if self._may_mean(i, keys)]
        same = [i for i in options if self.all[i].name.split()[-1] == words[-1]]
        return same if same and len(options) > 1 else options

    def institution(self, words: str) -> str:
        """The full form of an institution's name: "the ministry" is "the Foreign Ministry"."""
        head = words.lower().removeprefix("the ")
        known = self._institutions.get(head, [])
        return known[0] if len(known) == 1 else words

    def _may_mean(self, person: int, keys: tuple[str, ...]) -> bool:
        known = self.all[person].keys
        return keys == known or (set(keys) <= set(known) and (len(keys) == 1 or keys[-1] == known[-1]))

    def _add(self, sentence: Sequence[Token], run: Run) -> None:
        name = self._text[sentence[run.name].start : sentence[run.last - 1].end]
        keys = tuple(key(token.word) for token in sentence[run.name : run.last])
        for i in self._by_word.get(keys[-1], ()):
            known = self.all[i]
            if known.keys[0] == keys[0] and known.keys[-1] == keys[-1]:
                inflected = name[0] >= "Ѐ" and len(keys) == len(known.keys) and len(name) < len(known.name)
                if len(keys) > len(known.keys) or inflected:
                    known.name, known.keys = name, keys
                return
        self.all.append(Person(name, keys))
        for word in {keys[0], keys[-1]}:
            same = self._by_word.setdefault(word, [])
            if len(same) < _MOST_NAMESAKES:
                same.append(len(self.all) - 1)

    def _add_institution(self, sentence: Sequence[Token], run: Run) -> None:
        name = self._text[sentence[run.first].start : sentence[run.last - 1].end]
        if run.first and sentence[run.first - 1].plain == "the":
            name = f"the {name}"
        head = next(t.plain for t in sentence[run.first : run.last] if t.plain in INSTITUTIONS)
        known = self._institutions.setdefault(head, [])
        if len(known) < 2 and name not in known and f"the {name}" not in known:
            known.append(name)


def _word(sentence: Sequence[Token], i: int) -> str:
    return sentence[i].plain if 0 <= i < len(sentence) else ""


def _roles(sentence: Sequence[Token], run: Run) -> Iterator[str]:
    """The words beside a name that say what somebody is."""
    yield from (token.plain for token in sentence[run.first : run.name])
    if run.last - run.name < 2:
        return
    if _word(sentence, run.first - 1) == "," and _word(sentence, run.last) in (",", "."):
        yield _word(sentence, run.first - 2)
    for token in reversed(sentence[max(0, run.first - 4) : run.first]):
        title = token is sentence[0] and token.plain in TITLES
        if (token.capital and not title) or not token.word[0].isalpha() or token.plain in FUNCTION_WORDS:
            break
        yield token.plain
    after = sentence[run.last : run.last + 14]
    if (
        len(after) > 2
        and after[0].word == ","
        and after[1].plain in ("a", "an", "the", "former", "his", "her", "their", "its", "who")
    ):
        for token in after[1:]:
            if token.word in (",", ".", QUOTED, ";"):
                break
            yield token.plain


def _gender(person: Person) -> str:
    first, last = person.name.split()[0].lower(), person.name.split()[-1].lower()
    if first in MEN or person.roles & {"mr.", "mr", "sir", "lord", "king", "spokesman", "chairman"}:
        return "m"
    if first in WOMEN or person.roles & {
        "mrs.",
        "ms.",
        "mrs",
        "ms",
        "queen",
        "lady",
        "spokeswoman",
        "chairwoman",
    }:
        return "f"
    if last.endswith(_SHE_ENDS):
        return "f"
    return "m" if last.endswith(_HE_ENDS) else "f" if first.endswith(("a", "а", "я")) else ""


class Referents:
    """Whom a pronoun or "the analyst" may mean, as a section of an article is read.

    Args:
        people: everybody whom the article names.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._recent: deque[tuple[int, int, int]] = deque(maxlen=_MEMORY)  # person, sentence, zone
        self._spoke: dict[int, int] = {}

    def named(self, sentence: int, zone: int, people: Iterable[int]) -> None:
        """Take in that a sentence names some people."""
        self._recent.extend((person, sentence, zone) for person in people)

    def spoke(self, sentence: int, zone: int, people: Sequence[int]) -> None:
        """Take in that a sentence has some people speak."""
        self.named(sentence, zone, people)
        self._spoke.update((person, sentence) for person in people)

    def find(self, pronoun: str, role: str, sentence: int, zone: int, *, opens: bool) -> int | None:
        """The one who is meant, if only one can be.

        Args:
            pronoun: the pronoun; or else
            role: a noun that says what somebody is.
            sentence, zone: where it stands.
            opens: whether the sentence begins with it.
        """
        people = self._people.all
        named = {p: (at, where) for p, at, where in self._recent if self._may_be(p, pronoun, role)}
        last = {p: place for p, place in named.items() if people[p].sure or people[p].gender}
        found = self._choose(last, role, sentence, zone, opens=opens)
        if found is None or found in self._spoke:
            return found
        return None if any(at > named[found][0] for at, _ in named.values()) else found

    def _choose(
        self, last: dict[int, tuple[int, int]], role: str, sentence: int, zone: int, *, opens: bool
    ) -> int | None:
        here = [p for p, (_, where) in last.items() if where == zone]
        before = [p for p, place in last.items() if place == (sentence - 1, zone)]
        certain = [p for p in last if self._people.all[p].gender]
        if len(certain) == 1 and last[certain[0]] == max(last.values()):
            return certain[0]
        for options in (list(last), here if role else [], before if opens else []):
            if len(options) == 1:
                return options[0]
        speakers = sorted((self._spoke[p], p) for p in last if p in self._spoke)
        if not speakers:
            return before[0] if len(before) == 1 else None
        at, person = speakers[-1]
        tied = len(speakers) > 1 and speakers[-2][0] == at
        surer = certain and person not in certain
        named_since = any(p != person and last[p][0] > at for p in last)
        return None if tied or surer or named_since else person

    def _may_be(self, person: int, pronoun: str, role: str) -> bool:
        known = self._people.all[person]
        return (
            role in known.roles if role else known.gender in ("", PRONOUNS[pronoun]) or not PRONOUNS[pronoun]
        )
