"""What an article itself says of its title and its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index import cues
from index.articles import Article
from index.metadata import Known, Metadata, Published
from index.zones import Zone

_MARKS = re.compile(r"#{1,6}\s+")


def stated_metadata(article: Article, zones: Sequence[Zone]) -> Metadata:
    """Title and date as they stand at the top of the article, with the basis ``stated``."""
    title, published = None, Published()
    first_body = next((i for i, zone in enumerate(zones) if zone.kind == "body"), 0)
    for zone in zones[:first_body]:  # further down, dates and names are those of readers' comments
        words = article.text[zone.start : zone.end]
        if zone.kind == "title" and title is None:
            plain = _MARKS.sub("", words).strip("*_ ")
            title = Known(" ".join(plain.split()), "stated", "title line of the article")
        day = _stated_day(words) if zone.kind == "byline" else None
        if day and published.basis == "unknown":
            published = Published(day, day, "stated", "date line of the article")
    return Metadata(title=title, published=published)


def _stated_day(words: str) -> date | None:
    match = cues.DATE_LINE.match(words)
    if not match or "updated" in (match["label"] or "").lower():
        return None
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        day, name, year = next(
            (match[f"d{n}"], match[f"m{n}"], match[f"y{n}"]) for n in (1, 2, 3) if match[f"y{n}"]
        )
        months = cues.MONTHS_RU if match["y3"] else cues.MONTHS
        return date(int(year), months.index(name[:3].lower()) + 1, int(day))
    except ValueError:
        return None
