"""Two questions in one: what a question asks, part by part."""

from __future__ import annotations

import re

from index.lexical import terms

MAX_PARTS = 3
_LEAST_TERMS = 2
_MOST_CHARACTERS = 600

_WORDS = (
    r"(?:in |at |by |from |to |on |for |of |with )?"
    r"(?:who|whom|whose|what|which|when|where|why|how|does|do|did|is|are|was|were|has|have|had|can|could|will)"
    r"|(?:в |на |о |об |от |из |с |к |по )?"
    r"(?:кто|кого|кому|что|чего|чем|какой|какая|какое|какие|какую|каком|когда|где|куда|почему|зачем|как|сколько)"
    r"|(?:кім|не|қандай|қай|қашан|қайда|неге|қалай|қанша)"
)
_BREAK = re.compile(
    rf"(?<=[?？])\s+(?=\S)|[,;]?\s+(?:and|but|or|и|а|но|және|ал)\s+(?=(?:{_WORDS})\b)|;\s+", re.IGNORECASE
)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions in a question, in order; itself alone when it asks one thing.

    A part has words of its own; what stands between two breaks without them stays with its
    neighbour. At most `MAX_PARTS` parts; very long questions are not cut.
    """
    if len(question) > _MOST_CHARACTERS:
        return (question,)
    found: list[str] = []
    for piece in _BREAK.split(question):
        if found and (len(terms(piece)) < _LEAST_TERMS or len(terms(found[-1])) < _LEAST_TERMS):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    found = [piece.strip(" ,;") for piece in found]
    if not 1 < len(found) <= MAX_PARTS:
        return (question,)
    return tuple(piece if piece.endswith("?") else f"{piece}?" for piece in found)
