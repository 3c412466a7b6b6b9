"""Dates of a sentence against those of its evidence, with the article's own date to resolve them.

"In February", in an article of May 2018, is February 2018; "has not returned", there, is so in May
2018. Another year than those that can be meant is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from qa.claim_values import MONTHS, date_parts, fits
from qa.claim_words import SMALL, STOP
from qa.claims import Claim
from qa.time_words import EXPECTED
from qa.times import Time

_COUNTED = re.compile(r"\b(\d+)\s+(day|week|month|year|decade|hour|minute)s?\b")
_YEAR = re.compile(r"\d{4}")
_AHEAD = re.compile(r"(?:for|from|by|until|till|before|starting|as\s+of|next)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:would|due|scheduled|planned|expected|intends?|wants?|plans?|to\s+be|was\s+to|were\s+to)\b",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\b(?:is|are|has|have|hasn[’']t|haven[’']t|isn[’']t|aren[’']t|remains?|keeps?|stands?)\b", re.IGNORECASE
)
_NOW = re.compile(
    r"\b(?:now|currently|at\s+present|today|so\s+far|nowadays|this\s+(?:year|month|week|spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(r"(?:as\s+of|by|until|till)\b", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:in|on|at|by|before|after|since|until|till|from|for|during)\s+)?(?:the\s+)?")
_LATER = re.compile(
    rf"\b(?:(?P<count>an?|\d{{1,2}}|{'|'.join(SMALL)})\s+years?\s+(?=later|earlier|before|after)|the\s+(?=\w+\s+year))"
    r"(?P<way>later|earlier|before|after|following|next|previous|preceding)\b",
    re.IGNORECASE,
)
_THAT_YEAR = re.compile(r"(?:\s+of)?\s+(?:that|the\s+same)\s+year\b", re.IGNORECASE)
_SINCE = re.compile(r"since\b", re.IGNORECASE)
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


def wrong_dates(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """The dates and years of the claim that the evidence has not."""
    given = [time for one in sources for time in one.times]
    years = {year for one in sources for year in one.years}
    for time in given:
        ends = {str(day.year) for day in (time.earliest, time.latest) if day}
        years |= ends if len(ends) == 1 else set()
    shown = {year for one in sources for year in one.years}
    years |= {year for one in sources for year in _reckoned(one, claim.plain.casefold())}
    for time in claim.times:
        parts = date_parts(time.phrase)
        if not (parts or time.known) or any(_same(time, other) for other in given) or _counted(time, sources):
            continue
        if _resolved(parts, sources) or _is_now(time, claim, sources):
            years |= parts
        elif not (parts and parts <= shown | years):
            yield f"{time.phrase} is not in the cited passage."
    for year in sorted(claim.years - years):
        yield f"{year} is not in the cited passage."


def _reckoned(source: Claim, said: str) -> Iterator[str]:
    """The years that the passage reckons from one that it names: "two years later"."""
    for match in _LATER.finditer(source.plain):
        if match[0].casefold() in said:
            continue  # the claim reckons from the same year
        count = (
            int(match["count"])
            if (match["count"] or "").isdigit()
            else SMALL.get((match["count"] or "one").lower(), 1)
        )
        sign = 1 if match["way"].lower() in ("later", "after", "following", "next") else -1
        yield from (str(int(year) + sign * count) for year in source.years)


def _same(claimed: Time, given: Time) -> bool:
    """Whether a time says no more than another, or the same after another preposition."""
    words = [_LEAD.sub("", time.phrase.casefold()) for time in (claimed, given)]
    return fits(claimed, given) or words[0] == words[1]


def _counted(time: Time, sources: Sequence[Claim]) -> bool:
    """Whether "3 years" of a phrase stands there, perhaps as "3-year"."""
    counted = _COUNTED.search(time.phrase)
    return counted is not None and any(
        re.search(rf"\b{counted[1]}[\s-]{counted[2]}", one.plain) for one in sources
    )


def _resolved(parts: frozenset[str], sources: Sequence[Claim]) -> bool:
    """Whether a year, month and day are those that a time without year means."""
    return bool(parts) and any(
        parts <= meant for one in sources for time in one.times for meant in _meanings(time, one)
    )


def _meanings(time: Time, source: Claim) -> Iterator[frozenset[str]]:
    """The years, months and days that a time of the evidence can mean."""
    named, published = date_parts(time.phrase), source.published
    if any(_YEAR.fullmatch(part) for part in named):
        yield named
        return
    for day in (time.earliest, time.latest):
        if day:
            yield named | {str(day.year)}
    if time.earliest and time.latest and (time.latest - time.earliest).days < 31:
        yield _parts(time.earliest, time.latest)
    if _THAT_YEAR.match(source.plain, time.end) or _THAT_YEAR.search(time.phrase):
        yield from (named | {year} for year in source.years)
    if not (published.start and published.end and published.start.year == published.end.year):
        return
    if _WEEKDAY.search(time.phrase):
        yield _parts(published.start, published.end)
    for month in named & set(MONTHS):
        awaited = EXPECTED.search(_sentence(source.plain, time.start)) is not None
        planned = _PLANNED.search(_sentence(source.plain, time.start)) is not None
        ahead = awaited or planned or _AHEAD.match(time.phrase) is not None
        for year in _nearest(MONTHS.index(month) + 1, published.end, not (time.known and awaited), ahead):
            yield named | {str(year)}


def _sentence(text: str, place: int) -> str:
    """The sentence around a place."""
    start = max((stop.end() for stop in STOP.finditer(text, 0, place)), default=0)
    stop = STOP.search(text, place)
    return text[start : stop.start() if stop else len(text)]


def _nearest(month: int, published: date, last: bool, ahead: bool) -> Iterator[int]:
    """The years that a bare month can be of: the last one; the coming one where it is near and awaited."""
    behind = (published.month - month) % 12
    if last:
        yield published.year - (month > published.month)
    if ahead and behind >= 12 - behind:
        yield published.year + (month < published.month)


def _parts(first: date, last: date) -> frozenset[str]:
    """What two days have in common: the year, the month, the day."""
    parts = {str(first.year)} if first.year == last.year else set()
    if parts and first.month == last.month:
        parts.add(MONTHS[first.month - 1])
    return frozenset(parts | {f"day {first.day}"} if first == last else parts)


def _kind(time: Time) -> tuple[int, bool]:
    """How exact a date is: a year, a month of one, a season of one."""
    return len(date_parts(time.phrase)), _SEASON.search(time.phrase) is not None


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
        if not (within or (parts and parts <= _parts(start, end))) or (time.earliest and time.earliest > end):
            continue
        dated = [other for other in source.times if date_parts(other.phrase)]
        left = [other for other in dated if not any(fits(mine, other) for mine in claim.times)]
        instead = [other for other in left if _kind(other) == _kind(time) and not _SINCE.match(other.phrase)]
        if _NOW.search(source.plain) and not instead:
            return True
        ahead = any(end < day for other in left for day in (other.earliest, other.latest) if day)
        if _LASTS.search(source.plain) and (not left or (_UNTIL_NOW.match(time.phrase) and not ahead)):
            return True
    return False
