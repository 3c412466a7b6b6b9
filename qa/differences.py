"""Whether two statements contradict each other, or one brings the other up to date.

Made not to cry wolf: two statements differ only if they share what they talk about, and then in
one value of one kind. What it cannot tell apart counts as no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import product
from typing import Literal, TypeAlias

from index.metadata import Published
from qa.offices import UNCLEAR, office_beside
from qa.statement_words import (
    COUNTRY_LETTERS,
    REPEATED,
    Word,
    denies,
    is_hypothetical,
    opposite,
    same_term,
    shared,
    unmatched,
)
from qa.statements import Reading, Statement, Value, agree, article_days, days, meet, one_unit, overlap
from qa.times import Time

__all__ = ["Difference", "Statement", "compare"]

Kind = Literal["number", "date", "name", "polarity"]
Relation = Literal["update", "contradiction", "unknown"]

_CONTAINED = 0.8
_SHARED, _SHARED_IF_DENIED = 2, 3
_ONE_EVENT = timedelta(days=730)
_SIMILAR_NAMES = 0.8

_Pair: TypeAlias = tuple[Value, Value]
_Spans: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two statements say differently.

    Attributes:
        kind: what kind of value differs.
        relation: ``"update"`` if the later one can be true after the earlier; ``"contradiction"``
            if only one can be true; else ``"unknown"``.
        first, second: the words of each that differ, as they stand there.
        first_at, second_at: ``(start, end)`` of these words in the text of each.
    """

    kind: Kind
    relation: Relation
    first: str
    second: str
    first_at: tuple[int, int]
    second_at: tuple[int, int]


def compare(first: Statement, second: Statement) -> Difference | None:
    """What two answers to one question say differently; None when they can stand side by side."""
    one, other = Reading(first), Reading(second)
    return _number(one, other) or _date(one, other) or _name(one, other) or _polarity(one, other)


def _number(one: Reading, other: Reading) -> Difference | None:
    pair = _about_the_same(one, other, one.numbers, other.numbers, one_unit)
    if pair is None or agree(*pair) or _other_times(one, other):
        return None
    dated = any(overlap(a, b) for a, b in product(one.all_times, other.all_times))
    relation: Relation = "contradiction" if dated else _by_publication(one, other, changes=True)
    return _difference("number", relation, one, other, _places(pair))


def _date(one: Reading, other: Reading) -> Difference | None:
    """Two dates of one event, of a kind that does not come again."""
    if _other_numbers(one, other) or any(overlap(a, b) for a, b in product(one.times, other.times)):
        return None
    if any(word.term in REPEATED for word in (*one.words, *other.words)):
        return None
    expected = one.expected or other.expected
    pair = _about_the_same(one, other, one.times, other.times, lambda a, b: expected or _one_event(a, b))
    if pair is None:
        return None
    relation = _by_publication(one, other, changes=True) if expected else "contradiction"
    return _difference("date", relation, one, other, _places(pair))


def _name(one: Reading, other: Reading) -> Difference | None:
    """Two names that answer: of who holds an office, or of who did the same thing."""
    if one.answer is None or other.answer is None:
        return None
    names = one.answer_words, other.answer_words
    if not all(words and all(word.name for word in words) for words in names):
        return None
    if any(_similar(a, b) for a, b in product(*names)):
        return None
    offices = [office_beside(r.statement.text, *r.answer) for r in (one, other) if r.answer]
    relation = _by_publication(one, other, changes=any(offices))
    if any(offices):
        alike = offices[0] == offices[1] != UNCLEAR
        relation = "update" if _other_times(one, other) else relation
    else:
        rest = [tuple(w for w in r.words if w not in r.answer_words) for r in (one, other)]
        alike = not _other_times(one, other) and _one_matter(one, other, rest[0], rest[1])
    if not alike:
        return None
    return _difference("name", relation, one, other, (one.answer, other.answer))


def _polarity(one: Reading, other: Reading) -> Difference | None:
    """One denies what the other says, in the same words or in their opposites."""
    if is_hypothetical(one.statement.text) or is_hypothetical(other.statement.text):
        return None
    if _other_times(one, other) or _other_numbers(one, other) or not _one_order(one, other):
        return None
    if not _one_matter(one, other, tuple(one.words), tuple(other.words), _SHARED_IF_DENIED, denied=True):
        return None
    for a, b in product(one.words, other.words):
        one_denies = (a.denial is None) != (b.denial is None)
        if (same_term(a, b) and one_denies) or (denies(a, b) and not one_denies):
            first, second = ((w.start if w.denial is None else w.denial, w.end) for w in (a, b))
            relation = _by_publication(one, other, changes=False)
            return _difference("polarity", relation, one, other, (first, second))
    return None


