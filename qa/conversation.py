"""Follow-up questions: what a question means after the ones before it.

No model: a question that leans on the conversation, by a pronoun, by "and …", or by having no word
of its own ("Why?"), is searched for together with the question before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.lexical import terms

_LEANS = re.compile(
    r"^\s*(?:and|but|so|or|how so|how come|what about|how about|since when"
    r"|а|и|но|ал|және)\b"
    r"|\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|these|those|there|then"
    r"|он|его|ему|она|её|ее|ей|они|их|им|это|этого|там|туда|тогда|ол|оның|олар|бұл|сонда)\b",
    re.IGNORECASE,
)

Message = Mapping[str, object]


def understood(question: str, history: Sequence[Message] | None) -> str:
    """The question as it is searched for: completed from ``history`` where it leans on it.

    Args:
        question: what was asked now.
        history: the messages before it, ``{"role": …, "content": …}``.
    """
    before = [_text(message) for message in history or () if message.get("role") == "user"]
    before = [text for text in before if text.strip()]
    if not before or not (_LEANS.search(question) or not terms(question)):
        return question
    earlier = understood(before[-1], [{"role": "user", "content": text} for text in before[-3:-1]])
    return f"{earlier.strip()} {question.strip()}"


def _text(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):  # OpenAI's list of parts
        parts = (part.get("text") for part in content if isinstance(part, Mapping))
        return " ".join(part for part in parts if isinstance(part, str))
    return ""
