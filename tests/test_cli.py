"""The command line: what cannot be used is one line on stderr, and nothing else happens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

import index.embedding
from index.build import build_index
from qa.cli import app
from tests.fakes import CONTROL, HashEmbedder, assert_refused, run_qa, snapshot, write_corpus

GOOD = {"a.txt": "The Bridge\n\nThe bridge was opened in May. It was closed in June.\n"}
QUESTION = "The bridge was opened in May."
COMMANDS = ("index", "ask", "search", "sources", "verify", "chat")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A good index of the articles in ``good``; ``bad`` beside it holds the same to begin with."""
    write_corpus(tmp_path / "bad", GOOD)
    build_index(write_corpus(tmp_path / "good", GOOD), tmp_path / "index", HashEmbedder())
    return tmp_path / "index"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embedding, "SentenceTransformerEmbedder", lambda model=None: HashEmbedder())
    monkeypatch.setenv("QA_EVIDENCE_MODEL", "none")


@pytest.mark.parametrize(
    ("folder", "message"),
    [("nowhere", "no such folder"), ("good/a.txt", "is a file"), ("index", "no readable")],
)
@pytest.mark.parametrize("command", ["index", "ask"])
def test_bad_folder_name(place: Path, command: str, folder: str, message: str) -> None:
    path = place.parent / folder
    was = snapshot(place.parent)
    done = run_qa("index", path) if command == "index" else run_qa("ask", QUESTION, "--articles", path)
    assert_refused(done, message, str(path))
    assert {k: v for k, v in snapshot(place.parent).items() if ".qa-index" not in k} == was


QUESTIONS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "empty"),
    "white space": (" \n\t", "empty"),
    "punctuation": ("?!… — ‽", "empty"),
    "long": ("why " * 25_000, "100,000 characters"),
    "undecodable": (b"\xff\xfe \xed\xa0\x80", "empty"),
    "control characters": ("\x1b\x07\x7f", "empty"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_bad_question(place: Path, name: str) -> None:
    question, message = QUESTIONS[name]
    good, was = place.parent / "good", snapshot(place)
    assert_refused(run_qa("ask", question, "-a", good, "-i", place), message)
    assert snapshot(place) == was
    if name == "empty":
        assert_refused(run_qa("search", question, "-a", good), message)
        assert not (good / ".qa-index").exists()


def test_a_question_of_odd_characters_is_answered(place: Path) -> None:
    arguments = ("-a", place.parent / "good", "-i", place, "--json")
    done = run_qa("ask", b"\x1b[31m\x07 The bridge was opened in May. \xff", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["citations"][0]["quote"] == QUESTION


def manifest(place: Path, old: str, new: str) -> None:
    path = place / "generation-1" / "manifest.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


BAD_INDEXES: dict[str, tuple[Callable[[Path], object], str]] = {
    "another version": (lambda place: manifest(place, '"format": "2"', '"format": "0"'), "another version"),
    "another model": (lambda place: manifest(place, "hash-64", "hash-65"), "hash-65"),
    "damaged": (lambda place: (place / "generation-1" / "keys.bin").write_bytes(b"x"), "keys.bin: is not as"),
    "missing file": (lambda place: (place / "generation-1" / "articles.jsonl").unlink(), "articles.jsonl"),
    "CURRENT": (lambda place: (place / "CURRENT").write_text("../x"), "CURRENT: names no generation"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_INDEXES)
def test_bad_index(place: Path, name: str) -> None:
    spoil, message = BAD_INDEXES[name]
    spoil(place)
    was = snapshot(place)
    assert_refused(run_qa("ask", QUESTION, "-a", place.parent / "good", "-i", place), message, str(place))
    assert snapshot(place) == was


def test_index_is_a_file_or_cannot_be_written(place: Path) -> None:
    articles, file = place.parent / "good", place.parent / "good" / "a.txt"
    for arguments in (("index", articles), ("ask", QUESTION, "-a", articles)):
        for where in (file, file / "index"):
            done = run_qa(*arguments, "-i", where)
            assert_refused(done, str(file))
            assert "Remove" not in done.stderr
    assert file.read_text() == GOOD["a.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_read_only_index(place: Path) -> None:
    write_corpus(place.parent / "bad", {"new.txt": "This is new here, and it stays."})
    place.chmod(0o555)
    assert_refused(run_qa("index", place.parent / "bad", "-i", place), "Permission denied", "as it was")
    place.chmod(0o755)


def test_a_second_build_is_refused(place: Path) -> None:
    was = snapshot(place)
    with FileLock(place / "lock"):
        assert_refused(run_qa("index", place.parent / "bad", "-i", place), "another process is building")
    assert snapshot(place) == was


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written(place: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_qa("sources", "-a", place.parent / "good", "-i", place, stdout=full)
    assert done.returncode == 2
    assert re.fullmatch(r"qa: .*No space left on device.*\n", done.stderr)


def test_output_that_nobody_takes_is_no_error_to_tell(place: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run_qa("sources", "-a", place.parent / "good", "-i", place, stdout=writing)
    os.close(writing)
    assert done.returncode
    assert done.stderr == ""


SEQUENCES = "\x1b]0;owned\x07 \x9b31m \u202eevil\u202c \x7f\x85 "


def test_no_control_sequence_reaches_the_terminal(tmp_path: Path, fake: None) -> None:
    corpus = write_corpus(
        tmp_path / "\x1b[5m",
        {
            "a.txt": f"The Bridge\n\nThe bridge{SEQUENCES.replace(chr(0x85), '')}was opened in May.\n",
            "sources.toml": f'["a.txt"]\nauthor = {json.dumps(SEQUENCES)}\n'.replace("\x7f", "").replace(
                "\x9b", "\\u009b"
            ),
        },
    )
    where = ["-a", str(corpus), "-i", str(tmp_path / "index")]
    outputs = [
        CliRunner().invoke(app, [*command, *where, *json_too])
        for command in (["ask", QUESTION], ["search", "bridge"], ["sources"])
        for json_too in ([], ["--json"])
    ]
    (corpus / "a.txt").write_text("\x1b[31m")
    write_corpus(corpus, {"\x1b[31m.txt": "New."})
    outputs.append(CliRunner().invoke(app, ["verify", *where]))
    for done in outputs:
        assert done.stdout
        assert not CONTROL.search(done.stdout), done.stdout
        assert not done.stderr
    assert [done.exit_code for done in outputs] == [0, 0, 0, 0, 0, 0, 1]


def test_json_output_can_be_verified(tmp_path: Path, fake: None) -> None:
    text = GOOD["a.txt"].replace("was opened", "was\x9b opened\x7f")
    corpus = write_corpus(tmp_path / "articles", {"a.txt": text})
    where = ["-a", str(corpus), "-i", str(tmp_path / "index")]
    asked = CliRunner().invoke(app, ["ask", QUESTION, "--json", *where])
    answer = json.loads(asked.stdout)
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    (tmp_path / "answer.json").write_text(asked.stdout)
    checked = CliRunner().invoke(app, ["verify", str(tmp_path / "answer.json"), *where])
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert f"{len(answer['citations'])} saved citations: all as in the files." in checked.stdout
    found = json.loads(CliRunner().invoke(app, ["search", "bridge", "--json", *where]).stdout)
    assert all(text[hit["start"] : hit["end"]] == hit["text"] for hit in found)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.stdout
    assert all(name in done.stdout for name in COMMANDS) or command


def test_import_is_light() -> None:
    heavy = "torch faiss gradio transformers sentence_transformers sklearn scipy bm25s numpy"
    code = f"import sys, qa, qa.cli; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
