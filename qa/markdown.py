"""The little Markdown of answers: escapes, and ``**`` around bold words."""

from __future__ import annotations

import re

_SPECIAL = r"[\\`*_{}\[\]<>()#+!|~$&^]"
_MARKDOWN = re.compile(_SPECIAL)
_ESCAPED = re.compile(rf"\\({_SPECIAL})|\*\*")


def escape_markdown(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no links, no HTML, no markers of its own."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def plain(markdown: str) -> str:
    """The text as it reads: without the escapes and without bold."""
    return _ESCAPED.sub(lambda match: match[1] or "", markdown)
