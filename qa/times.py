"""Times in sentences: where they stand, and which days they can mean.

A time resolves to an interval that holds whatever day the article's own date may be; where there
is none, it stays unknown. Rules of our own: of the times in tests/test_times.py dateparser 1.5
gives 29 of 75 the right interval, resolves 8 of 13 that the article's date leaves open, and sees
one in 10 of 13 sentences without any ("may", "sat", "2500 tanks").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.metadata import Published
from qa import time_words as words
from qa.question_kinds import AnswerKind, answer_kind, asks_for_now, asks_when
from qa.time_spans import Span, Tense
from qa.time_spans import span as span_of

__all__ = [
    "AnswerKind",
    "Time",
    "answer_kind",
    "asks_for_now",
    "asks_when",
    "find_times",
    "is_expectation",
]

_LEAD = 60
_A_YEAR = timedelta(days=365)
_CLAUSE_END = re.compile(r"[,;:()“”«»—]")


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a sentence.

    Attributes:
        start, end: offsets into the sentence, end exclusive.
        phrase: what stands there.
        earliest, latest: first and last day that it can mean; both None when it cannot be known.
            One is None for a time that is open to that side ("since 2014", "by 2025").
        relative: whether it needs the article's date, as "last year" or "in January" do.
    """

    start: int
    end: int
    phrase: str
    earliest: date | None
    latest: date | None
    relative: bool

    @property
    def known(self) -> bool:
        """Whether anything is known of when it was."""
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True, slots=True)
class _Found:
    """A form of `qa.time_words.FORMS` with the words before and after it.

    Attributes:
        start, end: of the form and its words.
        values: the form's parts by name: ``month`` 1 to 12, ``which``, ``unit``, …
        weak: no time by itself: nothing before it says that it is one.
        role: ``SINCE``, ``UNTIL``, …
        until: the second time of a range.
    """

    start: int
    end: int
    values: Mapping[str, int]
    weak: bool
    role: int | None = None
    until: _Found | None = None

    @property
    def named(self) -> bool:
        """Whether it names its year itself."""
        return any(name in self.values for name in ("year", "decade", "century"))

    @property
    def bare(self) -> bool:
        """Whether nothing says which year's month, or which year, is meant."""
        told = any(name in self.values for name in ("which", "count", "ago", "period", "later"))
        return not self.named and not told and ("month" in self.values or "unit" in self.values)


def find_times(text: str, published: Published, before: str = "") -> tuple[Time, ...]:
    """The times that ``text`` names, in order.

    A month without a year is the last one before the article, or the next one in a clause about
    the future. Beside another year, also one in ``before``, it may be of that one: unknown.

    Args:
        text: a sentence.
        published: the date of its article.
        before: the sentences before it in its paragraph.
    """
    forms = _forms(text)
    times = [form for form in _joined(text, forms) if not form.weak]
    years = {form.values["year"] for form in (*forms, *_forms(before)) if "year" in form.values}
    return tuple(_time(text, form, published, years) for form in times)


def is_expectation(text: str) -> bool:
    """Whether a sentence tells what was expected or planned when it was written.

    Not questions, not what is doubted, and not what would follow if something else happened.
    """
    said = words.QUOTED_QUESTION.sub("", text).strip()
    if said.endswith("?") or words.UNCERTAIN.search(said):
        return False
    return bool(words.EXPECTED.search(said))


def _forms(text: str) -> list[_Found]:
    """The forms in a text that do not overlap, the longest first chosen, with what belongs to them."""
    matches = [(match, weak) for form, weak in words.FORMS for match in form.finditer(text)]
    matches.sort(key=lambda item: item[0].start() - item[0].end())
    chosen: list[tuple[re.Match[str], bool]] = []
    for match, weak in matches:
        if all(match.end() <= other.start() or match.start() >= other.end() for other, _ in chosen):
            chosen.append((match, weak))
    chosen.sort(key=lambda item: item[0].start())
    return [_with_lead(text, match, weak) for match, weak in chosen]


