"""Who does what to whom in a sentence, and whether its evidence says so.

A sentence is read as clauses. Two names in the other order around the same verb, or another name
before it, say something else with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import TypeAlias

from qa import claim_words as table
from qa.claim_pairs import CONVERSE
from qa.claims import Claim, Token, alike
from qa.mentions import is_place

_Entity: TypeAlias = tuple[Token, ...]
"""The words of one name that stand beside each other."""

_JOINED = re.compile(r"\s+\(|\s+(?:(?:of|de|la|von|van|der|di|da|bin|ibn|al|el|le|du)\s+){0,2}")
RELATIVE = re.compile(r"[\s,(]*(?:(?:of|in|to|with)\s+)?(?:which|who|whom|whose|where)\b")
_FROM_TO = re.compile(r"\bfrom\s+(?:the\s+)?([\w-]+)\s+to\s+(?:the\s+)?([\w-]+)", re.IGNORECASE)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:of|in|at|from|to|with|by|for|on|upon|than|like|unlike|under|against|between)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_TEXT = re.compile(r"\w+\W+\w")
_PRONOUN = re.compile(r"[\s,;]*(?:(?:because|that|since|as)\s+)?(?:he|she|it|they|we)\b", re.IGNORECASE)
_WHEN = re.compile(r"[\s,]*(?:before|after|since|until)\b", re.IGNORECASE)
_WITH_ANOTHER = re.compile(r"[\s,]*(?:and|or)\s+(?-i:[A-Z])", re.IGNORECASE)
_GOES_ON = re.compile(
    r"[\s,]*(?:and|but|or|while|after|before|until|since|has|have|had|is|are|was|were|will|would|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
_BY_NAME = re.compile(rf"{table.PASSIVE_BY.pattern}\s+(?:\w+\s+){{0,3}}?(?=(?-i:[A-Z]))", re.IGNORECASE)
_ARTICLE = re.compile(r"\b[Aa]n?\s$")
_NATIONALITY = re.compile(
    r"(?:\w+(?:ian|can|ish|ese|ean|akh|bek|rman)|Arab|French|Dutch|Greek|Swiss)s?\s+(?!(?:has|is|was|had|will|says)\b)[a-z]+"
)
_ADJECTIVE = re.compile(
    r"\w+(?:an|ish|ese|kh|ch|ki|i)\s+(?!\w*(?:ed|s|ing)\b|(?:had|will|would|and|said|won|lost|sold|in|of|on)\b)[a-z]+"
)
_REACH = 3
_BESIDE = 15


def entities(claim: Claim) -> list[_Entity]:
    """The names of a sentence, each with all its words."""
    found: list[list[Token]] = []
    for token in claim.names:
        beside = found and not found[-1][-1].owner
        if beside and _JOINED.fullmatch(claim.plain, found[-1][-1].end, token.start):
            found[-1].append(token)
        else:
            found.append([token])
    return [tuple(words) for words in found]


def _one(first: _Entity, second: _Entity) -> bool:
    """Whether two names can be of the same: they share a word that says who it is."""
    given = {first[-2].text, second[-2].text} if len(first) > 1 < len(second) else set()
    if len(given) > 1 and not given & table.TITLES and alike(first[-1], second[-1]):
        return False  # Marie Curie and Pierre Curie
    if any(alike(a, b) for a, b in product(first, second) if len(a.text) > 3 or len(first) == 1):
        return True
    initials = ["".join(word.text[0] for word in name) for name in (first, second)]
    return any(word.text in initials for word in (*first, *second))


def swapped(claim: Claim, sources: Sequence[Claim]) -> tuple[str, str] | None:
    """Two names, or other words, that change places around what the evidence says of them."""
    for one, other, order in _pairs(claim):
        orders = []
        for source in sources:
            for first, second, there in _pairs(source):
                turned = there != _converse(claim, source)
                if _one(one, first) and _one(other, second):
                    orders.append(turned)
                elif _one(one, second) and _one(other, first):
                    orders.append(not turned)
        if orders and order not in orders:
            return one[-1].text, other[-1].text
    return _turned(claim, sources)


def describes(claim: Claim, name: _Entity) -> bool:
    """Whether a name only says of what kind something is: "an American film", "British writer"."""
    if _ARTICLE.search(claim.plain, max(0, name[0].start - 5), name[0].start):
        return True
    if len(name) > 1 or is_place(name[0].text):
        return False
    return any(kind.match(claim.plain, name[0].start) for kind in (_ADJECTIVE, _NATIONALITY))


def _pairs(claim: Claim) -> Iterator[tuple[_Entity, _Entity, bool]]:
    """Two names of one clause around a word of matter, and whether the first acts on the second."""
    names = [name for name in entities(claim) if not describes(claim, name)]
    for one, other in combinations(names, 2):
        if one[0].clause != other[0].clause or _one(one, other) or one[-1].owner:
            continue
        between = [
            t for t in claim.tokens if one[-1].end <= t.start < other[0].start and t.content and not t.name
        ]
        text = claim.plain[one[-1].end : other[0].start]
        by = table.PASSIVE_BY.search(text) is not None
        if between and (by or not table.PASSIVE.search(text)):
            yield one, other, not by


def _converse(claim: Claim, source: Claim) -> bool:
    """Whether one tells from the other's side: what A sold to B, B bought from A."""
    mine = {token.term for token in claim.tokens if token.content}
    return any((t.term, word) in CONVERSE for t in source.tokens for word in mine - {t.term})


