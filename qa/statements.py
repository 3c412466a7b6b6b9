"""Statements as they are compared: their words, numbers and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.metadata import Published
from qa.quantities import Quantity, find_quantities
from qa.statement_words import TOKEN, Word, meaning, meets, words_of
from qa.time_spans import Span
from qa.times import Time, find_times, is_expectation

_REACH = 10


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that answers a question.

    Attributes:
        text: the sentence.
        published: the date of its article.
        voice: who says it; None for the article's author.
        answer: the words in it that carry the answer, as they stand there; None when not known.
    """

    text: str
    published: Published
    voice: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a time in a statement.

    Attributes:
        start, end: offsets of the value.
        near: the words within reach of it.
        of: what it is.
    """

    start: int
    end: int
    near: tuple[Word, ...]
    of: Quantity | Time


class Reading:
    """A statement with its words and values.

    Attributes:
        statement: the statement.
        answer: offsets of its answer; None when not known.
        answer_words: the words of the answer.
        words: the words outside numbers and times.
        numbers, times: the values in the answer, or in the whole statement if none is known.
        all_numbers, all_times: those in the whole statement; times that are not known are left out.
        expected: whether it tells of plans.
    """

    def __init__(self, statement: Statement) -> None:
        text = statement.text
        self.statement = statement
        found = text.find(statement.answer) if statement.answer else -1
        self.answer = (found, found + len(statement.answer)) if statement.answer and found >= 0 else None
        times = find_times(text, statement.published)
        spans = [(time.start, time.end) for time in times]
        numbers = [n for n in find_quantities(text) if not meets(n.start, n.end, spans)]
        spans += [(number.start, number.end) for number in numbers]
        words = words_of(text)
        self.words = [word for word in words if not meets(word.start, word.end, spans)]
        self.answer_words = [word for word in words if self._answers(word.start, word.end)]
        self.all_numbers = [self._value(number) for number in numbers]
        self.all_times = [self._value(time) for time in times if time.known]
        self.numbers = [value for value in self.all_numbers if self._asked(value)]
        self.times = [value for value in self.all_times if self._asked(value)]
        self.expected = is_expectation(text)

    def near(self, start: int, end: int, reach: int = _REACH) -> tuple[Word, ...]:
        """The words at most ``reach`` words away from a place, without those in it."""
        tokens = [match.span() for match in TOKEN.finditer(self.statement.text)]
        low = ([first for first, last in tokens if last <= start][-reach:] or [start])[0]
        high = ([last for first, last in tokens if first >= end][:reach] or [end])[-1]
        around = (word for word in self.words if low <= word.start and word.end <= high)
        return tuple(word for word in around if not start <= word.start < end)

    def _value(self, of: Quantity | Time) -> Value:
        return Value(of.start, of.end, self.near(of.start, of.end), of)

    def _asked(self, value: Value) -> bool:
        return self.answer is None or self._answers(value.start, value.end)

    def _answers(self, start: int, end: int) -> bool:
        return self.answer is not None and meets(start, end, [self.answer])


def one_unit(first: Value, second: Value) -> bool:
    """Whether two numbers count the same: both shares, or people, or one says not what."""
    units = []
    for value in (first, second):
        assert isinstance(value.of, Quantity)
        units.append([meaning(term) for term in value.of.unit])
    if units[0] and units[1]:
        return units[0][0] in units[1] or units[1][0] in units[0]
    unit, near = (units[0], second.near) if units[0] else (units[1], first.near)
    return not unit or any(word.term in unit for word in near)


def agree(first: Value, second: Value) -> bool:
    """Whether two numbers can be one, said more and less exactly."""
    return isinstance(first.of, Quantity) and isinstance(second.of, Quantity) and first.of.agrees(second.of)


def meet(first: Span, second: Span) -> bool:
    """Whether two intervals have a day in common."""
    return first[0] <= second[1] and second[0] <= first[1]


def days(value: Value) -> Span:
    """First and last day of a time; the ends of the calendar where it is open."""
    assert isinstance(value.of, Time)
    return value.of.earliest or date.min, value.of.latest or date.max


def overlap(first: Value, second: Value) -> bool:
    """Whether two times can be the same."""
    return meet(days(first), days(second))


def article_days(reading: Reading) -> Span:
    """First and last day on which the statement can have been published."""
    published = reading.statement.published
    return published.start or date.min, published.end or date.max
