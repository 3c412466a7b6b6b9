"""Who speaks, as the words before or after a verb say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.voice_tokens import QUOTED, Run, Token, is_institution, is_nobody, key
from index.voice_words import (
    CLAUSE_OPENERS,
    DETERMINERS,
    FINITE,
    INSTITUTIONS,
    LINKS,
    OUTER,
    PREPOSITIONS,
    PRONOUNS,
    THAT,
    TITLES,
    VERBS,
)

REACH = 12
"""How many words a phrase is followed."""

CLAUSE_ENDS = frozenset(",;.:!?—–-()") | {"…", QUOTED}
_AND = frozenset(("and", "и", "және"))
_DEMONYMS = ("ian", "ean", "can", "ese", "ish", "man", "woman")
_NOTHING = frozenset("it this that which what there to".split())


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, in the sentence's own words.

    Attributes:
        runs: places of the names, in `Frames.runs`; several for "A and B said".
        pronoun: "he", "she" or the like.
        role: the noun of a description without a name: "the analyst".
        institution: tokens of an institution's name, as a range.
    """

    runs: tuple[int, ...] = ()
    pronoun: str = ""
    role: str = ""
    institution: tuple[int, int] | None = None


UNKNOWN = Subject()
"""Somebody speaks, and the sentence does not say who: "some say that …"."""


