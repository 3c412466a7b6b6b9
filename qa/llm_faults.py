"""What went wrong between here and a language model, in words: one line, with what to do about it.

Of what a server says, only `LlmSettings.words` is repeated: no key, no control characters, no pages.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from qa.llm_settings import LlmError, LlmSettings

_ERROR_BYTES = 16_384
"""Of the body of an error, no more is read."""

_LONG_WAIT = 10**9


class TryAgain(LlmError):
    """A failure that may pass by itself.

    Attributes:
        after: seconds to wait, where the server says; None where it does not.
    """

    def __init__(self, message: str, status: int | None = None, after: float | None = None) -> None:
        super().__init__(message, status)
        self.after = after


@contextmanager
def explained(settings: LlmSettings, begun: bool = False) -> Iterator[None]:
    """Turns what httpx raises into `LlmError`.

    Args:
        settings: of the endpoint.
        begun: whether the answer has begun.
    """
    try:
        yield
    except httpx.ConnectError as error:
        raise _not_connected(error, settings) from None
    except httpx.ConnectTimeout:
        raise LlmError(
            f"{settings.url} does not open a connection within {settings.connect_seconds:g} s. Check the "
            "address and whether the server runs."
        ) from None
    except httpx.TimeoutException:
        raise LlmError(
            f"{settings.url} was silent for {settings.read_seconds:g} s. It may be loading the model: ask "
            "again, or raise the time limit."
        ) from None
    except httpx.ProxyError:
        raise LlmError(
            f"The proxy on the way to {settings.url} refuses. Check HTTPS_PROXY, or name the address in "
            "NO_PROXY."
        ) from None
    except (httpx.HTTPError, OSError):
        if begun:
            raise broken_off(settings) from None
        raise LlmError(
            f"{settings.url} closed the connection or sent what cannot be read. See the server's log; it may "
            "expect https."
        ) from None


def broken_off(settings: LlmSettings) -> LlmError:
    """The stream ended before the answer did."""
    return LlmError(
        f"{settings.url} broke off in the middle of its answer. Ask again, or see the server's log."
    )


def _not_connected(error: Exception, settings: LlmSettings) -> LlmError:
    causes = list(_causes(error))
    untrusted = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        return LlmError(
            f"The certificate of {settings.url} is not trusted ({settings.words(untrusted.verify_message)}). "
            "If it is right, name the file of its authority in SSL_CERT_FILE."
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return LlmError(
            f"{settings.url} does not speak TLS. Try the address with http:// instead of https://."
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return LlmError(f"The name in {settings.url} is not known. Check the address and the network.")
    reason = next((cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), "")
    return TryAgain(
        f"Nothing answers at {settings.url} ({settings.words(reason or 'no connection')}). Start the server, "
        "or check the address."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def refusal(response: httpx.Response, settings: LlmSettings, check: Callable[[], None]) -> LlmError:
    """Why a response that is not what was asked for is not.

    Args:
        response: its body is not read yet.
        settings: of the endpoint.
        check: called between two reads; raises when the time is over.
    """
    status, url = response.status_code, settings.url
    if response.next_request is not None:  # which httpx makes of a redirect, and is not told to send
        return _redirected(response.next_request.url, status, settings)
    said = _said(response, settings, check)
    told = f"{status}: {said}" if said else f"{status}"
    if status == 429 or status >= 500:
        return _passing(response, settings, told)
    if status in (401, 403):
        problem = "refuses the key" if settings.key else "asks for a key"
        text = f"{url} {problem} ({told}). Check QA_LLM_API_KEY."
    elif status == 404:
        text = f"{url} has {_no_model(settings)}, or no chat ({told}). Check QA_LLM_MODEL and QA_LLM_URL."
    elif status >= 400:
        text = f"{url} does not take the request; it may have {_no_model(settings)} ({told})."
    else:
        fields = [response.headers.get(name, "") for name in ("content-encoding", "content-type")]
        kind = settings.words(" ".join(fields)) or "nothing"
        text = (
            f"{url} sends no stream of an answer but {kind} ({told}). Check that it is the address of an "
            "OpenAI-compatible API, and that it streams."
        )
    return LlmError(text, status)


def _passing(response: httpx.Response, settings: LlmSettings, told: str) -> TryAgain:
    after = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
    asked = f"; it asks to wait {after:,.0f} s" if after is not None else ""
    problem = "takes no more questions now" if response.status_code == 429 else "failed"
    text = f"{settings.url} {problem} ({told}{asked}). Ask again later, or see the server's log."
    return TryAgain(text, response.status_code, after)


def _no_model(settings: LlmSettings) -> str:
    return f"no model {settings.words(settings.model)}" if settings.model else "no default model"


def _redirected(target: httpx.URL, status: int, settings: LlmSettings) -> LlmError:
    port = f":{target.port}" if target.port else ""
    shown = settings.words(f"{target.scheme}://{target.host}{port}{target.path}")
    return LlmError(
        f"{settings.url} sends on to {shown} ({status}), where the key is not sent. If you trust that "
        "address, set it as QA_LLM_URL.",
        status,
    )


def _said(response: httpx.Response, settings: LlmSettings, check: Callable[[], None]) -> str:
    """The server's own words for an error; "" where it sends a page or too much."""
    try:
        body = read_bounded(response, _ERROR_BYTES, check)
    except httpx.HTTPError:  # the status still says what is wrong
        body = None
    text = "" if body is None else body.decode("utf-8", "replace").strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "" if text.startswith("<") else settings.words(text)
    return error_words(value, settings)


def error_words(value: object, settings: LlmSettings) -> str:
    """The message in an error of the form that OpenAI, vLLM, Ollama or FastAPI gives it."""
    for name in ("error", "message", "detail"):
        if isinstance(value, dict) and name in value:
            value = value[name]
    return settings.words(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def is_event_stream(response: httpx.Response) -> bool:
    """Whether a response is a stream of events, not compressed."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "text/event-stream" and _is_plain(response)


def _is_plain(response: httpx.Response) -> bool:
    return response.headers.get("content-encoding", "identity").strip().lower() in ("identity", "")


def read_bounded(response: httpx.Response, limit: int, check: Callable[[], None]) -> bytes | None:
    """The body of a response; None when it is compressed or longer than ``limit`` bytes."""
    if not _is_plain(response):
        return None  # it was not asked for, and a little of it may become very much
    body = bytearray()
    for chunk in response.iter_raw():
        check()
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a ``Retry-After`` header (RFC 9110, 10.2.3); None when it does not say.

    Args:
        value: seconds, or a date.
        now: with a time zone.
    """
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value) if len(value) < 10 else _LONG_WAIT
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())
