"""Freed memory goes back to the system, not too often, and where there is no way to, nothing breaks."""

from __future__ import annotations

import pytest

from qa import memory


def test_it_is_given_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []
    now = [100.0]

    def trim(pad: int) -> int:
        trimmed.append(pad)
        return 1

    monkeypatch.setattr(memory, "_trim", lambda: trim)
    monkeypatch.setattr(memory, "_given", 0.0)
    monkeypatch.setattr(memory, "monotonic", lambda: now[0])
    given = []
    for now[0] in (100.0, 101.0, 129.9, 130.0):
        given.append(memory.give_back())
    assert given == [True, False, False, True]
    assert trimmed == [0, 0]


def test_another_c_library_knows_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: object) -> object:
        return object()

    monkeypatch.setattr("ctypes.CDLL", none)
    monkeypatch.setattr(memory, "_given", float("-inf"))
    assert memory.give_back() is False
