"""The words that say what a statement is about, which mean the same, and how they are denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.lexical import stem, terms

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NEGATION_REACH = 3
COUNTRY_LETTERS = 4  # Kazakhstan, Kazakh; Ukraine, Ukrainian; China, Chinese

_ALIKE: Final = (
    "people population person persons inhabitants residents citizens protesters население человек жителей",
    "die died death deaths dead killed kill toll погибло погибли умерло",
    "recognize recognise",
    "supports support back",
)
_DENYING: Final = (
    "support oppose",
    "support condemn",
    "rise fall",
    "rose fell",
    "grow shrink",
    "increase decrease",
    "accept reject",
    "allow ban",
    "confirm deny",
    "join leave",
    "open close",
    "win lose",
    "strengthen weaken",
    "вырасти упасть",
    "вырос упал",
    "вырос снизился",
    "поддерживает осуждает",
)
# Words that make another matter of it, of which both can be said.
_CONTRASTING: Final = (
    "import export",
    "oil gas",
    "men women",
    "north south",
    "east west",
    "northern southern",
    "eastern western",
    "minimum maximum",
    "birth death",
    "injured killed",
    "enter leave",
    "импорт экспорт",
    "мужчины женщины",
)
# Words that say nothing of what a statement is about: hedges, reporting, "there is".
_EMPTY: Final = frozenset(
    stem(word)
    for word in """about around roughly approximately nearly almost over total overall currently now said says
    say told saw sees seen according reported also however meanwhile just only still already percent cent
    million billion thousand млн млрд тыс процент миллион миллионов тысяч составляет около примерно""".split()
)
_NEGATION = re.compile(
    r"(?:not|never|neither|nor|without|cannot|\w+n[’']t|refus\w+|fail(?:s|ed)?|не|никогда|без|отказ\w+)",
    re.IGNORECASE,
)
_NOT_NEGATION = re.compile(r"\b(?:not|не)\s+(?:only|just|merely|simply|только|просто)\b", re.IGNORECASE)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|would|could|may|might|can|should|were\s+to|whether|unless|perhaps|possibly)\b"
    r"|\b(?:если|бы|может|могут|возможно|егер)\b|\?",
    re.IGNORECASE,
)
# What happens again and again: two dates of it are no disagreement.
REPEATED: Final = frozenset(
    stem(word)
    for word in """met meet meeting visited visit spoke speak talked talks talk called call said fell fall
    rose rise held took travelled flew attack strike struck rally protest protested summit forum conference
    session vote voted election elections встретился встреча посетил выборы саммит форум переговоры""".split()
)
_GROUPS: Final = {stem(word): group.split()[0] for group in _ALIKE for word in group.split()}


def _pairs(table: Iterable[str]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(meaning(stem(word)) for word in pair.split()) for pair in table)


def meaning(term: str) -> str:
    """The first of the stems that mean the same as ``term``."""
    return _GROUPS.get(term, term)


_DENYING_PAIRS: Final = _pairs(_DENYING)
_OPPOSITE_PAIRS: Final = _DENYING_PAIRS | _pairs(_CONTRASTING)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says what a statement is about.

    Attributes:
        start, end: offsets into the statement.
        place: number of the word, others counted too.
        term: its stem, or that of the first word that means the same.
        name: whether it has a capital letter.
        denial: offset of the negation just before it; None where there is none.
    """

    start: int
    end: int
    place: int
    term: str
    name: bool
    denial: int | None


def words_of(text: str) -> list[Word]:
    """The words of a statement without those that say nothing of its matter."""
    found: list[Word] = []
    denial, denial_place = None, 0
    no_negations = [match.span() for match in _NOT_NEGATION.finditer(text)]
    for place, token in enumerate(TOKEN.finditer(text)):
        if _NEGATION.fullmatch(token[0]):
            if not meets(token.start(), token.end(), no_negations):
                denial, denial_place = token.start(), place
            continue
        for term in terms(token[0]):
            if term in _EMPTY or term.isdigit():
                continue
            denied = denial if place <= denial_place + _NEGATION_REACH else None
            name = token[0][0].isupper()
            found.append(Word(token.start(), token.end(), place, meaning(term), name, denied))
            denial = None  # a negation denies the first word after it
    return found


def meets(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span has anything in common with one of others."""
    return any(start < last and first < end for first, last in spans)


def is_hypothetical(text: str) -> bool:
    """Whether a statement asks, or says what may be."""
    return _HYPOTHETICAL.search(text) is not None


def same_term(first: Word, second: Word) -> bool:
    """Whether two words mean the same: one stem, or a country and its people."""
    if first.term == second.term:
        return True
    least = max(COUNTRY_LETTERS, min(len(first.term), len(second.term)) - 1)
    return first.name and second.name and first.term[:least] == second.term[:least]


def opposite(first: Word, second: Word) -> bool:
    """Whether two words say the opposite of each other, or what stands opposite."""
    return frozenset((first.term, second.term)) in _OPPOSITE_PAIRS


def denies(first: Word, second: Word) -> bool:
    """Whether what one word says cannot be true where the other is."""
    return frozenset((first.term, second.term)) in _DENYING_PAIRS


def unmatched(words: Iterable[Word], among: Sequence[Word], denied: bool = False) -> list[Word]:
    """The words that do not stand ``among`` others.

    Args:
        words: what is looked for.
        among: where.
        denied: whether a word that denies it will do, too.
    """
    return [word for word in words if not any(_matches(word, other, denied) for other in among)]


def shared(words: Iterable[Word], among: Sequence[Word], denied: bool = False) -> set[str]:
    """The stems of the words that do stand ``among`` others."""
    return {word.term for word in words if any(_matches(word, other, denied) for other in among)}


def _matches(first: Word, second: Word, denied: bool) -> bool:
    return same_term(first, second) or (denied and denies(first, second))
