"""A model's text, cut into sentences with the numbers that they cite, as it streams in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.sentences import split_sentences

MAX_TEXT = 20_000
"""Characters of a longest text; what comes after is dropped."""

MAX_SENTENCE = 1000
"""Characters without an end after which a sentence is cut."""

_MARKER = re.compile(r"[\[【]\^?\s*(\d{1,9}(?:\s*[,;–-]\s*\d{1,9}){0,20})\s*[\]】]")
_MARKERS_FIRST = re.compile(rf"\s*(?:{_MARKER.pattern}[\s.,;]*)+")
_EMPTY = re.compile(r"[\[【(]\s*[\]】)]")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?…](?:\s|$))")
_BULLET = re.compile(r"(?:(?:[-*+•–]|#{1,6}|\d{1,3}[.)])\s+)+")
_TERMINATORS = ".!?…。！？।۔"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a model wrote.

    Attributes:
        text: without its markers; as the model wrote it otherwise, so escape it before it is shown.
        markers: the numbers that it cites, in order, each once; none that stands for nothing.
    """

    text: str
    markers: tuple[int, ...]


class Sentences:
    """Cuts a text into sentences, each as soon as the word after it is known.

    How the text comes in pieces changes nothing. A line's end ends a sentence.

    Args:
        citations: how many there are; markers run from 1 to it.
    """

    def __init__(self, citations: int) -> None:
        self._citations = citations
        self._waiting = ""
        self._ended = False
        self._taken = 0

    @property
    def full(self) -> bool:
        """Whether the text is longer than `MAX_TEXT`; the rest of it is not read."""
        return self._taken >= MAX_TEXT

    def feed(self, piece: str) -> list[Written]:
        """The sentences that ``piece`` completes."""
        found: list[Written] = []
        for character in piece[: max(0, MAX_TEXT - self._taken)]:
            self._taken += 1
            found += self._take(character)
        return found

    def close(self) -> list[Written]:
        """The sentences that are left at the text's end."""
        return self._line()

    def _take(self, character: str) -> list[Written]:
        if character in "\n\r\u2028\u2029":
            return self._line()
        self._waiting += character if character.isspace() or character.isprintable() else " "
        self._ended = self._ended or character in _TERMINATORS
        long = len(self._waiting) > MAX_SENTENCE
        if not long and not (character.isspace() and self._ended):
            return []
        pieces = _pieces(self._waiting)
        if len(pieces) < 2 or not _begun(pieces[-1]):
            return self._line() if long else []
        self._waiting = pieces[-1]
        self._ended = any(mark in self._waiting for mark in _TERMINATORS)
        return list(self._written(pieces[:-1]))

    def _line(self) -> list[Written]:
        pieces, self._waiting, self._ended = _pieces(self._waiting), "", False
        return list(self._written(pieces))

    def _written(self, pieces: list[str]) -> Iterator[Written]:
        for piece in pieces:
            markers = [number for match in _MARKER.finditer(piece) for number in _numbers(match[1])]
            text = (
                _BULLET.sub("", without_markers(piece), count=1)
                if _BULLET.match(piece.lstrip())
                else without_markers(piece)
            )
            known = dict.fromkeys(number for number in markers if 1 <= number <= self._citations)
            if text.strip(" .,;:[]()*_#-"):
                yield Written(text, tuple(known))


def without_markers(text: str) -> str:
    """``text`` on one line without ``[1]``, ``[1, 2]`` or ``[^1]``, nested ones too."""
    while shorter := _EMPTY.sub("", _MARKER.sub("", text)):
        if shorter == text:
            break
        text = shorter
    return _BEFORE_STOP.sub("", " ".join(shorter.split()))


def _numbers(said: str) -> Iterator[int]:
    """The numbers of a marker; of a range no more than its ends where it is long."""
    for part in re.split(r"[,;]", said):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield from range(ends[0], ends[-1] + 1) if 0 <= ends[-1] - ends[0] < 20 else ends


def _pieces(text: str) -> list[str]:
    """The sentences of a text; markers behind a full stop belong to the sentence before it."""
    bounds = [start for start, _ in split_sentences(text, 0, len(text))][1:]
    starts = [0]
    for start in bounds:
        behind = _MARKERS_FIRST.match(text, start)
        starts.append(behind.end() if behind else start)
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _begun(piece: str) -> bool:
    """Whether a sentence has its first word whole, so that the end before it is certain."""
    return re.match(r"\s*[^\s\[【]\S*\s", unicodedata.normalize("NFC", piece)) is not None
