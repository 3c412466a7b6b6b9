"""What the chat shows, as HTML: pure functions from answers and articles to strings.

Everything that comes from outside (articles, questions, answers) goes through `escape`. Places are
rendered from offsets: no quote is ever searched for.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from qa.types import Answer, Citation, Hit
from qa.words import article_name, date_words, excerpt, percent, split_citations, who_words

if TYPE_CHECKING:
    from index.records import IndexedArticle
    from qa.within import Within

Articles = Mapping[str, "IndexedArticle"]
"""Articles by source."""

_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TOKEN = re.compile(r"\\([\\`*_{}\[\]<>()#+!|~$&^])|\[(\d{1,6})\]|(\*\*)")
_QUESTION = 1000
_ABOUT = 90


def escape(text: str) -> str:
    """``text`` as HTML content that shows it and whose text content it is.

    Bidirectional controls could make a quote read otherwise than it is written, so they are shown
    by their code; the control itself stays in the text, hidden. A carriage return would be read
    as a newline unless it is written as a reference.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # a browser may send half a surrogate pair
    escaped = html.escape(text, quote=True).replace("\r", "&#13;").replace("\0", "\ufffd")
    return _BIDI_CONTROL.sub(
        lambda match: (
            f'<span class="qa-control" data-code="{_code(match[0])}"><span>{match[0]}</span></span>'
        ),
        escaped,
    )


def attribute(text: str) -> str:
    """``text`` on one line for an attribute in double quotes."""
    shown = _BIDI_CONTROL.sub(lambda match: _code(match[0]), " ".join(text.split()))
    return html.escape(shown.replace("\0", "\ufffd"), quote=True)


def exact(text: str) -> str:
    """``text`` for an attribute in double quotes that is read back as it is, and never shown."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    escaped = html.escape(text, quote=True).replace("\0", "\ufffd")
    return escaped.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def text_html(
    text: str, citations: Sequence[Citation] = (), marker: Callable[[int, Citation], str] | None = None
) -> str:
    """The paragraphs of an answer's Markdown.

    Only what `qa.answering` writes has a meaning: escaped characters, ``**`` around bold words, and
    ``[n]`` where there is a citation ``n``. All else is shown as it stands.

    Args:
        text: the Markdown.
        citations: what the markers name.
        marker: writes the marker of a citation; without it, one that opens the article.
    """
    paragraphs = (paragraph.strip() for paragraph in re.split(r"\n{2,}", text))
    return "".join(f'<p dir="auto">{_inline(p, citations, marker or _marker)}</p>' for p in paragraphs if p)


def _inline(paragraph: str, citations: Sequence[Citation], marker: Callable[[int, Citation], str]) -> str:
    pieces: list[str] = []
    literal: list[str] = []

    def flush(words: str) -> None:
        if words:
            pieces.append(f"<bdi>{escape(words)}</bdi>")
        literal.clear()

    at, bold = 0, False
    for token in _TOKEN.finditer(paragraph):
        literal.append(paragraph[at : token.start()])
        at = token.end()
        number = int(token[2] or 0)
        if token[1]:
            literal.append(token[1])
        elif token[3]:
            flush("".join(literal))
            pieces.append("</strong>" if bold else "<strong>")
            bold = not bold
        elif not 1 <= number <= len(citations):
            literal.append(token[0])
        else:
            flush("".join(literal).rstrip())
            pieces.append("&nbsp;" + marker(number, citations[number - 1]))
    literal.append(paragraph[at:])
    flush("".join(literal).rstrip())
    return "".join(pieces) + ("</strong>" if bold else "")


def _marker(number: int, citation: Citation, card: str = "") -> str:
    where = attribute(citation.name)
    described = f'aria-describedby="{card}" ' if card else ""
    return (
        f'<a href="#qa-mark-{number}" class="qa-marker" data-number="{number}" {described}'
        f'aria-label="Citation {number}: show the passage in {where}">[{number}]</a>'
    )


def answer_html(
    answer: Answer,
    key: str,
    articles: Articles,
    *,
    card: Callable[[int], str] = lambda number: "",
    below: str = "",
) -> str:
    """An answer with its markers and citations, or why there is none.

    Args:
        answer: the answer.
        key: tells this answer from all others on the page.
        articles: for the titles of the nearest passages.
        card: the ``id`` of what describes a citation; "" for nothing.
        below: HTML for its end.
    """
    from qa.comparing import comparison_html, timeline_html  # made with what stands here
    from qa.confidence_page import confidence_html

    found, (cited, others) = answer.status == "answered", split_citations(answer)

    def marker(number: int, citation: Citation) -> str:
        return _marker(number, citation, card(number) if number in cited else "")

    if found:
        sources = _cited("Cited", answer.citations, cited) + timeline_html(answer)
        sources += _cited("Also found", answer.citations, others)
    else:
        near = (_nearest(n, h, articles.get(h.source)) for n, h in enumerate(answer.nearest, start=1))
        sources = _sources("Nearest passages — not evidence", near)
    notice = f'<p class="qa-notice"><bdi>{escape(answer.notice)}</bdi></p>' if answer.notice else ""
    return (
        f'<div class="qa-answer{"" if found else " qa-not-found"}" data-answer="{attribute(key)}" '
        f'data-status="{answer.status}">{_understood(answer.understood)}{notice}<div class="qa-text">'
        f"{text_html(answer.text, answer.citations, marker)}</div>{_left_out(answer)}"
        f"{comparison_html(answer, marker)}{sources}{confidence_html(answer) if sources else ''}{below}</div>"
    )


def _cited(label: str, citations: Sequence[Citation], numbers: Iterable[int]) -> str:
    return _sources(label, (_citation(number, citations[number - 1]) for number in numbers))


def _sources(label: str, entries: Iterable[str]) -> str:
    listed = "".join(entries)
    return f'<h3>{label}</h3><ol class="qa-sources">{listed}</ol>' if listed else ""


def _left_out(answer: Answer) -> str:
    """What a language model wrote and the sources do not carry: struck through, on demand."""
    dropped = [sentence for sentence in answer.written if not sentence.kept]
    if not dropped:
        return ""
    lines = "".join(
        f'<li><del><bdi>{escape(sentence.text)}</bdi></del> <span class="qa-notes">'
        f"<bdi>{escape(' '.join(sentence.reasons))}</bdi></span></li>"
        for sentence in dropped
    )
    count = f"{len(dropped)} of {len(answer.written)} sentences of the language model"
    return f'<details class="qa-left-out"><summary>Left out: {count}</summary><ul>{lines}</ul></details>'


def _understood(question: str | None) -> str:
    """What a follow-up was taken to mean, with a button that puts it into the box to be corrected."""
    if question is None:
        return ""
    from qa.conversation import parted  # heavy, and not needed where nothing is asked

    core, about = parted(question)
    button = f'<button type="button" class="qa-link qa-edit" data-question="{exact(core)}">Edit</button>'
    before = shorten(" ".join(about.split()), _ABOUT, placeholder="…")
    said = (
        f' <span class="qa-notes">with what was said before: <bdi>{escape(before)}</bdi></span>'
        if about
        else ""
    )
    return f'<p class="qa-understood">Understood as: <bdi>{escape(core)}</bdi>{said} {button}</p>'


def _citation(number: int, citation: Citation) -> str:
    notes = [escape(citation.source)] if citation.name != citation.source else []
    if citation.publisher:
        notes.append(f"<bdi>{escape(citation.publisher)}</bdi>")
    notes.append(f'<span title="{attribute(citation.published.why)}">{date_words(citation.published)}</span>')
    notes = who_words(citation, lambda voice: f"<bdi>{escape(voice)}</bdi>") + notes
    return _entry(number, citation, citation.name, "", notes)


def _nearest(number: int, hit: Hit, article: IndexedArticle | None) -> str:
    notes = [date_words(article.metadata.published)] if article else []
    zones = article.zones if article else ()
    comment = next((z for z in zones if z.kind == "comment" and z.start <= hit.start < z.end), None)
    if comment:
        notes.insert(0, f"comment by <bdi>{escape(comment.author or 'a reader')}</bdi>")
    return _entry(number, hit, article_name(article) if article else hit.source, excerpt(hit.text), notes)


def fingerprint(text: str) -> str:
    """What tells a quote from what stands in its place once the article has changed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _entry(number: int, place: Citation | Hit, name: str, words: str, notes: Iterable[str]) -> str:
    quoted = f'<span class="qa-excerpt"><bdi>{escape(words)}</bdi></span>' if words else ""
    return (
        f'<li><button type="button" class="qa-entry" data-number="{number}" '
        f'data-source="{exact(place.source)}" data-start="{place.start}" data-end="{place.end}" '
        f'data-print="{fingerprint(place.quote if isinstance(place, Citation) else place.text)}">'
        f'<span class="qa-number">{number}</span><span class="qa-name"><bdi>{escape(name)}</bdi></span>'
        f'</button>{quoted}<span class="qa-notes">{" · ".join(notes)}</span></li>'
    )


