"""A folder of articles to an index: the whole way, in one process at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.articles import INDEX_FOLDER, Article, read_corpus
from index.embedding import Embedder, Progress
from index.errors import CorpusError, StoreBusy, StoreDamaged, StoreError, StoreMissing, StoreOutdated
from index.generations import LOCK, check_is_index_folder, remove_old_generations
from index.passages import find_passages, find_sentences
from index.records import IndexedArticle
from index.stated import stated_metadata
from index.store import KEY_BYTES, Store, open_store, write_store
from index.vectors import KnownVectors
from index.voices import find_voices
from index.zones import find_zones

_BATCH = 64
_PENDING = "embedded.part"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        added, changed, removed, unchanged: numbers of articles, by content.
        embedded: texts that went through the model; ``reused``: those that did not have to.
        problems: one line for each file left out.
        written: whether there was anything new to write.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    reused: int
    problems: tuple[str, ...]
    written: bool


def default_index(folder: Path) -> Path:
    """Where the index of a folder lies when no other place is named."""
    return folder / INDEX_FOLDER


def build_index(
    folder: Path,
    index: Path,
    embedder: Embedder,
    *,
    skip_bad: bool = False,
    progress: Progress = lambda done, total: None,
) -> BuildReport:
    """Bring the index of a folder up to date.

    Only texts that the index does not hold yet are embedded. When it is stopped, what was
    embedded so far is kept and used by the next build.

    Raises:
        CorpusError: the folder or a file in it cannot be used.
        StoreBusy: another process is building this index.
        StoreError: it cannot be written; it is as it was.
    """
    corpus = read_corpus(folder, skip_bad=skip_bad)
    try:
        check_is_index_folder(index)
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / LOCK, timeout=0)
        with lock:
            remove_old_generations(index)
            report = _build(corpus.articles, corpus.problems, index, embedder, progress)
            remove_old_generations(index)
            return report
    except Timeout:
        raise StoreBusy(f"{index}: another process is building this index. Wait until it is done.") from None
    except OSError as error:
        raise StoreError(
            f"{error.filename or index}: cannot be written ({error.strerror}). The index is as it was; "
            "make room or name another place with --index."
        ) from error


def index_article(article: Article) -> IndexedArticle:
    """Everything about an article that needs no model."""
    zones = find_zones(article)
    sentences = find_sentences(article, zones)
    return IndexedArticle(
        source=article.source,
        text=article.text,
        sha256=article.sha256,
        metadata=article.metadata.or_else(stated_metadata(article, zones)),
        zones=zones,
        sentences=sentences,
        passages=find_passages(article, zones, sentences),
        voices=find_voices(article, zones, sentences),
    )


def passage_texts(article: IndexedArticle) -> list[str]:
    """What is embedded of each passage: title and heading give it its context."""
    title = article.metadata.title.value if article.metadata.title else ""
    texts = []
    for passage in article.passages:
        start, end = article.sentences[passage.first].start, article.sentences[passage.last - 1].end
        context = [part for part in (title, passage.heading) if part]
        texts.append("\n".join([*context, article.text[start:end]]))
    return texts


def sentence_texts(article: IndexedArticle) -> list[str]:
    """What is embedded of each sentence: the sentence."""
    return [article.text[sentence.start : sentence.end] for sentence in article.sentences]


def _build(
    articles: Sequence[Article],
    problems: tuple[str, ...],
    index: Path,
    embedder: Embedder,
    progress: Progress,
) -> BuildReport:
    old = _old_store(index, embedder)
    indexed = [index_article(article) for article in articles]
    counts = _compare(old, indexed)
    passages = [text for article in indexed for text in passage_texts(article)]
    sentences = [text for article in indexed for text in sentence_texts(article)]
    if not sentences:
        raise CorpusError("No article holds a sentence that could be cited. Name another folder.")
    texts = passages + sentences
    keys = [_key(text) for text in texts]
    if old is not None and old.articles == tuple(indexed):
        (index / _PENDING).unlink(missing_ok=True)
        return BuildReport(**counts, embedded=0, reused=len(texts), problems=problems, written=False)
    known = KnownVectors(index / _PENDING, embedder.fingerprint)
    known.add_store(old)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    _embed(missing, known, embedder, progress)
    vectors = known.vectors(keys)
    write_store(
        index,
        indexed,
        vectors[: len(passages)],
        vectors[len(passages) :],
        b"".join(keys),
        embedder.fingerprint,
    )
    known.forget()
    reused = len(texts) - len(missing)
    return BuildReport(**counts, embedded=len(missing), reused=reused, problems=problems, written=True)


def _embed(missing: dict[bytes, str], known: KnownVectors, embedder: Embedder, progress: Progress) -> None:
    """Embed what is missing, texts of like length together, and keep each batch at once."""
    order = sorted(missing, key=lambda key: (len(missing[key]), key))
    progress(0, len(order))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        known.add(batch, embedder.encode_passages([missing[key] for key in batch]))
        progress(start + len(batch), len(order))


def _old_store(index: Path, embedder: Embedder) -> Store | None:
    try:
        return open_store(index, model=embedder.fingerprint)
    except (StoreMissing, StoreOutdated, StoreDamaged):
        return None


def _compare(old: Store | None, new: Sequence[IndexedArticle]) -> dict[str, int]:
    before = {article.source: article for article in old.articles} if old else {}
    added = sum(article.source not in before for article in new)
    unchanged = sum(before.get(article.source) == article for article in new)
    return {
        "added": added,
        "changed": len(new) - added - unchanged,
        "removed": len(before) - (len(new) - added),
        "unchanged": unchanged,
    }


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()
