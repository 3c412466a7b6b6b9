"""Sources side by side: two that differ, and all that are cited in the order of their dates.

Pure functions from an answer to HTML; ``static/comparing.css`` has their looks. The timeline is drawn from
numbers in percent, one line for each article, so that its labels never meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.page import escape
from qa.types import Answer, Citation, Differing, Published
from qa.words import date_words, excerpt, split_citations, who_words

Marker = Callable[[int, Citation], str]
"""Writes the button that opens the place of a citation."""

_MARGIN = 4.0
"""What of the timeline is left free at either end, in percent: for open intervals, and round ends."""

_SHORTEST = 1.5
_WHAT = {"number": "numbers", "date": "dates", "name": "names"}


def comparison_html(answer: Answer, marker: Marker) -> str:
    """The two sources of an answer that differ, the earlier first; "" when none are known to.

    Args:
        answer: the answer.
        marker: writes the button that opens a citation's place.
    """
    differ = answer.difference
    if differ is None:
        return ""
    pair = [(n, answer.citations[n - 1]) for n in (differ.first, differ.second)]
    places = (differ.first_at, differ.second_at)
    ordered = _in_order(pair[0][1], pair[1][1])
    labels = ("Earlier source", "Later source") if ordered else ("", "")
    sides = "".join(
        _side(label, citation, place, marker(number, citation))
        for label, (number, citation), place in zip(labels, pair, places, strict=True)
    )
    line = _told(differ, ordered=ordered)
    return (
        f'<div class="qa-compare"><h3>Where the sources differ</h3><p class="qa-compare-line">{line}</p>'
        f'<div class="qa-sides">{sides}</div></div>'
    )


def _side(label: str, citation: Citation, place: tuple[int, int], marker: str) -> str:
    known = [f"<bdi>{escape(excerpt(citation.publisher))}</bdi>"] if citation.publisher else []
    known.append(date_words(citation.published))
    who = who_words(citation, lambda voice: f"<bdi>{escape(excerpt(voice))}</bdi>")
    named = f'<p class="qa-side-label">{label}</p>' if label else ""
    title = escape(excerpt(citation.name))
    return (
        f'<div class="qa-side">{named}<p class="qa-side-title"><bdi>{title}</bdi> {marker}</p>'
        f'<p class="qa-side-known">{" · ".join(known)}</p>'
        f'<blockquote dir="auto">{_set_off(citation, *place)}</blockquote>'
        f'<p class="qa-side-known">{" · ".join(who) or "the article’s own words"}</p></div>'
    )


def _set_off(citation: Citation, start: int, end: int) -> str:
    """A quote with the words that differ set off, from their offsets in the article."""
    quote = citation.quote
    start, end = (min(max(place - citation.start, 0), len(quote)) for place in (start, end))
    if start >= end:
        return escape(quote)
    return f"{escape(quote[:start])}<mark>{escape(quote[start:end])}</mark>{escape(quote[end:])}"


def _told(differ: Differing, *, ordered: bool) -> str:
    """What differs, and what that means, in words."""
    one, other = (f"<bdi>“{escape(excerpt(w))}”</bdi>" for w in (differ.first_words, differ.second_words))
    if differ.kind == "polarity":
        what = f"One says what the other denies: {one} and {other}."
    else:
        what = f"The {_WHAT[differ.kind]} differ: {one} and {other}."
    if differ.relation == "update":
        how = "The later source updates the earlier one" if ordered else "One brings the other up to date"
        meant = f"{how}; each can be true of its time."
    elif differ.relation == "unknown":
        meant = "The dates do not decide whether one updates the other or contradicts it."
    elif ordered:
        meant = "The later source contradicts the earlier one; only one can be true."
    else:
        meant = "They contradict each other; only one can be true."
    return f"{what} {meant}"


def _in_order(one: Citation, other: Citation) -> bool:
    """Whether a source is certainly earlier than another."""
    end, start = one.published.end, other.published.start
    dated = _is_dated(one.published) and _is_dated(other.published)
    return dated and end is not None and start is not None and end < start


def _is_dated(published: Published) -> bool:
    return published.basis != "unknown" and (published.start or published.end) is not None


@dataclass(frozen=True, slots=True)
class _Source:
    """An article, and the numbers of its citations."""

    citation: Citation
    numbers: tuple[int, ...]

    @property
    def days(self) -> list[date]:
        published = self.citation.published
        return [day for day in (published.start, published.end) if day]


def timeline_html(answer: Answer) -> str:
    """The articles that the text names, in the order of their dates; "" unless two dates differ.

    Args:
        answer: the answer.
    """
    sources = _sources(answer)
    dated = [source for source in sources if _is_dated(source.citation.published)]
    if len({tuple(map(str, _ends(source))) for source in dated}) < 2:
        return ""
    dated.sort(key=lambda source: (source.days[0], source.days[-1], source.numbers))
    axis = min(day for s in dated for day in s.days), max(day for s in dated for day in s.days)
    rows = "".join(_row(source, _drawn(source, *axis)) for source in dated)
    scale = "".join(f"<span>{day}</span>" for day in dict.fromkeys(axis))
    undated = "".join(_row(s, "") for s in sources if not _is_dated(s.citation.published))
    unknown = f'<p class="qa-times-apart">Publication date unknown</p><ul>{undated}</ul>' if undated else ""
    return (
        f'<div class="qa-times"><h3>When the cited articles were published</h3><ol>{rows}</ol>'
        f'<p class="qa-times-axis" aria-hidden="true">{scale}</p>{unknown}</div>'
    )


def _sources(answer: Answer) -> Sequence[_Source]:
    """The articles of the citations that the text names, in the order of their first numbers."""
    cited, _ = split_citations(answer)
    numbers: dict[str, list[int]] = {}
    for number in cited:
        numbers.setdefault(answer.citations[number - 1].source, []).append(number)
    return [_Source(answer.citations[own[0] - 1], tuple(own)) for own in numbers.values()]


def _ends(source: _Source) -> tuple[date | None, date | None]:
    return source.citation.published.start, source.citation.published.end


def _row(source: _Source, drawn: str) -> str:
    citation = source.citation
    numbers = " ".join(f"[{number}]" for number in source.numbers)
    known = f'<span class="qa-times-known">{date_words(citation.published)}</span>{drawn}' if drawn else ""
    return (
        f'<li><span class="qa-times-name">{numbers} <bdi>{escape(excerpt(citation.name))}'
        f"</bdi></span>{known}</li>"
    )


def _drawn(source: _Source, first: date, last: date) -> str:
    """A dot for a day and a bar for an interval; an open one runs to the end and fades."""
    start, end = _ends(source)
    left = _place(start, first, last) if start else 0.0
    right = _place(end, first, last) if end else 100.0
    if start == end:
        shape = f'<circle cx="{left:.2f}%" cy="6" r="5"></circle>'
    else:
        left = min(left, 100 - _SHORTEST)
        faded = "" if start and end else ' class="qa-times-open"'
        width = max(right - left, _SHORTEST)
        shape = f'<rect x="{left:.2f}%" y="1.5" width="{width:.2f}%" height="9" rx="4.5"{faded}></rect>'
    return (
        '<svg class="qa-times-line" width="100%" height="12" aria-hidden="true">'
        f'<line x1="0" x2="100%" y1="6" y2="6"></line>{shape}</svg>'
    )


def _place(day: date, first: date, last: date) -> float:
    """Where a day stands between the ends of the line, in percent."""
    return _MARGIN + (100 - 2 * _MARGIN) * (day - first).days / max(1, (last - first).days)
