"""Numbers that a sentence computes from those of its evidence: shares, differences, sums, durations.

Only where the sentence says that it is one ("more than", "together", "of the 340"), and in the
right direction: "more than half" is more than half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product
from typing import Final

from qa.claim_places import beside
from qa.claim_values import Number, carries
from qa.claims import Claim, opposed

_MORE: Final = (
    r"more|higher|longer|further|farther|larger|bigger|greater|older|above|dearer|later|extra|additional"
)
_LESS: Final = r"less|fewer|lower|shorter|smaller|younger|below|cheaper|short\s+of|earlier"
_COMPARES = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS})|points?|difference|margin|gap)\b", re.I)
_BY = re.compile(r"\b(?:by|difference\s+of|gap\s+of|margin\s+of)\s+(?:\S+\s+)?$", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:together|altogether|total\w*|combined|in\s+all|all\s+told|sum|both|jointly|overall)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:of|out\s+of|instead\s+of|rather\s+than)\s+(?:(?:the|its|their|all|a|[^\W\d]+[’']s?)\s+){0,2}",
    re.I,
)
_OF_FIRST = re.compile(r"\b(?:of|out\s+of|among)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|compared\s+(?:with|to)|against|instead\s+of|up\s+on|down\s+on)\s+$", re.IGNORECASE
)
_SHRINKS = re.compile(
    r"\b(?:cut|reduc\w+|shr[aiu]nk\w*|f[ae]ll\w*|dropp?\w*|los[et]\w*|declin\w+|lower\w*|sav\w+|halv\w+)\b",
    re.I,
)
_GROWS = re.compile(
    r"\b(?:rose|ris(?:e|es|en|ing)|increas\w+|gr(?:ew|own|ows)|rais(?:e|ed|es|ing)|dearer|higher)\b", re.I
)
_MAJORITY = re.compile(r"\b(?:most\s+of|majority|bulk\s+of)\b", re.IGNORECASE)
_DAYS: Final = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "hour": 1 / 24, "minut": 1 / 1440}
_THAN = re.compile(r"\bthan\b|(?<=\w)\s+as\b(?=\s+(?:in|that|those|the|[A-Z]))")
_REACH = 45
_WIDE = 0.35
"""How far beyond "more than a third" a share may lie, as a part of it."""


def computed(number: Number, claim: Claim, sources: Sequence[Claim]) -> bool:
    """Whether a number of the claim follows from those of one passage."""
    ways = (_share, _change, _duration, _converted, _difference, _sum, _multiple)
    return any(way(number, claim, source) for source in sources for way in ways)


def _near(number: Number, exact: float, exactly: float) -> bool:
    """Whether a computed value is what a number says with its hedge; without one, within ``exactly``."""
    said = number.of.value
    if number.hedge == "over":
        return said < exact <= (1 + _WIDE) * said
    if number.hedge == "under":
        return (1 - _WIDE) * said <= exact < said
    return abs(said - exact) <= (max(exactly, 0.07 * said) if number.hedge == "about" else exactly)


def _share(number: Number, claim: Claim, source: Claim) -> bool:
    """A fraction or percentage: of two counts, of a percentage, or of what is left of one."""
    if number.share != "%" or number.of_what:
        return False
    if number.of.value == 50 and number.hedge == "over" and _MAJORITY.search(source.plain):
        return True
    if any(c.isdigit() for c in number.shown) and number.hedge:
        return False  # "over 60 percent" is said of a percentage, which `carries` compares
    given = [
        (other.of.value, other.hedge) for other in source.numbers if other.share == "%" and not other.of_what
    ]
    if any(not hedge and _near(number, value, 0.01) for value, hedge in given):
        return True
    against = any(opposed(one, other) for one in claim.tokens for other in source.tokens)
    if (
        against
        or claim.denies != source.denies
        or bool(_SHRINKS.search(claim.plain)) != bool(_SHRINKS.search(source.plain))
    ):
        turned = {"over": "under", "under": "over"}
        for value, hedge in given:
            if abs(100 - value - number.of.value) < 1 and number.hedge == turned.get(hedge, hedge):
                return True
    return any(_near(number, 100 * part / whole, 1.0) for part, whole in _parts(claim, source))


def _change(number: Number, claim: Claim, source: Claim) -> bool:
    """By which share of it a number has changed: from 8,000 to 6,000 by a quarter."""
    up, down = _GROWS.search(claim.plain), _SHRINKS.search(claim.plain)
    if number.share != "%" or bool(up) is bool(down):
        return False
    said = {one.of.value for one in claim.numbers}
    for old, new in permutations(source.numbers, 2):
        if (
            len({old.share, new.share} - {""}) > 1
            or not old.of.value
            or (up is None) is (new.of.value > old.of.value)
        ):
            continue
        shown = new.of.value in said or _FROM.search(source.plain[max(0, old.start - 20) : old.start])
        if shown and old.of.value not in said - {new.of.value}:
            if _near(number, 100 * abs(new.of.value / old.of.value - 1), 1.0):
                return True
    return False


def _parts(claim: Claim, source: Claim) -> Iterator[tuple[float, float]]:
    """Two counts of which one is a part of the other: "340 of the 640"."""
    counts = [one for one in source.numbers if not one.share and one.of.value > 0]
    said = {one.of.value for one in claim.numbers}
    for part, whole in permutations(counts, 2):
        if part.of.value >= whole.of.value:
            continue
        between = source.plain[part.end : whole.start] if part.end <= whole.start else ""
        first = _OF_FIRST.search(source.plain[max(0, whole.start - 40) : whole.start]) is not None
        if (
            (between and _OF.fullmatch(between))
            or (first and whole.end <= part.start)
            or whole.of.value in said
        ):
            yield part.of.value, whole.of.value


def _duration(number: Number, claim: Claim, source: Claim) -> bool:
    """The time between two years or two days that the passage names, or between one and the article."""
    unit = next((u for u in _DAYS if u in number.measure), None)
    if unit == "year" and number.hedge == "over":
        number = replace(number, hedge="") if _lasting(number, source) else number
    if unit is None or any(other.measure == number.measure for other in source.numbers):
        return False
    years = {int(year) for year in source.years}
    if unit == "year":
        now = source.published.end
        years |= {now.year} if now else set()
        lasting = (
            {int(year) for year in source.years} if not number.hedge and _lasting(number, source) else set()
        )
        return bool(lasting) or any(_near(number, abs(a - b), 0) for a, b in combinations(sorted(years), 2))
    days = {
        day for time in source.times for day in (time.earliest, time.latest) if day and _exact(time.phrase)
    }
    spans = [abs((a - b).days) for a, b in combinations(sorted(days), 2)]
    return any(_near(number, (span + more) / _DAYS[unit], 0.1) for span in spans for more in (0, 1))


def _lasting(number: Number, source: Claim) -> bool:
    """Whether "over three years" says how long, from the first to the last of the years there."""
    years = sorted(int(year) for year in source.years)
    return bool(years) and years[-1] - years[0] + 1 == number.of.value


def _exact(phrase: str) -> bool:
    return re.search(r"\b\d{1,2}\b", phrase) is not None


def _converted(number: Number, claim: Claim, source: Claim) -> bool:
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


def _difference(number: Number, claim: Claim, source: Claim) -> bool:
    """How much more or less one is than the other."""
    text = claim.plain
    found = list(_COMPARES.finditer(text, number.end, min(len(text), number.end + _REACH)))
    said = next((one for one in found if one["more"] or one["less"]), found[0] if found else None)
    outright = _BY.search(text[max(0, number.start - 25) : number.start])
    if not (said or outright):
        return False
    points = bool(found) and found[0][0].lower().startswith("point")
    for first, second in combinations(source.numbers, 2):
        apart = abs(first.of.value - second.of.value)
        kind = "%" if points else number.share
        kinds = {first.share, second.share} - {""}
        if not (len(kinds) < 2 if not kind else kinds == {kind}):
            continue
        if (
            apart
            and abs(apart - number.of.value) <= 1e-6 * apart
            and _direction(said, claim, source, first, second)
        ):
            return True
    return False


def _direction(
    said: re.Match[str] | None, claim: Claim, source: Claim, first: Number, second: Number
) -> bool:
    """Whether "more" or "less" fits: from the earlier to the later, or from whom "than" names."""
    if said is None or not (said["more"] or said["less"]):
        return True
    grows = said["more"] is not None
    if _FROM.search(source.plain[max(0, first.start - 20) : first.start]):
        return (second.of.value > first.of.value) is grows
    if _FROM.search(source.plain[max(0, second.start - 20) : second.start]):
        return (first.of.value > second.of.value) is grows
    than = _THAN.search(claim.plain, said.end())
    higher, lower = sorted((first, second), key=lambda one: -one.of.value)
    more, less = (higher, lower) if grows else (lower, higher)
    return than is None or not _other_way(claim, source, than, more, less)


def _other_way(claim: Claim, source: Claim, than: re.Match[str], more: Number, less: Number) -> bool:
    """Whether the passage gives the numbers of the names around "than" the other way round."""
    mine = {token.term for token in claim.names if token.end <= than.start()}
    others = {token.term for token in claim.names if token.start >= than.end()}
    ours, theirs = beside(source, more), beside(source, less)
    return bool(mine & (theirs - ours) or others & (ours - theirs))


def _sum(number: Number, claim: Claim, source: Claim) -> bool:
    """What two or three numbers of one kind make together."""
    if not _TOTAL.search(claim.plain):
        return False
    alike = [one for one in source.numbers if one.share in ("", number.share)]
    sets = (*combinations(alike, 2), *combinations(alike, 3))
    return any(
        abs(sum(one.of.value for one in some) - number.of.value) < 1e-6 * number.of.value for some in sets
    )


def _multiple(number: Number, claim: Claim, source: Claim) -> bool:
    """How many times as much: "twice", "three times"."""
    if number.of.unit[:1] != ("time",):
        return False
    than = _THAN.search(claim.plain, number.end)
    for a, b in product(source.numbers, repeat=2):
        if a.share != b.share or not b.of.value or carries(a, b):
            continue
        if _near(number, a.of.value / b.of.value, 0.05) and not (
            than and _other_way(claim, source, than, a, b)
        ):
            return True
    return False
