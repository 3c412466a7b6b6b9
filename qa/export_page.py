"""A conversation as one HTML file that can be read and printed anywhere: no script, nothing to load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cards import quote_html
from qa.export import Exchange
from qa.page import escape, text_html
from qa.types import Answer, Citation
from qa.words import date_words, percent, split_citations, who_words

if TYPE_CHECKING:
    from qa.within import Within

_STYLE = Path(__file__).parent / "static" / "export.css"
_TITLE = "Questions to the articles"


def as_page(exchanges: Sequence[Exchange], made: datetime) -> str:
    """A conversation as a page to print: answers with references, quotes, offsets and dates.

    Args:
        exchanges: questions and answers in order.
        made: when, as its beginning tells.
    """
    turns = "".join(_turn(number, *exchange) for number, exchange in enumerate(exchanges, start=1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8" />'
        # Should an escape ever be missing: the browser runs nothing here, and asks nobody for anything.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\" />"
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        f"<title>{_TITLE}</title><style>{_STYLE.read_text('utf-8')}</style></head><body><main>"
        f'<h1>{_TITLE}</h1><p class="notes">Saved on {made:%Y-%m-%d} at {made:%H:%M}</p>'
        f"{turns}</main></body></html>\n"
    )


def _turn(turn: int, question: str, answer: Answer, within: Within | None) -> str:
    found = answer.status == "answered"
    parts = [f'<h2 dir="auto">{escape(" ".join(question.split()))}</h2>']
    if within:
        parts.append(f'<p class="notes"><bdi>{escape(within.words)}</bdi></p>')
    if answer.understood:
        parts.append(f'<p class="notes">Understood as: <bdi>{escape(answer.understood)}</bdi></p>')
    if answer.notice:
        parts.append(f'<p class="notes"><bdi>{escape(answer.notice)}</bdi></p>')
    words = text_html(answer.text, answer.citations, partial(_marker, turn))
    parts.append(f'<div class="answer">{words}</div>')
    cited, others = split_citations(answer)
    for label, numbers in (("References", cited), ("Also found", others)):
        entries = "".join(_reference(turn, n, answer.citations[n - 1]) for n in numbers)
        parts.append(f"<h3>{label}</h3><ol>{entries}</ol>" if entries else "")
    near = "".join(
        f'<li class="near"><p class="notes"><bdi>{escape(hit.source)}</bdi>, '
        f"characters {hit.start}–{hit.end}</p>"
        f'<blockquote dir="auto">{escape(hit.text)}</blockquote></li>'
        for hit in answer.nearest
    )
    parts.append(f"<h3>Nearest passages — not evidence</h3><ul>{near}</ul>" if near else "")
    label = "Confidence" if found else "Confidence that the articles answer this"
    parts.append(f'<p class="notes">{label}: {percent(answer.confidence)}&nbsp;%</p>')
    return f"<section>{''.join(parts)}</section>"


def _marker(turn: int, number: int, citation: Citation) -> str:
    return f'<a class="marker" href="#turn-{turn}-{number}">[{number}]</a>'


def _reference(turn: int, number: int, citation: Citation) -> str:
    known = [f"<bdi>{escape(citation.publisher)}</bdi>"] if citation.publisher else []
    why = f": <bdi>{escape(citation.published.why)}</bdi>" if citation.published.why else ""
    known += [date_words(citation.published) + why]
    known += who_words(citation, lambda voice: f"<bdi>{escape(voice)}</bdi>")
    known += [f"<bdi>{escape(citation.source)}</bdi>, characters {citation.start}–{citation.end}"]
    return (
        f'<li id="turn-{turn}-{number}"><p><span class="number">[{number}]</span> '
        f"<strong><bdi>{escape(citation.name)}</bdi></strong></p>"
        f'<p class="notes">{" · ".join(known)}</p>'
        f'<blockquote dir="auto">{quote_html(citation)}</blockquote></li>'
    )
