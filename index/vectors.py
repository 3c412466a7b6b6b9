"""Vectors that need no embedding again: those of the old index, and of a build under way."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import Vectors
from index.store import KEY_BYTES, Store

_HEAD = struct.Struct("<32sI")
_CHECK = struct.Struct("<I")


class KnownVectors:
    """Vectors by the key of their text.

    Those of a build under way are appended to a file after each batch, so that a long build that
    is stopped goes on where it was. After a head (the model, the vectors' size) the file holds
    records: key, float32 vector, CRC-32. Reading stops at the first record that is not whole.

    Args:
        pending: that file.
        fingerprint: of the embedding model; a file of another model is removed.
    """

    def __init__(self, pending: Path, fingerprint: str) -> None:
        self._path = pending
        self._model = hashlib.sha256(fingerprint.encode()).digest()
        self._vectors: dict[bytes, Vectors] = {}
        self._read()

    def __contains__(self, key: bytes) -> bool:
        return key in self._vectors

    def add_store(self, store: Store | None) -> None:
        """Take over the vectors of an index of the same model."""
        if store is not None:
            for key, vector in zip(store.keys, store.all_vectors(), strict=True):
                self._vectors[key.tobytes()] = vector

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep the vectors of a batch, on disk too."""
        fresh = not self._path.exists()
        with self._path.open("ab") as handle:
            if fresh:
                handle.write(_HEAD.pack(self._model, vectors.shape[1]))
            for key, vector in zip(keys, vectors, strict=True):
                record = key + np.asarray(vector, "<f4").tobytes()
                handle.write(record + _CHECK.pack(zlib.crc32(record)))
                self._vectors[key] = vector

    def vectors(self, keys: Sequence[bytes]) -> Vectors:
        """The vectors of texts that are all known, shape ``[len(keys), dimension]``."""
        return np.stack([self._vectors[key] for key in keys]).astype(np.float32)

    def forget(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> None:
        data = self._path.read_bytes() if self._path.exists() else b""
        if len(data) < _HEAD.size or data[: len(self._model)] != self._model:
            self.forget()
            return
        _, dimension = _HEAD.unpack_from(data)
        size = KEY_BYTES + 4 * dimension
        at = _HEAD.size
        while dimension and at + size + _CHECK.size <= len(data):
            record = data[at : at + size]
            if _CHECK.unpack_from(data, at + size) != (zlib.crc32(record),):
                break
            self._vectors[record[:KEY_BYTES]] = np.frombuffer(record, "<f4", dimension, KEY_BYTES)
            at += size + _CHECK.size
        if self._vectors:
            os.truncate(self._path, at)
        else:
            self.forget()
