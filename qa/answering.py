"""Evidence to an answer: citations, and the text that carries their markers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from index.metadata import Published
from index.store import Store
from qa.differences import Difference, Statement, compare
from qa.frames import Language, say, when
from qa.markdown import escape_markdown
from qa.retrieval import Ranking
from qa.times import asks_for_now, asks_when, find_times, is_expectation
from qa.types import Citation, Differing, Hit
from qa.words import beginning

_QUOTATION = re.compile(r"[\"“”«»„‘]")
_AGO = re.compile(r"\b(?:ago|назад|бұрын)\b")


def cite(store: Store, number: int, highlight: tuple[int, int] | None = None) -> Citation:
    """The citation of a sentence, with the words that carry the answer when they are known."""
    article, sentence = store.sentence(number)
    zone = article.zones[sentence.zone]
    known = article.metadata
    voice = article.voices[number - int(store.sentence_start[store.sentence_article[number]])]
    return Citation(
        source=article.source,
        start=sentence.start,
        end=sentence.end,
        quote=article.text[sentence.start : sentence.end],
        title=known.title.value if known.title else None,
        publisher=known.publisher.value if known.publisher else None,
        published=known.published,
        voice=zone.author if zone.kind == "comment" else voice.speaker if voice else None,
        zone=zone.kind,
        highlight=highlight,
        beginning=beginning(article),
    )


def hit(store: Store, number: int, score: float) -> Hit:
    """A passage as retrieval returns it."""
    article, passage = store.passage(number)
    start = article.sentences[passage.first].start
    end = article.sentences[passage.last - 1].end
    return Hit(article.source, start, end, article.text[start:end], score)


def hits(store: Store, ranking: Ranking, k: int) -> list[Hit]:
    """The ``k`` best passages of a ranking."""
    return [hit(store, n, round(float(ranking.passages[n]), 4)) for n in ranking.best_passages(k)]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Citations in the order in which they are shown.

    Attributes:
        citations: numbered from 1.
        difference: what the first two of them say differently, when they do.
    """

    citations: tuple[Citation, ...]
    difference: Difference | None = None

    @property
    def differing(self) -> Differing | None:
        """The difference as an answer tells it."""
        found = self.difference
        if found is None:
            return None
        places = (found.first_at, found.second_at)
        starts = (citation.start for citation in self.citations)
        first, second = ((start + a, start + b) for start, (a, b) in zip(starts, places, strict=False))
        return Differing(found.kind, found.relation, 1, 2, found.first, found.second, first, second)


def arrange(citations: Sequence[Citation], question: str) -> Arrangement:
    """Put sources that differ side by side, the earlier first, and the newest first where it matters.

    Args:
        citations: best first.
        question: a question about the present ("Who is …?") is answered newest first.
    """
    for one, other in combinations(sorted(citations, key=_time), 2):
        if one.source != other.source and (difference := compare(_statement(one), _statement(other))):
            rest = (c for c in citations if c not in (one, other))
            return Arrangement((one, other, *rest), difference)
    if asks_for_now(question) and len({c.source for c in citations}) > 1:
        return Arrangement(tuple(sorted(citations, key=_time, reverse=True)))
    return Arrangement(tuple(citations))


def _time(citation: Citation) -> tuple[date, date]:
    """When a source is from; one whose date is not known counts as the oldest."""
    published = citation.published
    start = published.start or published.end or date.min
    return published.end or start, start


def _statement(citation: Citation) -> Statement:
    span = citation.highlight
    answer = citation.quote[span[0] - citation.start : span[1] - citation.start] if span else None
    return Statement(citation.quote, citation.published, citation.voice, answer)


def compose(arrangement: Arrangement, question: str = "", language: Language = "en") -> list[str]:
    """The paragraphs of an extractive answer: each citation's quote with its marker.

    Args:
        arrangement: what is cited, in order.
        question: as it was understood; it decides whether dates are told.
        language: of the words around the quotes.
    """
    differ = arrangement.difference
    paragraphs = []
    if differ:
        paragraphs.append(say("updated" if differ.relation == "update" else "differ", language))
    for marker, citation in enumerate(arrangement.citations, start=1):
        before = _introduced(citation, question, language, named=bool(differ) and marker <= 2)
        paragraphs.append(f"{before}{_quoted(citation)} [{marker}]{_resolved(citation, question, language)}")
    return paragraphs


def _introduced(citation: Citation, question: str, language: Language, *, named: bool) -> str:
    """Who says a quote and as of when, where the quote does not say it itself."""
    published, parts = citation.published, []
    known = published.start is not None or published.end is not None
    time = when(published, language)
    if named:
        parts.append(f"**{escape_markdown(citation.name)}** ({time}): ")
    elif known and is_expectation(citation.quote) and not asks_when(question):
        parts.append(say("expected", language, when=time))
    elif known and asks_for_now(question):
        parts.append(say("as_of", language, when=time))
    who = citation.voice
    if citation.zone == "comment":
        parts.append(
            say("reader_named", language, who=escape_markdown(who)) if who else say("reader", language)
        )
    elif citation.zone == "caption":
        parts.append(say("caption", language))
    elif who and who.split()[-1] not in citation.quote:
        said = "says" if _QUOTATION.search(citation.quote) else "according"
        parts.append(say(said, language, who=escape_markdown(who)))
    return "".join(parts)


def _quoted(citation: Citation) -> str:
    """The quote on one line, the words that carry the answer in bold."""
    if citation.highlight is None:
        return _line(citation.quote)
    start, end = (place - citation.start for place in citation.highlight)
    before, words, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    shown = f"{_line(before)} " if before.rstrip() != before else _line(before)
    return shown + f"**{_line(words)}**" + (f" {_line(after)}" if after.lstrip() != after else _line(after))


def _line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))


def _resolved(citation: Citation, question: str, language: Language) -> str:
    """How times that depend on the article's date were resolved, when the question asks for a time."""
    if not asks_when(question):
        return ""
    published = citation.published
    notes = [
        say(
            "resolved_if" if published.basis == "inferred" else "resolved",
            language,
            phrase=time.phrase,
            about=say("about", language) if _AGO.search(time.phrase) else "",
            meant=when(Published(time.earliest, time.latest), language),
            article=when(published, language),
        )
        for time in find_times(citation.quote, published)
        if time.relative and time.known
    ]
    return f" ({escape_markdown('; '.join(notes))})" if notes else ""
