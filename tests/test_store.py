"""The index on disk: it opens as it was written, and says so when it is not."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.store
from index.build import build_index, index_article, passage_texts, sentence_texts
from index.embedding import Vectors
from index.errors import CorpusError, StoreDamaged, StoreError, StoreMissing, StoreOutdated
from index.generations import remove_old_generations
from index.metadata import Basis, Known, Metadata, Published
from index.passages import Passage, Sentence
from index.records import IndexedArticle
from index.store import Store, open_store, write_store
from index.zones import Zone
from qa.retrieval import Retriever
from tests.fakes import HashEmbedder, snapshot, write_corpus

MODEL = "hash-64"
DATA_FILES = ("articles.jsonl", "passages.faiss", "sentences.faiss", "keys.bin")
FILES = {
    "bridge.txt": "The Bridge\n\nThe bridge was opened in May. It was closed in June.\n\nNobody knows why.\n",
    "river.md": "---\ntitle: The River\ndate: 2022-09\n---\n\nThe river rose by a metre on Monday evening.\n",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A good index of two articles."""
    build_index(write_corpus(tmp_path / "articles", FILES), tmp_path / "index", HashEmbedder())
    return tmp_path / "index"


def refused(place: Path, kind: type[StoreError], *words: str, model: str | None = MODEL) -> None:
    """Opening raises this very kind of error, in one line that holds the words."""
    with pytest.raises(StoreError) as raised:
        open_store(place, model=model)
    message = str(raised.value)
    assert type(raised.value) is kind, message
    assert len(message.splitlines()) == 1
    for word in (str(place), "index", *words):
        assert word in message


lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(0, 10**6)
bases: st.SearchStrategy[Basis] = st.sampled_from(["stated", "inferred", "supplied"])
days = st.none() | st.dates()
known = st.none() | st.builds(Known, lines, bases, lines)
published: st.SearchStrategy[Published] = st.builds(Published, days, days, bases, lines)
articles = st.builds(
    IndexedArticle,
    source=lines,
    text=lines,
    sha256=lines,
    metadata=st.builds(Metadata, known, known, known, published),
    zones=st.tuples(st.builds(Zone, st.just("body"), numbers, numbers, st.none() | lines)),
    sentences=st.tuples(st.builds(Sentence, numbers, numbers, numbers)),
    passages=st.tuples(st.builds(Passage, st.just(0), st.just(1), lines)),
)
counter = itertools.count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(articles, min_size=1, max_size=3), st.integers(1, 9))
def test_opens_as_written(tmp_path: Path, written: list[IndexedArticle], size: int) -> None:
    folder = tmp_path / str(next(counter))
    folder.mkdir()
    vectors = np.random.default_rng(size).standard_normal((2 * len(written), size)).astype(np.float32)
    keys = bytes(range(16)) * len(vectors)
    write_store(folder, written, vectors[: len(written)], vectors[len(written) :], keys, "a model")
    store = open_store(folder, model="a model")
    assert store.articles == tuple(written)
    assert store.model == "a model"
    assert store.keys.tobytes() == keys
    assert np.array_equal(store.all_vectors(), vectors)
    assert np.array_equal(store.sentence_vectors([len(written) - 1]), vectors[-1:])


def test_every_passage_and_sentence_has_the_vector_of_its_text(place: Path) -> None:
    store, embedder = open_store(place, model=MODEL), HashEmbedder()
    assert [a.source for a in store.articles] == sorted(FILES)
    assert [a.text for a in store.articles] == [FILES[name] for name in sorted(FILES)]
    assert store.articles[1].metadata.published.start == date(2022, 9, 1)
    for texts, of in (
        (passage_texts, store.passage_similarities),
        (sentence_texts, store.sentence_similarities),
    ):
        every = [text for article in store.articles for text in texts(article)]
        for number, text in enumerate(every):
            assert of(embedder.encode_query(text))[number] == pytest.approx(1.0)
    for number in range(len(store.sentence_article)):
        article, sentence = store.sentence(number)
        assert sentence in article.sentences
        assert number in store.sentences_of(int(store.sentence_passage[number]))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: list[Callable[[Path], object]] = [
    Path.unlink,
    truncate,
    flip,
    replace_by_folder,
    lambda path: path.write_bytes(b""),
]


@pytest.mark.parametrize("damage", DAMAGE, ids=["missing", "truncated", "flipped", "folder", "empty"])
@pytest.mark.parametrize("name", DATA_FILES)
def test_a_damaged_file_is_named(place: Path, name: str, damage: Callable[[Path], object]) -> None:
    damage(place / "generation-1" / name)
    refused(place, StoreDamaged, name, "again")
    build_index(place.parent / "articles", place, HashEmbedder())
    assert {a.source for a in open_store(place, model=MODEL).articles} == set(FILES)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"format": "1", "model": "hash-64"}', None]
)
def test_a_damaged_manifest_is_named(place: Path, content: bytes | None) -> None:
    manifest = place / "generation-1" / "manifest.json"
    manifest.unlink() if content is None else manifest.write_bytes(content)
    refused(place, StoreDamaged, "manifest.json", "again")


