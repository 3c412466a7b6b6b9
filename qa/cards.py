"""The card that a marker shows on hover or focus: the cited words, whose they are, and as of when.

Cards are written with the answer and hidden; ``static/cards.js`` shows them.
"""

from __future__ import annotations

from qa.page import attribute, escape
from qa.types import Answer, Citation
from qa.words import date_words, excerpt, split_citations, who_words

QUOTE = 400
"""Longest quote on a card, in characters; what is left out is shown by an ellipsis."""

_BEFORE = 120
_WORD = 40


def card_id(key: str, number: int) -> str:
    """The ``id`` of the card of citation ``number`` in the answer that the page calls ``key``."""
    return f"qa-card-{attribute(key).replace(' ', '-')}-{number}"


def cards_html(answer: Answer, key: str) -> str:
    """The cards of all citations that the text names.

    Args:
        answer: the answer.
        key: tells it from all others on the page.
    """
    cited, _ = split_citations(answer)
    return "".join(_card(card_id(key, n), answer.citations[n - 1]) for n in cited)


def _card(name: str, citation: Citation) -> str:
    known = [f"<bdi>{escape(excerpt(citation.publisher))}</bdi>"] if citation.publisher else []
    known.append(date_words(citation.published))
    who = who_words(citation, lambda voice: f"<bdi>{escape(excerpt(voice))}</bdi>")
    # `hidden` is for browsers that do not know `popover`: there, nothing is shown.
    return (
        f'<div class="qa-card" id="{name}" role="tooltip" popover="manual" hidden>'
        f'<p class="qa-card-title"><bdi>{escape(excerpt(citation.name))}</bdi></p>'
        f'<p class="qa-card-known">{" · ".join(known)}</p>'
        f'<blockquote dir="auto">{quote_html(citation, QUOTE)}</blockquote>'
        f'<p class="qa-card-who">{" · ".join(who) or "the article’s own words"}</p></div>'
    )


def quote_html(citation: Citation, limit: int | None = None) -> str:
    """A quote with the words that answer in bold.

    Args:
        citation: whose quote.
        limit: characters after which it is cut, around the words that answer; None for never.
    """
    quote = citation.quote
    bold = citation.highlight or (citation.start, citation.start)
    first, last = _window(quote, bold[0] - citation.start, bold[1] - citation.start, limit)
    start, end = (min(max(place - citation.start, first), last) for place in bold)
    words = f"<strong>{escape(quote[start:end])}</strong>" if start < end else ""
    before, after = "… " if first else "", " …" if last < len(quote) else ""
    return f"{before}{escape(quote[first:start])}{words}{escape(quote[end:last])}{after}"


def _window(quote: str, start: int, end: int, limit: int | None) -> tuple[int, int]:
    """What of a quote is shown: its beginning, or the part around ``start:end``, cut between words."""
    if limit is None or len(quote) <= limit:
        return 0, len(quote)
    first = 0 if end <= limit - _WORD else max(0, min(start - _BEFORE, len(quote) - limit))
    last = min(len(quote), first + limit)
    if first and (space := quote.find(" ", first, min(first + _WORD, start))) >= 0:
        first = space + 1
    if last < len(quote) and (space := quote.rfind(" ", max(last - _WORD, first + 1), last)) >= 0:
        last = space
    return first, last
