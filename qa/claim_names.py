"""Whether a name in a sentence is in its evidence: as it stands, as its initials, in another script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.claims import Claim, Token, alike
from qa.mentions import is_place
from qa.sounds import skeleton

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NATIONS: Final = tuple(
    frozenset(line.split())
    for line in """america american americans united states us usa
    britain british briton britons united kingdom uk england english
    france french frenchman frenchmen
    spain spanish spaniard spaniards
    netherlands dutch holland
    switzerland swiss
    greece greek greeks hellenic
    denmark danish danes dane
    poland polish poles pole
    sweden swedish swedes swede
    finland finnish finns finn
    ireland irish irishman
    wales welsh
    scotland scottish scots scot
    philippines filipino filipinos philippine
    germany german germans
    european eu union
    soviet ussr union
    turkey turkish turks turk türkiye
    czechia czech czechs
    thailand thai thais
    peru peruvian peruvians
    norway norwegian norwegians""".splitlines()
)
"""Countries and their people whose names do not begin alike."""
_TRANSLATED = 2
_NOT_BARE = re.compile(
    r"(?:s|ly|ing|ed|ion|ment|ness|ity|ism|[ae]nce|ship|hood|age|al|ure|ward|wise|thing|body|one|where|ever|en|ful"
    r"|ough|able|ible|ous|ive|ic|th|work|men|people|police|management|food|money|water|trade|power|support)$",
    re.IGNORECASE,
)
"""Endings of what can begin a sentence and is no name: plurals, adverbs, what has no plural, and numerals."""
_SURNAME = re.compile(r"\w+(?:[её]в|ов|ин|ский|ская|ко|ұлы|қызы)[а-я]{0,2}")


def carried_name(token: Token, claim: Claim, sources: Sequence[Claim], around: Sequence[Token]) -> bool:
    """Whether a name of the claim stands in the evidence.

    The first word of a sentence is one only where it must be: a place, or before another name.
    """
    if any(alike(token, other) or token.text.casefold() == other.text.casefold() for other in around):
        return True
    if any(token.text.casefold() in one.plain.casefold() for one in sources if len(token.text) > 3):
        return True
    told = token.text.casefold()
    nations = [nation for nation in _NATIONS if told in nation]
    if any(other.text.casefold() in nation for nation in nations for other in around if other.name):
        return True
    if _abbreviated(token, claim, around):
        return True
    if _CYRILLIC.search(token.text):
        return _transliterated(token, claim, around)
    if not token.first:
        return False
    beside = any(other.start == token.end + 1 for other in claim.names)
    return not (beside or is_place(token.text) or _stands_bare(token))


def _stands_bare(token: Token) -> bool:
    """Whether a sentence begins with a noun in the singular and without "the": as a rule that is a name."""
    return len(token.text) > 3 and token.text.isascii() and not _NOT_BARE.search(token.text)


def _abbreviated(token: Token, claim: Claim, around: Sequence[Token]) -> bool:
    """Whether the name and the evidence's are initials and words of each other."""
    if token.text.isupper() and len(token.text) > 1:
        if _CYRILLIC.search(token.text):
            return True  # initials are translated, too: nothing to compare
        return token.text.casefold() in _initials(around)
    run = [t for t in claim.names if abs(t.start - token.start) < 80]
    short = {other.text.casefold() for other in around if other.text.isupper()}
    return any(word in short for word in _initials(run))


def _initials(tokens: Sequence[Token]) -> set[str]:
    """The initials of up to five names that follow each other."""
    names = [token for token in tokens if token.name]
    found = set()
    for first in range(len(names)):
        for last in range(first + 2, min(first + 6, len(names) + 1)):
            found.add("".join(name.text[0] for name in names[first:last]).casefold())
    return found


def _transliterated(token: Token, claim: Claim, around: Sequence[Token]) -> bool:
    bones = skeleton(token.text)
    others = {skeleton(other.text) for other in around if other.name}
    if len(bones) < _TRANSLATED or any(_near(bones, other) for other in others):
        return True
    beside = [t for t in claim.names if 1 in (token.start - t.end, t.start - token.end)]
    if token.first and not _SURNAME.fullmatch(token.text):
        return True  # any word begins a sentence with a capital letter
    return any(_near(skeleton(other.text), bone) for other in beside for bone in others)


def _near(one: str, other: str) -> bool:
    least = max(2, min(len(one), len(other)) - 1)
    return min(len(one), len(other)) >= 2 and one[:least] == other[:least]