def _with_lead(text: str, match: re.Match[str], weak: bool) -> _Found:
    """The form with the words around it that belong to it: "by the end of", "since"."""
    values = _values(match)
    before = words.BEFORE.search(text, max(0, match.start() - _LEAD), match.start())
    after = words.AFTER.match(text, match.end())
    said = (_values(before) if before else {}) | (_values(after) if after else {})
    lead = (before["role"] if before else None) or ""
    if weak and "year" in values and words.NOT_BEFORE_YEARS.fullmatch(lead):
        before = None
        said = {name: value for name, value in said.items() if name in ("article", "part")}
    start = before.start() if before and (lead or before["part"]) else match.start()
    end = after.end() if after else match.end()
    values |= {"part": said["part"]} if "part" in said else {}
    the_next = values.get("which") == words.NEXT and "article" in said
    if the_next or ("period" in values and "past" not in values):
        values["told"] = 1  # "the next two decades" can follow anything that is told
    if "part" in said:
        stands = True
    elif words.AMBIGUOUS_NAMES.fullmatch(match[0]):
        stands = words.SURE_LEADS.fullmatch(lead) is not None
    elif "unit" in values:
        stands = False  # "the year" alone can be any
    else:
        stands = "role" in said or ("weekday" not in values and bool(said))
    role = None if "first_day" in values else said.get("role")
    return _Found(start, end, values, weak and not stands, role)


def _values(match: re.Match[str]) -> dict[str, int]:
    """The parts of a form as numbers."""
    values: dict[str, int] = {}
    for group, said in match.groupdict().items():
        if said is None:
            continue
        tables = words.VALUES.get(group, ())
        value = next((i for i, word in enumerate(tables) if word.fullmatch(said)), None)
        if value is not None:
            values[group] = value + words.FIRST.get(group, 0)
        else:
            values[group] = int(said) if said.isdigit() else 1
    return values


def _joined(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """The forms, with the two ends of a range made one."""
    waiting = None
    for form in found:
        if waiting and _joint(waiting).fullmatch(text, waiting.end, form.start):
            year = {} if waiting.named else {k: v for k, v in form.values.items() if k == "year"}
            weak = waiting.weak and form.weak
            yield _Found(waiting.start, form.end, {**year, **waiting.values}, weak, None, form)
            waiting = None
        else:
            if waiting:
                yield waiting
            waiting = form
    if waiting:
        yield waiting


def _joint(form: _Found) -> re.Pattern[str]:
    return words.JOINTS.get(form.role) or words.JOINTS[None]


def _time(text: str, form: _Found, published: Published, years: set[int]) -> Time:
    relative = not (form.named and (form.until is None or form.until.named))
    first, last = (published.start, published.end) if relative else (date.max, date.max)
    span = None
    if first and last:
        tense = _tense(text, form.start, form.end)
        span = _covering(_days(form, first, tense), _days(form, last, tense))
    if span and form.bare and years and not years & {span[0].year, span[1].year}:
        span = None
    earliest = span[0] if span and form.role != words.UNTIL else None
    latest = span[1] if span and form.role != words.SINCE else None
    return Time(form.start, form.end, text[form.start : form.end], earliest, latest, relative)


def _days(form: _Found, anchor: date, tense: Tense) -> Span | None:
    first = span_of(form.values, anchor, tense)
    last = span_of(form.until.values, anchor, tense) if form.until else first
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _covering(first: Span | None, last: Span | None) -> Span | None:
    """All days between two resolutions, where the article's first and last possible day give them.

    Nothing if they lie a year apart: "in September" is then one month of several years.
    """
    if first is None or last is None or max(last[0] - first[0], last[1] - first[1]) >= _A_YEAR:
        return None
    return first[0], last[1]


def _tense(text: str, start: int, end: int) -> Tense:
    """Whether the clause around ``text[start:end]`` tells of the future; unclear where another does."""
    if not words.EXPECTED.search(text):
        return "past"
    begin = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, start)), default=0)
    opening = not text[begin:start].strip()
    stop = _CLAUSE_END.search(text, end + (2 if opening else 0))
    ahead = words.EXPECTED.search(text[begin : stop.start() if stop else len(text)])
    return "future" if ahead else "unclear"
