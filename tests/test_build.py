"""Builds: only what is new is embedded, and a stopped build goes on where it was."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

import index.build
from index.articles import read_corpus
from index.build import BuildReport, build_index
from index.errors import StoreBusy, StoreError
from index.store import open_store
from tests.fakes import (
    NEW,
    OLD,
    HashEmbedder,
    assert_no_litter,
    assert_refused,
    generation,
    run_qa,
    snapshot,
    write_corpus,
)

BATCH = 8

# Processes begun from a clean server process, which has loaded what a build needs.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["index.build"])


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.build, "_BATCH", BATCH)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The folder of a good index of `OLD`; ``articles`` beside it holds `NEW`."""
    write_corpus(tmp_path / "old", OLD)
    write_corpus(tmp_path / "articles", NEW)
    build_index(tmp_path / "old", tmp_path / "before", HashEmbedder())
    return tmp_path / "before"


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def test_unchanged_text_is_not_embedded_again(before: Path) -> None:
    whole = snapshot(before)
    embedder = HashEmbedder()
    report = build_index(before.parent / "old", before, embedder)
    assert counts(report) == (0, 0, 0, 12)
    assert (report.embedded, report.written, embedder.calls) == (0, False, 0)
    assert snapshot(before) == whole


def test_only_what_is_new_is_embedded(before: Path) -> None:
    embedder = HashEmbedder()
    report = build_index(before.parent / "articles", before, embedder)
    assert counts(report) == (1, 1, 1, 10)
    assert report.written
    assert report.embedded == len(embedder.texts) == len(set(embedder.texts))
    assert all(
        "river" in text or "one bridge" in text or text == "The others fell." for text in embedder.texts
    )
    fresh = before.parent / "fresh"
    build_index(before.parent / "articles", fresh, HashEmbedder())
    assert generation(before) == generation(fresh)
    assert_no_litter(before)


def test_a_renamed_file_keeps_its_vectors(before: Path) -> None:
    (before.parent / "old" / "00.txt").rename(before.parent / "old" / "99.txt")
    report = build_index(before.parent / "old", before, HashEmbedder())
    assert counts(report) == (1, 0, 1, 11)
    assert report.embedded == 0
    assert "99.txt" in {article.source for article in open_store(before).articles}


def stop_at(batch: int) -> Callable[[int], None]:
    def stop(number: int) -> None:
        if number == batch:
            raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_a_stopped_build_goes_on_where_it_was(before: Path, batches: int) -> None:
    was, articles = generation(before), before.parent / "articles"
    with pytest.raises(KeyboardInterrupt):
        build_index(articles, before, HashEmbedder(before_batch=stop_at(batches)))
    assert generation(before) == was
    report = build_index(articles, before, rest := HashEmbedder())
    build_index(articles, before.parent / "fresh", every := HashEmbedder())
    new = [text for text in every.texts if "river" in text or "one bridge" in text or "others" in text]
    assert report.embedded == len(rest.texts) == len(new) - batches * BATCH
    assert generation(before) == generation(before.parent / "fresh")
    assert_no_litter(before)


def zeros(data: bytes) -> bytes:
    """What a power cut may leave: a file of full length whose end never reached the disk."""
    return data[:-700] + bytes(700)


TORN: dict[str, Callable[[bytes], bytes]] = {
    "last record": lambda data: data[:-5],
    "header": lambda data: data[:20],
    "header's size": lambda data: data[:34],
    "everything": lambda data: b"",
    "another header": lambda data: b"?" * 40 + data,
    "end is zeros": zeros,
    "size is zero": lambda data: data[:32] + bytes(4) + data[36:],
}


@pytest.mark.parametrize("name", TORN)
def test_a_torn_list_of_embedded_texts(before: Path, name: str) -> None:
    articles = before.parent / "articles"
    with pytest.raises(KeyboardInterrupt):
        build_index(articles, before, HashEmbedder(before_batch=stop_at(2)))
    part = before / "embedded.part"
    part.write_bytes(TORN[name](part.read_bytes()))
    for place in (before, before.parent / "fresh"):
        build_index(articles, place, HashEmbedder())
    assert generation(before) == generation(before.parent / "fresh")
    assert_no_litter(before)


