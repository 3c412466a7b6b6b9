"""Numbers and dates of a sentence, and whether those of its evidence carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexical import stem
from qa import claim_words as table
from qa.claim_numerals import in_plain_numbers
from qa.claim_pairs import MEASURES
from qa.claim_phrases import in_one_word
from qa.quantities import Quantity, find_quantities
from qa.times import Time

YEAR = re.compile(r"(?<![\d.,$€₸%])(?:1\d{3}|20\d\d)(?![\d%]|[.,]\d)")
MONTHS = "January February March April May June July August September October November December".split()
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_RANGE = re.compile(r"\s*[–—-]\s*|\s+(?:to|and|until)\s+")
_DAY = re.compile(r"(?<![\d.,])(\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[.,]\d)")
_HEDGE = re.compile(
    r"\b(?:(?P<about>about|around|roughly|approximately|some|circa|almost|nearly|close\s+to)"
    r"|(?P<over>over|more\s+than|no(?:t|\s+)\s*(?:less|fewer)\s+than|above|at\s+least|upwards\s+of|just\s+over)"
    r"|(?P<under>under|less\s+than|fewer\s+than|below|up\s+to|at\s+most|no\s+more\s+than|not\s+quite))(?:\s+an?\b|\s+[$€₸])?\s*$",
    re.IGNORECASE,
)
_HEDGE_WORD = re.compile(
    r"\b(?:no\s+(?:less|more|fewer)\s+than|fewer\s+than|not\s+quite|about|around|roughly|approximately|some|circa|almost|nearly|close\s+to|over|more\s+than|above|at\s+least"
    r"|upwards\s+of|under|less\s+than|below|up\s+to|at\s+most)(?=\s+[$€₸]?\s?\w)",
    re.IGNORECASE,
)
_TENS = r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SPELLED = re.compile(
    rf"\b(?:(?P<ten>{_TENS})-(?P<one>{'|'.join(table.SMALL)})|(?P<word>{'|'.join(table.NUMBER_WORDS)})"
    rf"|(?P<count>{'|'.join(table.SMALL)})[\s-](?P<part>{'|'.join(table.PARTS)})s?"
    rf"|(?P<decades>{'|'.join(table.SMALL)}|\d{{1,2}})\s+decades"
    rf"|(?<!\ba\s)(?<!\bone\s)(?P<ordinal>{'|'.join(table.ORDINALS)})(?!s|\s+(?:quarter|half|century|of\s))"
    r"|(?P<low>\d[\d.,]*)(?P<to>\s*(?:to|and|or|–|-)\s*)(?P<high>\d[\d.,]*)\s*(?P<scale>thousand|million|billion|percent|%)"
    r"|(?P<twice>twice)|(?P<nth>\d+)(?:st|nd|rd|th)(?![\s-]+centur)|the\s+(?P<definite>two)(?!\s+decades))(?!\w)",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\s+of\s+(?:an?|one)\s+([^\W\d_]+)", re.IGNORECASE)
_BEYOND = 0.12
"""How far over "more than 100" a number may lie, as a part of it: who says so means no more."""
_YEARS = re.compile(r"(?<!\d)(1\d|20)(\d\d)[–-](\d\d)(?!\d)")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what is said of how exact it is.

    Attributes:
        start, end: offsets into `qa.claims.Claim.plain`.
        shown: as it stands there.
        hedge: "about", "over", "under" or "".
        of: its value, without the hedge.
        of_what: the one thing that it is a part of: "a fifth of a dollar".
    """

    start: int
    end: int
    shown: str
    hedge: str
    of: Quantity
    of_what: str = ""

    @property
    def share(self) -> str:
        """What counts it: "%", a currency's sign, or nothing."""
        unit = self.of.unit[0] if self.of.unit else ""
        return unit if unit in ("%", "$", "€", "£", "₸") else ""

    @property
    def measure(self) -> frozenset[str]:
        """The words for the measure that follows it: miles, years, barrels."""
        return MEASURES.get(self.of.unit[0], frozenset()) if self.of.unit else frozenset()


