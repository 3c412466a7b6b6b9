"""Whether a sentence denies, widens or hardens what its evidence says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.lexical import stem
from qa import claim_words as table
from qa.claim_arithmetic import majority
from qa.claim_pairs import CONVERSE
from qa.claim_reports import reports_in
from qa.claims import Claim, Token, alike, near, opposed

_FAR = 2
"""How many clauses off "ban" and "lack" still deny what is told."""


def polarity(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """Words that are denied on one side only, or stand for the opposite of a word there."""
    given = [(token, source) for source in sources for token in source.tokens if token.content]
    any_there = any(
        _negative(source, place, claim) for source in sources for place in range(len(source.clauses))
    )
    for word in sorted(_sides(claim.plain, table.FOR_IT) & _against(sources)):
        yield f"The passage is against “{word}”."
    for word in sorted(_sides(claim.plain, table.AGAINST_IT) & _for(sources)):
        yield f"The passage is for “{word}”."
    if _outnumbers(claim, sources):
        yield "It denies more than the passage does."
    dangling = any(table.NEGATION_LAST.search(text) for text in claim.clauses)
    for token in claim.tokens:
        if not token.content or token.name:
            continue
        same = [(other, source) for other, source in given if alike(token, other)]
        same_or_near = same or [(other, source) for other, source in given if near(token, other)]
        against = [
            other
            for other, source in given
            if opposed(token, other)
            and not any(alike(other, mine) for mine in claim.tokens)
            and not (_turned(source, other, claim) or _of_others(source, other, claim))
        ]
        if (
            token.denied
            and same
            and not any(_negative(source, other.clause, claim) for other, source in same)
        ):
            yield f"The passage does not deny “{token.text}”."
        elif token.denied and not same and not against and not any_there:
            yield f"The passage does not deny “{token.text}”."
        elif (
            same_or_near
            and not token.denied
            and all(other.denied for other, _ in same_or_near)
            and not dangling
        ):
            if not any(_negative(claim, token.clause, source) for _, source in same_or_near):
                yield f"The passage denies “{token.text}”."
        elif len(claim.names) > 1 and any((token.term, other.term) in CONVERSE for other in against):
            continue  # A lost to B where B beat A: who does what to whom is another question
        elif not same and against and all(other.denied == token.denied for other in against):
            yield f"The passage says “{against[0].text}”, not “{token.text}”."


def _sides(text: str, words: re.Pattern[str]) -> set[str]:
    """What somebody is for, or against."""
    return {stem(match[1].casefold()) for match in words.finditer(text)}


def _against(sources: Sequence[Claim]) -> set[str]:
    text = " ".join(source.plain for source in sources)
    return _sides(text, table.AGAINST_IT) - _sides(text, table.FOR_IT)


def _for(sources: Sequence[Claim]) -> set[str]:
    text = " ".join(source.plain for source in sources)
    return _sides(text, table.FOR_IT) - _sides(text, table.AGAINST_IT)


def _negative(claim: Claim, place: int, beside: Claim) -> bool:
    """Whether a clause denies something, in whatever words.

    Words that deny by the way, as "only" and "lack", count where they do not stand in the other text,
    too: what both say alike makes no difference between them.
    """
    if any(token.denied for token in claim.tokens if token.clause == place):
        return True
    words = table.WEAK_NEGATION.findall(claim.clauses[place])
    words += table.DENIALS.findall(_near(claim, place, 1)) + table.FIRM_DENIALS.findall(
        _near(claim, place, _FAR)
    )
    said = beside.plain.casefold()
    return any(word.casefold() not in said for word in words)


def _outnumbers(claim: Claim, sources: Sequence[Claim]) -> bool:
    """Whether the claim denies more often than anything in the evidence can account for."""
    mine = denials(claim.plain)
    if not mine:
        return False
    said = claim.plain.casefold()
    theirs = 0
    for source in sources:
        words = table.WEAK_NEGATION.findall(source.plain) + table.DENIALS.findall(source.plain)
        theirs += denials(source.plain) + sum(word.casefold() not in said for word in words)
    return mine > theirs


def denials(text: str) -> int:
    """How many words there deny something; "neither … nor" are one."""
    found = [
        m
        for m in table.NEGATIVES.finditer(text)
        if not (table.UNCOUNTED.match(text, m.end()) or table.NO_REFUSAL.match(text, m.start()))
    ]
    return sum(match[0].casefold() != "nor" for match in found)


def _near(claim: Claim, place: int, reach: int) -> str:
    """A clause with so many beside it, no further than its sentence."""
    before = "".join(claim.clauses[max(0, place - reach) : place])
    after = "".join(claim.clauses[place + 1 : place + 1 + reach])
    if claim.clauses[place].startswith(";"):
        before = ""
    return "".join((table.STOP.split(before)[-1], claim.clauses[place], table.STOP.split(after + " ")[0]))


def _turned(source: Claim, word: Token, claim: Claim) -> bool:
    """Whether the evidence has a word's opposite: "stops being a danger"."""
    before = source.plain[max(0, word.start - 30) : word.start]
    stop = table.CEASES.search(before)
    return stop is not None and stop[0].casefold() not in claim.plain.casefold()


