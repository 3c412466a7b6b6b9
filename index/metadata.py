"""What is known of an article besides its text, and how it is known.

Three places can say it; the first that does wins:

1. ``sources.toml`` in the folder, one table per file;
2. front matter at the top of the file (YAML between ``---`` lines);
3. the article itself (its title, a date line): found in `index.stated`, basis ``stated``.

What nobody says stays unknown. A date is an interval, because "2022" is one.
"""

from __future__ import annotations

import calendar
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from index.errors import CorpusError

Basis = Literal["stated", "inferred", "supplied", "unknown"]
"""How something is known: ``stated`` in the article's text; ``inferred`` from it; ``supplied``
by whoever keeps the folder; ``unknown``."""

SOURCES_FILE = "sources.toml"
_BASES = ("stated", "inferred", "supplied", "unknown")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FRONT_MATTER_LIMIT = 16_384
_VALUE_LIMIT = 500
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?\Z")
_SIMPLE_LINE = re.compile(r"([A-Za-z_]\w*):[ \t]+(\S.*)")
_ABSENT = (None, "", "~", "null", "Null", "NULL")
_KEYS = ("title", "publisher", "author", "published", "date")


@dataclass(frozen=True, slots=True)
class Known:
    """A value and how it is known."""

    value: str
    basis: Basis
    why: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published: an interval, both ends included; either may be open.

    Attributes:
        start: earliest possible day, or None when unknown.
        end: latest possible day, or None when unknown.
        basis: how the interval is known.
        why: the reason in words, where there is one.
    """

    start: date | None = None
    end: date | None = None
    basis: Basis = "unknown"
    why: str = ""

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return "date unknown"
        if self.start == self.end:
            return str(self.start)
        if self.start is None:
            return f"until {self.end}"
        if self.end is None:
            return f"from {self.start}"
        return f"{self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, publisher, author and date of an article, each with its basis."""

    title: Known | None = None
    publisher: Known | None = None
    author: Known | None = None
    published: Published = Published()

    def or_else(self, other: Metadata) -> Metadata:
        """What is known here, and for the rest what ``other`` knows."""
        return Metadata(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            author=self.author or other.author,
            published=self.published if self.published.basis != "unknown" else other.published,
        )


def parse_date(value: object) -> tuple[date, date]:
    """First and last day that ``2022``, ``2022-09`` or ``2022-09-14`` can mean.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value, value
    match = _ISO.match(str(value).strip())
    if not match:
        raise ValueError(f"{str(value)[:40]!r} is no date like 2022, 2022-09 or 2022-09-14")
    year = int(match[1])
    first_month, last_month = (int(match[2]), int(match[2])) if match[2] else (1, 12)
    if match[3]:
        day = date(year, first_month, int(match[3]))
        return day, day
    last_day = calendar.monthrange(year, last_month)[1] if 1 <= last_month <= 12 else 0
    return date(year, first_month, 1), date(year, last_month, last_day)


def front_matter(text: str) -> tuple[Metadata, int]:
    """Metadata from the front matter of ``text`` and the offset where the article begins.

    ``(Metadata(), 0)`` when there is none. A block that is no YAML mapping is not front matter:
    articles may begin with a rule.

    Raises:
        ValueError: there is front matter, but its date cannot be read.
    """
    match = _FRONT_MATTER.match(text[: _FRONT_MATTER_LIMIT * 2])
    if not match or len(match[1]) > _FRONT_MATTER_LIMIT:
        return Metadata(), 0
    try:
        fields = yaml.load(match[1], Loader=_PlainLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        fields = _simple_fields(match[1])
    if not isinstance(fields, dict):
        return Metadata(), 0
    lowered = {str(key).lower(): value for key, value in fields.items()}
    return _metadata(lowered), match.end()


class _PlainLoader(yaml.BaseLoader):
    """Makes strings, lists and mappings, and nothing else; no aliases, which can grow without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _simple_fields(block: str) -> dict[str, str] | None:
    """``key: value`` lines that are no YAML, such as ``title: Kazakhstan: a history``."""
    lines = [line for line in block.splitlines() if line.strip()]
    matches = [_SIMPLE_LINE.fullmatch(line.rstrip()) for line in lines]
    return {match[1]: match[2].strip("\"'") for match in matches if match} if all(matches) else None


def read_sources_file(folder: Path) -> dict[str, Metadata]:
    """The tables of ``sources.toml``, by file name; empty when there is no such file.

    Raises:
        CorpusError: the file cannot be read, or an entry makes no sense.
    """
    path = folder / SOURCES_FILE
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CorpusError(f"{path}: cannot be read: it is no ordinary file. Remove it.")
        with path.open("rb") as handle:
            tables = tomllib.load(handle)
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CorpusError(f"{path}: cannot be read: {error}. Mend or remove it.") from error
    found = {}
    for source, fields in tables.items():
        if not isinstance(fields, dict):
            raise CorpusError(f'{path}: {source!r} is no table; write ["{source}.txt"] above it.')
        unknown = sorted(set(fields) - set(_KEYS))
        if unknown:
            raise CorpusError(f"{path}: entry {source!r}: {unknown[0]!r} is none of {', '.join(_KEYS)}.")
        try:
            found[source] = _metadata(fields)
        except ValueError as error:
            raise CorpusError(f"{path}: entry {source!r}: {error}.") from error
    return found


def _metadata(fields: Mapping[str, Any]) -> Metadata:
    dated = fields.get("published", fields.get("date"))
    return Metadata(
        title=_known(fields.get("title")),
        publisher=_known(fields.get("publisher")),
        author=_known(fields.get("author")),
        published=_published(dated),
    )


def _known(field: object) -> Known | None:
    basis, why = "supplied", ""
    if isinstance(field, dict):
        basis, why = _text(field.get("basis", "supplied")), _text(field.get("why"))
        field = field.get("value")
    items = field if isinstance(field, list) else [field]
    value = ", ".join(text for item in items if (text := _text(item)))[:_VALUE_LIMIT]
    if not value or basis == "unknown":
        return None
    return Known(value, _basis(basis), why)


def _published(field: object) -> Published:
    if not isinstance(field, (list, dict)) and field in _ABSENT:
        return Published()
    if not isinstance(field, dict):
        start, end = parse_date(field)
        return Published(start, end, "supplied")
    basis, why = _basis(_text(field.get("basis", "supplied"))), _text(field.get("why"))
    dates = {name: _text(field.get(name)) for name in ("value", "from", "to")}
    if dates["value"]:
        start, end = parse_date(dates["value"])
        return Published(start, end, basis, why)
    first = parse_date(dates["from"])[0] if dates["from"] else None
    last = parse_date(dates["to"])[1] if dates["to"] else None
    if first and last and first > last:
        raise ValueError(f"'from' ({first}) is later than 'to' ({last})")
    return Published(first, last, basis if first or last else "unknown", why)


def _text(value: object) -> str:
    """A plain value on one line, bounded; empty when there is none.

    Raises:
        ValueError: it is a list or a mapping.
    """
    if isinstance(value, (list, dict)):
        raise ValueError("a list or mapping stands where a text is wanted")
    words = "" if value in _ABSENT else " ".join(str(value).split())[:_VALUE_LIMIT]
    return words.encode("utf-8", "replace").decode("utf-8")  # YAML can write half a surrogate pair


def _basis(word: str) -> Basis:
    if word not in _BASES:
        raise ValueError(f"basis {word!r} is none of {', '.join(_BASES)}")
    return cast(Basis, word)
