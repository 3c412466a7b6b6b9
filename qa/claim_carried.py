"""Whether enough of a sentence's words stand in its evidence, and nothing is added to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from qa import claim_words as table
from qa.claim_pairs import MEASURE_WORDS
from qa.claim_values import date_parts
from qa.claims import Claim, Token, near, opposed

Similar: TypeAlias = Callable[[str, str], float]
"""How near two texts are in meaning, 0 to 1."""

_CARRIED = 0.5
_CARRIED_IF_SIMILAR = 0.3
_SIMILAR = 0.9
_SHORT = 3
_ANCHORED = ((4, 0.2), (3, 0.25), (2, 0.34), (1, 0.4))
"""With so many names, numbers and dates that all fit, which share of the words is enough."""
_NEW_CLAUSE = 3
"""With how many words, all of them new, a clause tells something else than the passage."""
_PREDICATE = re.compile(
    r"[\s,]*(?:cannot|can|could|will|would|has|have|had|is|are|was|were|did|does|do|must|may|might|should)\b",
    re.IGNORECASE,
)


def uncarried(
    claim: Claim, sources: Sequence[Claim], around: Sequence[Token], similar: Similar | None
) -> str | None:
    """Why too few of the words are carried; None where enough are.

    Args:
        claim, sources: the sentence and its evidence.
        around: all words that may carry one: the evidence's, its speakers', those before it.
        similar: nearness in meaning, asked only where words leave it open.
    """
    counted = {number.end for number in claim.numbers}
    content = [
        t
        for t in claim.tokens
        if t.content and not (t.text.lower() in MEASURE_WORDS and counted & {t.start - 1, t.start - 2})
    ]
    turned = _denying(claim, sources)
    known = [token for token in claim.names if not token.first]  # found before, perhaps as initials
    missing = [
        token
        for token in content
        if token not in turned and token not in known and not any(near(token, other) for other in around)
    ]
    if added := _added(claim, content, missing):
        return f"The passage does not say “{added}”."
    share = 1 - len(missing) / len(content) if content else 1.0
    if share >= _least(claim, content):
        return None
    if similar and share >= _CARRIED_IF_SIMILAR:
        passages = " ".join(source.text for source in sources)
        if similar(claim.text, passages) >= _SIMILAR:
            return None
    return "The passage does not say " + ", ".join(f"“{token.text}”" for token in missing[:4]) + "."


def _denying(claim: Claim, sources: Sequence[Claim]) -> list[Token]:
    """The words that say by a denial, or without one, what the passage says the other way round."""
    found = []
    if any(source.denies for source in sources):
        spans = [
            m.span()
            for m in (*table.DENIALS.finditer(claim.plain), *table.WEAK_NEGATION.finditer(claim.plain))
        ]
        found = [token for token in claim.tokens if any(a <= token.start < b for a, b in spans)]
    given = [other for source in sources for other in source.tokens]
    return found + [
        t for t in claim.tokens if t.denied and any(opposed(t, o) and not o.denied for o in given)
    ]


def _least(claim: Claim, content: Sequence[Token]) -> float:
    """Which share of the words must be carried.

    Names, numbers and dates have been found in the evidence before: the more of them, the less can the
    sentence be of something else. A few words without any have to stand there.
    """
    names = {token.term for token in claim.names if not token.first}
    dates = [time for time in claim.times if date_parts(time.phrase)]
    values = len(claim.numbers) + max(len(dates), len(claim.years))
    anchors = len(names) + values
    if not values and anchors < 2 and len(content) <= _SHORT:
        return 1.0
    return next((share for least, share in _ANCHORED if anchors >= least), _CARRIED)


def _added(claim: Claim, content: Sequence[Token], missing: Sequence[Token]) -> str | None:
    """A piece of the sentence of which nothing is in the evidence."""
    checked = [n.start for n in claim.numbers] + [t.start for t in claim.times]
    for start, end, least in _details(claim.plain):
        if any(start <= place < end for place in checked):
            continue  # the numbers have been checked by themselves
        if table.BECAUSE.match(claim.plain, start):
            clause = claim.clause_at(start)
            end = start + len(claim.clauses[clause])
        inside = [token for token in content if start <= token.start < end]
        added = inside if least else inside[-1:]
        if all(token.text.lower() in MEASURE_WORDS for token in added):
            continue  # "the year before"
        if len(added) >= max(1, least) and all(token in missing for token in added):
            return claim.plain[start:end].strip(" ,.")
    start = 0
    for place, text in enumerate(claim.clauses):
        inside = [token for token in content if token.clause == place]
        numbered = any(start <= at < start + len(text) for at in checked)
        start += len(text)
        if place and not numbered and len(inside) >= _NEW_CLAUSE and all(t in missing for t in inside):
            return text.strip(" ,.")
    return None


def _details(text: str) -> Iterator[tuple[int, int, int]]:
    """The pieces of a sentence that add something, and how many new words are needed to do so.

    "by …" and "because of …", the items of a list, with more words "in …"; of "is a …" the last
    word alone says what it is: 0.
    """
    breaks = [(match.start(), match.end()) for match in table.CHUNK.finditer(text)]
    breaks.append((len(text), len(text)))
    for (before, start), (end, after) in pairwise(breaks):
        item = "," in text[before:start] and ("," in text[end:after] or not text[end:].strip(" ."))
        if table.IS_A.match(text, start):
            yield start, end, 0
        elif item and _PREDICATE.match(text, start):
            yield start, end, _NEW_CLAUSE  # the sentence goes on after what was inserted in it
        elif table.FOR.match(text, start):
            yield start, end, _NEW_CLAUSE
        elif table.REASON.match(text, start) or (item and not table.GERUND.match(text, start)):
            yield start, end, 1
        elif item or table.DETAIL.match(text, start):
            yield start, end, 2
