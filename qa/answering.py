"""Evidence to an answer: citations, and the text that carries their markers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.store import Store
from qa.frames import Language, say
from qa.types import Citation, Hit

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&^])")


def cite(store: Store, number: int, highlight: tuple[int, int] | None = None) -> Citation:
    """The citation of a sentence, with the words that carry the answer when they are known."""
    article, sentence = store.sentence(number)
    zone = article.zones[sentence.zone]
    known = article.metadata
    return Citation(
        source=article.source,
        start=sentence.start,
        end=sentence.end,
        quote=article.text[sentence.start : sentence.end],
        title=known.title.value if known.title else None,
        publisher=known.publisher.value if known.publisher else None,
        published=known.published,
        voice=zone.author if zone.kind == "comment" else None,
        zone=zone.kind,
        highlight=highlight,
    )


def hit(store: Store, number: int, score: float) -> Hit:
    """A passage as retrieval returns it."""
    article, passage = store.passage(number)
    start = article.sentences[passage.first].start
    end = article.sentences[passage.last - 1].end
    return Hit(article.source, start, end, article.text[start:end], score)


def compose(citations: Sequence[Citation], language: Language = "en") -> list[str]:
    """The paragraphs of an extractive answer: each citation's quote with its marker."""
    return [f"{_introduced(c, language)} [{marker}]" for marker, c in enumerate(citations, start=1)]


def _introduced(citation: Citation, language: Language) -> str:
    quote = escape_markdown(" ".join(citation.quote.split()))
    if citation.zone == "comment":
        if citation.voice:
            return say("reader_named", language, who=escape_markdown(citation.voice)) + quote
        return say("reader", language) + quote
    if citation.zone == "caption":
        return say("caption", language) + quote
    return quote


def escape_markdown(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no links, no HTML, no markers of its own."""
    return _MARKDOWN.sub(r"\\\1", text)


def plain(markdown: str) -> str:
    """The inverse of `escape_markdown`."""
    return re.sub(r"\\([\\`*_{}\[\]<>()#+!|~$&^])", r"\1", markdown)
