"""A sentence as it is checked: its words by clause, its numbers, its dates and who says it."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.lexical import stem, terms
from index.metadata import Published
from qa import claim_words as table
from qa.claim_pairs import ALIKE, NEARLY_ALIKE, OPPOSITES
from qa.claim_values import YEAR, as_digits, date_parts, numbers_in, years_in
from qa.frames import language_of
from qa.statement_words import COUNTRY_LETTERS, TOKEN, meaning, meets
from qa.times import find_times

_LOWER = re.compile(r"\b[^\W\d_A-ZА-ЯЁ][^\W\d_]+\b")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence.

    Attributes:
        start, end: offsets into the sentence.
        text: as written, without "'s".
        term: its stem.
        clause: number of its clause.
        name: whether it has a capital letter that it would not have as a common word.
        first: whether it begins the sentence, where every word has a capital letter.
        content: whether it says what the sentence is about.
        denied: whether a negation stands before it.
        owner: whether it ends in "'s".
    """

    start: int
    end: int
    text: str
    term: str
    clause: int
    name: bool
    first: bool
    content: bool
    denied: bool
    owner: bool


class Claim:
    """A sentence with all that is checked in it.

    Attributes:
        text: as it stands.
        plain: the same with spelled numbers as digits; offsets of numbers and dates are in it.
        language: of the sentence.
        tokens: its words.
        names: those that are names.
        numbers, times: its values.
        years: the years that it names.
        denies: whether anything in it is denied.
        clauses: the pieces of it between commas and conjunctions.
    """

    def __init__(
        self, text: str, published: Published, before: str = "", common: frozenset[str] = frozenset()
    ) -> None:
        self.text = text
        self.plain = plain = as_digits(text)
        self.language = language_of(text)
        self.published = published
        self.times = find_times(plain, published, before)
        spans = [(time.start, time.end) for time in self.times if date_parts(time.phrase) or time.known]
        self.years = years_in(plain)
        numbers = list(numbers_in(plain))
        in_times = [match.span() for match in YEAR.finditer(plain)] + spans
        self.numbers = [n for n in numbers if not meets(n.start, n.end, in_times)]
        self.all_numbers = numbers
        self._breaks = breaks = [match.start() for match in table.CLAUSE.finditer(plain)]
        in_values = [(n.start, n.end) for n in self.numbers] + in_times
        self.tokens = list(_tokens(plain, breaks, in_values))
        self.names = [
            t
            for t in self.tokens
            if t.name
            and not (
                t.first
                and (
                    t.text.lower() in common
                    or table.OFFICE.match(plain, t.end)
                    or table.NOUN.fullmatch(t.text)
                )
            )
        ]
        bounds = [0, *breaks, len(plain)]
        self.denies = any(token.denied for token in self.tokens)
        self.clauses = [plain[a:b] for a, b in itertools.pairwise(bounds)]

    def clause_at(self, position: int) -> int:
        """The number of the clause that a place lies in."""
        return bisect_right(self._breaks, position)


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in small letters somewhere: at the head of a sentence they are no names."""
    found = frozenset(word for text in texts for word in _LOWER.findall(text))
    return found | {word.removesuffix("s") for word in found}


def _tokens(text: str, breaks: Sequence[int], values: Sequence[tuple[int, int]]) -> Iterator[Token]:
    """The words outside numbers and dates."""
    clause, denied, last, place_end = 0, False, "", 0
    for place, match in enumerate(TOKEN.finditer(text)):
        while clause < len(breaks) and breaks[clause] <= match.start():
            clause, denied = clause + 1, False
        if denied and text[place_end : match.start()].strip(" ,-'’"):
            denied = False  # the end of what is quoted or in brackets
        place_end = match.end()
        if table.NEGATION.fullmatch(match[0]) and not table.NO_REFUSAL.match(text, match.start()):
            last = ""
            denied = not denied and not table.NO_NEGATION.match(text, match.end())
            continue
        if table.AUXILIARY.fullmatch(match[0]) and last == "denied":
            denied = False
        if meets(match.start(), match.end(), values):
            continue
        word = _POSSESSIVE.sub("", match[0])
        term = meaning(stem(_unaccented(word.casefold())))
        first = place == 0 or text[: match.start()].rstrip(" \"'“‘«").endswith((".", "?", "!", ":"))
        content = term not in table.LIGHT and term not in table.REPORTING and not word.isdigit()
        content = content and len(term) > 1 and not _is_stop(word)
        name = (
            word[0].isupper()
            and not _is_stop(word)
            and not (first and (term in table.LIGHT or word.endswith("ing")))
        )
        denies = denied and content and not name
        last = "denied" if denies else last
        owner = word != match[0]
        yield Token(match.start(), match.end(), word, term, clause, name, first, content, denies, owner)


def _unaccented(word: str) -> str:
    if word.isascii() or not word.isalpha() or "\u0400" <= word[0] <= "\u04ff":
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _is_stop(word: str) -> bool:
    return not terms(word)


def alike(first: Token, second: Token) -> bool:
    """Whether two words are one word, or mean the same."""
    one, other = first.term, second.term
    if one == other or other in ALIKE.get(one, ()):
        return True
    if first.name and second.name:
        return (
            one[:COUNTRY_LETTERS] == other[:COUNTRY_LETTERS] and min(len(one), len(other)) >= COUNTRY_LETTERS
        )
    least = max(5, min(len(one), len(other)) - 2)
    return min(len(one), len(other)) >= 5 and one[:least] == other[:least]


def near(first: Token, second: Token) -> bool:
    """Whether two words are alike, or can often stand for each other."""
    return alike(first, second) or second.term in NEARLY_ALIKE.get(first.term, ())


def opposed(first: Token, second: Token) -> bool:
    """Whether one word says the opposite of the other."""
    one, other = first.term, second.term
    if (one, other) in OPPOSITES:
        return True
    longer, shorter = (
        (first.text, second.text) if len(first.text) > len(second.text) else (second.text, first.text)
    )
    return re.fullmatch(rf"(?:un|in|im|non-?|dis|ir){re.escape(shorter)}", longer, re.IGNORECASE) is not None
