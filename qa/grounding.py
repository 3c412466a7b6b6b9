"""Whether a sentence that a model wrote stands in the passages that it cites.

Strict where a change can be seen: numbers, dates, units, names, negations, quantifiers, who says it.
Lenient where words only differ: most content words must be carried, not all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.metadata import Published
from index.sentences import split_sentences
from qa.claim_arithmetic import computed
from qa.claim_carried import Similar, uncarried
from qa.claim_dates import wrong_dates
from qa.claim_directions import other_direction, turned_back
from qa.claim_meaning import polarity, strength
from qa.claim_names import carried_name
from qa.claim_pairs import MEASURE_WORDS, MEASURES
from qa.claim_places import misplaced_number
from qa.claim_roles import other_owner, other_subject, swapped
from qa.claim_stream import Sentences, Written, without_markers
from qa.claim_values import Number, carries
from qa.claim_voices import told_as_fact, wrong_speaker
from qa.claims import Claim, Token, common_words

__all__ = ["Evidence", "Sentences", "Similar", "Verdict", "Written", "check"]

MAX_SENTENCE = 1000
_MAX_EVIDENCE = 3000
_NOT = re.compile(r"\bnot\s+(?:by|at|to|in|of|from|the|about)?\s*$", re.IGNORECASE)
_REPEATED = 3
"""How much more often than the passage a sentence may say a word."""

_PER = re.compile(r"\b(?:per|an?|each|every|many|several|few|some)\s+$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a sentence cites.

    Attributes:
        text: what stands there.
        voice: who says it; None for the article's author.
        published: when its article was published.
        context: what stands before it, and the article's title.
    """

    text: str
    voice: str | None = None
    published: Published = Published()
    context: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, and if not, why."""

    supported: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """A sentence beside its evidence.

    Attributes:
        claim: the sentence.
        sources: the passages that it cites.
        voices: who says each of them.
        around: their words, those before them, and their speakers' names.
    """

    claim: Claim
    sources: tuple[Claim, ...]
    voices: tuple[str | None, ...]
    around: tuple[Token, ...]

    @property
    def translated(self) -> bool:
        """Whether they are in different languages: then only numbers, dates and names are checked."""
        return all(one.language != self.claim.language for one in self.sources)


def check(sentence: str, evidence: Sequence[Evidence], similar: Similar | None = None) -> Verdict:
    """Whether ``evidence`` carries all that ``sentence`` says.

    Args:
        sentence: as a model wrote it, with or without its markers.
        evidence: the passages that it cites.
        similar: nearness in meaning, for sentences in other words; without it only words count.
    """
    sentence = without_markers(sentence[: 2 * MAX_SENTENCE])
    evidence = [one for one in evidence if one.text.strip()]
    if not evidence:
        return Verdict(False, ("It cites nothing.",))
    if not sentence or len(sentence) > MAX_SENTENCE:
        return Verdict(False, ("It is empty or too long to be checked.",))
    if any(one.voice is None and _quotes(sentence, one.text) for one in evidence):
        return Verdict(True)
    case = _case(sentence, evidence)
    if reasons := tuple(dict.fromkeys(_values(case))):
        return Verdict(False, reasons)
    reasons = () if case.translated else tuple(dict.fromkeys(_meaning(case)))
    if not reasons and not case.translated:
        reason = uncarried(case.claim, case.sources, case.around, similar)
        reasons = (reason,) if reason else ()
    return Verdict(not reasons, reasons)


def _quotes(sentence: str, text: str) -> bool:
    """Whether a sentence is the passage, or a whole sentence of it, word for word."""
    if len(text) > _MAX_EVIDENCE:
        return False
    parts = (text[start:end] for start, end in split_sentences(text, 0, len(text)))
    return any(sentence == without_markers(part) for part in (text, *parts))


def _case(sentence: str, evidence: Sequence[Evidence]) -> _Case:
    common = common_words((sentence, *(one.text[:_MAX_EVIDENCE] for one in evidence)))
    sources = tuple(
        Claim(one.text[:_MAX_EVIDENCE], one.published, one.context[-_MAX_EVIDENCE:], common)
        for one in evidence
    )
    claim = Claim(sentence, evidence[0].published, common=common)
    others = [
        Claim(text[:_MAX_EVIDENCE], Published())
        for one in evidence
        for text in (one.context, one.voice)
        if text
    ]
    around = tuple(token for one in (*sources, *others) for token in one.tokens)
    return _Case(claim, sources, tuple(one.voice for one in evidence), around)


def _values(case: _Case) -> Iterator[str]:
    """What is wrong with numbers, dates, names and units, which no likeness in meaning makes right."""
    yield from _repeats(case)
    yield from _numbers(case)
    yield from wrong_dates(case.claim, case.sources)
    yield from _names(case)
    if not case.translated:
        yield from _units(case)


def _meaning(case: _Case) -> Iterator[str]:
    """What is wrong by words with what is said, how surely, and by whom."""
    yield from polarity(case.claim, case.sources)
    yield from strength(case.claim, case.sources)
    yield from _voices(case)
    yield from _roles(case)


def _repeats(case: _Case) -> Iterator[str]:
    """A model that has lost its thread says one word again and again."""
    said = Counter(token.term for token in case.claim.tokens if token.content)
    given = Counter(token.term for token in case.around if token.content)
    for term, count in said.items():
        if count > given[term] + _REPEATED:
            yield "It repeats a word."
            return


def _numbers(case: _Case) -> Iterator[str]:
    """Numbers that the evidence has not, or has of something else."""
    denied = [number for number in case.claim.numbers if _denied(case.claim, number)]
    given = [number for one in case.sources for number in one.numbers if denied or not _denied(one, number)]
    dated = [n for one in case.sources for n in one.all_numbers if n not in one.numbers]
    written = {digits for one in case.sources for digits in _DIGITS.findall(one.plain)}
    for number in case.claim.numbers:
        alike_unit = [other for other in dated if number.of.unit[:1] == other.of.unit[:1] != ()]
        told = any(carries(number, other) for other in (*given, *alike_unit))
        if not told and not _follows(number, case):
            yield f"{number.shown} is not in the cited passage."
    known = [(n.start, n.end) for n in case.claim.numbers] + [(t.start, t.end) for t in case.claim.times]
    for match in _DIGITS.finditer(case.claim.plain):
        odd = match[0].startswith("0") and len(match[0]) > 1 and match[0] not in written
        if odd or (
            match[0] not in written | case.claim.years and not any(a <= match.start() < b for a, b in known)
        ):
            yield f"{match[0]} is not in the cited passage."
    for find in (other_direction, turned_back):
        if shown := find(case.claim, case.sources):
            yield f"The passage does not give {shown} that way round."
    for source in case.sources:
        if (shown := misplaced_number(case.claim, source)) and len(case.sources) == 1:
            yield f"{shown} is said of something else."


def _denied(claim: Claim, number: Number) -> bool:
    """Whether a number is given as the wrong one: "by 27 per cent, not by 33"."""
    return _NOT.search(claim.plain, max(0, number.start - 20), number.start) is not None


def _follows(number: Number, case: _Case) -> bool:
    """Whether a number is one of the evidence's with its unit left out there, or is computed from them."""
    if computed(number, case.claim, case.sources):
        return True
    currencies = {other.share for other in case.claim.numbers} - {"", "%"}
    for source in case.sources:
        for currency in currencies if not number.share and not number.of.unit else ():
            of = replace(number, of=replace(number.of, unit=(currency,)))
            if any(carries(of, other) for other in source.numbers):
                return True
        units = {other.share for other in source.numbers} - {""}
        if number.share and units == {number.share}:
            bare = [n for n in source.numbers if not n.of.unit and not _denied(source, n)]
            if any(carries(replace(number, of=replace(number.of, unit=())), other) for other in bare):
                return True
    return False


