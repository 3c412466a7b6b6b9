"""An article with everything that the index knows of it, and its form on disk."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from index.metadata import Known, Metadata, Published
from index.passages import Passage, Sentence
from index.voices import Voice
from index.zones import Zone


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with everything that the index knows of it; ``voices`` has one for each sentence."""

    source: str
    text: str
    sha256: str
    metadata: Metadata
    zones: tuple[Zone, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    voices: tuple[Voice | None, ...]


def to_record(article: IndexedArticle) -> dict[str, Any]:
    """Plain values, for one line of JSON."""
    fields = asdict(article)
    fields["zones"] = [[z.kind, z.start, z.end, z.author] for z in article.zones]
    fields["sentences"] = [[s.start, s.end, s.zone] for s in article.sentences]
    fields["passages"] = [[p.first, p.last, p.heading] for p in article.passages]
    fields["voices"] = [[v.speaker, v.speech] if v else None for v in article.voices]
    published = article.metadata.published
    fields["metadata"]["published"] |= {"start": _iso(published.start), "end": _iso(published.end)}
    return fields


def from_record(fields: dict[str, Any]) -> IndexedArticle:
    """The inverse of `to_record`; KeyError, TypeError or ValueError when it is no such record."""
    known = fields["metadata"]
    published = known["published"]
    dates = {
        name: date.fromisoformat(published[name]) if published[name] else None for name in ("start", "end")
    }
    return IndexedArticle(
        source=fields["source"],
        text=fields["text"],
        sha256=fields["sha256"],
        metadata=Metadata(
            **{
                name: Known(**known[name]) if known[name] else None
                for name in ("title", "publisher", "author")
            },
            published=Published(**(published | dates)),
        ),
        zones=tuple(Zone(*zone) for zone in fields["zones"]),
        sentences=tuple(Sentence(*sentence) for sentence in fields["sentences"]),
        passages=tuple(Passage(*passage) for passage in fields["passages"]),
        voices=tuple(Voice(*voice) if voice else None for voice in fields["voices"]),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
