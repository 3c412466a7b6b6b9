"""Memory that is free again goes back to the system.

A model's layers are large and come and go with every question. The C library keeps what is freed for the
next one; with several threads more and more of it lies between pieces in use, and the process grows
although nothing more is held.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from time import monotonic

_EVERY = 30.0
"""Seconds between two times: each takes some milliseconds."""

_giving = threading.Lock()
_given = 0.0


def give_back() -> bool:
    """Give free memory back, unless that was done just now or this C library knows no way; whether it was."""
    global _given
    with _giving:
        trim = _trim()
        if trim is None or monotonic() - _given < _EVERY:
            return False
        trim(0)
        _given = monotonic()
        return True


def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim  # glibc has it
    except (AttributeError, OSError, TypeError):
        return None
    return found
