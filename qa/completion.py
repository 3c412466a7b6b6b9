"""A follow-up question completed by a language model, held to the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from threading import Event

from index.lexical import terms
from qa.history import Message, turns_of
from qa.llm import Endpoint
from qa.prompts import completion_messages

_SECONDS, _TOKENS, _LONGEST = 20.0, 120, 600
_WORD = re.compile(r"\w+")
_PREFIX = 5


def complete(
    endpoint: Endpoint, question: str, history: Sequence[Message], stop: Event | None = None
) -> str | None:
    """The question as it can be understood alone; None when the model's words cannot be used.

    Its names and numbers have to stand in the conversation, and it has to keep what was asked: the names and
    numbers of the question, half of its other words, and not be a question that was asked before. A
    question about something else would be answered well and wrongly.

    Raises:
        LlmError: the endpoint fails.
    """
    turns = turns_of(history)
    if not turns:
        return None
    settings = endpoint.settings
    brief = Endpoint(
        replace(settings, total_seconds=min(_SECONDS, settings.total_seconds), max_tokens=_TOKENS)
    )
    with closing(brief.stream(completion_messages(question, turns), stop)) as pieces:
        said = "".join(pieces).strip()
    known = {
        _stem(word)
        for text in (question, *(t for turn in turns for t in turn))
        for word in _WORD.findall(text)
    }
    earlier = {_words(asked) for asked, _ in turns}
    kept = _words(said) not in earlier and _keeps(question, said)
    return said if kept and _usable(said, known) else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def _keeps(question: str, said: str) -> bool:
    """Whether a completion still asks what was asked."""
    left = {_stem(word) for word in _WORD.findall(said)}
    first, *others = _WORD.findall(question) or [""]
    particular = {_stem(word) for word in others if terms(word) and not word[0].islower()}
    content = [_stem(word) for word in (first, *others) if terms(word)]
    return particular <= left and 2 * sum(word in left for word in content) >= len(content)


def _usable(said: str, known: set[str]) -> bool:
    if not said or "\n" in said or len(said) > _LONGEST or not said.isprintable():
        return False
    first, *words = _WORD.findall(said) or [""]
    particular = [word for word in words if word[0].isupper() or word[0].isdigit()]
    particular += terms(first) and [first]  # what begins a question is a name or a word like "what"
    return bool(first) and all(_stem(word) in known for word in particular)


def _stem(word: str) -> str:
    """A word without the ending that another sentence may give it."""
    return word if word.isdigit() else word.casefold()[:_PREFIX]