class Clause:
    """One sentence's words, and the subjects that stand in it.

    Args:
        sentence: its tokens.
        runs: its names.
    """

    def __init__(self, sentence: Sequence[Token], runs: Sequence[Run]) -> None:
        self.tokens, self.runs = sentence, runs
        self._ends = {run.last - 1: i for i, run in enumerate(runs)}
        self._begins = {run.first: i for i, run in enumerate(runs)}
        self.words = [token.plain for token in sentence]

    def _owner(self, j: int) -> Subject:
        """The subject that ends at ``j``, whatever preposition stands before it."""
        if self._word(j + 1) in INSTITUTIONS and j in self._ends:
            return Subject(institution=(self.runs[self._ends[j]].first, j + 2))
        if j in self._ends and self.runs[self._ends[j]].name <= j:
            return Subject(runs=(self._ends[j],))
        return self._before(j) or UNKNOWN

    def _opening(self, i: int) -> Subject | None:
        """The subject with which a clause begins at token ``i``."""
        if i == 0 and any(mark in self.words[1:6] for mark in "—–") and self.tokens[0].word.isupper():
            i = next(k for k, word in enumerate(self.words) if word in ("—", "–")) + 1
        place = self._begins.get(i)
        if place is not None and self._word(self.runs[place].last) not in ("’s", "'s"):
            return self._named(place)
        return self._after(i)

    def _before(self, j: int) -> Subject | None:
        """The subject that ends at token ``j``; None when nobody is meant: "it suggests that"."""
        if j < 0:
            return UNKNOWN
        if self.words[j] in _NOTHING:
            return None
        if self.words[j] in PRONOUNS:
            return Subject(pronoun=self.words[j])
        if self.words[j] == ",":
            return self._before_apposition(j)
        if j in self._ends:
            return self._named(self._ends[j])
        return self._described(j)

    def _before_apposition(self, j: int) -> Subject | None:
        opening = next((k for k in range(j - 1, max(-1, j - 18), -1) if self.words[k] == ","), -1)
        inside = self._begins.get(opening + 1)
        if inside is not None and self.runs[inside].last == j:
            return self._named(inside)
        return self._before(opening - 1) if opening > 0 else UNKNOWN

    def _named(self, place: int) -> Subject:
        run = self.runs[place]
        before = self._word(run.first - 1)
        if is_institution(self.tokens, run):
            if before in OUTER:
                return self._described(run.last - 1)
            return Subject(institution=(run.first - (before == "the"), run.last))
        if run.name == run.last:
            return self._described(run.last - 1)
        if run.name == run.first and before in OUTER:
            return self._described(run.last - 1)
        single = run.last - run.first == 1
        if single and run.first == 0 and is_nobody(self.tokens[0]):
            return UNKNOWN
        if self._is_demonym(run):
            return UNKNOWN
        other = self._joined(run.first)
        return Subject(runs=(place,) if other is None else (other, place))

    def _is_demonym(self, run: Run) -> bool:
        """Whether a run says where somebody comes from: "the Italian"."""
        single = run.last - run.first == 1 and self._word(run.first - 1) == "the"
        return single and self.words[run.first].endswith(_DEMONYMS)

    def _joined(self, first: int) -> int | None:
        """The name that opens the clause of the one at ``first``: "A and his aide B"."""
        gap = next((k for k in range(first - 1, max(-1, first - 5), -1) if self.words[k] in _AND), -1)
        other = self._ends.get(gap - 1)
        if other is None or any(self.tokens[k].capital for k in range(gap + 1, first)):
            return None
        opens = self._word(self.runs[other].first - 1) in CLAUSE_ENDS | {""}
        return other if opens and self.runs[other].name < self.runs[other].last else None

    def _described(self, j: int) -> Subject:
        """A subject without a name: "the analyst", "the ministry", "the head of the agency"."""
        first = j
        while first > max(0, j - REACH) and self.words[first - 1] not in CLAUSE_ENDS:
            first -= 1
            if self.words[first] in DETERMINERS and self._word(first - 1) not in OUTER:
                break
        return self._of_phrase(first, j + 1)

    def _of_phrase(self, first: int, last: int) -> Subject:
        """The subject that the words from ``first`` to ``last`` describe."""
        while first < last and self.words[first] in LINKS:
            first += 1
        words = self.words[first:last]
        if not words or words[0] in DETERMINERS - {"the"}:
            return UNKNOWN
        head = next((k for k, w in enumerate(words) if w in PREPOSITIONS), len(words)) - 1
        if head < 0:
            return UNKNOWN
        if first + head in self._ends and self.runs[self._ends[first + head]].name <= first + head:
            return self._named(self._ends[first + head])
        if words[head] in INSTITUTIONS or (words[0] in INSTITUTIONS and words[0][0] >= "Ѐ"):
            return Subject(institution=(first, last))
        described = words[0] == "the" or (len(words) == 1 and words[0][0] >= "Ѐ" and key(words[0]) in TITLES)
        return Subject(role=key(words[head])) if described else UNKNOWN

    def _after(self, i: int) -> Subject | None:
        """The subject that begins at token ``i``."""
        if self._word(i) in PRONOUNS:
            return Subject(pronoun=self._word(i))
        first = i
        if self._closes(i) or self._word(i) in CLAUSE_OPENERS:
            return None
        while i < len(self.words) and i - first < REACH and self.words[i] not in CLAUSE_ENDS:
            if i in self._begins:
                place = self._begins[i]
                run = self.runs[place]
                follows = self._word(run.last)
                if self._is_demonym(run):
                    return UNKNOWN
                if run.name < run.last and (follows in CLAUSE_ENDS or not follows or self._closes(run.last)):
                    return (
                        Subject(runs=(place,)) if not is_institution(self.tokens, run) else self._named(place)
                    )
                if is_institution(self.tokens, run) and self._closes(run.last):
                    return self._named(place)
                if run.name == run.last and self._word(run.first - 1) == "the":
                    return Subject(role=key(self.words[run.last - 1]))
                i = run.last
                continue
            if i > first and self._closes(i):
                break
            i += 1
        if self._word(i) == "," and i + 1 in self._begins and self.runs[self._begins[i + 1]].last - i > 2:
            return Subject(runs=(self._begins[i + 1],))
        return self._of_phrase(first, i) if i > first and self.words[first] not in PREPOSITIONS else None

    def _closes(self, i: int) -> bool:
        """Whether a phrase cannot go on with token ``i``."""
        word = self._word(i)
        return (
            not word or word in PREPOSITIONS | LINKS | THAT | FINITE or word in CLAUSE_ENDS or word in VERBS
        )

    def _start_of(self, subject: Subject, j: int) -> int:
        if subject.runs:
            return self.runs[subject.runs[0]].first
        return subject.institution[0] if subject.institution else j

    def _end_of(self, subject: Subject | None, i: int) -> int:
        """Where the subject that begins at token ``i`` ends."""
        if subject and subject.runs:
            return self.runs[subject.runs[-1]].last
        if subject and subject.institution:
            return subject.institution[1]
        return (
            next((k for k in range(i, len(self.words)) if self._closes(k)), len(self.words)) if subject else i
        )

    def _skip_links(self, j: int) -> int:
        stop = j - 4
        while (
            j >= 0
            and j > stop
            and (self.words[j] in LINKS or (self.words[j].endswith("ly") and not self.tokens[j].capital))
        ):
            j -= 1
        return j

    def _word(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""
