"""Answers and messages for a terminal: lines of text without control sequences."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from qa.markdown import plain

if TYPE_CHECKING:
    from qa.types import Answer, Citation, Hit

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(answer: Answer) -> str:
    """An answer with its citations."""
    lines = [f"Understood as: {answer.understood}", ""] if answer.understood else []
    lines += [answer.notice, ""] if answer.notice else []
    lines += [plain(answer.text), f"(confidence {answer.confidence:.2f})", ""]
    if dropped := sum(not sentence.kept for sentence in answer.written):
        of = f"{dropped} of {len(answer.written)} sentences of the language model"
        lines += [f"Left out: {of} (why: --json)", ""]
    lines += [_citation(n, citation) for n, citation in enumerate(answer.citations, start=1)]
    if answer.nearest:
        lines += ["Nearest passages, which are not evidence:", ""]
        lines += [shown_hit(hit) + "\n" for hit in answer.nearest]
    return safe("\n".join(lines).rstrip())


def _citation(number: int, citation: Citation) -> str:
    known = [part for part in (citation.title, citation.publisher) if part]
    dated = citation.published
    date = f"{dated} ({dated.basis})" if dated.basis != "unknown" else "date unknown"
    place = f"{citation.source} {citation.start}-{citation.end}"
    said = [f"said by {citation.voice}"] if citation.voice else []
    return f"[{number}] {' · '.join([*known, place, citation.zone, *said, date])}"


def shown_hit(hit: Hit) -> str:
    """A passage that retrieval found, cut to a few lines."""
    text = " ".join(hit.text.split())
    short = text if len(text) <= 300 else text[:299] + "…"
    return safe(f"{hit.source} {hit.start}-{hit.end}  ({hit.score:.2f})\n    {short}")


def put(text: str) -> None:
    """Print a line."""
    print(safe(text), flush=True)


def safe(text: str) -> str:
    """Text for a terminal: articles may hold control sequences."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def as_json_text(value: object) -> str:
    """JSON for a terminal: what `safe` would replace is escaped."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not unicode, indent=2)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def note(line: str) -> None:
    """Print a line of the program itself on stderr."""
    print(safe(f"qa: {' '.join(line.split())}"), file=sys.stderr)
