"""Whether a number stands beside the same names and dates in a sentence as in its evidence."""

from __future__ import annotations

from qa.claim_roles import RELATIVE, deeds_of, describes, entities
from qa.claim_values import Number, carries, date_parts
from qa.claims import Claim

_FRONT = 4
"""Words of a longest phrase before the first comma that goes with all that follows."""


def misplaced_number(claim: Claim, source: Claim) -> str | None:
    """A number of the claim that the evidence gives of something else."""
    places = [(other, beside(source, other)) for other in source.numbers if not _is_label(other, source)]
    for number in claim.numbers:
        right = [words for other, words in places if carries(number, other)]
        rivals = [
            words for other, words in places if other.share == number.share and not carries(number, other)
        ]
        if not right or not rivals:
            continue
        if _other_unit(number, source):
            return number.shown
        mine, theirs = beside(claim, number), set().union(*right)
        named = {token.term for one in entities(claim) if not describes(claim, one) for token in one}
        for words in rivals:
            if _met(mine & named, words) - _met(mine, theirs) and not _met(mine & named, theirs):
                return number.shown
            if _met(mine, words) - _met(mine, theirs) and not _met(mine, theirs) - _met(mine, words):
                return number.shown
    return None


def _is_label(number: Number, source: Claim) -> bool:
    """Whether a number names something, as in "Article 14", and counts nothing."""
    return any(token.end + 1 == number.start for token in source.names) and not number.of.unit[:1]


def _other_unit(number: Number, source: Claim) -> bool:
    """Whether the evidence counts something else with it, and with another number what the claim does."""
    unit = number.of.unit[:1]
    right = [other.of.unit[:1] for other in source.numbers if carries(number, other)]
    rest = [other.of.unit[:1] for other in source.numbers if not carries(number, other)]
    return bool(unit) and unit not in right and () not in right and unit in rest


def _met(words: set[str], among: set[str]) -> set[str]:
    return {w for w in words if any(w == other or (len(w) > 3 and w[:4] == other[:4]) for other in among)}


def beside(claim: Claim, number: Number) -> set[str]:
    """Names and dates in the clause of a number, and in those beside it that have no number."""
    place = claim.clause_at(number.start)
    taken = {claim.clause_at(other.start) for other in claim.numbers if other is not number}
    places = {place}
    for step in (-1, 1):
        near = place + step
        named = any(token.clause in places for token in claim.names)
        while not named and place not in taken and 0 <= near < len(claim.clauses) and near not in taken:
            places.add(near)
            near += step
    fronted = len(claim.clauses) > 1 and claim.clauses[1].startswith(",")
    if fronted and 0 not in taken and len(claim.clauses[0].split()) <= _FRONT:
        places.add(0)  # "As of 2017," goes with all that follows
    found = {token.term for token in claim.names if token.clause in places and not token.owner}
    if place and claim.clauses[place].startswith("and"):
        found |= {token.term for doer, _ in deeds_of(claim) for token in doer if token.clause == place - 1}
    if any(RELATIVE.match(claim.clauses[one]) for one in places):
        earlier = [one for one in entities(claim) if one[-1].clause < place]
        found |= {token.term for token in earlier[-1]} if earlier else set()
    for time in claim.times:
        if claim.clause_at(time.start) in places:
            found |= date_parts(time.phrase)
    return found
