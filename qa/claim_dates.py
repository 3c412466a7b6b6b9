"""Dates of a sentence against those of its evidence, with the article's own date to resolve them.

"In February", in an article of May 2018, is February 2018; "has not returned", there, is so in May
2018. Another year than those that can be meant is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from index.metadata import Published
from qa.claim_values import MONTHS, date_parts, fits
from qa.claims import Claim
from qa.times import Time

_COUNTED = re.compile(r"\b(\d+)\s+([a-z]+?)s?\b")
_YEAR = re.compile(r"\d{4}")
_AHEAD = re.compile(r"(?:from|by|until|till|before|starting|as\s+of|next)\b", re.IGNORECASE)
_LASTS = re.compile(
    r"\b(?:is|are|has|have|hasn[’']t|haven[’']t|isn[’']t|aren[’']t|remains?|keeps?|stands?)\b", re.IGNORECASE
)
_NOW = re.compile(
    r"\b(?:now|currently|at\s+present|today|so\s+far|nowadays|this\s+(?:year|month|week|spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(r"(?:as\s+of|by|until|till|since)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


def wrong_dates(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """The dates and years of the claim that the evidence has not."""
    given = [time for one in sources for time in one.times]
    years = {year for one in sources for year in one.years}
    for time in given:
        years |= {str(day.year) for day in (time.earliest, time.latest) if day}
    shown = {year for one in sources for year in one.years}
    for time in claim.times:
        parts = date_parts(time.phrase)
        if not (parts or time.known) or any(fits(time, other) for other in given) or _counted(time, sources):
            continue
        if _resolved(parts, sources) or _is_now(time, claim, sources):
            years |= parts
        elif not (parts and parts <= shown):
            yield f"{time.phrase} is not in the cited passage."
    for year in sorted(claim.years - years):
        yield f"{year} is not in the cited passage."


def _counted(time: Time, sources: Sequence[Claim]) -> bool:
    """Whether "3 years" of a phrase stands there, perhaps as "3-year"."""
    counted = _COUNTED.search(time.phrase)
    return counted is not None and any(
        re.search(rf"\b{counted[1]}[\s-]{counted[2]}", one.plain) for one in sources
    )


def _resolved(parts: frozenset[str], sources: Sequence[Claim]) -> bool:
    """Whether a year, month and day are those that a time without year means."""
    return bool(parts) and any(
        parts <= meant for one in sources for time in one.times for meant in _meanings(time, one.published)
    )


def _meanings(time: Time, published: Published) -> Iterator[frozenset[str]]:
    """The years, months and days that a time of the evidence can mean."""
    named = date_parts(time.phrase)
    if any(_YEAR.fullmatch(part) for part in named):
        yield named
        return
    for day in (time.earliest, time.latest):
        if day:
            yield named | {str(day.year)}
    if time.earliest and time.latest and (time.latest - time.earliest).days < 31:
        yield _parts(time.earliest, time.latest)
    if not (published.start and published.end and published.start.year == published.end.year):
        return
    if _WEEKDAY.search(time.phrase):
        yield _parts(published.start, published.end)
    for month in named & set(MONTHS):
        for year in _nearest(MONTHS.index(month) + 1, published.end, time):
            yield named | {str(year)}


def _nearest(month: int, published: date, time: Time) -> Iterator[int]:
    """The years that a bare month can be of: the last one; the coming one where it is near and awaited."""
    behind = (published.month - month) % 12
    if not time.known:
        yield published.year - (month > published.month)
    if _AHEAD.match(time.phrase) and behind > 12 - behind:
        yield published.year + (month < published.month)


def _parts(first: date, last: date) -> frozenset[str]:
    """What two days have in common: the year, the month, the day."""
    parts = {str(first.year)} if first.year == last.year else set()
    if parts and first.month == last.month:
        parts.add(MONTHS[first.month - 1])
    return frozenset(parts | {f"day {first.day}"} if first == last else parts)


def _is_now(time: Time, claim: Claim, sources: Sequence[Claim]) -> bool:
    """Whether a time is when the article was published, and the passage tells what is so then.

    A passage with dates of its own tells of those; only what lasts, or is "now", is of the article's.
    """
    for source in sources:
        start, end = source.published.start, source.published.end
        if not (start and end):
            continue
        parts = date_parts(time.phrase)
        within = time.earliest and time.latest and time.earliest <= start and end <= time.latest
        if not (within or (parts and parts <= _parts(start, end))):
            continue
        if _NOW.search(source.plain):
            return True
        dated = [other for other in source.times if date_parts(other.phrase)]
        told = all(any(fits(mine, other) for mine in claim.times) for other in dated)
        if _LASTS.search(source.plain) and (told or _UNTIL_NOW.match(time.phrase)):
            return True
    return False
