"""Numbers in sentences: their value, how exactly it is said, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from index.lexical import terms

_SCALES: Final = (
    (r"thousand|тыс(?:\.|яч\w*)|мың", 1e3),
    (r"million|mln|млн|миллион\w*", 1e6),
    (r"billion|bn|млрд|миллиард\w*", 1e9),
    (r"trillion|трлн|триллион\w*", 1e12),
)
_WORDS: Final = (
    (r"two|дв[ае]|екі", 2),
    (r"three|три|үш", 3),
    (r"four|четыре|төрт", 4),
    (r"five|пять|бес", 5),
    (r"six|шесть|алты", 6),
    (r"seven|семь|жеті", 7),
    (r"eight|восемь|сегіз", 8),
    (r"nine|девять|тоғыз", 9),
    (r"ten|десять", 10),
    (r"eleven|одиннадцать", 11),
    (r"twelve|двенадцать", 12),
)
_FRACTIONS: Final = (
    (r"(?:one[\s-]|a\s+)?half|половин\w+|жартысы\w*", 1 / 2),
    (r"(?:one|a)[\s-]third|треть\w?|үштен\s+бірі?", 1 / 3),
    (r"two[\s-]thirds|дв[еау]х?\s+трет\w+", 2 / 3),
    (r"(?:one|a)[\s-]quarter|четверть\w?|төрттен\s+бірі?", 1 / 4),
    (r"three[\s-]quarters|три\s+четверти", 3 / 4),
    (r"(?:one|a)[\s-]fifth|пят(?:ая|ую)\s+часть", 1 / 5),
    (r"(?:one|a)[\s-]tenth|десят(?:ая|ую)\s+часть", 1 / 10),
)
# Hedge, the factor to the likely value, and how far off it may be as a share of it.
_HEDGES: Final = (
    (r"about|around|roughly|approximately|some|circa|около|примерно|порядка|шамамен", 1.0, 0.1),
    (r"over|more\s+than|above|at\s+least|upwards\s+of|более|больше|свыше|не\s+менее|артық", 1.12, 0.14),
    (r"under|less\s+than|below|up\s+to|at\s+most|менее|меньше|до|не\s+более", 0.88, 0.14),
    (r"almost|nearly|close\s+to|почти|дерлік", 0.95, 0.07),
)  # fmt: skip
_SPOKEN_FRACTION = 0.1
_ROUNDED = 0.05


def _either(table: tuple[tuple[str, float], ...]) -> str:
    return "|".join(word for word, *_ in table)


_QUANTITY = re.compile(
    rf"(?<![\w.,-])(?:(?P<hedge>{'|'.join(word for word, *_ in _HEDGES)})\s+)?(?:"
    rf"(?P<fraction>{_either(_FRACTIONS)})(?!\w)"
    r"|(?P<sign>[$€£₸]\s?)?"
    r"(?:(?P<digits>\d{1,3}(?:[, \u00a0]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?!\w|[.,]\d)"
    rf"|(?P<one>a|one)(?=\s+(?:{_either(_SCALES)})\b)|(?P<word>{_either(_WORDS)})(?!\w))"
    rf"(?:\s*(?P<scale>{_either(_SCALES)})(?!\w))?"
    r"(?:\s*(?P<percent>%|per\s?cent\b|процент\w*|пайыз\w*))?)",
    re.IGNORECASE,
)
_CURRENCY_WORDS: Final = (
    (re.compile(r"\s*(?:US\s+)?(?:dollars?|доллар\w*)", re.IGNORECASE), "$"),
    (re.compile(r"\s*(?:euros?|евро)\b", re.IGNORECASE), "€"),
    (re.compile(r"\s*(?:tenge|тенге|теңге)", re.IGNORECASE), "₸"),
)
_UNIT = re.compile(r"[\s-]*([^\W\d_]+)(?:\s+([^\W\d_]+))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence.

    Attributes:
        start, end: offsets of the number with its hedge, scale and percent sign.
        value: the likely value; shares in per cent.
        tolerance: how far from it the number may be meant.
        unit: "%", a currency's sign, or the stems of the words that follow.
    """

    start: int
    end: int
    value: float
    tolerance: float
    unit: tuple[str, ...]

    def agrees(self, other: Quantity) -> bool:
        """Whether both can be the same number, said more and less exactly."""
        distance = abs(self.value - other.value)
        return distance == 0 or distance < max(self.tolerance, other.tolerance)


def find_quantities(text: str) -> Iterator[Quantity]:
    """The numbers in ``text``, in order; years and days are for `qa.times` to tell from them."""
    for match in _QUANTITY.finditer(text):
        value, tolerance = _value(match)
        for word, factor, spread in _HEDGES:
            if match["hedge"] and re.fullmatch(word, match["hedge"], re.IGNORECASE):
                value, tolerance = value * factor, max(tolerance, value * spread)
        yield Quantity(match.start(), match.end(), value, tolerance, _unit(text, match))


def _value(match: re.Match[str]) -> tuple[float, float]:
    """The number and half of its last digit: "19 million" is 18.5 to 19.5 million."""
    if match["fraction"]:
        share = 100 * _looked_up(_FRACTIONS, match["fraction"])
        return share, share * _SPOKEN_FRACTION
    scale = _looked_up(_SCALES, match["scale"]) if match["scale"] else 1.0
    if not match["digits"]:
        number = 1.0 if match["one"] else _looked_up(_WORDS, match["word"])
        return number * scale, min(scale / 2, number * scale * _ROUNDED) if scale > 1 else 0.0
    digits = re.sub(r"[ \u00a0]|,(?=\d{3})", "", match["digits"]).replace(",", ".")
    whole, _, decimals = digits.partition(".")
    step = 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))
    value = float(digits) * scale
    return value, min(step * scale / 2, abs(value) * _ROUNDED)


def _looked_up(table: tuple[tuple[str, float], ...], said: str) -> float:
    return next(value for word, value in table if re.fullmatch(word, said, re.IGNORECASE))


def _unit(text: str, match: re.Match[str]) -> tuple[str, ...]:
    if match["fraction"] or match["percent"]:
        return ("%",)
    if match["sign"]:
        return (match["sign"].strip(),)
    for word, sign in _CURRENCY_WORDS:
        if word.match(text, match.end()):
            return (sign,)
    following = _UNIT.match(text, match.end())
    first, second = (terms(word or "") for word in following.groups()) if following else ([], [])
    return tuple(first + second) if first else ()
