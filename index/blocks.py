"""Text to blocks: the runs of lines that stand together, with their offsets.

A block is a paragraph, a heading, a list item, a comment's line: whatever a reader sees as one
piece. In most articles that is one line; in hard-wrapped text it is a run of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# Everything that str.splitlines treats as the end of a line.
_NEWLINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u2060"
_WRAP_WIDTH = (40, 110)
_WRAP_EVIDENCE = 4
_ITEM = re.compile(r"(?:[-*+•●▪◦‣–—]|\(?\d{1,3}[.)]|[#>|])\s")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines, without the white space around it.

    Attributes:
        start, end: offsets into the article's text, end exclusive.
        indent: white-space characters before its first character on that line.
        after_gap: whether a blank line (or the beginning of the text) comes before it.
    """

    start: int
    end: int
    indent: int
    after_gap: bool


def split_blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of ``text[start:]`` in order. Together they hold every visible character."""
    lines = list(_lines(text, start))
    if not _hard_wrapped(text, lines):
        return lines
    blocks: list[Block] = []
    for line in lines:
        if blocks and not line.after_gap and not _ITEM.match(text, line.start):
            last = blocks[-1]
            blocks[-1] = Block(last.start, line.end, last.indent, last.after_gap)
        else:
            blocks.append(line)
    return blocks


def _lines(text: str, start: int) -> Iterator[Block]:
    gap = True
    while start <= len(text):
        newline = _NEWLINE.search(text, start)
        stop = newline.start() if newline else len(text)
        first, last = trim(text, start, stop)
        if first < last:
            yield Block(first, last, first - start, gap)
            gap = False
        else:
            gap = True
        if newline is None:
            return
        start = newline.end()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` moved inwards past white space and invisible marks."""
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _hard_wrapped(text: str, lines: list[Block]) -> bool:
    """Whether the lines are those of a fixed width rather than whole paragraphs.

    The lines that have another right below them are then all about equally long, and most of
    them stop in the middle of a sentence.
    """
    inner = [line for line, below in pairwise(lines) if not below.after_gap]
    if len(inner) < _WRAP_EVIDENCE:
        return False
    lengths = sorted(line.end - line.start for line in inner)
    low, high = _WRAP_WIDTH
    unfinished = sum(text[line.end - 1] not in '.!?:;…”"’»' for line in inner)
    return (
        low <= median(lengths) <= high
        and lengths[int(len(lengths) * 0.95)] <= high
        and unfinished >= 0.5 * len(inner)
    )