def test_what_another_model_embedded_is_not_used(before: Path) -> None:
    articles = before.parent / "articles"
    with pytest.raises(KeyboardInterrupt):
        build_index(articles, before, HashEmbedder(fingerprint="other", before_batch=stop_at(4)))
    assert (before / "embedded.part").stat().st_size > 0
    shutil.copytree(before, before.parent / "copy", ignore=shutil.ignore_patterns("embedded.part"))
    build_index(articles, before.parent / "copy", every := HashEmbedder())
    build_index(articles, before, rest := HashEmbedder())
    assert rest.texts == every.texts
    assert_no_litter(before)


def test_what_is_embedded_for_an_article_that_went_away_is_forgotten(before: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(before.parent / "articles", before, HashEmbedder(before_batch=stop_at(2)))
    assert not build_index(before.parent / "old", before, HashEmbedder()).written
    assert_no_litter(before)


def wait_inside(articles: Path, place: Path, inside: Event, go_on: Event) -> None:
    def wait(number: int) -> None:
        inside.set()
        go_on.wait(60)

    build_index(articles, place, HashEmbedder(before_batch=wait))


def test_a_second_build_at_the_same_time_is_refused_at_once(before: Path) -> None:
    articles, inside, go_on = before.parent / "articles", processes.Event(), processes.Event()
    first = processes.Process(target=wait_inside, args=(articles, before, inside, go_on))
    first.start()
    assert inside.wait(60)
    with pytest.raises(StoreBusy, match="another process"):
        build_index(articles, before, HashEmbedder())
    go_on.set()
    first.join(60)
    assert first.exitcode == 0
    assert "20.txt" in {article.source for article in open_store(before).articles}


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "bad.txt: is empty"),
    "white space": (" \r\n\t\u00a0\u2003\u3000\u2028\x0b\n".encode(), "bad.txt: is empty"),
    "byte order mark": (b"\xef\xbb\xbf\n", "bad.txt: is empty"),
    "binary": (b"a\0b", "bad.txt: is binary (a zero byte at 1)"),
    "not UTF-8": (b"one\r\ntwo \xff", "bad.txt: is not UTF-8: byte 0xff at position 9, line 2"),
    "cut character": ("ы".encode()[:1], "position 0, line 1"),
    "UTF-16": ("text".encode("utf-16"), "bad.txt: is UTF-16; save it as UTF-8"),
    "UTF-16 without mark": ("text".encode("utf-16-le"), "bad.txt: is binary"),
    "no date": (b"---\ndate: someday\n---\nText.\n", "bad.txt: front matter: 'someday' is no date"),
    "no month": (b"---\ndate: 2022-13\n---\nText.\n", "bad.txt: front matter"),
    "no day": (b"---\ndate: 2022-02-30\n---\nText.\n", "bad.txt: front matter"),
    "month 0": (b"---\ndate: 2022-00-05\n---\nText.\n", "bad.txt: front matter"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file(before: Path, name: str) -> None:
    content, message = BAD_FILES[name]
    (before.parent / "articles" / "bad.txt").write_bytes(content)
    was = snapshot(before)
    assert_refused(run_qa("index", before.parent / "articles", "--index", before), message, "--skip-bad")
    assert snapshot(before) == was


def named_as_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
        path.mkdir()


BAD_FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (lambda bad: os.mkfifo(bad / "x.txt"), "x.txt: is no ordinary file"),
    "broken link": (lambda bad: (bad / "x.txt").symlink_to("gone.txt"), "x.txt: cannot be read (No such"),
    "link to itself": (lambda bad: (bad / "x.txt").symlink_to("x.txt"), "x.txt: "),
    "link leading out": (lambda bad: (bad / "x.txt").symlink_to("../old/01.txt"), "leads out of the folder"),
    "control character": (lambda bad: (bad / "x\x1b[31m\n.txt").write_text("Text."), r"x\x1b[31m\n.txt"),
    "undecodable name": (lambda bad: (bad / os.fsdecode(b"x\xff.txt")).write_text("Text."), "x\\udcff"),
    "sources no TOML": (lambda bad: (bad / "sources.toml").write_text("= x"), "sources.toml: cannot be read"),
    "sources no UTF-8": (lambda bad: (bad / "sources.toml").write_bytes(b"\xff"), "sources.toml: cannot be"),
    "sources a folder": (lambda bad: (bad / "sources.toml").mkdir(), "sources.toml: cannot be read"),
    "sources a pipe": (lambda bad: os.mkfifo(bad / "sources.toml"), "sources.toml"),
    "no table": (lambda bad: (bad / "sources.toml").write_text("x = 1"), "'x' is no table"),
    "unknown basis": (
        lambda bad: (bad / "sources.toml").write_text('["00.txt"]\ntitle = {value = "T", basis = "guess"}'),
        "basis 'guess' is none of stated",
    ),
    "from after to": (
        lambda bad: (bad / "sources.toml").write_text('["00.txt"]\npublished = {from = "2023", to = "2022"}'),
        "is later than",
    ),
    "not there": (lambda bad: (bad / "sources.toml").write_text('["b.txt"]'), "b.txt: named in sources.toml"),
    "folder named as a file": (named_as_files, "no readable .txt or .md file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FOLDERS)
def test_bad_folder(before: Path, name: str) -> None:
    spoil, message = BAD_FOLDERS[name]
    spoil(before.parent / "articles")
    was = snapshot(before)
    done = run_qa("index", before.parent / "articles", "--index", before)
    assert_refused(done, message)
    assert snapshot(before) == was


ALIASES = "b0: &b0 [x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 10))
FRONT_MATTER = {
    "surrogate": 'title: "\\ud800"',
    "surrogate in a reason": 'published: {value: 2022, why: "\\ud800"}',
    "nested": f"title: {'[' * 8000}",
    "aliases": f"{ALIASES}title: *b9",
    "aliases in a date": f"{ALIASES}date: *b9",
    "aliases in a reason": f"{ALIASES}published: {{value: 2022, why: *b9}}",
    "tags": "title: !!bool x\ndate: !!timestamp x\nauthor: !!int ''",
}
HOSTILE = {name: f"---\n{yaml}\n---\nThis is the text of it.\n" for name, yaml in FRONT_MATTER.items()} | {
    "categories": f"A Title\n{'aa | ' * 30}=\nThis is the text of it, and it goes on for a while.\n" * 2,
    "ellipses": "“" + "He said... " * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_article(before: Path, name: str) -> None:
    write_corpus(before.parent / "articles", {"hostile.txt": HOSTILE[name]})
    done = run_qa("index", before.parent / "articles", "-i", before)
    if done.returncode:
        assert_refused(done, "hostile.txt")
    assert len(open_store(before, model="hash-64").articles) == (12 if done.returncode else 13)


@pytest.mark.parametrize("moment", ["2022-09-14T10:00:00Z", "2022-09-14 10:00:00 +02:00", "2022-9-14"])
def test_a_moment_is_a_date(tmp_path: Path, moment: str) -> None:
    text = f"---\ndate: {moment}\nauthor:\npublisher: null\n---\nText.\n"
    [article] = read_corpus(write_corpus(tmp_path, {"a.txt": text})).articles
    assert str(article.metadata.published) == "2022-09-14"
    assert (article.metadata.author, article.metadata.publisher) == (None, None)


def test_the_folder_of_another_program_is_left_alone(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "articles", {"a.txt": "The bridge was opened in May."})
    other = write_corpus(tmp_path / "other", {"CURRENT": "MANIFEST-000004\n"})
    with pytest.raises(StoreError, match="holds other files"):
        build_index(folder, other, HashEmbedder())
    assert (other / "CURRENT").read_text() == "MANIFEST-000004\n"
