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

ERROR_BYTES = 16_384
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
            f"The proxy on the way to {settings.url} refuses. Check HTTPS_PROXY, or name the address in NO_PROXY."
        ) from None
    except (httpx.HTTPError, OSError):
        if begun:
            raise broken_off(settings) from None
        raise LlmError(
            f"{settings.url} closed the connection without an answer that can be read. See the server's log; "
            "it may expect https."
        ) from None


def broken_off(settings: LlmSettings) -> LlmError:
    """The stream ended before the answer did."""
    return LlmError(f"{settings.url} broke off in the middle of its answer. Ask again, or see the server's log.")


def _not_connected(error: Exception, settings: LlmSettings) -> LlmError:
    causes = list(_causes(error))
    untrusted = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        return LlmError(
            f"The certificate of {settings.url} is not trusted ({settings.words(untrusted.verify_message)}). "
            "If it is right, name the file of its authority in SSL_CERT_FILE."
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return LlmError(f"{settings.url} does not speak TLS. Try the address with http:// instead of https://.")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return LlmError(f"The name in {settings.url} is not known. Check the address and the network.")
    reason = next((cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), "")
    return TryAgain(
        f"Nothing answers at {settings.url} ({settings.words(reason or 'no connection')}). Start the server, or "
        "check the address."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def refusal(response: httpx.Response, settings: LlmSettings, check: Callable[[], None]) -> LlmError:
    """Why a response that is no stream of events is none.

    Args:
        response: its body is not read yet.
        settings: of the endpoint.
        check: called between two reads; raises when the time is over.
    """
    status = response.status_code
    if response.has_redirect_location:
        return _redirected(response, settings)
    said = _said(response, settings, check)
    told = f"{status}{': ' + said if said else ''}"
    if status in (401, 403):
        problem = "refuses the key" if settings.key else "asks for a key"
        return LlmError(f"{settings.url} {problem} ({told}). Check QA_LLM_API_KEY.", status)
    if status == 404:
        return LlmError(
            f"{settings.url} has no {_model(settings)}, or no chat at that address ({told}). Check QA_LLM_MODEL "
            "and QA_LLM_URL.",
            status,
        )
    if status == 429:
        after = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        wait = f"; it asks to wait {after:,.0f} s" if after is not None else ""
        return TryAgain(
            f"{settings.url} takes no more questions now ({told}{wait}). Ask again later.", status, after
        )
    if status >= 500:
        after = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        return TryAgain(f"{settings.url} failed ({told}). Ask again later, or see its log.", status, after)
    if status >= 400:
        return LlmError(f"{settings.url} does not take the request for {_model(settings)} ({told}).", status)
    kind = settings.words(response.headers.get("content-type", "")) or "nothing"
    return LlmError(
        f"{settings.url} sends no stream of an answer but {kind} ({told}). Check that it is the address of an "
        "OpenAI-compatible API that streams.",
        status,
    )


def _model(settings: LlmSettings) -> str:
    return f"model {settings.words(settings.model)}" if settings.model else "model to take when none is named"


def _redirected(response: httpx.Response, settings: LlmSettings) -> LlmError:
    try:
        target = httpx.URL(settings.url).join(response.headers["location"])
        shown = settings.words(f"{target.scheme}://{target.host}{f':{target.port}' if target.port else ''}{target.path}")
    except (httpx.InvalidURL, UnicodeError, ValueError):
        shown = "an address that is none"
    return LlmError(
        f"{settings.url} sends on to {shown} ({response.status_code}), where the key is not sent. If you trust "
        "that address, set it as QA_LLM_URL.",
        response.status_code,
    )


def _said(response: httpx.Response, settings: LlmSettings, check: Callable[[], None]) -> str:
    """The server's own words for an error; "" where it sends a page or too much."""
    body = read_bounded(response, ERROR_BYTES, check)
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


def read_bounded(response: httpx.Response, limit: int, check: Callable[[], None]) -> bytes | None:
    """The body of a response; None when it is compressed or longer than ``limit`` bytes."""
    if response.headers.get("content-encoding", "identity").strip() not in ("identity", ""):
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