def _names(case: _Case) -> Iterator[str]:
    for token in case.claim.names:
        if not carried_name(token, case.claim, case.sources, case.around):
            yield f"{token.text} is not in the cited passage."


def _units(case: _Case) -> Iterator[str]:
    for token in case.claim.tokens:
        if token.text.lower() not in MEASURE_WORDS:
            continue
        if not any(other.term in MEASURES[token.term] for other in case.around):
            of_number = [n for n in case.claim.numbers if 0 <= token.start - n.end < 3]
            in_values = any(token.text.lower() in one.plain.lower() for one in case.sources)
            a_rate = _PER.search(case.claim.plain, max(0, token.start - 8), token.start) is not None
            counts = bool(of_number) or a_rate or case.claim.plain[token.end : token.end + 1] == "-"
            if counts and not in_values and not any(_follows(number, case) for number in of_number):
                yield f"The passage does not count in {token.text}."


def _voices(case: _Case) -> Iterator[str]:
    if wrong := wrong_speaker(case.claim, case.sources, case.voices, case.around):
        yield f"The passage does not say that {wrong} says it."
    elif told_as_fact(case.claim, case.sources, case.voices):
        yield "It states as a fact what the passage gives as somebody's words."


def _roles(case: _Case) -> Iterator[str]:
    if pair := swapped(case.claim, case.sources):
        yield f"{pair[0]} and {pair[1]} have changed places."
    if owners := other_owner(case.claim, case.sources):
        yield f"The passage says it of {owners[1]}, not of {owners[0]}."
    if doers := other_subject(case.claim, case.sources):
        yield f"The passage says it of {doers[1]}, not of {doers[0]}."
