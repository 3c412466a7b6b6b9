"""How long something took: from two years or days that the evidence names, or in another unit."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Final

from qa.claim_values import Number
from qa.claims import Claim

_DAYS: Final = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "hour": 1 / 24, "minut": 1 / 1440}
_LASTS = re.compile(r"\b(?:since|has|have|now|still|today)\b", re.IGNORECASE)
_WIDE = 0.35
"""How far beyond "more than a third" a share may lie, as a part of it."""


def holds(number: Number, exact: float, exactly: float) -> bool:
    """Whether a computed value is what a number says with its hedge; without one, within ``exactly``."""
    said = number.of.value
    if number.hedge == "over":
        return said < exact <= (1 + _WIDE) * said
    if number.hedge == "under":
        return (1 - _WIDE) * said <= exact < said
    return abs(said - exact) <= (max(exactly, 0.07 * said) if number.hedge == "about" else exactly)


def duration(number: Number, claim: Claim, source: Claim) -> bool:
    """The time between two years or two days that the passage names, or between one and the article."""
    unit = next((u for u in _DAYS if u in number.measure), None)
    if unit is None or any(other.measure == number.measure for other in source.numbers):
        return False
    years = {int(year) for year in source.years}
    if unit == "year":
        now = source.published.end
        if now and (len(years) == 1 or _LASTS.search(source.plain)):
            years.add(now.year)
        return _each_year(number, source) or any(
            holds(number, abs(a - b), 0) for a, b in combinations(sorted(years), 2)
        )
    days = {
        day for time in source.times for day in (time.earliest, time.latest) if day and _exact(time.phrase)
    }
    spans = [abs((a - b).days) for a, b in combinations(sorted(days), 2)]
    return any(holds(number, (span + more) / _DAYS[unit], 0.1) for span in spans for more in (0, 1))


def _each_year(number: Number, source: Claim) -> bool:
    """Whether "over three years" counts years that follow each other there: 2016, 2017, 2018."""
    years = sorted(int(year) for year in source.years)
    return len(years) > 2 and years[-1] - years[0] + 1 == len(years) == number.of.value


def _exact(phrase: str) -> bool:
    return re.search(r"\b\d{1,2}\b", phrase) is not None


def converted(number: Number, claim: Claim, source: Claim) -> bool:
    """The same time in another unit: half a year in months."""
    mine = next((u for u in _DAYS if u in number.measure), None)
    for other in source.numbers:
        theirs = next((u for u in _DAYS if u in other.measure), None)
        if not mine or not theirs or mine == theirs or number.hedge != other.hedge:
            continue
        year = (mine, theirs) in (("year", "month"), ("month", "year"))
        factor = (12 if theirs == "year" else 1 / 12) if year else _DAYS[theirs] / _DAYS[mine]
        exact = year or not {"month", "year"} & {mine, theirs}
        if exact and abs(other.of.value * factor - number.of.value) < 1e-6:
            return True
    return False
