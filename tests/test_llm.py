"""The language model's address: what is sent, what is read, what is tried again, and leaving early."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import repeat

import pytest

from qa import llm
from qa.llm import Endpoint, Secret
from qa.llm_faults import retry_after
from tests.llm_servers import (
    DONE,
    GOOD,
    KEY,
    MESSAGES,
    PASSWORD,
    STREAM,
    Answer,
    Server,
    clear,
    delta,
    drips,
    failure,
    response,
    sends,
    settings,
    silent,
    soon,
    workers,
    written,
)

# What works


@pytest.mark.parametrize(
    "events",
    [
        [STREAM, delta("Seven "), delta("bridges."), DONE],
        [STREAM, delta("Seven "), delta("bridges.", "stop")],
        [STREAM, delta("Seven "), delta("bridges."), delta("", "length")],
        [STREAM, b": keep-alive\n\n", delta("Seven "), b":\n\n: more\n", delta("bridges."), DONE],
        [STREAM, b"id: 1\nevent: message\nretry: 10\n", delta("Seven "), delta("bridges."), DONE],
        [STREAM, *(e.replace(b"\n", b"\r\n") for e in (delta("Seven "), delta("bridges."), DONE))],
        [STREAM, *(e.replace(b"\n", b"\r") for e in (delta("Seven "), delta("bridges."), DONE))],
        [STREAM, delta("Seven bridges."), b'data: {"choices":[],"usage":{"total_tokens":9}}\n\n', DONE],
        [STREAM, delta(None), delta("Seven bridges."), DONE, delta("more")],
    ],
    ids=["done", "reason", "length", "comments", "fields", "CRLF", "CR", "usage", "role"],
)
def test_a_stream_is_read(events: list[bytes]) -> None:
    with Server(sends(*events)) as server:
        assert written(server) == "Seven bridges."


def test_text_that_the_network_cuts_anywhere_is_put_together() -> None:
    text = "Семь мостов — 七座橋 🌉"
    body = delta(text) + DONE
    with Server(drips([STREAM, *(body[n : n + 3] for n in range(0, len(body), 3))], 0.001)) as server:
        assert written(server) == text


def test_pieces_come_as_they_are_written() -> None:
    with Server(silent(STREAM + delta("Seven "))) as server:
        stream = Endpoint(settings(server.url)).stream(MESSAGES)
        with closing(stream):
            assert next(stream) == "Seven "


def test_what_is_sent() -> None:
    with Server(GOOD) as server:
        written(server, max_tokens=9, temperature=None)
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    assert f"authorization: Bearer {KEY}".encode() in head
    assert f"x-tenant: {PASSWORD}".encode() in head
    assert json.loads(body) == {"model": "small", "messages": MESSAGES, "stream": True, "max_tokens": 9}


def test_a_header_replaces_the_key() -> None:
    with Server(GOOD) as server:
        written(server, headers=(("Authorization", Secret(f"Basic {PASSWORD}")),))
    assert b"Basic hunter2" in server.requests[0]
    assert KEY.encode() not in server.requests[0]


# What may pass by itself


def test_after_429_it_waits_as_long_as_the_server_asks() -> None:
    busy = sends(response("429 Too Many Requests", retry_after="1"))
    began = time.monotonic()
    with Server(busy, GOOD) as server:
        assert written(server) == "Seven bridges."
    assert 1 <= time.monotonic() - began < 3


def test_after_429_it_waits_until_the_time_that_the_server_names() -> None:
    when = datetime.now(UTC) + timedelta(seconds=1.2)  # less its fraction, which the header has not
    busy = sends(response("429 Too Many Requests", retry_after=format_datetime(when, usegmt=True)))
    with Server(busy, GOOD) as server:
        assert written(server) == "Seven bridges."
    assert datetime.now(UTC) >= when.replace(microsecond=0)


def test_429_without_a_time_is_tried_a_few_times() -> None:
    busy = sends(response("429 Too Many Requests", '{"error": {"message": "Rate limit reached"}}'))
    with Server(busy) as server:
        failure(server, "429: Rate limit reached", "Ask again later")
        assert len(server.requests) == 3


def test_429_beyond_the_time_limit_is_not_waited_for() -> None:
    with Server(sends(response("429 Too Many Requests", retry_after="3600"))) as server:
        failure(server, "asks to wait 3,600 s")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Mon, 01 Jan 2024 00:01:00 GMT", 60.0),
        ("9" * 5000, 1e9),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("", None),
        ("Mon, 99 Jan 2024 00:01:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2024, 1, 1, tzinfo=UTC)) == seconds


def test_500_is_tried_three_times_in_all() -> None:
    with Server(sends(response("500 Internal Server Error", "CUDA out of memory\nat 0x7f"))) as server:
        failure(server, "500: CUDA out of memory at 0x7f")
        assert len(server.requests) == 3
    with Server(sends(response("503 Loading")), GOOD) as server:
        assert written(server) == "Seven bridges."


def test_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failure(f"http://127.0.0.1:{port}/v1", "Nothing answers", "Connection refused", "Start the server")


def test_refused_is_tried_again() -> None:
    with socket.socket() as late:
        late.bind(("127.0.0.1", 0))  # refuses until it listens
        url = f"http://127.0.0.1:{late.getsockname()[1]}"

        def begin() -> None:
            late.listen()
            connection, _ = late.accept()
            with connection:
                connection.recv(65536)
                GOOD(connection)

        server = threading.Timer(0.2, begin)
        server.start()
        assert "".join(Endpoint(settings(url, backoff_seconds=0.5)).stream(MESSAGES)) == "Seven bridges."
        server.join()


# Leaving


@pytest.mark.parametrize(
    "answer",
    [
        silent(),
        silent(STREAM),
        silent(STREAM + delta("Seven ")),
        sends(response("503 Loading", retry_after="30")),
    ],
    ids=["head", "event", "middle", "retry"],
)
def test_stop_ends_it_while_the_server_is_silent(answer: Answer) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    with Server(answer) as server:
        patient = settings(server.url, read_seconds=60, total_seconds=60)
        assert "".join(Endpoint(patient).stream(MESSAGES, stop)) in ("", "Seven ")
        assert time.monotonic() - began < 1
        assert soon(lambda: not workers())  # nothing goes on behind it


def test_stop_ends_it_while_text_comes() -> None:
    stop = threading.Event()
    with Server(drips([STREAM, *repeat(delta("bridge "), 1000)], 0.01)) as server:
        patient = settings(server.url, total_seconds=60)
        for count, _ in enumerate(Endpoint(patient).stream(MESSAGES, stop)):
            if count == 5:
                stop.set()
            assert count <= 5
        assert server.closed.wait(2)  # the server is not left to write on


def test_a_stop_before_the_start_asks_nothing() -> None:
    stop = threading.Event()
    stop.set()
    with Server(GOOD) as server:
        assert list(Endpoint(settings(server.url)).stream(MESSAGES, stop)) == []
        assert server.requests == []


def test_a_closed_stream_closes_the_connection() -> None:
    with Server(drips([STREAM, *repeat(delta("bridge "), 1000)], 0.01)) as server:
        stream = Endpoint(settings(server.url, total_seconds=60)).stream(MESSAGES)
        next(stream)
        stream.close()
        assert server.closed.wait(2)
        assert soon(lambda: not workers())


# The test of a connection


def test_a_connection_that_works() -> None:
    with Server(GOOD) as server:
        assert clear(llm.test_connection(settings(server.url)), server.url, "Works", "small", "streams")


def test_a_model_that_is_not_there_is_told_with_those_that_are() -> None:
    names = ["llama3:8b", "bad\x1b[31m\n name", "x" * 9999, KEY, *(f"m{n}" for n in range(30))]
    listed = response("200 OK", json.dumps({"data": [{"id": name} for name in names]}))
    with Server(sends(response("404 Not Found")), sends(listed)) as server:
        line = llm.test_connection(settings(server.url))
        assert server.requests[1].startswith(b"GET /v1/models")
    for word in ("no model small", "It has: llama3:8b, bad [31m name, xxx", "***, m0", "m15 and 14 more."):
        assert word in line
    assert line.isprintable()
    assert KEY not in line
    assert len(line) < 1000


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (response("200 OK", '{"data": []}'), "no model at all"),
        (response("200 OK", '{"data": 7}'), "QA_LLM_MODEL"),
        (response("200 OK", "<html>"), "QA_LLM_MODEL"),
        (response("404 Not Found"), "QA_LLM_MODEL"),
        (response("200 OK", b"x" * 5_000_000), "QA_LLM_MODEL"),
        (b"", "QA_LLM_MODEL"),
    ],
    ids=["none", "form", "page", "404", "long", "closed"],
)
def test_a_list_of_models_that_cannot_be_read(models: bytes, words: str) -> None:
    with Server(sends(response("404 Not Found")), sends(models)) as server:
        clear(llm.test_connection(settings(server.url)), server.url, words)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(response("401 No")), "refuses the key"),
        (sends(response("200 OK", '{"choices": []}', content_type="application/json")), "streams"),
        (sends(STREAM, DONE), "answered with nothing"),
        (silent(), "did not finish"),
    ],
)
def test_a_connection_that_does_not_work(answer: Answer, words: str) -> None:
    with Server(answer) as server:
        given = replace(settings(server.url), total_seconds=0.5)
        clear(llm.test_connection(given), server.url, words)


def test_importing_it_is_cheap() -> None:
    code = "import sys, qa.llm, qa.prompts; print(*[m for m in ('torch', 'gradio', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