def _of_others(source: Claim, word: Token, claim: Claim) -> bool:
    """Whether the evidence says a word of others than the claim tells of: "most accept, but forty refuse"."""
    place = word.clause + 1
    while place < len(source.clauses) and not source.clauses[place].strip(" ,;"):
        place += 1
    if place == len(source.clauses) or not table.CONTRAST.match(source.clauses[place]):
        return False
    mine = [token for token in claim.tokens if token.content]
    begin = max((m.end() for m in table.STOP.finditer(source.plain, 0, word.start)), default=0)
    here = [token for token in source.tokens if token.clause == word.clause and token.start >= begin]
    there = [token for token in source.tokens if place <= token.clause <= place + 1]
    shared = [sum(any(near(t, o) for o in side) for t in mine) for side in (here, there)]
    return shared[1] > shared[0]


def strength(claim: Claim, sources: Sequence[Claim]) -> Iterator[str]:
    """Quantifiers and certainty beyond those of the evidence."""
    text, passages = claim.plain, " ".join(source.plain for source in sources)
    mine, theirs = _quantity(text), max(_quantity(passages), _as_quantity(passages, sources))
    each = mine > table.MOST and table.EACH.search(passages)
    if mine >= table.MOST and mine > theirs and not each:
        yield "It says more of them than the passage does."
    if table.SUPERLATIVE.search(text) and table.ONE_OF.search(passages) and not table.ONE_OF.search(text):
        yield "The passage says that it is one of several."
    if table.CERTAIN.search(text) and not table.CERTAIN.search(passages):
        yield "It is more certain than the passage."
    sure = table.WILL.search(text) and not table.HEDGE.search(text)
    if sure and table.MAYBE.search(passages) and not table.AHEAD.search(passages):
        yield "The passage only holds it possible."
    compared = [
        {(match[1].lower(), match[2].lower()) for match in table.COMPARED.finditer(one)}
        for one in (text, passages)
    ]
    for how, what in sorted(compared[0] - compared[1]):
        if ({"more": "less", "less": "more"}[how], what) in compared[1]:
            yield f"The passage does not say “{how} {what}”."
    will_say = any(reports_in(text)) and re.search(r"\bwill\b", text)
    as_said = will_say and not table.MAYBE.search(passages)  # "would", as somebody's words
    if (
        not as_said
        and not table.HEDGE.search(text)
        and any(_only_possible(claim, source) for source in sources)
    ):
        yield "The passage only holds it possible."


def _quantity(text: str) -> int:
    return max((rank for pattern, rank in table.QUANTIFIERS if pattern.search(text)), default=0)


def _as_quantity(passages: str, sources: Sequence[Claim]) -> int:
    """What the evidence says of how many in words that are no quantifiers in a sentence."""
    most = any(
        number.share == "%" and 50 < number.of.value <= 100 for one in sources for number in one.numbers
    )
    return table.MOST if most or any(majority(one) for one in sources) else 0


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
