"""Numbers that a sentence computes from those of its evidence: shares, differences, sums, durations.

Only where the sentence says that it is one ("more than", "together", "of the 340"), and in the
right direction: "more than half" is more than half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations, product
from typing import Final

from qa.claim_durations import converted, duration, holds
from qa.claim_places import beside
from qa.claim_values import Number, carries
from qa.claims import Claim, alike, opposed

_MORE: Final = (
    r"more|higher|longer|further|farther|larger|bigger|greater|older|above|dearer|later|extra|additional"
)
_LESS: Final = r"less|fewer|lower|shorter|smaller|younger|below|cheaper|short\s+of|earlier"
_COMPARES = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS})|points?|difference|margin|gap)\b", re.I)
_JUST_MORE = re.compile(rf"\s*(?:[a-z]+\s+){{0,2}}?(?:{_MORE}|{_LESS})\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:by|difference\s+of|gap\s+of|margin\s+of|lead\s+of|majority\s+of)\s+(?:\S+\s+)?$", re.IGNORECASE
)
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
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those|whom|the)\b", re.IGNORECASE)
_MAJORITY = re.compile(r"\b(?:most\s+of|majority|bulk\s+of)\b", re.IGNORECASE)
_THAN = re.compile(r"\bthan\b|(?<=\w)\s+as\b(?=\s+(?:in|that|those|the|[A-Z]))")
_REACH = 45
_TWO = 2
_MANY = 30
"""In a passage with more numbers than that, some two give anything."""


def computed(number: Number, claim: Claim, sources: Sequence[Claim]) -> bool:
    """Whether a number of the claim follows from those of one passage."""
    ways = (_share, _change, duration, converted, _difference, _sum, _multiple)
    few = [source for source in sources if len(source.numbers) <= _MANY]
    return any(way(number, claim, source) for source in few for way in ways)


def _share(number: Number, claim: Claim, source: Claim) -> bool:
    """A fraction or percentage: of two counts, of a percentage, or of what is left of one."""
    if number.share != "%" or number.of_what:
        return False
    if number.of.value == 50 and number.hedge == "over" and _MAJORITY.search(source.plain):
        return True
    in_words = not any(c.isdigit() for c in number.shown)
    if number.hedge and not in_words:
        return False  # "over 60 percent" is said of a percentage, which `carries` compares
    given = [
        (other.of.value, other.hedge) for other in source.numbers if other.share == "%" and not other.of_what
    ]
    if any(not hedge and holds(number, value, 0.01) for value, hedge in given):
        return True
    new = [one for one in claim.tokens if not any(alike(one, other) for other in source.tokens)]
    against = any(opposed(one, other) for one in new for other in source.tokens)
    if (
        against
        or claim.denies != source.denies
        or bool(_SHRINKS.search(claim.plain)) != bool(_SHRINKS.search(source.plain))
    ):
        turned = {"over": "under", "under": "over"}
        for value, hedge in given:
            if abs(100 - value - number.of.value) < 1 and number.hedge == turned.get(hedge, hedge):
                return True
    return any(holds(number, 100 * part / whole, 1.0) for part, whole in _parts(claim, source, in_words))


def majority(source: Claim) -> bool:
    """Whether the passage counts more than half of some: "612 people, 480 of them by boat"."""
    counts = [one for one in source.numbers if not one.share][:_MANY]
    return any(
        whole.of.value / 2 < part.of.value < whole.of.value and _OF_THEM.match(source.plain, part.end)
        for whole, part in pairwise(counts)
    )


def _change(number: Number, claim: Claim, source: Claim) -> bool:
    """By which share of it a number has changed: from 8,000 to 6,000 by a quarter."""
    up, down = _GROWS.search(claim.plain), _SHRINKS.search(claim.plain)
    by = _BY.search(claim.plain[max(0, number.start - 25) : number.start])
    if number.share != "%" or not by or bool(up) is bool(down):
        return False
    said = {one.of.value for one in claim.numbers}
    for old, new in permutations(source.numbers, 2):
        if not _comparable(old, new) or not old.of.value or (up is None) is (new.of.value > old.of.value):
            continue
        shown = new.of.value in said or _FROM.search(source.plain[max(0, old.start - 20) : old.start])
        change = 100 * abs(new.of.value / old.of.value - 1)
        if shown and old.of.value not in said - {new.of.value} and holds(number, change, 1.0):
            return True
    return False


def _parts(claim: Claim, source: Claim, only_two: bool) -> Iterator[tuple[float, float]]:
    """Two counts of which one is a part of the other: "340 of the 640".

    Args:
        claim, source: where they stand.
        only_two: whether two counts are enough where the passage has no others.
    """
    counts = [one for one in source.numbers if not one.share and one.of.value > 0]
    said = {
        one.of.value
        for one in claim.numbers
        if _OF_FIRST.search(claim.plain[max(0, one.start - 30) : one.start])
    }
    for part, whole in permutations(counts, 2):
        if part.of.value >= whole.of.value:
            continue
        between = source.plain[part.end : whole.start] if part.end <= whole.start else ""
        first = _OF_FIRST.search(source.plain[max(0, whole.start - 40) : whole.start]) is not None
        if (
            (between and _OF.fullmatch(between))
            or (first and whole.end <= part.start)
            or whole.of.value in said
            or (only_two and len(counts) == _TWO)
        ):
            yield part.of.value, whole.of.value


def _difference(number: Number, claim: Claim, source: Claim) -> bool:
    """How much more or less one is than the other."""
    text = claim.plain
    found = list(_COMPARES.finditer(text, number.end, min(len(text), number.end + _REACH)))
    said = next((one for one in found if one["more"] or one["less"]), found[0] if found else None)
    outright = _BY.search(text[max(0, number.start - 25) : number.start])
    if not (said or outright) or any(_compared(other, source) for other in source.numbers):
        return False  # the passage tells a difference itself
    points = bool(found) and found[0][0].lower().startswith("point")
    for first, second in combinations(source.numbers, 2):
        apart = abs(first.of.value - second.of.value)
        kind = "%" if points else number.share
        if not (_comparable(first, second) and (not kind or kind in (first.share, second.share))):
            continue
        if (
            apart
            and abs(apart - number.of.value) <= 1e-6 * apart
            and _direction(said, claim, source, first, second)
        ):
            return True
    return False


def _comparable(first: Number, second: Number) -> bool:
    """Whether two numbers count the same: the unit of one of them may be left out."""
    units = {one.share or "".join(one.of.unit[:1]) for one in (first, second)} - {""}
    return len(units) < 2


def _compared(number: Number, source: Claim) -> bool:
    """Whether "more" or "less" follows a number, as in "3,000 more"."""
    return _JUST_MORE.match(source.plain, number.end) is not None


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
    for some in (*combinations(alike, 2), *combinations(alike, 3)):
        total = sum(one.of.value for one in some)
        same = all(_comparable(one, other) for one, other in combinations(some, 2))
        if same and abs(total - number.of.value) < 1e-6 * number.of.value:
            return True
    return False


def _multiple(number: Number, claim: Claim, source: Claim) -> bool:
    """How many times as much: "twice", "three times"."""
    if number.of.unit[:1] != ("time",):
        return False
    than = _THAN.search(claim.plain, number.end)
    for a, b in product(source.numbers, repeat=2):
        if not _comparable(a, b) or not b.of.value or carries(a, b):
            continue
        if holds(number, a.of.value / b.of.value, 0.05) and not (
            than and _other_way(claim, source, than, a, b)
        ):
            return True
    return False
