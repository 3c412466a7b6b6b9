"""What is known of an article, as plain values: for the command line and for JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from index.metadata import Known
from index.records import IndexedArticle


def describe(article: IndexedArticle) -> dict[str, Any]:
    """Source, metadata each with its basis, and how much of what the article holds."""
    known = article.metadata
    published = known.published
    return {
        "source": article.source,
        "sha256": article.sha256,
        "title": _field(known.title),
        "publisher": _field(known.publisher),
        "author": _field(known.author),
        "published": {
            "value": str(published) if published.basis != "unknown" else None,
            "start": published.start.isoformat() if published.start else None,
            "end": published.end.isoformat() if published.end else None,
            "basis": published.basis,
            "why": published.why,
        },
        "characters": len(article.text),
        "sentences": len(article.sentences),
        "zones": dict(sorted(Counter(zone.kind for zone in article.zones).items())),
    }


def _field(known: Known | None) -> dict[str, str | None]:
    if known is None:
        return {"value": None, "basis": "unknown", "why": ""}
    return {"value": known.value, "basis": known.basis, "why": known.why}
