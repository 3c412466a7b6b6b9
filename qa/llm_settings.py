"""Where a language model is reached, and what it may cost in time and text."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from ipaddress import ip_address
from typing import Any, NoReturn
from urllib.parse import quote

import httpx

from index.errors import QAError

_VERSION = re.compile(r"/v\d\w*(?=/|\Z)")
_HOST = re.compile(rb"[\w.:-]+", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
_SHOWN_CHARACTERS = 200


class LlmError(QAError):
    """The language model cannot be reached, or what it sends cannot be used.

    Attributes:
        status: of the HTTP response, where there was one.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Secret:
    """Text that shows itself only when asked: not in ``repr``, in a log, in JSON or in a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text.strip()

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "***" if self._text else "none"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self  # which `dataclasses.asdict` would otherwise take apart

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not saved.")


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible endpoint and its limits. Other values: ``dataclasses.replace``.

    Attributes:
        url: base address, ``http`` or ``https``, with or without ``/v1`` at its end. Kept with it and
            without a slash at its end.
        model: its name there; "" asks for whatever is loaded.
        key: sent as ``Authorization: Bearer …``; none when empty.
        headers: more headers of each request; one named ``Authorization`` replaces the key's.
        connect_seconds: longest wait for a connection.
        read_seconds: longest silence, the wait for the first word included.
        total_seconds: longest time for an answer, retries included.
        temperature: 0 for the likeliest words; None leaves it to the server.
        max_tokens: longest answer in tokens; None leaves it to the server.
        max_characters: longest answer in characters; a longer one is an error.
        backoff_seconds: wait before the second try, doubled before the third.
        small: whether it is a small model behind llama.cpp's server. It is told little, and held to a
            grammar (GBNF) that leaves it nothing but sentences with markers; other servers may refuse that.

    Raises:
        LlmError: a value cannot be used.
    """

    url: str
    model: str = ""
    key: Secret = Secret()
    headers: tuple[tuple[str, Secret], ...] = ()
    connect_seconds: float = 5.0
    read_seconds: float = 60.0
    total_seconds: float = 120.0
    temperature: float | None = 0.0
    max_tokens: int | None = 512
    max_characters: int = 20_000
    backoff_seconds: float = 0.5
    small: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _base_url(self.url))
        if not self.model.isprintable():
            raise LlmError("The model's name holds characters that cannot be printed. Check QA_LLM_MODEL.")
        if not _HEADER_VALUE.fullmatch(self.key.reveal()):
            raise LlmError("The key holds characters that no key has. Check QA_LLM_API_KEY.")
        for name, value in self.headers:
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value.reveal()):
                raise LlmError("A header's name or value holds characters that none has. Check the headers.")
        _check_numbers(self)

    @classmethod
    def from_environment(
        cls,
        url: str | None = None,
        model: str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> LlmSettings | None:
        """Settings from ``QA_LLM_URL``, ``QA_LLM_MODEL`` and ``QA_LLM_API_KEY``; None without an address.

        ``QA_LLM_SMALL=1`` says that it is a small model behind llama.cpp's server.

        Args:
            url, model, key: win over the environment. The environment's key is not sent to an address
                given here when the environment names another: it belongs to that one.
            headers: more headers of each request.

        Raises:
            LlmError: a value cannot be used.
        """
        at_home = os.environ.get("QA_LLM_URL", "")
        url = at_home if url is None else url
        if not url.strip():
            return None
        if key is None and (not at_home.strip() or _base_url(at_home) == _base_url(url)):
            key = os.environ.get("QA_LLM_API_KEY")
        return cls(
            url,
            (os.environ.get("QA_LLM_MODEL", "") if model is None else model).strip(),
            Secret(key or ""),
            tuple((name, Secret(value)) for name, value in (headers or {}).items()),
            small=os.environ.get("QA_LLM_SMALL", "").strip() not in ("", "0"),
        )

    @property
    def on_this_machine(self) -> bool:
        """Whether the address is a loopback address."""
        host = httpx.URL(self.url).host
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    def words(self, text: str) -> str:
        """A stranger's text for a message: one line, printable, not long, without key and headers."""
        line = _line(text)
        for secret in (self.key, *(value for _, value in self.headers)):
            for form in _forms(secret.reveal()):
                line = re.sub(re.escape(form), "***", line, flags=re.IGNORECASE)
        return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def _forms(secret: str) -> list[str]:
    """How a secret may be repeated, the longest first; the words behind its first one also alone."""
    plain = [_line(secret), *secret.split()[1:]]
    forms = {
        form for text in plain for form in (text, quote(text, safe=""), escape(text), json.dumps(text)[1:-1])
    }
    return sorted(filter(None, forms), key=len, reverse=True)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _base_url(text: str) -> str:
    """The address in the form that requests are made from.

    Raises:
        LlmError: it is none, or holds a password or a query, which would be shown with it.
    """
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise LlmError("The address of the language model is no web address. Check QA_LLM_URL.") from None
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host) or (url.port or 1) > 65_535:
        raise LlmError(
            "The address of the language model is not http:// or https:// with the name of a machine, as "
            "http://127.0.0.1:11434/v1 is. Check QA_LLM_URL."
        )
    if url.userinfo or "@" in url.netloc.decode("ascii") or url.query or url.fragment:
        raise LlmError(
            f"The address of the language model ({url.host}) holds a password, a query or a fragment. Leave "
            "that out of QA_LLM_URL, and give a key as QA_LLM_API_KEY or as a header."
        )
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    if not _VERSION.search(path):
        path += "/v1"
    return str(url.copy_with(path=path))


def _check_numbers(settings: LlmSettings) -> None:
    for name in ("connect_seconds", "read_seconds", "total_seconds", "backoff_seconds"):
        value = getattr(settings, name)
        if not (math.isfinite(value) and value > 0):
            raise LlmError(f"{name} of the language model is {value}; give a number above 0.")
    if settings.temperature is not None and not 0 <= settings.temperature <= 2:
        raise LlmError(f"The temperature is {settings.temperature}; give a number from 0 to 2.")
    for name in ("max_tokens", "max_characters"):
        if (count := getattr(settings, name)) is not None and count < 1:
            raise LlmError(f"{name} of the language model is {count}; give at least 1.")
