"""From the parts of a time ("last", "September") and a day to reckon from to an interval of days."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, TypeAlias

from qa.time_words import CENTURY, DAY, DECADE, LAST, MONTH, NEXT, SHARES, THIS, WEEK, YEAR

Span: TypeAlias = tuple[date, date]
"""First and last day, both included."""

Tense = Literal["past", "future", "unclear"]

_MOST_EXACT_COUNT = 9
_SEASON_MONTHS = (None, (3, 5), (6, 8), (9, 11))  # winter belongs to two years


def span(values: Mapping[str, int], anchor: date, tense: Tense) -> Span | None:
    """The days that a time means in an article of the day ``anchor``; None when that is unclear.

    Args:
        values: the parts of the time by name, as `qa.time_words.FORMS` names them.
        anchor: the article's day; of no account when the time names its year.
        tense: of the clause, for a month or a weekday that nobody says is the last or the next.
    """
    try:
        whole = _whole(values, anchor, tense)
    except (ValueError, OverflowError):  # February 30, the year 0
        return None
    return _piece(whole, values["part"]) if whole and "part" in values else whole


def _whole(values: Mapping[str, int], anchor: date, tense: Tense) -> Span | None:
    which = values.get("which")
    if tense != "future" and "told" in values:
        return None
    if "century" in values:
        return date(values["century"] * 100 - 99, 1, 1), date(values["century"] * 100, 12, 31)
    if "decade" in values:
        return date(values["decade"], 1, 1), date(values["decade"] + 9, 12, 31)
    if "offset" in values:
        day = anchor + timedelta(values["offset"] - 1)
        return day, day
    if "year_word" in values:
        return _unit(anchor, YEAR, values["year_word"] - 1)
    if "ago" in values:
        return _ago(anchor, values.get("count", 1), values["unit"])
    if "period" in values:
        return _period(anchor, values)
    if "weekday" in values and "month" not in values:
        return _weekday(anchor, values["weekday"], which, tense)
    year = values.get("year")
    if year is None and values.get("unit") == YEAR:
        year = anchor.year + _shift(which)
    if "month" in values or "season" in values:
        return _in_year(values, year) if year else _occurrence(values, anchor, which, tense)
    if year:
        return date(year, 1, 1), date(year, 12, 31)
    return (
        None if "later" in values or values["unit"] == DAY else _unit(anchor, values["unit"], _shift(which))
    )


def _shift(which: int | None) -> int:
    return {LAST: -1, NEXT: 1}.get(which or THIS, 0)


def _in_year(values: Mapping[str, int], year: int) -> Span | None:
    """The month, day or season of a year."""
    if "season" in values:
        months = _SEASON_MONTHS[values["season"]]
        if months is None:
            return date(year - 1, 12, 1), date(year + 1, 3, 1) - timedelta(1)
        return date(year, months[0], 1), _month(year, months[1])[1]
    if "day" in values:
        day = date(year, values["month"], values["day"])
        return day.replace(day=values.get("first_day", day.day)), day
    return _month(year, values["month"])


def _occurrence(values: Mapping[str, int], anchor: date, which: int | None, tense: Tense) -> Span | None:
    """Which year's month, day or season is meant.

    "Last" and "next" say either the nearest or that of another year; where these differ it is unclear.
    """
    if values.get("season") == 0:
        return None
    this_year = _in_year(values, anchor.year)
    if this_year is None or which == THIS:
        return this_year
    if which is None and tense == "unclear":
        return None
    ahead = which == NEXT or (which is None and tense == "future")
    nearest = this_year[1] >= anchor if ahead else this_year[0] <= anchor
    if not nearest:
        return _in_year(values, anchor.year + (1 if ahead else -1))
    return None if which in (LAST, NEXT) else this_year


def _weekday(anchor: date, weekday: int, which: int | None, tense: Tense) -> Span | None:
    if which == THIS:
        day = anchor + timedelta(weekday - anchor.weekday())
    elif which is not None or tense == "unclear":
        return None
    elif tense == "future":
        day = anchor + timedelta((weekday - anchor.weekday()) % 7)
    else:
        day = anchor - timedelta((anchor.weekday() - weekday) % 7)
    return day, day


def _ago(anchor: date, count: int, unit: int) -> Span | None:
    """The calendar unit so many units back: two months ago in March is January.

    A round number of years or a high one is no date: "30 years ago".
    """
    if unit in (DECADE, CENTURY) or (count > _MOST_EXACT_COUNT and unit != DAY):
        return None
    return _unit(anchor, unit, -count)


def _period(anchor: date, values: Mapping[str, int]) -> Span | None:
    """The time from so many units ago to now, or from now on."""
    count, unit = values.get("count", 1), values["unit"]
    back = "past" in values
    if unit in (DAY, WEEK):
        far = anchor + timedelta((-1 if back else 1) * count * (7 if unit == WEEK else 1))
    else:
        months = count * {MONTH: 1, YEAR: 12, DECADE: 120, CENTURY: 1200}[unit]
        first = _month_off(anchor, -months if back else months)
        far = first.replace(day=min(anchor.day, _month(first.year, first.month)[1].day))
    return (far, anchor) if back else (anchor, far)


def _unit(anchor: date, unit: int, shift: int) -> Span | None:
    """The calendar day, week, month, … that lies ``shift`` of them from the anchor's."""
    if unit in (DAY, WEEK):
        first = anchor - timedelta(anchor.weekday() if unit == WEEK else 0)
        length = 7 if unit == WEEK else 1
        return first + timedelta(shift * length), first + timedelta(shift * length + length - 1)
    if unit == MONTH:
        first = _month_off(anchor, shift)
        return _month(first.year, first.month)
    if unit == YEAR:
        return date(anchor.year + shift, 1, 1), date(anchor.year + shift, 12, 31)
    length = 10 if unit == DECADE else 100
    first_year = ((anchor.year - (unit == CENTURY)) // length + shift) * length + (unit == CENTURY)
    return date(first_year, 1, 1), date(first_year + length - 1, 12, 31)


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_off(anchor: date, months: int) -> date:
    """First day of the month that lies ``months`` from the anchor's."""
    number = anchor.year * 12 + anchor.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _piece(whole: Span, part: int) -> Span:
    """Early, mid or late: a third of the interval, in whole months where it has them; or a half, …"""
    first, last = whole
    number, pieces = SHARES[part]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    days = (last - first).days + 1

    def cut(at: int) -> date:
        if months >= pieces and first.day == 1:
            return _month_off(first, months * at // pieces)
        return first + timedelta(days * at // pieces)

    return cut(number), cut(number + 1) - timedelta(1)
