"""Shared by all tests: no network but loopback, one assistant with the real model, and a browser."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Assistant
from tests.chat_parts import CHROMIUM, Chat, served

LOCAL = ("127.", "::1", "localhost", "0.0.0.0")
outside: list[str] = []
"""Every address outside this machine that something tried to reach."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse and record whatever leaves this machine, the loading of the model included."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    real_lookup = socket.getaddrinfo

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOCAL):
                outside.append(f"{name} {address}")
                raise OSError(f"the tests have no network: {address}")
            return real[name](self, *args)

        return call

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not str(host).startswith(LOCAL):
            outside.append(f"lookup {host}")
            raise OSError(f"the tests have no network: {host}")
        return real_lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", lookup)
        yield


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `seeds_assistant` has its index."""
    return tmp_path_factory.mktemp("seeds") / "index"


@pytest.fixture(scope="session")
def seeds_assistant(seeds_index: Path) -> Assistant:
    """The five articles, indexed with the real model."""
    return Assistant.open(Path(__file__).parent.parent / "seeds", seeds_index)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A chat with the stand-in as assistant; at the end it must go quietly on Ctrl-C."""
    with served("tests.chat_parts", stderr=subprocess.STDOUT) as (url, process):
        assert url.startswith("http://127.0.0.1:"), url
        yield url
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
        assert process.returncode == 0
        assert "Traceback" not in output.replace("Traceback of Break!", ""), output


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    switches = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    with api.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM,
            args=[*switches.split(), "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()


@pytest.fixture
def chat(browser: Any, address: str) -> Iterator[Chat]:
    """A fresh page of the module's `address`. It may ask nobody else, and no script of it may fail."""
    context = browser.new_context(viewport={"width": 1360, "height": 860}, reduced_motion="reduce")
    opened = Chat(context.new_page(), address)
    yield opened
    context.close()
    hosts = {url.split("/")[2] for url in opened.requests if "://" in url}
    assert hosts == {address.split("/")[2]}, "the page asks nobody but its own server"
    assert not opened.errors