def as_digits(text: str) -> str:
    """``text`` with spelled numbers beyond twelve, parts ("four fifths") and "64th" in digits.

    Verbs of two words become one, too.
    """

    def written(match: re.Match[str]) -> str:
        said = match[0].lower()
        if match["ten"]:
            return str(table.NUMBER_WORDS[match["ten"].lower()] + table.SMALL[match["one"].lower()])
        if match["word"]:
            return str(table.NUMBER_WORDS[said])
        if match["part"]:
            share = 100 * table.SMALL[match["count"].lower()] / table.PARTS[match["part"].lower()]
            return f"{share:.4g}%"
        if match["decades"]:
            return f"{10 * (table.SMALL.get(match['decades'].lower()) or int(match['decades']))} years"
        if match["ordinal"]:
            return str(table.ORDINALS[said])
        if match["scale"]:
            return f"{match['low']} {match['scale']}{match['to']}{match['high']} {match['scale']}"
        if match["twice"]:
            return "2 times"
        return match["nth"] or "the both"

    return _SPELLED.sub(
        written, in_plain_numbers(in_one_word(_DOTTED.sub(lambda match: match[0].replace(".", ""), text)))
    )


def numbers_in(text: str) -> Iterator[Number]:
    """The numbers in ``text``, each with its hedge apart from it."""
    bare = _HEDGE_WORD.sub(lambda match: "," * len(match[0]), text)
    bare = re.sub(r",(?=\s)", ";", bare)
    for quantity in find_quantities(bare):
        before = _HEDGE.search(text[max(0, quantity.start - 20) : quantity.start])
        hedge = before.lastgroup if before else ""
        if text[quantity.start - 1 : quantity.start] == ":" or re.match(r":\d", text[quantity.end :]):
            continue  # a time of day
        shown = text[quantity.start : quantity.end].strip()
        what = _OF_ONE.match(text, quantity.end) if quantity.unit == ("%",) else None
        of_what = stem(what[1].casefold()) if what else ""
        yield Number(quantity.start, quantity.end, shown, hedge or "", quantity, of_what)


def years_in(text: str) -> set[str]:
    """The years that a text names; "1620–21" names two."""
    return {match[0] for match in YEAR.finditer(text)} | {m[1] + m[3] for m in _YEARS.finditer(text)}


def date_parts(phrase: str) -> frozenset[str]:
    """The year, month and day that a phrase names."""
    parts = {match[0] for match in YEAR.finditer(phrase)}
    months = {match[0] for match in _MONTH.finditer(phrase)}
    days = {f"day {int(match[1])}" for match in _DAY.finditer(phrase)} if months else set()
    return frozenset(parts | months | days)


def _ends(phrase: str) -> list[frozenset[str]]:
    """The parts of both ends of a range; an end without month or year has the other's."""
    pieces = [piece for piece in _RANGE.split(phrase) if re.search(r"\w", piece)]
    found = []
    for piece in pieces:
        month = "" if _MONTH.search(piece) else " ".join(_MONTH.findall(phrase)[-1:])
        year = "" if YEAR.search(piece) else " ".join(YEAR.findall(phrase)[-1:])
        found.append(date_parts(f"{piece} {month} {year}"))
    return found


def fits(claimed: Time, given: Time) -> bool:
    """Whether a time says no more than the one in the evidence does."""
    mine, theirs = _ends(claimed.phrase), _ends(given.phrase)
    if any(mine) and all(any(one <= other for other in theirs) for one in mine):
        return True
    if claimed.phrase.casefold() == given.phrase.casefold():
        return True
    if len(mine) > 1 or not (claimed.known and given.known):
        return False
    if claimed.earliest and claimed.latest and given.earliest and given.latest:
        return claimed.earliest <= given.earliest and given.latest <= claimed.latest
    return (claimed.earliest, claimed.latest) == (given.earliest, given.latest)


def carries(claimed: Number, given: Number) -> bool:
    """Whether a number may be written where the evidence has another: the same, or rounded and said so."""
    if claimed.share != given.share or (claimed.measure - given.measure and given.of.unit):
        return False
    if claimed.of_what != given.of_what and claimed.of_what and given.of_what:
        return False
    mine, theirs = claimed.of.value, given.of.value
    if abs(mine - theirs) <= 1e-9 * max(abs(mine), abs(theirs)):
        return "under" not in (claimed.hedge, given.hedge) or claimed.hedge in (given.hedge, "about")
    if claimed.hedge == "over" and not given.hedge:
        return mine < theirs <= (1 + _BEYOND) * mine
    if claimed.hedge == "under" and not given.hedge:
        return (1 - _BEYOND) * mine <= theirs < mine
    return claimed.hedge == "about" and not given.hedge and abs(mine - theirs) < claimed.of.tolerance
