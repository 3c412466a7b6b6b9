"""Indexes and saved answers against the files as they are now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.errors import QAError
from index.store import open_store
from qa import Assistant
from qa.verify import Verification, verify
from tests.fakes import HashEmbedder, run_qa, snapshot, write_corpus

FILES = {
    "bridge.txt": "The Bridge\n\nThe bridge was opened in May. It was closed in June.\n",
    "river.txt": "The River\n\nThe river rose\u2028by a metre.\n\nНа реке был мост 🌉. Then it fell.\n",
}
Answer = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles, with an index in ``index`` beside them."""
    write_corpus(tmp_path / "articles", FILES)
    build_index(tmp_path / "articles", tmp_path / "index", HashEmbedder())
    return tmp_path / "articles"


def check(folder: Path, *answers: Path) -> Verification:
    return verify(folder, open_store(folder.parent / "index").articles, answers)


def answer(folder: Path, question: str) -> Answer:
    """An answer as ``qa ask --json`` prints it."""
    assistant = Assistant(open_store(folder.parent / "index", model="hash-64"), HashEmbedder())
    found = assistant.ask(question).to_dict()
    assert found["status"] == "answered"
    return found


def save(folder: Path, text: str) -> Path:
    path = folder.parent / "answers.json"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_unchanged(folder: Path) -> None:
    was = snapshot(folder.parent)
    found = check(folder)
    assert found == Verification(sources=2, passages=found.passages, citations=0, problems=(), stale=False)
    assert found.passages >= 2
    assert snapshot(folder.parent) == was


