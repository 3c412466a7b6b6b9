"""Numbers in words that are no numerals: "half a year", "one in five", "a dozen", "by Christmas"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from qa import claim_words as table

_SMALL = "|".join(table.SMALL)
_TENTHS = r"three|four|five|six|seven|eight|nine|ten|20|twenty|100|hundred"
_BIG: Final = {"20": 20, "twenty": 20, "100": 100, "hundred": 100}
_NTH: Final = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10}
_THEN = r"\s+(?:ago|before|earlier|later|after)"
_IN_ALL = rf"\s+(?:(?!and\b|or\b)[a-z]+\s+){{0,3}}?(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>{_TENTHS})"
_NO_TIME = r"(?!\s+(?:times?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b)(?!\w|-|,\d)"


def _value(word: str) -> int:
    return table.SMALL.get(word.lower()) or _BIG.get(word.lower(), 0)


def _one_in(match: re.Match[str]) -> str:
    part, whole = _value(match["part"]), _value(match["whole"])
    return f"{100 * part / whole:.4g}%" if 0 < part < whole else match[0]


def _nth(match: re.Match[str]) -> str:
    return f"{100 / _NTH[match['nth'].lower()]:.4g}% of"


def _minutes(match: re.Match[str]) -> str:
    whole = 1 if match[1].lower() == "an" else _value(match[1])
    rest = int(match[2]) if match[2].isdigit() else _value(match[2])
    return f"{60 * whole + rest} minutes"


def _as(template: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match.expand(template)


_REWRITTEN: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), to if callable(to) else _as(to))
    for pattern, to in (
        (rf"\b(?P<part>{_SMALL}){_IN_ALL}{_NO_TIME}", _one_in),
        (rf"\b(?:every|each)\s+(?P<nth>second|third|fourth|fifth|tenth){_NO_TIME}(?=\s+[a-z])", _nth),
        (rf"\b({_SMALL})\s+and\s+a\s+half(?!\w)", lambda m: f"{_value(m[1])}.5"),
        (r"\b(?:an?|one)\s+(year|month|week|day|hour|decade)\s+and\s+a\s+half(?!\w)", r"1.5 \1s"),
        (rf"\b(an|one|{_SMALL})\s+hours?\s+and\s+(\d+|{_SMALL})\s+minutes", _minutes),
        (r"([$€£₸]\s?\d[\d.,]*)\s?m\b", r"\1 million"),
        (r"(?<=\d)\s?bcm\b", " billion cubic metres"),
        (r"\bhalf\s+a\s+year\b", "6 months"),
        (r"\bhalf\s+an\s+hour\b", "30 minutes"),
        (r"\bhalf\s+a\s+day\b", "12 hours"),
        (r"\bhalf\s+a\s+decade\b", "5 years"),
        (r"\bhalf\s+a\s+century\b", "50 years"),
        (r"\bhalf\s+a\s+dozen\b", "6"),
        (r"\bhalf\s+a\s+(thousand|million|billion|trillion)\b", r"0.5 \1"),
        (r"\ba\s+dozen\b", "12"),
        (r"\ba\s+fortnight\b", "2 weeks"),
        (r"\b(another|a\s+further)\s+decade\b", "another 10 years"),
        (
            rf"\b(than|over|about|around|nearly|almost|under)\s+a\s+(week|month|year)(?!\w|{_THEN}|[’'])",
            r"\1 1 \2",
        ),
        (rf"\b(than|over|about|around|nearly|almost|under)\s+a\s+decade(?!\w|{_THEN})", r"\1 10 years"),
        (rf"\b(\d+|{_SMALL})\s+more\s+(years|months|weeks|days)\b", r"another \1 \2"),
        (
            r"\b(by|at|before|after|since|until|till|around)\s+Christmas(?!\s+(?:Eve|tree)\b)",
            r"\1 25 December",
        ),
        (r"\b(on|by|before|since|until)\s+New\s+Year[’']s\s+Day\b", r"\1 1 January"),
    )
)


def in_plain_numbers(text: str) -> str:
    """``text`` with such words as digits with their unit."""
    for pattern, written in _REWRITTEN:
        text = pattern.sub(written, text)
    return text
