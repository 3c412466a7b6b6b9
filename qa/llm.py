"""A language model behind an OpenAI-compatible address: Ollama, llama.cpp, vLLM, LM Studio, a hosted one.

Every wait and every length is bounded, and every failure is one `LlmError` of one line. Redirects are
not followed: the key would go with them. Proxies are those of the environment (``HTTPS_PROXY``,
``NO_PROXY``), but never for an address on this machine; over plain ``http`` a proxy sees the key.
``SSL_CERT_FILE`` names certificates to trust in place of the usual ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from threading import Event
from time import monotonic

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from qa.handover import Leash, OutOfTime, hand_over
from qa.llm_events import pieces
from qa.llm_faults import TryAgain, explained, is_event_stream, read_bounded, refusal
from qa.llm_settings import LlmError, LlmSettings, Secret

__all__ = ["Endpoint", "LlmError", "LlmSettings", "Secret", "test_connection"]

_TRIES = 3
_LONGEST_BACKOFF = 8.0
_LIST_BYTES = 1_048_576
_MODELS_SHOWN = 20
_HEADERS = {"accept-encoding": "identity", "user-agent": "article-qa"}
_HELLO = ({"role": "user", "content": "Answer with one word: ready"},)


class Endpoint:
    """A chat at an address. Safe to use from several threads: each answer has a connection of its own."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings

    def stream(
        self, messages: Sequence[Mapping[str, str]], stop: Event | None = None, grammar: str | None = None
    ) -> Generator[str, None, None]:
        """The answer to some messages, in pieces as they come. Close it to leave early.

        What came before an error has been handed out already. A failure that may pass (429, 5xx, a
        refused connection) is tried again at most twice, and only before the answer has begun.

        Args:
            messages: each with ``role`` and ``content``.
            stop: when set, from any thread, the pieces end at once, whatever the server does.
            grammar: what may be written, in llama.cpp's GBNF; None for anything.

        Raises:
            LlmError: the endpoint cannot be reached, refuses, breaks off, answers with nothing, or passes
                a limit of its settings.
        """
        return self._bounded(lambda leash: self._answer(messages, leash, grammar), stop)

    def models(self) -> list[str]:
        """The names of the models that are there, in one printable line each.

        Raises:
            LlmError: the endpoint cannot be reached, or does not list them.
        """
        return list(self._bounded(self._listed))

    def _bounded(
        self, work: Callable[[Leash], Iterator[str]], stop: Event | None = None
    ) -> Generator[str, None, None]:
        url, limit = self.settings.url, self.settings.total_seconds
        try:
            yield from hand_over(work, monotonic() + limit, stop)
        except OutOfTime:
            raise LlmError(
                f"{url} did not finish within {limit:g} s. Ask for less, or raise the time limit."
            ) from None

    def _answer(
        self, messages: Sequence[Mapping[str, str]], leash: Leash, grammar: str | None
    ) -> Iterator[str]:
        settings = self.settings
        body = {
            "model": settings.model or None,
            "messages": list(messages),
            "stream": True,
            "temperature": settings.temperature,
            "max_tokens": settings.max_tokens,
            "grammar": grammar,
        }
        with self._client() as client:
            request = client.build_request(
                "POST",
                f"{settings.url}/chat/completions",
                json={name: value for name, value in body.items() if value is not None},
                extensions={"trace": leash.trace},
            )
            retrying = Retrying(
                retry=retry_if_exception_type(TryAgain),
                stop=stop_after_attempt(_TRIES) | stop_before_delay(leash.until - monotonic()),
                wait=self._pause,
                sleep=sleep_using_event(leash.left),
                reraise=True,
            )
            response = retrying(self._accepted, client, request, leash)
            with closing(response), explained(settings, begun=True):
                yield from pieces(_chunks(response, leash), settings)

    def _client(self) -> httpx.Client:
        settings = self.settings
        authorization = {"authorization": f"Bearer {settings.key.reveal()}"} if settings.key else {}
        given = {name.lower(): value.reveal() for name, value in settings.headers}
        try:
            return httpx.Client(
                headers=_HEADERS | authorization | given,
                timeout=httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds),
                follow_redirects=False,
                # A transport given here keeps httpx from the proxies of the environment.
                transport=httpx.HTTPTransport() if settings.on_this_machine else None,
            )
        except (OSError, ValueError, ImportError) as error:
            raise LlmError(
                f"{settings.url} cannot be asked: the environment's proxy or SSL_CERT_FILE cannot be used "
                f"({type(error).__name__})."
            ) from None

    def _accepted(self, client: httpx.Client, request: httpx.Request, leash: Leash) -> httpx.Response:
        """The response, when it is a stream of events, which are not read yet.

        Raises:
            LlmError: it is none.
        """
        leash.check()
        with explained(self.settings), ExitStack() as opened:
            response = client.send(request, stream=True)
            opened.callback(response.close)
            if response.status_code != 200 or not is_event_stream(response):
                raise refusal(response, self.settings, leash.check)
            opened.pop_all()
            return response

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before the next try: what the server asks for, else twice as long each time."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TryAgain) and error.after is not None:
            return error.after
        return wait_exponential(self.settings.backoff_seconds, _LONGEST_BACKOFF)(state)

    def _listed(self, leash: Leash) -> Iterator[str]:
        settings = self.settings
        with self._client() as client, explained(settings):
            request = client.build_request("GET", f"{settings.url}/models", extensions={"trace": leash.trace})
            with closing(client.send(request, stream=True)) as response:
                if response.status_code != 200:
                    raise refusal(response, settings, leash.check)
                body = read_bounded(response, _LIST_BYTES, leash.check)
        try:
            names = [str(model["id"]) for model in json.loads(body or b"")["data"]]
        except (ValueError, RecursionError, LookupError, TypeError):
            raise LlmError(f"{settings.url} does not list its models. Check the address.") from None
        yield from map(settings.words, names)


def _chunks(response: httpx.Response, leash: Leash) -> Iterator[bytes]:
    for chunk in response.iter_raw():
        leash.check()
        yield chunk


def test_connection(settings: LlmSettings) -> str:
    """What works, or what is wrong and what to do about it: one line, for a person.

    Asks for one word; where that is refused, for the models that are there.
    """
    endpoint = Endpoint(settings)
    try:
        with closing(endpoint.stream(_HELLO)) as answer:
            next(answer)
    except LlmError as error:
        return f"{error}{_models_there(endpoint)}" if error.status in (400, 404, 422) else str(error)
    named = f" with {settings.words(settings.model)}" if settings.model else ""
    return f"Works: {settings.url} answers{named}, and streams.{_unguarded(settings)}"


def _models_there(endpoint: Endpoint) -> str:
    try:
        names = endpoint.models()
    except LlmError:
        return ""  # the first error says what is wrong
    if not names:
        return " It has no model at all."
    more = f" and {len(names) - _MODELS_SHOWN} more" if len(names) > _MODELS_SHOWN else ""
    return f" It has: {', '.join(names[:_MODELS_SHOWN])}{more}."


def _unguarded(settings: LlmSettings) -> str:
    if settings.key and settings.url.startswith("http://") and not settings.on_this_machine:
        return " The key travels unencrypted: use https:// where you can."
    return ""
