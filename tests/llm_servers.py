"""Servers on 127.0.0.1 that answer a chat request well or badly, byte for byte."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock, Thread
from threading import enumerate as enumerate_threads
from types import TracebackType
from typing import Any, Self

import pytest

from qa.llm import Endpoint, LlmError, LlmSettings, Secret

Answer = Callable[[socket.socket], None]
"""Writes the response; the connection is closed behind it."""


class Server:
    """Gives the first connection the first answer, and so on; the last answer to all later ones.

    Args:
        answers: what is done with each connection.
        reads: whether the request is read before it is answered.
        tls: speaks TLS with these certificates.

    Attributes:
        url: base address for the settings.
        requests: the bytes of the requests so far; b"" for a connection that was not read.
        closed: set when a client went away while it was written to.
    """

    def __init__(self, *answers: Answer, reads: bool = True, tls: ssl.SSLContext | None = None) -> None:
        self._answers, self._reads, self._tls = answers, reads, tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/v1"
        self.requests: list[bytes] = []
        self.closed = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._threads = [Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # ends the accept
        self._threads[0].join(5)
        self._socket.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with self._lock:
                    self._open.add(connection)
                thread = Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        talk = connection
        try:
            if self._tls:
                talk = self._tls.wrap_socket(connection, server_side=True)
            request = _read_request(talk) if self._reads else b""
            with self._lock:
                answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
                self.requests.append(request)
            answer(talk)
        except OSError:  # the client, or the test, is done
            self.closed.set()
        finally:
            with self._lock:
                self._open.discard(connection)
                talk.close()
                connection.close()


def _read_request(connection: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
        request += more
    head, _, body = request.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields.get(b"content-length", b"0")) and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body


def response(status: str, body: str | bytes = b"", **headers: str) -> bytes:
    """A whole HTTP response; underscores in the names of headers are hyphens."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
"""The head of a stream of events that ends with the connection."""

DONE = b"data: [DONE]\n\n"


def delta(text: str | None, finish: str | None = None) -> bytes:
    """One event of a chat completion."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]}, ensure_ascii=False)}\n\n".encode()


def sends(*parts: bytes) -> Answer:
    """Writes some bytes and closes."""
    return lambda connection: connection.sendall(b"".join(parts))


def drips(parts: Iterable[bytes], seconds: float) -> Answer:
    """Writes some bytes with a pause before each."""

    def answer(connection: socket.socket) -> None:
        pause = Event()
        for part in parts:
            connection.sendall(part)
            pause.wait(seconds)

    return answer


def silent(first: bytes = b"") -> Answer:
    """Writes some bytes, then nothing for ever."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while connection.recv(65536):
            pass

    return answer


def certificates(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that signs itself: for a server, and its file."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


GOOD = sends(STREAM, delta("Seven "), delta("bridges."), delta(None, "stop"), DONE)
"""A good answer: "Seven bridges."."""

KEY = "sk-Very/Secret+0123456789"
PASSWORD = "hunter2hunter2"
MESSAGES = [{"role": "user", "content": "How many bridges?"}]
SECONDS = 0.6
"""The bound where an answer has to run into it."""


def settings(url: str, **values: Any) -> LlmSettings:
    usual = {"headers": (("x-tenant", Secret(PASSWORD)),), "backoff_seconds": 0.02, "total_seconds": 10.0}
    return LlmSettings(url, "small", Secret(KEY), **{**usual, **values})


def written(server: Server, **values: Any) -> str:
    return "".join(Endpoint(settings(server.url, **values)).stream(MESSAGES))


def failure(where: Server | str, *words: str, within: float = 0.5, **values: Any) -> tuple[str, list[str]]:
    """The error of an answer and the pieces before it, when the error is what it has to be."""
    url = where if isinstance(where, str) else where.url
    before: list[str] = []
    began = time.monotonic()
    with pytest.raises(LlmError) as caught:
        before.extend(Endpoint(settings(url, **values)).stream(MESSAGES))
    took = time.monotonic() - began
    assert took < within + 2, f"{took:.1f} s"
    return clear(str(caught.value), url, *words), before


def late(where: Server | str) -> None:
    """The answer takes no longer than it may in all."""
    failure(where, "did not finish within 0.6 s", within=SECONDS, total_seconds=SECONDS)


def clear(line: str, url: str, *words: str) -> str:
    """One line for a person: where it was, and nothing that is secret."""
    assert line.isprintable()
    assert url in line
    assert 20 < len(line) < 600
    assert line.endswith(".")
    for secret in (KEY, PASSWORD, "Traceback", "httpx"):
        assert secret.casefold() not in line.casefold()
    for word in words:
        assert word in line
    return line


def workers() -> list[Thread]:
    return [thread for thread in enumerate_threads() if thread.name == "hand-over"]


def soon(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 2
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()
