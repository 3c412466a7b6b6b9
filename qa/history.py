"""What was said before: the messages of a conversation as questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten

from qa.frames import FRAMES

Message = Mapping[str, object]

_MESSAGES = 60
_TURNS = 12
_ANSWER_CHARACTERS = 2_000
_ANSWERED_CHARACTERS = 160
_NOTHING = tuple(text for frame in ("absent", "topicless") for text in FRAMES[frame].values())
_FRAMING = tuple(text for frame in ("differ", "updated") for text in FRAMES[frame].values())
_RESOLVED = re.compile(r"\s*\(“[^()]{1,300}\)")
"""How a time was resolved, behind a citation's number."""

_LED_IN = re.compile(
    r"^(?:\*\*[^*]{1,300}\*\* \([^)]{1,80}\):|"
    + "|".join(
        re.escape(text.strip()).replace(re.escape("{when}"), ".{1,80}?")
        for frame in ("as_of", "expected")
        for text in FRAMES[frame].values()
    )
    + r")\s*"
)


def turns_of(history: Sequence[Message] | None) -> list[tuple[str, str]]:
    """The last questions of the conversation, each with its answer, the oldest first."""
    found: list[tuple[str, str]] = []
    answer = ""
    for role, text in _messages(history):
        if role == "assistant":
            answer = "" if text.startswith(_NOTHING) else text
        elif role == "user" and text:
            found, answer = [*found, (text, answer)], ""
    return found[_TURNS - 1 :: -1]


def _messages(history: Sequence[Message] | None) -> Iterator[tuple[str, str]]:
    """Role and text of the last messages, the last first."""
    if isinstance(history, Sequence) and not isinstance(history, str | bytes):
        for message in history[: -_MESSAGES - 1 : -1]:
            if isinstance(message, Mapping):
                yield str(message.get("role")), _text(message.get("content"))


def _text(content: object) -> str:
    """The beginning of a message's text, in one line."""
    if not isinstance(content, Sequence) or isinstance(content, bytes):
        return ""
    found = [content] if isinstance(content, str) else map(_part, content[:_MESSAGES])
    return " ".join(" ".join(text[:_ANSWER_CHARACTERS] for text in found)[:_ANSWER_CHARACTERS].split())


def _part(part: object) -> str:  # of OpenAI's list of parts
    text = part.get("text") if isinstance(part, Mapping) else None
    return text if isinstance(text, str) else ""


def beginning_of(answer: str) -> str:
    """The first sentence that tells something, as far as there is room; no words of the frame."""
    for frame in _FRAMING:
        answer = answer.replace(frame, "", 1)
    answer = _LED_IN.sub("", _RESOLVED.sub("", answer.strip()))
    unmarked = re.sub(r"\s*\[\d+\]|[*\\]", "", answer)  # no citation's [1], no Markdown
    first: str = re.split(r"(?<=[^\W\dA-ZА-Я.]{2}[.?!])\s", unmarked)[0]
    return shorten(first, _ANSWERED_CHARACTERS, placeholder="…")
