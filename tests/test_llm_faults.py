"""What an endpoint may do wrong, over real sockets: each ends in time with one line for a person."""

from __future__ import annotations

import shutil
import socket
import threading
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from tests.llm_servers import (
    DONE,
    GOOD,
    KEY,
    PASSWORD,
    STREAM,
    Server,
    certificates,
    delta,
    drips,
    failure,
    late,
    response,
    sends,
    silent,
    soon,
    workers,
    written,
)


def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(host: Any, *args: Any, **more: Any) -> Any:
        assert host == "llm.invalid"
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    failure("http://llm.invalid/v1", "name", "is not known")


def test_a_look_up_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def lookup(*args: Any, **more: Any) -> Any:
        over.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    late("http://llm.invalid/v1")
    over.set()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        ("401 Unauthorized", '{"error": {"message": "Incorrect key"}}', ["401: Incorrect key", "QA_LLM_API_KEY"]),
        ("403 Forbidden", "", ["refuses the key (403)"]),
        ("404 Not Found", '{"error": "model small not found"}', ["no model small", "QA_LLM_MODEL"]),
        ("400 Bad Request", '{"detail": [{"loc": ["body"]}]}', ["400", "body"]),
        ("404 Not Found", "<html><h1>404</h1></html>", ["(404)"]),
        ("418 I'm a teapot", "\x1b[31mred\u202e" * 9999, ["(418)"]),
        ("400 Bad Request", "[" * 9999, ["400: [["]),
        ("400 Bad Request", b"\xff\xfe\x00", ["400"]),
        ("204 No Content", "", ["no stream", "(204)"]),
        ("200 OK\r\ncontent-encoding: gzip\r\ncontent-type: text/event-stream", b"\x1f\x8b", ["gzip text/event-stream"]),
        ("200 OK", '{"choices": [{"message": {"content": "Seven."}}]}', ["no stream", "that it streams"]),
    ],
    ids=["401", "403", "404", "400", "page", "control", "nested", "bytes", "204", "gzip", "at once"],
)  # fmt: skip
def test_refusals_are_told_once(status: str, body: str | bytes, words: list[str]) -> None:
    with Server(sends(response(status, body))) as server:
        failure(server, *words)
        assert len(server.requests) == 1


def test_a_refusal_that_breaks_off() -> None:
    with Server(sends(b"HTTP/1.1 401 No\r\ncontent-length: 99\r\n\r\nx")) as server:
        failure(server, "refuses the key (401)")


def test_a_page_instead_of_a_stream() -> None:
    page = response(
        "200 OK", "<!doctype html><script>alert(1)</script>", content_type="text/html; charset=utf-8"
    )
    with Server(sends(page)) as server:
        line, _ = failure(server, "text/html", "OpenAI-compatible")
        assert "script" not in line


@pytest.mark.parametrize(
    "event",
    [
        b"data: {not json\n\n",
        b"data: 7\n\n",
        b"data: null\n\n",
        b"data: {}\n\n",
        b'data: {"choices": 3}\n\n',
        b'data: {"choices": [{"delta": "text"}]}\n\n',
        b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
        b'data: {"choices": [{"delta": {"content": ["a"]}}]}\n\n',
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: " + b"9" * 100_000 + b"\n\n",
    ],
    ids=["json", "number", "null", "empty", "choices", "delta", "content", "list", "nested", "digits"],
)
def test_malformed_events(event: bytes) -> None:
    with Server(sends(STREAM, delta("Seven "), event)) as server:
        _, before = failure(server, "OpenAI's form")
        assert before == ["Seven "]


def test_an_error_in_the_stream() -> None:
    error = b'data: {"error": {"message": "context\\nfull", "code": 500}}\n\n'
    with Server(sends(STREAM, delta("Seven "), error)) as server:
        failure(server, "context full")


@pytest.mark.parametrize(
    "parts",
    [
        [STREAM, delta("Seven ")],
        [STREAM, delta("Seven "), delta("bridges.")[:20]],
        [STREAM],
        [STREAM.replace(b"connection: close", b"transfer-encoding: chunked"), b"ff\r\n", delta("Seven ")],
        [STREAM.replace(b"connection: close", b"content-length: 999"), delta("Seven ")],
    ],
    ids=["between", "within", "before", "chunked", "length"],
)
def test_cut_in_the_middle(parts: list[bytes]) -> None:
    with Server(sends(*parts)) as server:
        failure(server, "broke off in the middle")


@pytest.mark.parametrize("first", [b"", STREAM], ids=["from the head on", "from the first event on"])
def test_one_byte_a_second(first: bytes) -> None:
    rest = STREAM if not first else delta("Seven bridges. " * 9)
    with Server(drips([first, *(bytes([byte]) for byte in rest)], 0.2)) as server:
        late(server)


