"""The words that say that somebody says something: "says", "according to", "points out"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa import claim_words as table

_MORE = re.compile(
    r"\b(?:point(?:s|ed)\s+out|maintain(?:s|ed)(?=\s+that)|comment(?:s|ed)|alleg(?:es|ed)|recall(?:s|ed)(?=\s+\w+ing|\s+that|\s+how)"
    r"|stress(?:es|ed)|emphasi[sz](?:es|ed)|conclud(?:es|ed)|confirm(?:s|ed)|complain(?:s|ed)|conced(?:es|ed)"
    r"|acknowledg(?:es|ed)|(?:writes|wrote)|remark(?:s|ed)|contend(?:s|ed)|assert(?:s|ed)"
    r"|(?:finds?|found|shows?|showed|shown|reckons?|estimate[sd]?|calculate[sd]?|reveal(?:s|ed))"
    r"(?=\s+(?:that|about)\b))\b",
    re.IGNORECASE,
)
_NO_VERB_AFTER = re.compile(
    r"\b(?:the|all|any|every|each|no|of|these|those|its|their|his|her|our|my|some|several|many|more|over|in|by|for|with|against"
    r"|from|on|new|such|other|two|three|was|were|been|being|be|a|an|to|United|\d+)\s+$",
    re.IGNORECASE,
)
_NO_SPEECH = re.compile(r"\s+(?:for|to)\b", re.IGNORECASE)
_NOUNS = re.compile(
    r"claims|reports|states|asks|claimed|reported|stated|asked|told|estimates?|finds?|comments", re.IGNORECASE
)


def reports_in(text: str) -> Iterator[re.Match[str]]:
    """Each such word that is a verb of speech there: not "all claims", "was asked", "asked for"."""
    found = [*table.REPORTS.finditer(text), *_MORE.finditer(text)]
    for match in sorted(found, key=lambda one: one.start()):
        word = match[0].lower()
        if _NOUNS.fullmatch(word) and _NO_VERB_AFTER.search(text, max(0, match.start() - 12), match.start()):
            continue
        if word.startswith("ask") and _NO_SPEECH.match(text, match.end()):
            continue
        if match[0] == "States":
            continue
        yield match