def confidence_words(probability: float) -> str:
    """A probability as a word and a percentage."""
    number = percent(probability)
    word = "high" if number >= 80 else "medium" if number >= 50 else "low"
    return f"{word} ({number}&nbsp;%)"


def question_html(question: str, within: Within | None = None) -> str:
    """A question as it was asked; a very long one is cut. The page's links are made of what it carries.

    Args:
        question: in words.
        within: the articles that could answer it; None for all.
    """
    shown = question if len(question) <= _QUESTION else question[:_QUESTION] + "…"
    carried = exact(question) if shown == question else ""
    edit = f'<button type="button" class="qa-link qa-edit" data-question="{carried}">Edit</button>'
    limits = f'data-limits="{exact(json.dumps(within.to_dict()))}"' if within else ""
    said = f'<p class="qa-notes"><bdi>{escape(within.words)}</bdi></p>' if within else ""
    return (
        f'<div class="qa-asked"><p class="qa-question" dir="auto" data-asked="{carried}" {limits}>'
        f"{escape(shown)}</p>{edit if carried else ''}</div>{said}"
    )


def reading_html(hits: Sequence[Hit], articles: Articles) -> str:
    """The passages that are being read; it is not known yet whether they answer."""
    near = (_nearest(number, hit, articles.get(hit.source)) for number, hit in enumerate(hits, start=1))
    listed = _sources("Found so far, being read", near)
    return f'<div class="qa-answer qa-reading"><p class="qa-stage">Reading…</p>{listed}</div>'


def partial_html(text: str, citations: Sequence[Citation] = (), stage: str = "") -> str:
    """An answer in the making: its sources as soon as they are known, its text as far as it has come.

    Args:
        text: Markdown; "" while there is none.
        citations: what it will cite.
        stage: what is being done while there is no text.
    """
    doing = f'<p class="qa-stage">{escape(stage.capitalize())}…</p>' if stage else ""
    listed = _cited("Cited", citations, range(1, len(citations) + 1))
    shown = f'<div class="qa-text">{text_html(text, citations)}</div>' if text else doing
    return f'<div class="qa-answer">{shown}{listed}</div>'


def notice_html(message: str) -> str:
    """A line that is no answer: a question that cannot be asked, or a failure."""
    return f'<div class="qa-answer"><p class="qa-notice" role="status"><bdi>{escape(message)}</bdi></p></div>'
