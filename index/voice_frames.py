"""What says that somebody speaks: "X says that …", "…, said X", "according to X"."""

from __future__ import annotations

from itertools import pairwise

from index.voice_subjects import CLAUSE_ENDS, REACH, UNKNOWN, Clause, Subject
from index.voice_tokens import QUOTED
from index.voice_words import (
    ABOUT,
    BEING,
    CALENDAR,
    CLAUSE_OPENERS,
    CONVINCED,
    FINITE,
    KAZAKH_VERBS,
    LINKS,
    OPENERS_RU,
    PARTICIPLES,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    SAYING,
    SOURCE_NOUNS,
    SPEAKING,
    THAT,
    VERBS,
    VIEWS_KAZAKH,
    WITH_CLAUSE,
    WITH_LISTENER,
)

_BESIDE = frozenset((",", ";", "—", "–", "and", "but", "as", "как"))
_IN = frozenset("in по".split())
_AFTER_SUBJECT = (
    CLAUSE_ENDS | PREPOSITIONS | CALENDAR | frozenset(("", "who", "whose", "when", "while", "and"))
)
_NO_SUBJECTS = frozenset("to not never would could may might who не and or".split())
_CONDITIONAL = frozenset("if unless если what which whom than".split())


class Frames(Clause):
    """The words around what is said in one sentence."""

    def subject(self) -> Subject | None:
        """The first speaker that is named, else `UNKNOWN` if somebody speaks, else None."""
        found: Subject | None = None
        for i, word in enumerate(self.words):
            subject = self._at(i, word)
            if subject is not None and subject != UNKNOWN:
                return subject
            found = found or subject
        return found

    def is_bare(self) -> bool:
        """Whether the sentence only says who spoke: "Smith said on Monday." """
        verb = next((i for i, word in enumerate(self.words) if word in VERBS), None)
        if verb is None or QUOTED in self.words or len(self.words) > REACH or self.words[-1] == ":":
            return False
        return verb + 1 >= len(self.words) or self.words[verb + 1] in CLAUSE_ENDS | PREPOSITIONS

    def _at(self, i: int, word: str) -> Subject | None:
        """The speaker whom the word at ``i`` introduces."""
        if word in VERBS or word in KAZAKH_VERBS:
            return self._of_verb(i)
        if word in PARTICIPLES and self._has_content(i, i + 1, i):
            return self._of_participle(i)
        if word == "according" and self._word(i + 1) == "to":
            return self._after(i + 2) or UNKNOWN
        owner = POSSESSIVES.get(self._word(i - 1), "")
        if owner and (
            word in VIEWS_KAZAKH or (word in SOURCE_NOUNS | OPENERS_RU and self._word(i - 2) in _IN)
        ):
            return Subject(pronoun=owner)
        if word in VIEWS_KAZAKH or (word in SOURCE_NOUNS and self._word(i - 1) in ("’s", "'s")):
            return self._owner(i - 1 - (word in SOURCE_NOUNS))
        if word in SOURCE_NOUNS and self._word(i - 2) == "in" and self._word(i + 1) == "of":
            return self._after(i + 2) or UNKNOWN
        if word in OPENERS_RU and self._word(i - 1) in ("по", "со"):
            return self._after(i + 1) or UNKNOWN
        if word == ":" and self._word(i + 1) == QUOTED:
            return self._of_colon(i)
        if word in SPEAKING and i == 0:
            comma = next((k for k in range(1, min(REACH, len(self.words))) if self.words[k] == ","), None)
            return self._opening(comma + 1) if comma else None
        return None

    def _of_colon(self, i: int) -> Subject | None:
        """Who speaks in "…, in the words of the poet Abai: “…”", "Merz was blunt: “…”"."""
        place = self._ends.get(i - 1)
        if place is not None and self._word(self.runs[place].first - 1) not in PREPOSITIONS:
            return self._before(i - 1)
        clause = next((k for k in range(i - 1, max(-1, i - 4), -1) if self._word(k - 1) in ("", ",")), -1)
        if clause in self._begins:
            return self._named(self._begins[clause])
        named = bool(self.runs) and self.runs[0].first == 0 and self.runs[0].last - self.runs[0].first > 1
        return self._opening(0) if named else None

    def _of_verb(self, i: int) -> Subject | None:
        word = self.words[i]
        j = self._skip_links(i - 1)
        if word in CONVINCED:
            j = self._skip_links(j - 1) if self._word(j) in BEING else -1
        if self._word(j) in _NO_SUBJECTS:
            return None
        behind = i + 1 + (self._word(i + 1) in LINKS)
        following = self._after(behind) if self._may_follow(i, j) else None
        if following and following != UNKNOWN:
            end = self._end_of(following, behind)
            apart = self._word(end) in _AFTER_SUBJECT or self.tokens[i].word[0] >= "Ѐ"
            if word in KAZAKH_VERBS or (apart and self._has_content(i, end, j + 1)):
                return following
        if following == UNKNOWN and QUOTED in self.words[max(0, j - 2) : j + 1]:
            return UNKNOWN
        if word in KAZAKH_VERBS:
            full = (run for run in self.runs if run.first < REACH // 2 and run.last - run.name > 1)
            run = next(full, self.runs[0] if 0 in self._begins else None)
            return self._owner(run.last - 1) if run else None
        if self._word(j) == "it" and QUOTED in self.words[max(0, j - 2) : j]:
            return Subject(pronoun="it")
        before = self._before(j)
        start = self._with_description(self._start_of(before, j)) if before else 0
        if before is None or self._word(start - 1) in _CONDITIONAL:
            return None
        return before if self._has_content(i, i + 1, start) else None

    def _with_description(self, start: int) -> int:
        """Where "its lawyer, David Stone" begins if it stands after a quotation, else ``start``."""
        if self._word(start - 1) != ",":
            return start
        k = start - 2
        while k > max(0, start - 7) and self.words[k] not in CLAUSE_ENDS:
            k -= 1
        return k + 1 if self._word(k) == QUOTED else start

    def _may_follow(self, i: int, j: int) -> bool:
        """Whether the subject of the verb at ``i`` may stand behind it rather than end at ``j``."""
        if j < 0 or self.words[j] in CLAUSE_ENDS or self.words[i] in KAZAKH_VERBS:
            return self.words[i] not in WITH_LISTENER
        return self.tokens[i].word[0] >= "Ѐ" and j not in self._ends and self.words[j] not in PRONOUNS

    def _of_participle(self, i: int) -> Subject | None:
        if i - 1 in self._ends:
            return self._before(i - 1)
        return (self._opening(0) or UNKNOWN) if self._word(i - 1) == "," else None

    def _has_content(self, verb: int, end: int, start: int) -> bool:
        """Whether what is said stands beside a verb that with its subject fills ``start`` to ``end``."""
        word, following = self.words[verb], self.words[end : end + REACH]
        first = "".join(following[:1])
        if word in SAYING or QUOTED in self.words[max(0, start - 3) : start]:
            return True
        if first in THAT or first in (QUOTED, ":") or self._leads_to_quotation(end):
            return True
        if first in ("of", "about", "о", "об") and (following[1:2] == [QUOTED] or word in ABOUT):
            return True
        if first == "it" and self._word(start - 1) == "as":
            return True
        if not first or first in CLAUSE_ENDS:
            beside = self._word(start - 1) in _BESIDE or (start <= 0 and not following[1:])
            return beside or (first == "," and not THAT.isdisjoint(following))
        if first in ("on", "in") and self._word(start - 1) == "," and "." in following[2:4]:
            return True
        if first in CLAUSE_OPENERS and CLAUSE_ENDS.isdisjoint(following[1:2]):
            return word not in ("asked", "reported")
        if not THAT.isdisjoint(following):
            return word in WITH_LISTENER or self._is_adverbial(first)
        return word in WITH_CLAUSE and not FINITE.isdisjoint(following)

    def _leads_to_quotation(self, i: int) -> bool:
        """Whether a comma or colon with a quotation after it stands soon after ``i``."""
        return any(a in (",", ":") and b == QUOTED for a, b in pairwise(self.words[i : i + REACH // 2]))

    def _is_adverbial(self, word: str) -> bool:
        """Whether a word after a verb cannot be its object: "explained in 2021 that"."""
        return word in PREPOSITIONS or word in ("prior", "again") or word.endswith("ly")
