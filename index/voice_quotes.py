"""Where quotations begin and end, across sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.voice_words import KAZAKH_VERBS, VERBS
from index.zones import CITABLE, Zone

_MARK = re.compile(r"[“”„«»\"‘’']")
_CLOSERS = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "'": "'"}
_SINGLE = "‘’'"
_DASH_CLAUSE = re.compile(r"(?<=[,.!?…])\s+[—–]\s+")
_WORD = re.compile(r"\w+")
_APOSTROPHE_REACH = 600
_SAID = VERBS | KAZAKH_VERBS


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text in quotation marks, the marks included.

    Attributes:
        start, end: offsets into the article's text, end exclusive.
        part_of: number of the quotation; paragraphs of one quotation share it.
    """

    start: int
    end: int
    part_of: int


def find_quotations(text: str, zones: Sequence[Zone]) -> list[Quotation]:
    """The quotations of an article in order, none inside another.

    A paragraph may leave its quotation open when the next one opens with the same mark again.
    """
    found: list[Quotation] = []
    number, left_open = 0, ""
    quotable = [zone for zone in zones if zone.kind in CITABLE]
    for i, zone in enumerate(quotable):
        spans, unclosed = _in_paragraph(text, zone.start, zone.end)
        following = text[quotable[i + 1].start : quotable[i + 1].start + 1] if i + 1 < len(quotable) else ""
        begins = text[zone.start : zone.start + 1]
        goes_on = unclosed is not None and text[unclosed] == following
        if unclosed is not None and (goes_on or (text[unclosed] not in _SINGLE and not spans)):
            spans = [span for span in spans if span[1] <= unclosed] + [(unclosed, zone.end)]
        if not spans and begins in ("—", "–"):
            spans = _between_asides(text, zone.start, zone.end)
        for place, (start, end) in enumerate(spans):
            number += not (place == 0 and left_open == begins and start == zone.start)
            parts = _between_asides(text, start, end) or [(start, end)]
            found += (Quotation(*part, number) for part in parts)
        left_open = following if goes_on else ""
    return found


def _in_paragraph(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int | None]:
    """The outermost quotations of a paragraph, and where one opens that is never closed."""
    spans: list[tuple[int, int]] = []
    open_at: list[int] = []
    for match in _MARK.finditer(text, start, end):
        place, mark = match.start(), match[0]
        before = text[place - 1] if place > start else " "
        after = text[place + 1] if place + 1 < end else " "
        opener = next((p for p in reversed(open_at[-4:]) if mark in _CLOSERS[text[p]]), None)
        if opener is not None and not _is_apostrophe(text, place, end, before, after):
            del open_at[open_at.index(opener, max(0, len(open_at) - 4)) :]
            while spans and spans[-1][0] > opener:
                spans.pop()
            spans.append((opener, place + 1))
        elif mark in _CLOSERS and not before.isalnum() and not after.isspace():
            open_at.append(place)
    doubles = [place for place in open_at if text[place] not in _SINGLE]
    return spans, next(iter(doubles or open_at), None)


def _is_apostrophe(text: str, place: int, end: int, before: str, after: str) -> bool:
    """Whether a mark that could close a quotation is none: "don’t", "the workers’ rights"."""
    if text[place] not in _SINGLE:
        return before.isspace() and after.isalnum()
    if before.isspace() or after.isalnum():
        return True
    if before != "s" or after != " " or not text[place + 2 : place + 3].islower():
        return False
    later = text.find(text[place], place + 1, min(end, place + _APOSTROPHE_REACH))
    while later >= 0 and text[later + 1 : later + 2].isalnum():
        later = text.find(text[place], later + 1, min(end, place + _APOSTROPHE_REACH))
    again = text.find("‘" if text[place] == "’" else " '", place + 1, min(end, place + _APOSTROPHE_REACH))
    return later >= 0 and not 0 <= again < later


def _between_asides(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What is said in "Мы придём, — сказал он. — Скоро"; nothing where no such clause stands."""
    parts, begin = [], start
    for match in _DASH_CLAUSE.finditer(text, start + 1, end):
        parts.append((begin, match.start()))
        begin = match.end()
    parts.append((begin, end))
    first = [_WORD.match(text, a, b) for a, b in parts]
    said = [i % 2 == 0 or not word or word[0].lower() not in _SAID for i, word in enumerate(first)]
    return [] if all(said) else [part for part, kept in zip(parts, said, strict=True) if kept]
