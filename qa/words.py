"""What is said of answers and citations in a few words, in whatever form they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import shorten
from typing import TYPE_CHECKING

from qa.types import Answer, Citation, Published

if TYPE_CHECKING:
    from index.records import IndexedArticle

_MARKER = re.compile(r"(?<!\\)\[(\d{1,6})\]")
_EXCERPT = 280
_BEGINNING = 60
_BASIS = {"stated": "stated in the article", "inferred": "inferred", "supplied": "supplied with the file"}


def split_citations(answer: Answer) -> tuple[list[int], list[int]]:
    """The numbers of the citations that the text names, and those of the others."""
    named = {int(number) for number in _MARKER.findall(answer.text)}
    numbers = range(1, len(answer.citations) + 1)
    return [n for n in numbers if n in named], [n for n in numbers if n not in named]


def who_words(citation: Citation, name: Callable[[str], str] = str) -> list[str]:
    """Who says it, and where that is not the article itself, in what; empty for the article's own words.

    Args:
        citation: what is said.
        name: how the speaker's name is written.
    """
    speaker = name(citation.voice) if citation.voice else ""
    if citation.zone == "comment":
        return [f"comment by {speaker} (a reader)" if speaker else "comment by a reader"]
    said = [f"said by {speaker}"] if speaker else []
    return [*said, "caption of a picture"] if citation.zone == "caption" else said


def excerpt(text: str) -> str:
    """The beginning of a passage on one line."""
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + " …"


def percent(probability: float) -> int:
    """A probability as a percentage; nothing is ever quite certain."""
    return min(99, max(1, round(100 * probability)))


def date_words(published: Published) -> str:
    """When an article was published, and how that is known."""
    start, end = published.start, published.end
    if published.basis == "unknown" or not (start or end):
        return "publication date unknown"
    if start and end:
        when = f"on {start}" if start == end else f"between {start} and {end}"
    else:
        when = f"on or after {start}" if start else f"on or before {end}"
    return f"published {when} ({_BASIS[published.basis]})"


def article_name(article: IndexedArticle) -> str:
    """What people call an article: its title, else its first words in quotation marks, else its file."""
    title, begins = article.metadata.title, beginning(article)
    return title.value if title else f"“{begins}”" if begins else article.source


def beginning(article: IndexedArticle) -> str:
    """The first words of an article without a title; "" of one that has one, and of one without words."""
    if article.metadata.title or not article.sentences:
        return ""
    body = (s for s in article.sentences if article.zones[s.zone].kind == "body")
    first = next(body, article.sentences[0])
    return shorten(article.text[first.start : first.end], _BEGINNING, placeholder="…")
