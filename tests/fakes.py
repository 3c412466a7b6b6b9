"""Stand-ins for tests: an embedder that a person can compute, and folders of articles."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.embedding import Vectors


class HashEmbedder:
    """Each word adds 1 to dimension ``crc32(word) % 64``; then the length is made 1.

    A text without words is the zero vector. Equal texts have equal vectors, texts without a
    common word nearly always have none in common.

    Args:
        delay: seconds that each call takes.
        fingerprint: what model it says it is.
        before_batch: called with the number of earlier batches; may raise, to stop a build.

    Attributes:
        calls, texts: batches of passages and texts embedded so far.
    """

    def __init__(
        self,
        delay: float = 0.0,
        fingerprint: str = "hash-64",
        before_batch: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.fingerprint = fingerprint
        self.calls = 0
        self.texts: list[str] = []
        self._delay, self._before_batch = delay, before_batch

    def encode_query(self, text: str) -> Vectors:
        return _vector(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._before_batch(self.calls)
        time.sleep(self._delay)
        self.calls += 1
        self.texts += texts
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Vectors:
    vector = np.zeros(64, np.float32)
    for word in re.findall(r"\w+", text.casefold()):
        vector[zlib.crc32(word.encode("utf-8", "replace")) % 64] += 1
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def write_corpus(folder: Path, files: Mapping[str, str]) -> Path:
    """Write articles byte for byte into ``folder``, which is made, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder
