"""Sentences to passages: what is embedded and searched.

A passage is a run of whole sentences that belong together: same kind of zone, same comment, same
heading. Long paragraphs are cut into even parts; short ones join their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.sentences import split_sentences
from index.zones import CITABLE, Zone

TARGET = 900
"""Passages grow up to this many characters, which is about 200 tokens of English."""

_JOIN_BELOW = 250


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the index of its zone in the article's zones."""

    start: int
    end: int
    zone: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences ``first`` up to (not including) ``last`` of an article, under a heading."""

    first: int
    last: int
    heading: str = ""


def find_sentences(article: Article, zones: Sequence[Zone]) -> tuple[Sentence, ...]:
    """The sentences of all citable zones, in order."""
    return tuple(
        Sentence(start, end, index)
        for index, zone in enumerate(zones)
        if zone.kind in CITABLE
        for start, end in split_sentences(article.text, zone.start, zone.end)
    )


def find_passages(
    article: Article, zones: Sequence[Zone], sentences: Sequence[Sentence]
) -> tuple[Passage, ...]:
    """The passages of an article; each sentence lies in exactly one."""
    passages: list[Passage] = []
    for heading, paragraphs in _sections(article, zones, sentences):
        for group in _joined(paragraphs, sentences):
            passages += (Passage(a, b, heading) for a, b in _parts(group, sentences))
    return tuple(passages)


def _sections(
    article: Article, zones: Sequence[Zone], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Runs of paragraphs that may share a passage, each paragraph as a range of sentences."""
    heading, key, paragraphs = "", None, []  # type: tuple[str, object, list[tuple[int, int]]]
    position = 0
    for index, zone in enumerate(zones):
        first = position
        while position < len(sentences) and sentences[position].zone == index:
            position += 1
        group = "text" if zone.kind in ("body", "list") else zone.kind
        if zone.kind == "heading" or (group, zone.author) != key or zone.kind == "byline":
            if paragraphs:
                yield heading, paragraphs
            key, paragraphs = (group, zone.author), []
        if zone.kind == "heading":
            heading = " ".join(article.text[zone.start : zone.end].lstrip("#").split())
        elif zone.kind not in ("body", "list"):
            heading = "" if zone.kind in ("comment", "title") else heading
        if position > first:
            paragraphs.append((first, position))
    if paragraphs:
        yield heading, paragraphs


def _joined(paragraphs: list[tuple[int, int]], sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Paragraphs, short ones joined to the one before while both fit."""
    groups: list[tuple[int, int]] = []
    for first, last in paragraphs:
        if groups:
            start = groups[-1][0]
            whole = sentences[last - 1].end - sentences[start].start
            short = min(_length(sentences, *groups[-1]), _length(sentences, first, last)) < _JOIN_BELOW
            if short and whole <= TARGET:
                groups[-1] = (start, last)
                continue
        groups.append((first, last))
    return groups


def _parts(group: tuple[int, int], sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """A group cut into the fewest parts of about `TARGET`, at the sentence ends nearest to even."""
    first, last = group
    length = _length(sentences, first, last)
    count = max(1, round(length / TARGET + 0.2))
    begin, part = first, 1
    for index in range(first, last - 1):
        goal = sentences[first].start + part * length / count
        if part < count and abs(sentences[index].end - goal) <= abs(sentences[index + 1].end - goal):
            yield begin, index + 1
            begin, part = index + 1, part + 1
    yield begin, last


def _length(sentences: Sequence[Sentence], first: int, last: int) -> int:
    return sentences[last - 1].end - sentences[first].start
