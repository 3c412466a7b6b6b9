"""A language model behind an OpenAI-compatible address: Ollama, llama.cpp, vLLM, LM Studio, a hosted one.

Every wait and every length is bounded, and every failure is one `LlmError` of one line. Redirects are
not followed: the key would go with them. Proxies are those of the environment (``HTTPS_PROXY``,
``NO_PROXY``), but never for an address on this machine; over plain ``http`` a proxy sees the key.
``SSL_CERT_FILE`` names the certificates that are trusted instead of the usual ones.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from threading import Event
from time import monotonic

import httpx
from httpx_sse import EventSource, ServerSentEvent
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from qa.handover import Leash, hand_over
from qa.llm_faults import TryAgain, broken_off, error_words, explained, read_bounded, refusal
from qa.llm_settings import LlmError, LlmSettings, Secret

__all__ = ["Endpoint", "LlmError", "LlmSettings", "Secret", "test_connection"]

_TRIES = 3
_LONGEST_BACKOFF = 8.0
_EVENT_BYTES = 262_144
_STREAM_BYTES = 33_554_432
_LIST_BYTES = 1_048_576
_MODELS_SHOWN = 20
_BLANK_LINES = (b"\n\n", b"\r\r", b"\r\n\r\n")
_HEADERS = {"accept-encoding": "identity", "user-agent": "article-qa"}
_HELLO = ({"role": "user", "content": "Answer with one word: ready"},)


class Endpoint:
    """A chat at an address. Safe to use from several threads: each answer has its own connection."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings

    def stream(self, messages: Sequence[Mapping[str, str]], stop: Event | None = None) -> Iterator[str]:
        """The answer to some messages, in pieces as they come.

        What came before an error has been handed out already. A failure that may pass (429, 5xx, a
        refused connection) is tried again at most twice, and only before the answer has begun.

        Args:
            messages: each with ``role`` and ``content``.
            stop: when set, from any thread, the pieces end within a tenth of a second.

        Raises:
            LlmError: the endpoint cannot be reached, refuses, breaks off, answers with nothing, or passes
                a limit of its settings.
        """
        return self._bounded(lambda leash: self._answer(list(messages), leash), stop)

    def models(self) -> list[str]:
        """The names of the models that are there, printable, as the server lists them.

        Raises:
            LlmError: the endpoint cannot be reached, or has no such list.
        """
        return list(self._bounded(self._listed))

    def _bounded(self, work: Callable[[Leash], Iterator[str]], stop: Event | None = None) -> Iterator[str]:
        limit = self.settings.total_seconds
        try:
            yield from hand_over(work, monotonic() + limit, stop)
        except OutOfTime:
            raise LlmError(
                f"{self.settings.url} did not finish within {limit:g} s. Ask for less, or raise the time limit."
            ) from None

    def _answer(self, messages: Sequence[Mapping[str, str]], leash: Leash) -> Iterator[str]:
        settings = self.settings
        body = {
            "model": settings.model or None,
            "messages": messages,
            "stream": True,
            "temperature": settings.temperature,
            "max_tokens": settings.max_tokens,
        }
        content = {name: value for name, value in body.items() if value is not None}
        with self._client() as client:
            request = client.build_request(
                "POST", f"{settings.url}/chat/completions", json=content, extensions={"trace": leash.trace}
            )
            retrying = Retrying(
                retry=retry_if_exception_type(TryAgain),
                stop=stop_after_attempt(_TRIES) | stop_before_delay(leash.until - monotonic()),
                wait=self._pause,
                sleep=sleep_using_event(leash.left),
                reraise=True,
            )
            with closing(retrying(self._accepted, client, request, leash)) as response:
                yield from self._pieces(response, leash)

    def _client(self) -> httpx.Client:
        settings = self.settings
        authorization = {"authorization": f"Bearer {settings.key.reveal()}"} if settings.key else {}
        given = {name.lower(): value.reveal() for name, value in settings.headers}
        try:
            return httpx.Client(
                headers=_HEADERS | authorization | given,
                timeout=httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds),
                follow_redirects=False,
                # A transport of its own keeps httpx from the proxies of the environment.
                transport=httpx.HTTPTransport() if settings.on_this_machine else None,
            )
        except (OSError, ValueError, ImportError) as error:
            raise LlmError(
                f"{settings.url} cannot be asked: the proxy or SSL_CERT_FILE of the environment cannot be used "
                f"({type(error).__name__})."
            ) from None

    def _accepted(self, client: httpx.Client, request: httpx.Request, leash: Leash) -> httpx.Response:
        """The response, when it is a stream of events; not read yet.

        Raises:
            LlmError: it is none.
        """
        leash.check()
        with explained(self.settings), ExitStack() as opened:
            response = client.send(request, stream=True)
            opened.callback(response.close)
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if response.status_code != 200 or kind != "text/event-stream":
                raise refusal(response, self.settings, leash.check)
            opened.pop_all()
            return response

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before the next try: what the server asks for, else twice as long each time."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TryAgain) and error.after is not None:
            return error.after
        return wait_exponential(self.settings.backoff_seconds, _LONGEST_BACKOFF)(state)

    def _pieces(self, response: httpx.Response, leash: Leash) -> Iterator[str]:
        # Always UTF-8, whatever the response says: so it stands in the definition of event streams.
        events = httpx.Response(
            200, headers={"content-type": "text/event-stream"}, content=self._checked(response, leash)
        )
        characters, blank, reason = 0, True, None
        with explained(self.settings, begun=True):
            for event in EventSource(events).iter_sse():
                if event.data.strip() == "[DONE]":
                    reason = reason or "stop"
                    break
                text, reason = self._delta(event)
                characters += len(text)
                if characters > self.settings.max_characters:
                    raise LlmError(
                        f"{self.settings.url} wrote more than {self.settings.max_characters:,} characters. Ask for "
                        "less, or check that the model ends its answers."
                    )
                blank = blank and not text.strip()
                if text:
                    yield text
                if reason:
                    break
        if not reason:
            raise broken_off(self.settings)
        if blank:
            raise self._empty(reason)

    def _checked(self, response: httpx.Response, leash: Leash) -> Iterator[bytes]:
        """The bytes of a stream, as long as they are UTF-8 and no event is too long to be held.

        Raises:
            LlmError: they are not.
        """
        where, total, event, tail = self.settings.url, 0, 0, b""
        decoder = codecs.getincrementaldecoder("utf-8")()
        for chunk in response.iter_raw():
            leash.check()
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                raise LlmError(f"{where} sent text that is not UTF-8. See the server's log.") from None
            held = tail + chunk
            end = max(held.rfind(blank) for blank in _BLANK_LINES)
            event = len(held) - end if end >= 0 else event + len(chunk)
            total, tail = total + len(chunk), held[-3:]
            if event > _EVENT_BYTES or total > _STREAM_BYTES:
                raise LlmError(f"{where} sent a line or a stream without end. See the server's log.")
            yield chunk

    def _delta(self, event: ServerSentEvent) -> tuple[str, str | None]:
        """The text that an event adds, and why the answer ends with it, when it does.

        Raises:
            LlmError: the event tells of an error, or cannot be read.
        """
        url = self.settings.url
        try:
            value = event.json()
            if "error" in value:
                raise LlmError(f"{url} failed ({error_words(value, self.settings)}). See the server's log.")
            if not value["choices"]:  # as in the last event of some servers, which counts the tokens
                return "", None
            choice = value["choices"][0]
            text, reason = choice["delta"].get("content") or "", choice.get("finish_reason")
            if not isinstance(text, str) or not isinstance(reason, str | None):
                raise TypeError
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
            raise LlmError(
                f"{url} sent an event that is not in the form of OpenAI's API. See the server's log."
            ) from None
        return text.encode("utf-8", "replace").decode("utf-8"), reason

    def _empty(self, reason: str) -> LlmError:
        settings = self.settings
        if reason == "length":
            return LlmError(
                f"{settings.url} used up its {settings.max_tokens} tokens before the answer began. Allow more, or "
                "take a model that thinks less."
            )
        return LlmError(f"{settings.url} answered with nothing. Ask in other words, or take another model.")

    def _listed(self, leash: Leash) -> Iterator[str]:
        with self._client() as client, explained(self.settings):
            request = client.build_request(
                "GET", f"{self.settings.url}/models", extensions={"trace": leash.trace}
            )
            with closing(client.send(request, stream=True)) as response:
                if response.status_code != 200:
                    raise refusal(response, self.settings, leash.check)
                body = read_bounded(response, _LIST_BYTES, leash.check) or b""
        try:
            names = [model["id"] for model in json.loads(body)["data"]]
        except (ValueError, RecursionError, LookupError, TypeError):
            raise LlmError(f"{self.settings.url} does not list its models.") from None
        yield from (self.settings.words(name) for name in names if isinstance(name, str))


def test_connection(settings: LlmSettings) -> str:
    """What works, or what is wrong and what to do about it: one line, for a person.

    Asks for one word, and on a refusal for the list of models.
    """
    endpoint = Endpoint(settings)
    try:
        with closing(endpoint.stream(_HELLO)) as pieces:
            next(pieces)
    except LlmError as error:
        if error.status not in (400, 404, 422):
            return str(error)
        return f"{error}{_known(endpoint)}"
    return f"Works: {settings.url} answers{_with_model(settings)}, and streams.{_unguarded(settings)}"
