"""Work in another thread that can be left at any time, whatever it is waiting for.

A read from a silent server, a handshake or the look-up of a name cannot be interrupted, and only the
first two have time limits of their own. So another thread waits for them, and this one waits for that
thread: no longer than it wants to.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")

_POLL_SECONDS = 0.05


class OutOfTime(Exception):
    """The work is not done, and its time is over."""


@dataclass(frozen=True, slots=True)
class _End(Generic[Item]):
    """Stands in the queue behind the last item."""

    error: BaseException | None = None


class Leash:
    """What the working thread is held by.

    Attributes:
        until: when its time is over, in seconds of `time.monotonic`.
        left: set when nobody waits for it any more.
    """

    def __init__(self, until: float) -> None:
        self.until, self.left = until, Event()
        self._connections: list[socket.socket] = []
        self._lock = Lock()

    def check(self) -> None:
        """To be called by the working thread between two steps.

        Raises:
            OutOfTime: nobody waits any more, or the time is over.
        """
        if self.left.is_set() or monotonic() >= self.until:
            raise OutOfTime

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """The ``trace`` extension of an httpx request: takes hold of its connection."""
        if event == "connection.connect_tcp.complete":
            # Of its own descriptor: the one of the connection is replaced when TLS begins.
            connection = info["return_value"].get_extra_info("socket").dup()
            with self._lock:
                self._connections.append(connection)
            if self.left.is_set():
                self.leave()

    def leave(self) -> None:
        """Wait no more: reads and writes of the connections end at once."""
        with self._lock:
            self.left.set()
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Let go of the connections, which are closed by whoever opened them."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()


def hand_over(
    work: Callable[[Leash], Iterator[Item]], until: float, stop: Event | None = None
) -> Iterator[Item]:
    """The items that another thread makes, each as soon as it is there.

    Args:
        work: runs in that thread; the number of items it can make ahead is its own to bound.
        until: when the time is over, in seconds of `time.monotonic`.
        stop: when set, the items end.

    Raises:
        OutOfTime: the time is over.
        Exception: whatever the work raises.
    """
    if stop is not None and stop.is_set():
        return
    leash = Leash(until)
    items: SimpleQueue[Item | _End[Item]] = SimpleQueue()
    Thread(target=_work, args=(work, leash, items), name="hand-over", daemon=True).start()
    try:
        while stop is None or not stop.is_set():
            try:
                item = items.get(timeout=max(0.0, min(_POLL_SECONDS, until - monotonic())))
            except Empty:
                if monotonic() >= until:
                    raise OutOfTime from None
                continue
            if not isinstance(item, _End):
                yield item
            elif item.error is None:
                return
            else:
                raise item.error
    finally:
        leash.leave()


def _work(
    work: Callable[[Leash], Iterator[Item]], leash: Leash, items: SimpleQueue[Item | _End[Item]]
) -> None:
    try:
        for item in work(leash):
            items.put(item)
        items.put(_End())
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        items.put(_End(error))
    finally:
        leash.release()
