"""The text in a stream of chat completion events, as OpenAI's API sends it.

Format: https://platform.openai.com/docs/api-reference/chat-streaming, over server-sent events
(https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

import httpx
from httpx_sse import EventSource, ServerSentEvent

from qa.llm_faults import broken_off, error_words
from qa.llm_settings import LlmError, LlmSettings

_EVENT_BYTES = 262_144
_STREAM_BYTES = 16_777_216
_BLANK_LINES = (b"\n\n", b"\r\r", b"\r\n\r\n")


def pieces(chunks: Iterable[bytes], settings: LlmSettings) -> Iterator[str]:
    """The answer's text, piece by piece.

    Args:
        chunks: the body of the response, cut anywhere.
        settings: of the endpoint.

    Raises:
        LlmError: it is malformed, tells of an error, ends before the answer does, is too long, or holds
            no answer.
    """
    characters, blank = 0, True
    for event in _events(chunks, settings):
        if event.data.strip() == "[DONE]":
            text, reason = "", "stop"
        else:
            text, reason = _read(event, settings)
        characters += len(text)
        if characters > settings.max_characters:
            raise LlmError(
                f"{settings.url} wrote more than {settings.max_characters:,} characters. Ask for less, or "
                "see whether the model ends its answers."
            )
        blank = blank and not text.strip()
        if text:
            yield text
        if reason and blank:
            raise _nothing(reason, settings)
        if reason:
            return
    raise broken_off(settings)


def _events(chunks: Iterable[bytes], settings: LlmSettings) -> Iterator[ServerSentEvent]:
    # A response of its own: such streams are UTF-8, whatever charset the server's response names.
    checked = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, content=_checked(chunks, settings)
    )
    return EventSource(checked).iter_sse()


def _checked(chunks: Iterable[bytes], settings: LlmSettings) -> Iterator[bytes]:
    """The bytes, as long as they are UTF-8 and neither an event nor all of them grow without end.

    Raises:
        LlmError: they are not, or do.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    total, event, tail = 0, 0, b""
    for chunk in chunks:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            raise LlmError(f"{settings.url} sent text that is not UTF-8. See the server's log.") from None
        held = tail + chunk
        end = max(held.rfind(line) for line in _BLANK_LINES)
        event = len(held) - end if end >= 0 else event + len(chunk)
        total, tail = total + len(chunk), held[-3:]
        if event > _EVENT_BYTES or total > _STREAM_BYTES:
            raise LlmError(f"{settings.url} sent a line or a stream without end. See the server's log.")
        yield chunk


def _read(event: ServerSentEvent, settings: LlmSettings) -> tuple[str, str]:
    """The text that an event adds, and why the answer ends with it: "" while it goes on.

    Raises:
        LlmError: the event tells of an error, or cannot be read.
    """
    try:
        value = event.json()
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict) and value.get("error"):
        said = error_words(value, settings)
        raise LlmError(f"{settings.url} failed in the middle ({said}). Ask again, or see its log.")
    try:
        choice = value["choices"][0] if value["choices"] else {"delta": {}}  # one that only counts tokens
        text, reason = choice["delta"].get("content") or "", choice.get("finish_reason") or ""
    except (LookupError, TypeError, AttributeError):
        text = reason = None
    if not isinstance(text, str) or not isinstance(reason, str):
        raise LlmError(f"{settings.url} sent an event that is not in OpenAI's form. See the server's log.")
    return text.encode("utf-8", "replace").decode("utf-8"), reason  # no lone surrogates


def _nothing(reason: str, settings: LlmSettings) -> LlmError:
    if reason == "length":
        return LlmError(
            f"{settings.url} used up the tokens of its answer before it began. Allow more tokens, or take a "
            "model that thinks less."
        )
    return LlmError(f"{settings.url} answered with nothing. Ask in other words, or take another model.")
