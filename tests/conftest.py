"""Shared by all tests: no network but loopback, and one assistant with the real model."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Assistant

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
