"""Whether a sentence denies, widens, hardens or adds to what its evidence says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from index.lexical import stem
from qa import claim_words as table
from qa.claim_pairs import CONVERSE
from qa.claims import Claim, Token, alike, opposed

Similar: TypeAlias = Callable[[str, str], float]
"""How near two texts are in meaning, 0 to 1."""

_CARRIED = 0.5
_CARRIED_IF_SIMILAR = 0.3
_SIMILAR = 0.9


def polarity(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """Words that are denied on one side only, or stand for the opposite of a word there."""
    given = [(token, source) for source in sources for token in source.tokens if token.content]
    any_there = any(_negative(source, place) for source in sources for place in range(len(source.clauses)))
    for token in claim.tokens:
        if not token.content or token.name:
            continue
        same = [(other, source) for other, source in given if alike(token, other)]
        against = [other for other, _ in given if opposed(token, other)]
        if token.denied and same and not any(_negative(source, other.clause) for other, source in same):
            yield f"The passage does not deny “{token.text}”."
        elif token.denied and not same and not against and not any_there:
            yield f"The passage does not deny “{token.text}”."
        elif same and not token.denied and all(other.denied for other, _ in same):
            if not _negative(claim, token.clause):
                yield f"The passage denies “{token.text}”."
        elif len(claim.names) > 1 and any((token.term, other.term) in CONVERSE for other in against):
            continue  # A lost to B where B beat A: who does what to whom is another question
        elif not same and against and all(other.denied == token.denied for other in against):
            yield f"The passage says “{against[0].text}”, not “{token.text}”."


def _negative(claim: Claim, place: int) -> bool:
    """Whether a clause denies something, in whatever words."""
    if table.WEAK_NEGATION.search(claim.clauses[place]):
        return True
    return any(token.denied for token in claim.tokens if token.clause == place)


def strength(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """Quantifiers and certainty beyond those of the evidence."""
    text, passages = claim.plain, " ".join(source.plain for source in sources)
    mine, theirs = _quantity(text), _quantity(passages)
    if mine >= table.MOST and mine > theirs:
        yield "It says more of them than the passage does."
    if table.SUPERLATIVE.search(text) and table.ONE_OF.search(passages) and not table.ONE_OF.search(text):
        yield "The passage says that it is one of several."
    if table.CERTAIN.search(text) and not table.CERTAIN.search(passages):
        yield "It is more certain than the passage."
    compared = [
        {(match[1].lower(), match[2].lower()) for match in table.COMPARED.finditer(one)}
        for one in (text, passages)
    ]
    for how, what in sorted(compared[0] - compared[1]):
        if ({"more": "less", "less": "more"}[how], what) in compared[1]:
            yield f"The passage does not say “{how} {what}”."
    as_said = table.REPORTS.search(text) and re.search(r"\bwill\b", text)  # "would", as somebody's words
    if (
        not as_said
        and not table.HEDGE.search(text)
        and any(_only_possible(claim, source) for source in sources)
    ):
        yield "The passage only holds it possible."


def _quantity(text: str) -> int:
    return max((rank for pattern, rank in table.QUANTIFIERS if pattern.search(text)), default=0)


def _only_possible(claim: Claim, source: Claim) -> bool:
    """Whether a clause of the claim says what the evidence only holds possible."""
    able = {stem(match[1].casefold()) for match in table.MAY_DO.finditer(source.plain)}
    told = [token.term for token in source.tokens]
    if any(token.term in able and told.count(token.term) == 1 for token in claim.tokens):
        return True
    sure, held = set(), False
    for place, clause in enumerate(source.clauses):
        held = table.STRONG_HEDGE.search(clause) is not None or (held and clause.startswith("that"))
        sure |= set() if held else {place}
    for place in range(len(claim.clauses)):
        content = [token for token in claim.tokens if token.content and token.clause == place]
        firm = [t for t in content if any(alike(t, o) for o in source.tokens if o.clause in sure)]
        maybe = [t for t in content if any(alike(t, o) for o in source.tokens if o.clause not in sure)]
        if len(maybe) > len(firm) and len(maybe) > 1:
            return True
    return False


def uncarried(
    claim: Claim, sources: Sequence[Claim], around: Sequence[Token], similar: Similar | None
) -> str | None:
    """Why too few of the words are carried; None where enough are.

    Args:
        claim, sources: the sentence and its evidence.
        around: all words that may carry one: the evidence's, its speakers', those before it.
        similar: nearness in meaning, asked only where words leave it open.
    """
    content = [token for token in claim.tokens if token.content]
    missing = [token for token in content if not any(alike(token, other) for other in around)]
    for start, end, least in _details(claim.plain):
        inside = [token for token in content if start <= token.start < end]
        added = inside if least else inside[-1:]
        if len(added) >= max(1, least) and all(token in missing for token in added):
            return "The passage does not say “" + claim.plain[start:end].strip(" ,.") + "”."
    share = 1 - len(missing) / len(content) if content else 1.0
    if share >= _CARRIED:
        return None
    if similar and share >= _CARRIED_IF_SIMILAR:
        passages = " ".join(source.text for source in sources)
        if similar(claim.text, passages) >= _SIMILAR:
            return None
    return "The passage does not say " + ", ".join(f"“{token.text}”" for token in missing[:4]) + "."


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
        elif table.REASON.match(text, start) or (item and not table.GERUND.match(text, start)):
            yield start, end, 1
        elif item or table.DETAIL.match(text, start):
            yield start, end, 2