def _turned(claim: Claim, sources: Sequence[Claim]) -> tuple[str, str] | None:
    """Words before and behind the same verb that stand the other way round in the evidence."""
    for source in sources:
        if _converse(claim, source):
            continue
        if bool(table.PASSIVE.search(claim.plain)) != bool(table.PASSIVE.search(source.plain)):
            continue
        for mine, theirs in product(_content(claim), _content(source)):
            (before, verb, behind), (left, other, right) = mine, theirs
            if verb.term != other.term or verb.text[:4] != other.text[:4] or verb.name or other.name:
                continue
            for x, y in product(before, behind):
                crossed = _among(x, right) and _among(y, left)
                if crossed and not _among(x, left) and not _among(y, right):
                    return x.text, y.text
        ways = [[match.groups() for match in _FROM_TO.finditer(one.plain)] for one in (claim, source)]
        for (a, b), (c, d) in product(*ways):
            if (a.casefold(), b.casefold()) == (d.casefold(), c.casefold()):
                return a, b
    return None


def _content(claim: Claim) -> Iterator[tuple[list[Token], Token, list[Token]]]:
    """Each word of matter with the few before and behind it in its clause."""
    words = [token for token in claim.tokens if token.content]
    for place, token in enumerate(words):
        near = [words[max(0, place - _REACH) : place], words[place + 1 : place + 1 + _REACH]]
        before, behind = ([w for w in side if w.clause == token.clause] for side in near)
        yield before, token, behind


def _among(word: Token, others: Sequence[Token]) -> bool:
    return any(alike(word, other) for other in others)


def other_subject(claim: Claim, sources: Sequence[Claim]) -> tuple[str, str] | None:
    """The name that does something in the claim, and the one that does it in the evidence."""
    there = [pair for source in sources for pair in deeds_of(source)]
    for subject, deeds in deeds_of(claim):
        if not deeds or any(subject[-1].end <= number.start < deeds[0].start for number in claim.numbers):
            continue  # "has 13 % of …": the number tells whose it is
        doers = [doer for doer, done in there if alike_any(deeds[:1], done)]
        if doers and not any(_one(subject, doer) for doer in doers):
            return subject[-1].text, doers[0][-1].text
    return None


def alike_any(words: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether two lists of words have one in common."""
    return any(alike(a, b) for a, b in product(words, others))


def deeds_of(claim: Claim) -> Iterator[tuple[_Entity, list[Token]]]:
    """Who does something, with the words for what, clause by clause.

    A clause without a name goes on with the name before it, a relative one with the nearest.
    """
    names = [name for name in entities(claim) if not describes(claim, name)]
    subject: _Entity | None = None
    beside: _Entity = ()
    for place, text in enumerate(claim.clauses):
        words = [t for t in claim.tokens if t.clause == place and (t.content or t.term in table.REPORTING)]
        matter = [word for word in words if not word.name]
        here = [one for one in names if one[0].clause == place]
        lead = [one for one in here if matter and one[-1].end <= matter[0].start]
        if lead:
            outright = not (lead[0][-1].owner or _AFTER_PREPOSITION.search(claim.plain[: lead[0][0].start]))
            joint = beside if _WITH_ANOTHER.match(text) else ()
            subject = (*joint, *lead[0]) if outright else None
        elif RELATIVE.match(text):
            earlier = [one for one in names if one[-1].clause < place]
            near = earlier and not _TEXT.search(claim.plain, earlier[-1][-1].end, _start(claim, place))
            subject = earlier[-1] if near else None
        elif _PRONOUN.match(text) or (here and matter and not _GOES_ON.match(text)):
            subject = None
        beside = here[0] if here and not matter else ()
        if by := _BY_NAME.search(text):
            agents = [one for one in here if _start(claim, place) + by.end() >= one[0].start - 1]
            for agent in agents:
                yield agent, [word for word in matter if word.end < agents[0][0].start]
            subject = None
        elif (
            subject and (lead or len(matter) > 1 or not _WHEN.match(text)) and not table.PASSIVE.search(text)
        ):
            yield subject, matter


def _start(claim: Claim, place: int) -> int:
    return sum(len(text) for text in claim.clauses[:place])


def other_owner(claim: Claim, sources: Sequence[Claim]) -> tuple[str, str] | None:
    """Whose something is in the claim, and whose it is in the evidence."""
    there = [pair for source in sources for pair in _owned(source)]
    for owner, thing in _owned(claim):
        owners = [other for other, same in there if alike(thing, same)]
        of = any(re.search(rf"\bof\s+(?:the\s+)?{re.escape(owner.text)}", s.plain) for s in sources)
        if owners and not of and not any(alike(owner, other) for other in owners):
            return owner.text, owners[0].text
    return None


def _owned(claim: Claim) -> Iterator[tuple[Token, Token]]:
    """Whose something is: "Russia's invasion"; and of what kind somebody is: "British engineer Watt"."""
    words = [token for token in claim.tokens if token.content]
    for one, following in pairwise(words):
        if one.owner and one.name and not following.name and one.clause == following.clause:
            yield one, following
    for name, somebody in pairwise(entities(claim)):
        between = somebody[0].start - name[-1].end
        if len(name) == 1 and between < _BESIDE and describes(claim, name) and not name[0].owner:
            yield name[0], somebody[-1]