def _about_the_same(
    one: Reading,
    other: Reading,
    mine: Sequence[Value],
    others: Sequence[Value],
    comparable: Callable[[Value, Value], bool],
) -> _Pair | None:
    """The two values whose neighbourhoods share most, if both are said of the same thing."""
    pairs = [(a, b) for a, b in product(mine, others) if comparable(a, b)]
    if not pairs:
        return None
    best = max(pairs, key=lambda pair: len(shared(pair[0].near, pair[1].near)))
    return best if _one_matter(one, other, best[0].near, best[1].near) else None


def _one_matter(
    one: Reading,
    other: Reading,
    mine: Sequence[Word],
    others: Sequence[Word],
    least: int = _SHARED,
    denied: bool = False,
) -> bool:
    """Whether the words near two values say that they are of the same thing.

    One neighbourhood must lie within the other statement, and they must not each have a name, or
    one the opposite of a word, that the other has not.

    Args:
        one, other: the statements.
        mine, others: the words near the values.
        least: how many words they must share.
        denied: whether a word that denies another counts as that word.
    """
    left, right = unmatched(mine, other.words, denied), unmatched(others, one.words, denied)
    if any(word.name for word in left) and any(word.name for word in right):
        return False
    if any(opposite(a, b) and not (denied and denies(a, b)) for a, b in product(left, right)):
        return False
    inside = max(1 - len(left) / max(len(mine), 1), 1 - len(right) / max(len(others), 1))
    return inside >= (1 if denied else _CONTAINED) and len(shared(mine, others, denied)) >= least


def _other_numbers(one: Reading, other: Reading) -> bool:
    """Whether both give numbers, and none of them is in both."""
    pairs = list(product(one.all_numbers, other.all_numbers))
    return bool(pairs) and not any(one_unit(a, b) and agree(a, b) for a, b in pairs)


def _other_times(one: Reading, other: Reading) -> bool:
    """Whether none of the times that they tell of can be the same.

    Where only one of them says when, the other tells of the time of its article.
    """
    if not one.all_times and not other.all_times:
        return False
    spans = [[days(v) for v in r.all_times] or [article_days(r)] for r in (one, other)]
    return not any(meet(a, b) for a, b in product(*spans))


def _one_event(first: Value, second: Value) -> bool:
    """Whether two dates that differ can be meant for one event."""
    (start, end), (other_start, other_end) = days(first), days(second)
    both_relative = all(isinstance(value.of, Time) and value.of.relative for value in (first, second))
    if both_relative and start.year != other_start.year:
        return False
    return max(start, other_start) - min(end, other_end) <= _ONE_EVENT


def _similar(first: Word, second: Word) -> bool:
    """Whether two names can be one name in two spellings."""
    return SequenceMatcher(None, first.term, second.term).ratio() >= _SIMILAR_NAMES


def _one_order(one: Reading, other: Reading) -> bool:
    """Whether the names that both have come in one order: who does it, and to whom."""
    orders = []
    for mine, others in ((one.words, other.words), (other.words, one.words)):
        orders.append(
            [
                w.term[:COUNTRY_LETTERS]
                for w in mine
                if w.name and any(o.name and same_term(w, o) for o in others)
            ]
        )
    return list(dict.fromkeys(orders[0])) == list(dict.fromkeys(orders[1]))


def _by_publication(one: Reading, other: Reading, changes: bool) -> Relation:
    """What a difference means, by when the articles were published.

    Args:
        one, other: the statements.
        changes: whether the value is one that changes with time.
    """
    dates = one.statement.published, other.statement.published
    if any(published == Published() or published.basis == "unknown" for published in dates):
        return "unknown"
    if meet(article_days(one), article_days(other)):
        return "contradiction"
    return "update" if changes else "unknown"


def _places(pair: _Pair) -> _Spans:
    first, second = pair
    return (first.start, first.end), (second.start, second.end)


def _difference(kind: Kind, relation: Relation, one: Reading, other: Reading, spans: _Spans) -> Difference:
    first, second = (slice(*span) for span in spans)
    return Difference(kind, relation, one.statement.text[first], other.statement.text[second], *spans)
