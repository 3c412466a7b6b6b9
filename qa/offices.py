"""Which office a name stands beside: the president of which country."""

from __future__ import annotations

import re

from qa.statement_words import COUNTRY_LETTERS

_OFFICE_REACH = 60
UNCLEAR = "", ""
"""An office that was held before, or that nobody says where."""
_ANSWER = "\ufffc"
_RANK = r"(?:prime|first|foreign|defen[cs]e|interior|finance|economy|deputy|vice|acting|current)"
_TITLE = (
    rf"(?:{_RANK}\s+)*"
    r"(?:president|minister|premier|chancellor|king|queen|governor|mayor|chair(?:man|woman)?|head|speaker|secretary"
    r"|ambassador|leader|director|президент|премьер|министр|глава|спикер|посол|төраға|министрі|президенті)"
)
_PLACE = rf"(?!(?:the|an?|its|his|their|our|new|when|as|{_RANK})\b)(?-i:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])\w+"
_OFFICE = re.compile(
    rf"\b(?P<place>{_PLACE})(?:[’']s)?\s+(?P<title>{_TITLE})\b"
    rf"|\b(?P<office>{_TITLE})(?:\s*,?\s*{_ANSWER},?)?\s+(?:of\s+)?(?:the\s+)?(?P<of>{_PLACE})",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former|ex|late|then|бывш\w+|экс|бұрынғы)\b", re.IGNORECASE)


def office_beside(text: str, start: int, end: int) -> tuple[str, str] | None:
    """The office beside ``text[start:end]``, and how the name of its country or body begins.

    None where no office is named; `UNCLEAR` for one held before, or nobody says where.
    """
    beside = text[max(0, start - _OFFICE_REACH) : start] + _ANSWER + text[end : end + _OFFICE_REACH]
    if not re.search(_TITLE, beside, re.IGNORECASE):
        return None
    at = beside.index(_ANSWER)
    offices = sorted(_OFFICE.finditer(beside), key=lambda match: max(match.start() - at, at - match.end()))
    if not offices or _FORMER.search(beside):
        return UNCLEAR
    title, place = offices[0]["title"] or offices[0]["office"], offices[0]["place"] or offices[0]["of"]
    return " ".join(title.lower().removeprefix("current ").split()), place[:COUNTRY_LETTERS]