def change(folder: Path) -> None:
    (folder / "river.txt").write_bytes(FILES["river.txt"].replace("metre", "mile").encode())


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed": (change, "river.txt: has changed since it was indexed; 1 of 1 passages"),
    "added at the end": (
        lambda folder: (folder / "river.txt").write_bytes(FILES["river.txt"].encode() + b"More.\n"),
        "river.txt: has changed since it was indexed; 0 of 1 passages",
    ),
    "other newlines": (
        lambda folder: (folder / "river.txt").write_bytes(FILES["river.txt"].replace("\n", "\r\n").encode()),
        "river.txt: has changed since it was indexed; 1 of 1 passages",
    ),
    "removed": (lambda folder: (folder / "river.txt").unlink(), "river.txt: is in the index, but not in"),
    "new": (lambda folder: (folder / "z.md").write_text("New."), "z.md: is new, and not in the index"),
    "unreadable": (lambda folder: (folder / "river.txt").write_bytes(b"\xff"), "river.txt: is not UTF-8"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_difference_is_named(folder: Path, name: str) -> None:
    make, message = CHANGES[name]
    make(folder)
    [problem] = check(folder).problems
    assert message in problem
    done = run_qa("verify", "-a", folder, "-i", folder.parent / "index")
    assert (done.returncode, done.stderr) == (1, "")
    assert message in done.stdout
    assert "1 differ from the files. Update the index with: qa index" in done.stdout


FORMS: dict[str, Callable[[list[Answer]], str]] = {
    "object": lambda answers: json.dumps(answers[0], ensure_ascii=False, indent=2),
    "list": lambda answers: json.dumps(answers),
    "lines": lambda answers: "\n".join(json.dumps(a, ensure_ascii=False) for a in answers) + "\n\n",
    "lines of Windows": lambda answers: "\r\n".join(json.dumps(a) for a in answers),
}


@pytest.mark.parametrize("form", FORMS)
def test_saved_answers(folder: Path, form: str) -> None:
    answers = [answer(folder, "Then it fell."), answer(folder, "The bridge was opened in May.")]
    quote = "The river rose\u2028by a metre."
    start = FILES["river.txt"].index(quote)
    odd = {"source": "river.txt", "start": start, "end": start + len(quote), "quote": quote}
    answers[0]["citations"].append(odd)
    path = save(folder, FORMS[form](answers))
    found = check(folder, path)
    assert found.problems == ()
    assert found.citations == sum(len(a["citations"]) for a in answers[: 1 if form == "object" else 2])
    change(folder)
    problems = check(folder, path).problems
    assert any(f"{path}, answer 1, [{len(answers[0]['citations'])}]: river.txt has" in p for p in problems)


def test_an_answer_that_was_not_found_has_nothing_to_verify(folder: Path) -> None:
    path = save(folder, json.dumps({"status": "not_found", "citations": []}))
    assert check(folder, path) == check(folder)


WRONG: dict[str, tuple[Answer, str]] = {
    "one too early": ({"start": 11, "end": 40}, "bridge.txt has other words at 11 to 40"),
    "one too late": ({"start": 13, "end": 42}, "bridge.txt has other words at 13 to 42"),
    "one too short": ({"end": 40}, "bridge.txt has other words at 12 to 40"),
    "other words": ({"quote": "The bridge was opened in Mai."}, "bridge.txt has other words"),
    "missing source": ({"source": "gone.txt"}, "cites 'gone.txt', which is not there"),
    "outside": ({"source": "../answers.json"}, "which is not there"),
    "source is a list": ({"source": ["bridge.txt"]}, "not there"),
    "quote is null": ({"quote": None}, "bridge.txt has other words"),
    "empty": ({"end": 12, "quote": ""}, "12 to 12 is no place"),
    "negative": ({"start": -30, "end": -1}, "is no place"),
    "no number": ({"start": "12"}, "'12' to 41 is no place"),
    "past the end": ({"start": 42, "end": 10**9, "quote": "It was closed in June.\n"}, "bridge.txt"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_citation_is_named(folder: Path, name: str) -> None:
    good = {"source": "bridge.txt", "start": 12, "end": 41, "quote": "The bridge was opened in May."}
    wrong, message = WRONG[name]
    path = save(folder, json.dumps({"citations": [good, good | wrong]}))
    done = run_qa("verify", path, "-a", folder, "-i", folder.parent / "index")
    assert (done.returncode, done.stderr) == (1, "")
    [problem, summary] = done.stdout.splitlines()
    assert problem.startswith(f"{path}, answer 1, [2]")
    assert message in problem
    assert "2 saved citations: 1 differ" in summary


@pytest.mark.parametrize("field", ["source", "start", "end", "quote"])
def test_a_citation_without_a_field_is_named(folder: Path, field: str) -> None:
    good = {"source": "bridge.txt", "start": 12, "end": 41, "quote": "The bridge was opened in May."}
    del good[field]
    [problem] = check(folder, save(folder, json.dumps({"citations": [good]}))).problems
    assert field in problem


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no JSON"),
        (b"\n\n", "is no JSON"),
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"citations": []}\n{', "is no JSON"),
        ('{"citations": []}'.encode("utf-16"), "cannot be read"),
        (b"3", "answer 1 has no list of citations"),
        (b"{}", "answer 1 has no list of citations"),
        (b'[{"citations": []}, {"citations": {}}]', "answer 2 has no list of citations"),
        (b'{"citations": [1]}', "answer 1 has no list of citations"),
        (None, "cannot be read"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_holds_no_answers_is_refused(folder: Path, content: bytes | None, message: str) -> None:
    path = folder.parent / "answers.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QAError, match=message) as raised:
        check(folder, path)
    assert str(raised.value).startswith(str(path))
    assert len(str(raised.value).splitlines()) == 1


def test_a_bad_answer_file_on_the_command_line(folder: Path) -> None:
    path = save(folder, "no JSON")
    done = run_qa("verify", path, "-a", folder, "-i", folder.parent / "index")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"qa: {path}: is no JSON")


def test_a_file_that_was_left_out_is_no_new_one(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "articles", {"a.txt": "The bridge was opened in May."})
    (folder / "bad.txt").write_bytes(b"\xff")
    build_index(folder, tmp_path / "index", HashEmbedder(), skip_bad=True)
    assert check(folder).problems == ()