def test_only_keep_alives() -> None:
    with Server(drips([STREAM, *repeat(b": still here\n\n", 500)], 0.02)) as server:
        late(server)


@pytest.mark.parametrize("first", [b"", STREAM, STREAM + delta("Seven ")], ids=["head", "event", "end"])
def test_nothing_for_ever(first: bytes) -> None:
    with Server(silent(first)) as server:
        failure(server, "was silent for 0.4 s", read_seconds=0.4)
        late(server)


def test_an_error_without_end() -> None:
    head = b"HTTP/1.1 500 Oops\r\n\r\n"
    with Server(drips([head, *repeat(b"x" * 999, 999)], 0.1)) as server:
        late(server)
    with Server(drips([head, *repeat(b"x" * 9999, 9999)], 0)) as server:
        failure(server, "failed (500)")


def test_100_megabytes_of_tokens() -> None:
    sent = 0

    def answer(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(STREAM)
        while sent < 100_000_000:
            connection.sendall(delta("bridge " * 100) * 50)
            sent += 700 * 50

    with Server(answer) as server:
        _, before = failure(server, "more than 20,000 characters")
        assert server.closed.wait(1)
    assert len("".join(before)) <= 20_000
    assert sent < 20_000_000


@pytest.mark.parametrize(
    "part",
    [b"data: " + b"x" * 9999, b"data: x\n" * 9999, (b":" + b" " * 9999 + b"\n\n") * 9],
    ids=["line", "event", "comments"],
)
def test_a_line_without_end(part: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(STREAM)
        for _ in range(20_000):
            connection.sendall(part)

    with Server(answer) as server:
        failure(server, "without end")


def test_a_header_without_end() -> None:
    with Server(sends(b"HTTP/1.1 200 OK\r\nx: " + b"x" * 10_000_000)) as server:
        failure(server, "what cannot be read")


@pytest.mark.parametrize(
    "body", [delta("Sieben Br\xfccken.").replace(b"\xc3\xbc", b"\xfc"), b"data: \xff\n\n"]
)
def test_invalid_utf_8(body: bytes) -> None:
    with Server(sends(STREAM, body, DONE)) as server:
        failure(server, "not UTF-8")


def test_half_of_a_character_is_replaced() -> None:
    half = b'data: {"choices": [{"delta": {"content": "Seven \\ud83c"}}]}\n\n'
    with Server(sends(STREAM, half, DONE)) as server:
        assert written(server) == "Seven ?"


@pytest.mark.parametrize("events", [DONE, delta("") + DONE, delta(" \n") + DONE, delta(None, "stop")])
def test_an_empty_answer(events: bytes) -> None:
    with Server(sends(STREAM, events)) as server:
        failure(server, "answered with nothing")


def test_an_answer_that_is_all_thought() -> None:
    thought = b'data: {"choices": [{"delta": {"reasoning_content": "Hm"}, "finish_reason": null}]}\n\n'
    with Server(sends(STREAM, thought, delta(None, "length"))) as server:
        failure(server, "Allow more tokens")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with Server(GOOD) as target:
        to = f"http://user:{PASSWORD}@127.0.0.1:{target.port}/v1/chat/completions?key={KEY}"
        with Server(sends(response(f"{status} Moved", location=to))) as server:
            failure(server, f"http://127.0.0.1:{target.port}/v1/chat/completions", str(status))
            assert len(server.requests) == 1
        assert target.requests == []


def test_a_redirect_to_nowhere() -> None:
    with Server(sends(response("302 Found", location="http://host:port/"))) as server:
        failure(server, "what cannot be read")
    with Server(sends(response("302 Found", location="http://[" + "x" * 9999))) as server:
        failure(server, "xxx…")


@pytest.mark.parametrize("reads", [True, False])
def test_closed_at_once(reads: bool) -> None:
    with Server(lambda connection: None, reads=reads) as server:
        failure(server, "closed the connection")


def test_tls_with_a_server_that_speaks_none() -> None:
    with Server(sends(response("400 Bad Request")), reads=False) as server:
        failure(server.url.replace("http:", "https:"), "does not speak TLS", "http://")
    with Server(silent(), reads=False) as server:
        url = server.url.replace("http:", "https:")
        failure(url, "within 0.4 s", connect_seconds=0.4)
        late(url)
        assert soon(lambda: not workers())  # not even in the handshake


def test_a_certificate_that_signs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make the certificate with")
    context, certificate = certificates(tmp_path)
    with Server(GOOD, tls=context) as server:
        failure(server, "not trusted", "SSL_CERT_FILE")
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert written(server) == "Seven bridges."
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        failure(server, "SSL_CERT_FILE", "cannot be used")
