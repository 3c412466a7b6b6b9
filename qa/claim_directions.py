"""Which way a number goes: up or down by it, and from which to which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations, product

from qa.claim_values import Number, carries
from qa.claims import Claim

_UP = re.compile(
    r"\b(?:rose|ris(?:e|es|en|ing)|increas\w+|gr(?:ew|own|ows|ow|owth)|up|more|gain(?:s|ed)?|higher|climb\w*|jump\w*|rais(?:e|ed|es|ing))\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|decreas\w+|drop(?:s|ped)?|down|less|fewer|lower(?:ed|s|ing)?|declin(?:e|ed|es)|shr[aiu]nk\w*|s[aiu]nk"
    r"|cut(?:s|ting)?|reduc\w+)\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:from|compared\s+(?:with|to)|against|instead\s+of|rather\s+than|up\s+on|down\s+on|not)\s+(?:the\s+|about\s+|some\s+)?$",
    re.IGNORECASE,
)
_NEW = re.compile(r"\bto\s+(?:about\s+|some\s+)?$", re.IGNORECASE)
_REACH = 30
_MANY = 30


def other_direction(claim: Claim, sources: Sequence[Claim]) -> str | None:
    """A number by which something rises in the claim and falls in the evidence, or the other way round."""
    for number in claim.numbers:
        mine = _way(claim, number)
        theirs = [
            _way(source, other) for source in sources for other in source.numbers if carries(number, other)
        ]
        if mine and theirs and all(theirs) and mine not in theirs:
            return number.shown
    return None


def _way(claim: Claim, number: Number) -> str:
    """ "up", "down", or nothing where the words around a number do not say, or say both."""
    place = claim.clause_at(number.start)
    start = sum(len(text) for text in claim.clauses[:place])
    end = start + len(claim.clauses[place])
    if any(token.denied for token in claim.tokens if token.clause == place):
        return ""
    hedge = len(number.hedge) and 12  # "more than 8" says nothing of a rise
    before = claim.plain[max(start, number.start - _REACH) : max(start, number.start - hedge)]
    around = before + " # " + claim.plain[number.end : min(end, number.end + _REACH)]
    ways = [name for name, words in (("up", _UP), ("down", _DOWN)) if words.search(around)]
    return ways[0] if len(ways) == 1 else ""


def turned_back(claim: Claim, sources: Sequence[Claim]) -> str | None:
    """A number that something changes to in the claim, and from in the evidence."""
    olds = [number for number in claim.numbers if _before(_OLD, claim, number)]
    news = [number for number in claim.numbers if _before(_NEW, claim, number)]
    for old, new in product(olds, news):
        for source in sources:
            for first, second in permutations(source.numbers[:_MANY], 2):
                same = carries(old, first) and carries(new, second) and not carries(old, second)
                if same and _before(_OLD, source, second) and not _before(_OLD, source, first):
                    return new.shown
    return None


def _before(words: re.Pattern[str], claim: Claim, number: Number) -> bool:
    return words.search(claim.plain[max(0, number.start - 25) : number.start]) is not None