@pytest.mark.parametrize("model", [MODEL, None])
def test_no_flipped_bit_of_the_manifest_changes_what_is_read(place: Path, model: str | None) -> None:
    manifest, whole = place / "generation-1" / "manifest.json", open_store(place).articles
    data = manifest.read_bytes()
    for position in range(len(data)):
        manifest.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        try:
            assert open_store(place, model=model).articles == whole
        except (StoreDamaged, StoreOutdated) as error:
            assert len(str(error).splitlines()) == 1  # noqa: PT017


CURRENTS = [
    b"", b"\n", b"../x", b"generation-9\n", b"generation-1/../../x", b"generation-\\x", b"generation-1\0",
    b"\xff", b"generation-" + b"1" * 300, b"generation-" + b"1" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("content", CURRENTS, ids=lambda content: repr(content[:24]))
def test_current_that_names_no_generation(place: Path, content: bytes) -> None:
    (place / "CURRENT").write_bytes(content)
    refused(place, StoreDamaged, "again")
    build_index(place.parent / "articles", place, HashEmbedder())
    assert open_store(place, model=MODEL)


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_index(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    refused(tmp_path / name, StoreMissing, "qa index")


def test_another_format_or_model_is_named(place: Path) -> None:
    refused(place, StoreOutdated, "hash-64", "another model", "qa index", model="another model")
    manifest = place / "generation-1" / "manifest.json"
    fields = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(fields | {"format": "0"}))
    refused(place, StoreOutdated, "version", "qa index")


TITLE_ONLY = "---\ntitle: Only a Title\n---\nOnly a Title\n"


def test_articles_without_a_sentence(tmp_path: Path) -> None:
    empty = write_corpus(tmp_path / "articles", {"a.txt": TITLE_ONLY, "m.txt": "***\n"})
    with pytest.raises(CorpusError, match="No article holds a sentence"):
        build_index(empty, tmp_path / "index", HashEmbedder())
    corpus = write_corpus(empty, FILES)
    for _ in range(2):
        build_index(corpus, tmp_path / "index", HashEmbedder())
        store = open_store(tmp_path / "index", model=MODEL)
        assert [a.source for a in store.articles if not a.passages] == ["a.txt", "m.txt"]
        ranking = Retriever(store, HashEmbedder()).rank("only a title")
        assert len(ranking.passages) == len(store.passage_article)


def contents(text: str) -> tuple[list[IndexedArticle], Vectors, Vectors, bytes]:
    from index.articles import Article

    article, embedder = index_article(Article("a.txt", text, "")), HashEmbedder()
    passages = embedder.encode_passages(passage_texts(article))
    sentences = embedder.encode_passages(sentence_texts(article))
    return [article], passages, sentences, bytes(16 * (len(passages) + len(sentences)))


def test_readers_never_see_a_swap(tmp_path: Path) -> None:
    versions = [contents("The first text says this. It goes on."), contents("Another text stands here now.")]
    expected = [tuple(version[0]) for version in versions]
    write_store(tmp_path, *versions[1], model=MODEL)
    errors: list[BaseException] = []
    opened: list[Store] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set() and not errors:
            try:
                opened.append(open_store(tmp_path, model=MODEL))
            except BaseException as error:  # noqa: BLE001
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(60):
        write_store(tmp_path, *versions[number % 2], model=MODEL)
        remove_old_generations(tmp_path)
    done.set()
    for reader in readers:
        reader.join()
    assert not errors
    assert opened
    assert all(store.articles in expected for store in opened)
    assert len(list(tmp_path.glob("generation-*"))) == 2


@pytest.mark.parametrize("swaps", [1, 2])
def test_a_generation_that_goes_away_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swaps: int
) -> None:
    versions = [contents("The first text says this. It goes on."), contents("Another text stands here now.")]
    write_store(tmp_path, *versions[0], model=MODEL)
    read, left = index.store._checked, [swaps]

    def swapping(path: Path, expected: object) -> bytes:
        if path.name == "keys.bin" and left[0]:
            left[0] -= 1
            for _ in range(2):
                write_store(tmp_path, *versions[1], model=MODEL)
            remove_old_generations(tmp_path)
        return read(path, expected)

    monkeypatch.setattr(index.store, "_checked", swapping)
    assert open_store(tmp_path, model=MODEL).articles == tuple(versions[1][0])


def test_same_input_same_bytes(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "articles", FILES)
    for name in ("one", "two"):
        build_index(corpus, tmp_path / name, HashEmbedder())
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")
    assert set(DATA_FILES) < {Path(name).name for name in snapshot(tmp_path / "one")}
