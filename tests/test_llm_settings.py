"""The settings of a language model, and its key, which is never seen again."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from dataclasses import asdict
from typing import Any

import pytest

from qa.llm import Endpoint, LlmError, LlmSettings, Secret
from tests.llm_servers import (
    GOOD,
    KEY,
    PASSWORD,
    STREAM,
    Server,
    failure,
    response,
    sends,
    settings,
    written,
)


def test_the_key_is_in_nothing_that_is_written_down(caplog: pytest.LogCaptureFixture) -> None:
    given = settings("http://127.0.0.1:1/v1")
    written_down = [
        repr(given),
        str(given),
        f"{given.key} {given.headers}",
        repr(asdict(given)),
        repr(vars(Endpoint(given))),
    ]
    written_down.append(json.dumps(asdict(given), default=str))
    written_down.append(repr(copy.deepcopy(given)))
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(asdict(given))
    with pytest.raises(TypeError, match="not saved"):
        pickle.dumps(given)
    caplog.set_level(logging.DEBUG)
    echo = sends(response("401 No", json.dumps({"error": f"Authorization: Bearer {KEY}"})))
    with Server(GOOD) as server:
        written(server)
    with Server(echo) as server:
        failure(server)
    written_down.append(caplog.text)
    for text in written_down:
        assert KEY not in text
        assert PASSWORD not in text


@pytest.mark.parametrize(("value", "small"), [("1", True), ("yes", True), ("0", False), (" ", False)])
def test_the_environment_says_whether_a_model_is_small(
    monkeypatch: pytest.MonkeyPatch, value: str, small: bool
) -> None:
    monkeypatch.setenv("QA_LLM_SMALL", value)
    found = LlmSettings.from_environment("http://127.0.0.1:1/v1")
    assert found
    assert found.small is small


@pytest.mark.parametrize(
    "status", ["200 OK", "307 Moved", "400 Bad", "401 No", "404 No", "429 Busy", "500 Oops"]
)
@pytest.mark.parametrize(
    "echo",
    [
        json.dumps({"error": {"message": f"got Authorization: Bearer {KEY}, x-tenant: {PASSWORD}"}}),
        json.dumps({"headers": {"authorization": KEY.upper(), "x-tenant": [PASSWORD]}}),
        f"POST /v1 authorization: {KEY.replace('/', '%2F').replace('+', '%2B')} {PASSWORD}",
        " " * 16_370 + KEY,
    ],
    ids=["json", "nested", "text", "cut"],
)  # fmt: skip
def test_a_server_that_repeats_the_key(status: str, echo: str) -> None:
    headers = {"content_type": KEY, "retry_after": KEY, "location": f"/{KEY}?{PASSWORD}"}
    with Server(sends(response(status, echo, **headers))) as server:
        line, _ = failure(server)
        assert "sk-" not in line.lower()
        assert "2F" not in line


def test_a_stream_that_repeats_the_key() -> None:
    with Server(sends(STREAM, b"data: " + json.dumps({"error": f"bad {KEY}"}).encode() + b"\n\n")) as server:
        failure(server, "bad ***")


# Settings


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        (" http://127.0.0.1:11434/ ", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
        ("HTTP://LocalHost:8080/v1/", "http://localhost:8080/v1"),
        ("https://host.example/openai", "https://host.example/openai/v1"),
        ("https://host.example/api/v1beta/openai/", "https://host.example/api/v1beta/openai"),
        ("https://host.example/v1/chat/completions", "https://host.example/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_addresses(given: str, kept: str) -> None:
    assert LlmSettings(given).url == kept
    assert LlmSettings(kept).url == kept


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434", "127.0.0.1:80", "ftp://host/v1", "file:///etc/passwd", "http://", "/v1", "", "model",
        "http://host:99999", "http://ho st/v1", "http://host/\x00", "http://[::1", "javascript:alert(1)",
        f"http://user:{PASSWORD}@host/v1", f"https://host/v1?key={PASSWORD}", f"http://host/v1#{PASSWORD}",
        f"ftp://user:{PASSWORD}@host", f"http://user:{PASSWORD}@ho st", f"http://{PASSWORD}@host",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(LlmError) as caught:
        LlmSettings(url)
    assert "QA_LLM_URL" in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "values",
    [
        {"key": Secret("a\nb: secret")}, {"key": Secret("ключ secret")}, {"headers": (("x", Secret("secret\r\ny: 1")),)},
        {"headers": (("a b", Secret("secret")),)}, {"headers": (("", Secret("secret")),)}, {"model": "a\nb"},
        {"total_seconds": 0.0}, {"read_seconds": float("inf")}, {"connect_seconds": float("nan")},
        {"temperature": 3.0}, {"max_tokens": 0}, {"max_characters": 0}, {"backoff_seconds": -1.0},
    ],
)  # fmt: skip
def test_settings_that_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(LlmError) as caught:
        LlmSettings("http://127.0.0.1", **values)
    assert str(caught.value).isprintable()
    assert "secret" not in str(caught.value)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("QA_LLM_URL", "QA_LLM_MODEL", "QA_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_settings_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    assert LlmSettings.from_environment() is None
    assert LlmSettings.from_environment("") is None
    environment.setenv("QA_LLM_URL", "http://127.0.0.1:1")
    environment.setenv("QA_LLM_MODEL", "small")
    environment.setenv("QA_LLM_API_KEY", f" {KEY}\n")
    assert LlmSettings.from_environment() == LlmSettings("http://127.0.0.1:1", "small", Secret(KEY))
    given = LlmSettings.from_environment("http://127.0.0.1:2", "large", "other", {"x": "y"})
    assert given == LlmSettings("http://127.0.0.1:2", "large", Secret("other"), (("x", Secret("y")),))
    assert LlmSettings.from_environment("") is None


def test_the_key_of_the_environment_goes_to_its_own_address_only(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("QA_LLM_API_KEY", KEY)
    given = LlmSettings.from_environment("http://127.0.0.1:1")
    assert given is not None
    assert given.key == Secret(KEY)
    environment.setenv("QA_LLM_URL", "https://host.example")
    same, other = (
        LlmSettings.from_environment(url) for url in ("https://host.example/v1/", "http://127.0.0.1:1")
    )
    assert same is not None
    assert other is not None
    assert same.key == Secret(KEY)
    assert not other.key


def test_proxies_are_not_for_this_machine(environment: pytest.MonkeyPatch) -> None:
    with Server(GOOD) as server, Server(sends(response("502 Bad Gateway"))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            environment.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            environment.delenv(name, raising=False)
        assert written(server) == "Seven bridges."
        assert proxy.requests == []
        failure("http://llm.invalid/v1", "502")
        assert proxy.requests[0].startswith(b"POST http://llm.invalid/v1/chat/completions")
        environment.setenv("all_proxy", "quatsch://127.0.0.1")
        environment.setenv("http_proxy", "quatsch://127.0.0.1")
        failure("http://llm.invalid/v1", "proxy")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]", True),
        ("http://a.localhost", True),
        ("http://192.168.0.2", False),
        ("https://localhost.example", False),
    ],
)
def test_what_is_on_this_machine(url: str, local: bool) -> None:
    assert LlmSettings(url).on_this_machine is local
