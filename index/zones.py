"""Blocks to zones: what each part of an article is.

Every visible character of an article lies in exactly one zone. Only zones of the kinds in
`CITABLE` are ever evidence; the rest is kept so that the whole article can be shown.
The rules are about articles in general; the words they know are in `index.cues`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index import cues
from index.articles import Article
from index.blocks import Block, split_blocks, trim
from index.metadata import Known

Kind = Literal[
    "title", "deck", "body", "heading", "list", "caption", "comment",
    "byline", "appeal", "tags", "navigation", "metadata", "separator",
]  # fmt: skip

CITABLE: frozenset[Kind] = frozenset({"deck", "body", "list", "caption", "comment"})

_TITLE_LIMIT = 200
_HEADING_LIMIT = 110
_HEADING_WORDS = 12
_LABEL_LIMIT = 160
_HEADER_BLOCKS = 16
_HEADER_PROSE = 350
_CLOSERS = "\"'”’»)]*_"
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_BULLET = re.compile(r"(?:[-*+•●▪◦‣–—]|\(?\d{1,3}[.)])\s+(?=\S)")
_TABLE_ROW = re.compile(r"\|.*\|$|[^\t]+\t+[^\t]+\t")
_FOOTNOTES = re.compile(r"(?:\[\^?\d{1,3}\])+$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_ONLY_LINK = re.compile(r"(?:[-*]\s+)?\[[^\]]*\]\([^)]*\)$|(?:https?://|www\.)\S+$")
_CATEGORY = re.compile(r"[\w&’' -]{2,30}")
_CATEGORY_MARK = re.compile(r"[|,›»>/•·]")
_NAME = re.compile(r"\b[A-ZА-ЯЁ]\w{2,}")


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of an article.

    Attributes:
        kind: what it is.
        start, end: offsets into the article's text, end exclusive.
        author: for a comment, the reader's name as it stands there; else None.
    """

    kind: Kind
    start: int
    end: int
    author: str | None = None


def find_zones(article: Article) -> tuple[Zone, ...]:
    """The zones of an article in order, disjoint, together holding every visible character."""
    text = article.text
    blocks = split_blocks(text, article.body_start)
    comments = _comments_begin(text, blocks)
    zones = _settle(text, blocks[:comments], article.metadata.title)
    zones += _comments(text, blocks[comments:])
    if article.body_start:
        zones.insert(0, Zone("metadata", *trim(text, 0, article.body_start)))
    return tuple(zones)


def _settle(text: str, blocks: list[Block], known_title: Known | None) -> list[Zone]:
    """Zones for everything above the readers' comments."""
    words = [text[b.start : b.end] for b in blocks]
    kinds: list[Kind | None] = [_kind_alone(w) for w in words]
    _mark_title(words, kinds, known_title)
    header = _header_length(words, kinds)
    _settle_header(words, kinds, header)
    last_prose = max((i for i, kind in enumerate(kinds) if kind in ("body", "list")), default=-1)
    for i in range(header, len(kinds)):
        if kinds[i] is None and _is_short_sentence(words[i]):
            kinds[i] = "body"
        if kinds[i] is None:
            after_label = kinds[i - 1] == "navigation" and not _leads_to_prose(kinds, i)
            inside = i < last_prose and not after_label
            if inside:
                kinds[i] = "heading" if _may_be_heading(words[i]) else "body"
            else:
                kinds[i] = "navigation" if last_prose >= 0 else "body"
    return [Zone(kind or "body", b.start, b.end) for kind, b in zip(kinds, blocks, strict=True)]


def _leads_to_prose(kinds: list[Kind | None], i: int) -> bool:
    return i + 1 < len(kinds) and kinds[i + 1] in ("body", "list")


def _kind_alone(words: str) -> Kind | None:
    """What a block is by itself; None for a short line that only its place can tell."""
    if not _LETTER_OR_DIGIT.search(words):
        return "separator"
    if len(words) <= _LABEL_LIMIT:
        if cues.DATE_LINE.match(words) or cues.CREDIT.match(words):
            return "byline"
        if cues.NAVIGATION.match(words) or cues.NAVIGATION_TO.match(words) or _ONLY_LINK.match(words):
            return "navigation"
    if cues.TAGS.match(words):
        return "tags"
    if cues.CAPTION.match(words):
        return "caption"
    if _MARKDOWN_HEADING.match(words):
        return "heading"
    if _is_appeal(words):
        return "appeal"
    if _BULLET.match(words) or _TABLE_ROW.match(words):
        return "list"
    return "body" if _is_prose(words) else None


def _is_prose(words: str) -> bool:
    """Whether a block reads as sentences: it is long, or it ends as a sentence does."""
    if len(words) > _TITLE_LIMIT:
        return True
    last = _FOOTNOTES.sub("", words).rstrip(_CLOSERS)[-1:]
    return last in (".", "!", "?", "…", "。", "！", "？", ":", ";", "۔", "।") and len(words) >= 25


def _may_be_heading(words: str) -> bool:
    return len(words) <= _HEADING_LIMIT and len(words.split()) <= _HEADING_WORDS


def _is_short_sentence(words: str) -> bool:
    """Whether a short line reads as a sentence rather than a heading: "He resigned." """
    return len(words.split()) > 1 and words.rstrip(_CLOSERS)[-1:] in (".", "!", "…", "。")


