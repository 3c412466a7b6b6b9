"""Who says it: in a sentence, in the passage that it cites, and whether these are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.claim_reports import reports_in
from qa.claims import Claim, Token, alike

_QUOTED = re.compile(r"[“\"«](.{12,}?)[”\"»]|(?<!\w)[‘'](.{12,}?)[’'](?!\w)", re.DOTALL)
_BEFORE_PLACE = re.compile(
    r"\b(?:of|in|at|from|to|with|by|for|on|than|unlike|before|near|the)\s+$", re.IGNORECASE
)
_APPOSITION = re.compile(
    r"\s*,|\s+(?:\w+ly\s+|now\s+|then\s+|still\s+|has\s+|have\s+|had\s+|also\s+|even\s+|himself\s+|herself\s+)*$"
)
_RECORD = re.compile(
    r"(?:survey|poll|stud(?:y|ies)|figures?|data|statistics|research|census|documents?|records?|papers?|analys[ie]s"
    r"|measurements?|images?|pictures?|calculations?|statement)",
    re.IGNORECASE,
)
_MOSTLY = 0.5


def speakers(claim: Claim) -> list[list[Token]]:
    """Who is said to say something, for each reporting word in the sentence."""
    return [found for match in reports_in(claim.plain) if (found := _speaker(claim, match))]


def wrong_speaker(
    claim: Claim, sources: Sequence[Claim], voices: Sequence[str | None], around: Sequence[Token]
) -> str | None:
    """The speaker whom the claim names and the evidence does not; None where all is well.

    Args:
        claim, sources: the sentence and its evidence.
        voices: who says each of it.
        around: words that may name the speaker where nobody is said to speak.
    """
    given = [token for one in sources for found in speakers(one) for token in found]
    said_by = [Claim(voice, claim.published).tokens for voice in voices if voice]
    if any(said_by):
        given = [token for found in said_by for token in found]
    for found in speakers(claim):
        among = given or around
        if not any(token.name for token in found) and any(_RECORD.fullmatch(token.text) for token in found):
            continue  # "a survey found": no somebody
        if not any(alike(one, other) for one in found for other in among):
            return " ".join(token.text for token in found)
    return None


def told_as_fact(claim: Claim, sources: Sequence[Claim], voices: Sequence[str | None]) -> bool:
    """Whether the claim says by itself what the evidence gives as somebody's words."""
    if any(reports_in(claim.plain)) or "reported" in claim.plain:
        return False
    content = [token for token in claim.tokens if token.content]
    if not content:
        return False
    for source, voice in zip(sources, voices, strict=True):
        shared = [token for token in content if any(alike(token, other) for other in source.tokens)]
        if voice and 2 * len(shared) >= len(content):
            named = Claim(voice, claim.published).tokens
            if not any(alike(one, other) for one in named for other in claim.tokens):
                return True
        spans = list(_reported(source))
        inside = [t for t in source.tokens if any(start <= t.start < end for start, end in spans)]
        outside = [t for t in source.tokens if t not in inside]
        told = [
            t for t in content if any(alike(t, o) for o in inside) and not any(alike(t, o) for o in outside)
        ]
        if len(told) > _MOSTLY * len(content) and not _names_speaker(claim, source):
            return True
    return False


def _names_speaker(claim: Claim, source: Claim) -> bool:
    given = [found[-1] for found in speakers(source)]
    return any(alike(one, other) for one in given for other in claim.tokens)


def _reported(source: Claim) -> Iterator[tuple[int, int]]:
    """Where the words stand that somebody says: behind "said that", and in quotation marks."""
    for match in reports_in(source.plain):
        if _speaker(source, match) and not match[0].lower().startswith(("according", "in ")):
            stop = re.compile(r"[.;]\s").search(source.plain, match.end())
            yield match.end(), stop.start() if stop else len(source.plain)
    for quoted in _QUOTED.finditer(source.plain):
        said = [word for word in quoted[0].split() if word.strip("“”‘’\"'«».,")]
        if 2 * sum(word.strip("“”‘’\"'«»")[:1].islower() for word in said) > len(said):  # no title
            yield quoted.span()


def _speaker(claim: Claim, match: re.Match[str]) -> list[Token]:
    """The words for who speaks, at one reporting word."""
    text, said = claim.plain, match[0].lower()
    if said.startswith("according"):
        return _run(claim, match.end(), 40)
    if said.startswith("in "):
        return [token for token in claim.names if match.start() <= token.start < match.end()]
    before = [token for token in claim.names if token.end <= match.start()]
    for token in reversed(before):
        between = text[token.end : match.start()]
        beside = _APPOSITION.match(between + "" if "," in between[:2] else between)
        owner = re.match(r"[’']s\b", between)
        if beside and not owner and not _BEFORE_PLACE.search(text[: _run_start(claim, token)]):
            return [one for one in before if _run_start(claim, token) <= one.start <= token.start]
    inverted = _run(claim, match.end(), 2)
    if inverted:
        return inverted
    return [t for t in claim.tokens if t.content and match.start() - 60 < t.start < match.start()]


def _run(claim: Claim, start: int, reach: int) -> list[Token]:
    """The names beside each other that begin within ``reach`` characters of a place."""
    found: list[Token] = []
    for token in claim.names:
        if token.start < start:
            continue
        limit = found[-1].end + 2 if found else start + reach
        if token.start > limit or (found and "," in claim.plain[found[-1].end : token.start]):
            break
        found.append(token)
    return found


def _run_start(claim: Claim, last: Token) -> int:
    """Where the names beside each other begin that ``last`` ends."""
    start = last.start
    for token in reversed(claim.names):
        if token.end < start and start - token.end <= 1:
            start = token.start
    return start
