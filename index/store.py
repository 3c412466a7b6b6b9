"""The index on disk, and in memory once it is open.

An index folder holds one folder per generation, and ``CURRENT``, which names the one in use::

    .qa-index/
        CURRENT                  "generation-3"
        lock                     held by the process that builds
        generation-3/
            manifest.json        versions, model, SHA-256 and size of every file below
            articles.jsonl       text, metadata, zones, sentences, passages: a line per article
            passages.faiss       one vector per passage, inner product
            sentences.faiss      one vector per sentence
            keys.bin             16 bytes per vector: what text it is of

A new generation is written beside the old one; replacing ``CURRENT`` is the one rename that
puts it into use. Whatever is killed when, ``CURRENT`` names a whole generation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.errors import StoreDamaged, StoreError, StoreOutdated
from index.generations import (
    FILES,
    MANIFEST,
    REMEDY,
    abandon,
    current_generation,
    next_generation,
    put_into_use,
    sync_folder,
    write_file,
)
from index.passages import Passage, Sentence
from index.records import IndexedArticle, from_record, to_record

FORMAT = "2"
"""Raise it when what the index holds changes: layout, zones, sentences, passages or embedded texts."""

KEY_BYTES = 16


class Store:
    """An open index: articles, and vectors in the order of their passages and sentences.

    Attributes:
        articles: sorted by source.
        generation: the folder that it was read from.
        passage_article, sentence_article: index of the article each belongs to.
        passage_start, sentence_start: for each article, the number of its first one.
        sentence_passage: number of the passage each sentence belongs to.
        first_sentence: for each passage, the number of its first sentence; then their count.
    """

    def __init__(
        self,
        articles: Sequence[IndexedArticle],
        passages: faiss.Index,
        sentences: faiss.Index,
        keys: NDArray[np.uint8],
        model: str,
        generation: Path,
    ) -> None:
        self.articles = tuple(articles)
        self.model = model
        self.generation = generation
        self.keys = keys
        self._passages, self._sentences = passages, sentences
        passage_counts = [len(article.passages) for article in articles]
        sentence_counts = [len(article.sentences) for article in articles]
        self.passage_article = np.repeat(np.arange(len(articles)), passage_counts)
        self.sentence_article = np.repeat(np.arange(len(articles)), sentence_counts)
        self.passage_start = np.cumsum([0, *passage_counts])
        self.sentence_start = np.cumsum([0, *sentence_counts])
        lengths = [passage.last - passage.first for article in articles for passage in article.passages]
        self.sentence_passage = np.repeat(np.arange(len(lengths)), lengths)
        self.first_sentence = np.cumsum([0, *lengths])

    def passage(self, number: int) -> tuple[IndexedArticle, Passage]:
        """The passage of that number and its article."""
        index = int(self.passage_article[number])
        article = self.articles[index]
        return article, article.passages[number - int(self.passage_start[index])]

    def sentence(self, number: int) -> tuple[IndexedArticle, Sentence]:
        """The sentence of that number and its article."""
        index = int(self.sentence_article[number])
        article = self.articles[index]
        return article, article.sentences[number - int(self.sentence_start[index])]

    def sentences_of(self, number: int) -> range:
        """The numbers of the sentences of passage ``number``."""
        return range(int(self.first_sentence[number]), int(self.first_sentence[number + 1]))

    def passage_similarities(self, vector: Vectors) -> Vectors:
        """Inner products of a vector with all passages, shape ``[num_passages]``."""
        return _similarities(self._passages, vector)

    def sentence_similarities(self, vector: Vectors) -> Vectors:
        """Inner products of a vector with all sentences, shape ``[num_sentences]``."""
        return _similarities(self._sentences, vector)

    def sentence_vectors(self, numbers: Sequence[int]) -> Vectors:
        """The vectors of sentences by number, shape ``[len(numbers), dimension]``."""
        vectors: Vectors = self._sentences.reconstruct_batch(np.asarray(numbers, np.int64))
        return vectors

    def all_vectors(self) -> Vectors:
        """Passage vectors, then sentence vectors, in the order of `keys`."""
        both = [index.reconstruct_n(0, index.ntotal) for index in (self._passages, self._sentences)]
        return np.vstack(both)


def _similarities(index: faiss.Index, vector: Vectors) -> Vectors:
    scores, order = index.search(vector.reshape(1, -1), index.ntotal)
    out = np.empty(index.ntotal, np.float32)
    out[order[0]] = scores[0]
    return out


def open_store(folder: Path, *, model: str | None = None) -> Store:
    """Open the index in ``folder``, after checking every file of it.

    Args:
        folder: the index folder.
        model: fingerprint of the embedding model that will ask; None accepts any.

    Raises:
        StoreMissing, StoreOutdated, StoreDamaged: it cannot be used.
    """
    for attempt in range(3):
        generation = current_generation(folder)
        try:
            return _open(generation, model)
        except StoreDamaged:
            # A build that ended meanwhile may have removed this generation.
            if attempt == 2 or current_generation(folder) == generation:
                raise
    raise AssertionError("unreachable")


def _open(generation: Path, model: str | None) -> Store:
    manifest = _read_manifest(generation)
    if manifest.get("format") != FORMAT:
        raise StoreOutdated(
            f"{generation.parent}: was made by another version of this program. "
            "Update it with: qa index FOLDER"
        )
    if model is not None and manifest.get("model") != model:
        raise StoreOutdated(
            f"{generation.parent}: was made with the model {manifest.get('model')!s:.120}, not with "
            f"{model:.120}. Use that model, or update the index with: qa index FOLDER"
        )
    contents = {name: _checked(generation / name, manifest["files"].get(name)) for name in FILES}
    try:
        articles = [from_record(json.loads(line)) for line in contents["articles.jsonl"].splitlines()]
        passages, sentences = (
            faiss.deserialize_index(np.frombuffer(contents[name], np.uint8))
            for name in ("passages.faiss", "sentences.faiss")
        )
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise StoreDamaged(f"{generation}: cannot be read ({error}). {REMEDY}") from error
    keys = np.frombuffer(contents["keys.bin"], np.uint8).reshape(-1, KEY_BYTES)
    return Store(articles, passages, sentences, keys, str(manifest["model"]), generation)


def _read_manifest(generation: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((generation / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreDamaged(f"{generation / MANIFEST}: cannot be read ({error}). {REMEDY}") from error
    wanted = {"format": str, "model": str, "files": dict}
    if not isinstance(manifest, dict) or not all(
        isinstance(manifest.get(name), kind) for name, kind in wanted.items()
    ):
        raise StoreDamaged(f"{generation / MANIFEST}: is no manifest. {REMEDY}")
    return manifest


def _checked(path: Path, expected: object) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreDamaged(f"{path}: cannot be read ({error.strerror}). {REMEDY}") from error
    if not isinstance(expected, dict) or hashlib.sha256(data).hexdigest() != expected.get("sha256"):
        raise StoreDamaged(f"{path}: is not as it was written (checksum). {REMEDY}")
    return data


def write_store(
    folder: Path,
    articles: Sequence[IndexedArticle],
    passages: Vectors,
    sentences: Vectors,
    keys: bytes,
    model: str,
) -> None:
    """Write a new generation and put it into use. The caller holds the lock.

    Raises:
        StoreError: it could not be written; the index is as it was.
    """
    generation = next_generation(folder)
    lines = [json.dumps(to_record(a), ensure_ascii=False, sort_keys=True) for a in articles]
    contents = {
        "articles.jsonl": ("\n".join(lines) + "\n").encode("utf-8"),
        "passages.faiss": _serialised(passages),
        "sentences.faiss": _serialised(sentences),
        "keys.bin": keys,
    }
    files = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in contents.items()
    }
    manifest = {"format": FORMAT, "model": model, "articles": len(articles), "files": files}
    try:
        generation.mkdir()
        for name, data in contents.items():
            write_file(generation / name, data)
        write_file(generation / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
        sync_folder(generation)
        put_into_use(generation)
    except OSError as error:
        abandon(generation)
        raise StoreError(
            f"{generation}: cannot be written ({error.strerror}). The index is as it was; make room or "
            "name another place with --index."
        ) from error


def _serialised(vectors: Vectors) -> bytes:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return bytes(faiss.serialize_index(index).tobytes())