def _is_appeal(words: str) -> bool:
    weak = {match.lower() for match in cues.APPEAL_WEAK.findall(words)}
    strong = cues.APPEAL_STRONG.search(words)
    return bool(strong and (weak or len(words) < 300)) or len(weak) >= 3


def _mark_title(words: list[str], kinds: list[Kind | None], known: Known | None) -> None:
    """The title is the line that the metadata names, else a short first line; and its repeats."""
    wanted = _plain(known.value) if known else None
    first = next(
        (i for i, kind in enumerate(kinds) if kind not in ("separator", "byline", "navigation")), None
    )
    if (
        first is not None
        and wanted is None
        and len(kinds) > first + 1
        and _may_be_title(words[first], kinds[first])
    ):
        wanted = _plain(words[first])
    if not wanted:
        return
    for i, block in enumerate(words):
        if i < _HEADER_BLOCKS and _plain(block).casefold() == wanted.casefold():
            kinds[i] = "title"


def _plain(words: str) -> str:
    return " ".join(_MARKDOWN_HEADING.sub("", words).strip("*_ ").split())


def _may_be_title(words: str, kind: Kind | None) -> bool:
    if kind not in (None, "body", "heading") or len(words) > _TITLE_LIMIT:
        return False
    return words.rstrip(_CLOSERS)[-1:] not in (".", ":", ";") or kind == "heading"


def _header_length(words: list[str], kinds: list[Kind | None]) -> int:
    """How many blocks stand above the article's own text."""
    length = 0
    for i, kind in enumerate(kinds[:_HEADER_BLOCKS]):
        if kind in ("title", "byline", "caption") or (kind is None and i == length):
            length = i + 1
        elif kind in ("separator", "navigation", "tags", "appeal") and i == length:
            length = i + 1
        elif kind in ("list", "heading"):
            break
        elif kind == "body" and (len(words[i]) > _HEADER_PROSE or kinds[i + 1 : i + 2] == ["body"]):
            break
    return length if "body" in kinds[length:] or "list" in kinds[length:] else 0


def _settle_header(words: list[str], kinds: list[Kind | None], length: int) -> None:
    for i in range(length):
        below = words[i + 1] if i + 1 < length else ""
        if kinds[i] in (None, "body") and cues.PICTURE_CREDIT.match(below):
            kinds[i] = "caption"
        elif kinds[i] == "body":
            kinds[i] = "deck"
        elif kinds[i] is None:
            kinds[i] = _header_line(words[i])
    for i in range(length):  # a picture's description often stands twice, once without a verb
        beside = [words[j] for j in (i - 1, i + 1) if 0 <= j < length and kinds[j] == "caption"]
        if kinds[i] == "deck" and any(_share_names(words[i], other) for other in beside):
            kinds[i] = "caption"


def _header_line(words: str) -> Kind:
    if cues.PICTURED.search(words):
        return "caption"
    parts = [part.strip() for part in _CATEGORY_MARK.split(words)]
    categories = len(parts) > 1 and all(_CATEGORY.fullmatch(part) for part in parts)
    if categories or len(words.split()) <= 4:
        return "navigation"
    return "deck"


def _share_names(one: str, other: str) -> bool:
    return len(set(_NAME.findall(one)) & set(_NAME.findall(other))) >= 2


def _comments_begin(text: str, blocks: list[Block]) -> int:
    """Index of the first block of the readers' comments; ``len(blocks)`` when there are none.

    A line such as "Jane says:" also introduces quotations, so it needs a number and an avatar's
    text, more numbered ones, or a heading "Comments" above it.
    """
    words = [text[b.start : b.end] for b in blocks]
    authors = {i: m for i, w in enumerate(words) if len(w) <= 120 and (m := cues.COMMENT_AUTHOR.match(w))}
    numbered = [i for i, match in authors.items() if match["number"]]
    for i, line in enumerate(words):
        if i == 0:
            continue
        match = authors.get(i)
        if match and (match["avatar"] or (match["number"] and len(numbered) > 1)):
            return i
        if len(line) <= _LABEL_LIMIT and cues.COMMENTS_HEADING.match(line):
            counted = any(character.isdigit() for character in line)
            named = cues.COMMENTS_ONLY.match(line) and i + 1 < len(words) and _commenter(words[i + 1])
            if counted or named or any(j > i for j in authors):
                return i
    return len(blocks)


def _commenter(words: str) -> str | None:
    """The reader's name in a line that stands above a comment."""
    if (
        len(words) > 120
        or cues.DATE_LINE.match(words)
        or cues.NAVIGATION.match(words)
        or cues.COMMENTS_HEADING.match(words)
    ):
        return None
    match = cues.COMMENT_AUTHOR.match(words) or cues.COMMENT_NAME.match(words)
    return match["author"] if match else None


def _comments(text: str, blocks: list[Block]) -> list[Zone]:
    zones: list[Zone] = []
    author: str | None = None
    for block in blocks:
        words = text[block.start : block.end]
        alone = _kind_alone(words)
        if name := _commenter(words):
            author = name
            zones.append(Zone("byline", block.start, block.end))
        elif cues.COMMENTS_HEADING.match(words):
            zones.append(Zone("navigation", block.start, block.end))
        elif alone in ("navigation", "tags", "separator", "byline", "appeal"):
            zones.append(Zone(alone, block.start, block.end))
        elif zones and zones[-1].kind == "navigation" and alone is None and author is None:
            zones.append(Zone("navigation", block.start, block.end))
        else:
            zones.append(Zone("comment", block.start, block.end, author))
    return zones
