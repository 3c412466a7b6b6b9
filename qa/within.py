"""Which articles a question is answered from: all, or those of some sources and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING

from index.errors import QuestionError

if TYPE_CHECKING:
    from index.records import IndexedArticle


_NAMED = 3
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[T ].*)?)?)?")


@dataclass(frozen=True, slots=True)
class Within:
    """The articles that may answer.

    Attributes:
        sources: names of their files; none for any.
        after, before: first and last day on which they may have been published; an article whose date is
            not known is left out when either is given, one known to within some days counts when any
            of them fits.
    """

    sources: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None

    @classmethod
    def of(
        cls, sources: Sequence[str] = (), after: str | date | None = None, before: str | date | None = None
    ) -> Within | None:
        """The same from what people type; None where nothing is left out.

        Args:
            sources: names of files.
            after, before: days, as dates or in the form of ISO 8601: ``2021-03-15``; a year or a month
                stands for its first day, or its last.

        Raises:
            QuestionError: a day is none, or the last is earlier than the first.
        """
        first, last = _day(after, last=False), _day(before, last=True)
        if first and last and first > last:
            raise QuestionError(f"No article can be published from {first} on and by {last}.")
        return cls(tuple(sources), first, last) if sources or first or last else None

    def to_dict(self) -> dict[str, object]:
        """The same for JSON: sources, and the days in the form of ISO 8601 or None."""
        days = (day.isoformat() if day else None for day in (self.after, self.before))
        return {"sources": list(self.sources), **dict(zip(("after", "before"), days, strict=True))}

    @property
    def words(self) -> str:
        """The same in a few words."""
        named = (
            ", ".join(shorten(name, 80, placeholder="…") for name in self.sources)
            if len(self.sources) <= _NAMED
            else f"{len(self.sources)} articles"
        )
        days = [f"published from {self.after}"] if self.after else []
        days += [f"published until {self.before}"] if self.before else []
        return "Asked of " + ", ".join([named or "articles", *days])

    def admits(self, article: IndexedArticle) -> bool:
        """Whether an article may answer."""
        if self.sources and article.source not in self.sources:
            return False
        if self.after is None and self.before is None:
            return True
        published = article.metadata.published
        if published.start is None and published.end is None:
            return False
        start, end = published.start or date.min, published.end or date.max
        return (self.after is None or end >= self.after) and (self.before is None or start <= self.before)


def _day(text: str | date | None, *, last: bool) -> date | None:
    if text is None or isinstance(text, date):
        return text
    text = str(text).strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    year, month, day = found.groups("") if found else ("", "", "")
    try:
        if day:
            return date(int(year), int(month), int(day))
        first = date(int(year), int(month or (12 if last else 1)), 1)
        if not last:
            return first
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    except (ValueError, OverflowError):
        raise QuestionError(f"{text[:40]!r} is no day. Write it as 2021-03-15, 2021-03 or 2021.") from None
