"""Verbs of two words in one, as the other text may have them: "voted down" is "rejected"."""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = r"""
(?:vote|voted|votes|turned|turn|turns)\s+down | rejected
(?:threw|thrown|throw)\s+out | rejected
(?:call|called|calls)\s+off | cancelled
(?:put|puts)\s+off | postponed
(?:went|gone|goes|go)\s+up(?!\s+in\b) | rose
(?:went|gone|goes|go|came|come|comes)\s+down(?!\s+(?:with|in)\b) | fell
(?:set|sets)\s+up | established
(?:step|stepped|steps|stood)\s+down | resigned
(?:took|taken|takes|take)\s+(?:him|her|them)?\s*into\s+custody | arrested
(?:put|puts)\s+an\s+end\s+to | ended
(?:came|comes|come)\s+to\s+an\s+end | ended
(?:found|finds?)\s+out | discovered
(?:lost|lose)\s+(?:his|her|their)\s+(?:life|lives) | died
(?:is|are|was|were)\s+in\s+favou?r\s+of | supports
"""
_REWRITTEN: Final = tuple(
    (re.compile(rf"\b{said.strip()}(?!\w)", re.IGNORECASE), meant.strip())
    for said, meant in (line.split(" | ") for line in _PHRASES.strip().splitlines())
)


def in_one_word(text: str) -> str:
    """``text`` with such verbs in one word."""
    for pattern, meant in _REWRITTEN:
        text = pattern.sub(meant, text)
    return text
