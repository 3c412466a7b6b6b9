"""The article beside the conversation, as HTML: every zone in its form, cited places marked.

Places are rendered from offsets: no quote is ever searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.page import escape, exact
from qa.words import article_name, date_words

if TYPE_CHECKING:
    from index.records import IndexedArticle
    from index.zones import Zone

_LISTED = 200
_TAGS = {"title": "h2", "heading": "h3"}
_LABELS = {
    "caption": "Caption",
    "appeal": "Appeal",
    "tags": "Tags",
    "navigation": "Navigation",
    "byline": "Byline",
    "metadata": "About the file",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to highlight in an article: ``text[start:end]``, known to the page as ``number``."""

    number: int
    start: int
    end: int


def article_html(article: IndexedArticle, marks: Sequence[Mark] = ()) -> str:
    """The whole article, zone by zone, with places highlighted.

    The text content of the ``<mark>`` elements of a number, one after the other, is
    ``text[start:end]``: a place that runs over several zones has a piece in each, and in the
    white space between them.
    """
    started: set[int] = set()
    parts: list[str] = []
    at = 0
    for before, zone, after in _with_neighbours(article.zones):
        parts.append(f'<span class="qa-gap">{_marked(article.text, at, zone.start, marks, started)}</span>')
        if label := _label(zone, before, after):
            parts.append(f'<p class="qa-label">{label}</p>')
        tag = _TAGS.get(zone.kind, "p")
        words = _marked(article.text, zone.start, zone.end, marks, started)
        parts.append(f'<{tag} class="qa-zone qa-{zone.kind}" dir="auto">{words}</{tag}>')
        at = zone.end
    rest = _marked(article.text, at, len(article.text), marks, started)
    parts.append(f'<span class="qa-gap">{rest}</span>')
    name = article_name(article)
    known = [f"<bdi>{escape(article.source)}</bdi>"] if name != article.source else []
    known += [
        f"<bdi>{escape(k.value)}</bdi>" for k in (article.metadata.author, article.metadata.publisher) if k
    ]
    dated = article.metadata.published
    known.append(date_words(dated) + (f": <bdi>{escape(dated.why)}</bdi>" if dated.why else ""))
    return (
        f'<header class="qa-head"><p class="qa-source"><bdi>{escape(name)}</bdi></p>'
        f'<p class="qa-notes">{" · ".join(known)}</p></header>'
        f'<div class="qa-scroll" tabindex="0" role="region" aria-label="Text of the article">'
        f'<article data-source="{exact(article.source)}">{"".join(parts)}</article></div>'
    )


def _with_neighbours(zones: Sequence[Zone]) -> Iterator[tuple[Zone | None, Zone, Zone | None]]:
    return zip((None, *zones[:-1]), zones, (*zones[1:], None), strict=True)


def _label(zone: Zone, before: Zone | None, after: Zone | None) -> str:
    """What stands above the first of several zones of a kind."""
    if before and (zone.kind, zone.author) == (before.kind, before.author):
        return ""
    if zone.kind == "byline" and after and after.kind == "comment":
        return ""  # the comment's own label says it
    if zone.kind == "comment":
        return f"Reader’s comment · <bdi>{escape(zone.author)}</bdi>" if zone.author else "Reader’s comment"
    return _LABELS.get(zone.kind, "")


def _marked(text: str, start: int, end: int, marks: Sequence[Mark], started: set[int]) -> str:
    """``text[start:end]`` with the marks in it; ``started`` holds those that have their id."""
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end}.union(*((max(start, mark.start), min(end, mark.end)) for mark in here))
    return "".join(_piece(text, a, b, here, started) for a, b in pairwise(sorted(edges)))


def _piece(text: str, start: int, end: int, marks: Sequence[Mark], started: set[int]) -> str:
    words = escape(text[start:end])
    for mark in marks:
        if mark.start <= start and end <= mark.end:
            name = "" if mark.number in started else f'id="qa-mark-{mark.number}" '
            started.add(mark.number)
            places = f'data-number="{mark.number}" data-start="{mark.start}" data-end="{mark.end}"'
            words = f"<mark {name}{places}>{words}</mark>"
    return words


def contents_html(articles: Sequence[IndexedArticle]) -> str:
    """The panel before an article is shown: what there is to read."""
    entries = []
    for article in articles[:_LISTED]:
        entries.append(
            f'<li><button type="button" class="qa-entry" data-source="{exact(article.source)}">'
            f'<span class="qa-name"><bdi>{escape(article_name(article))}</bdi></span></button>'
            f'<span class="qa-notes">{date_words(article.metadata.published)}</span></li>'
        )
    more = len(articles) - len(entries)
    rest = f'<p class="qa-notes">and {more:,} more</p>' if more else ""
    return (
        '<header class="qa-head"><p class="qa-source">Articles</p>'
        '<p class="qa-notes">The passage that an answer cites is shown here.</p></header>'
        f'<div class="qa-scroll"><ul class="qa-sources">{"".join(entries)}</ul>{rest}</div>'
    )
