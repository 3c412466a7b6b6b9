"""The invented press articles: their questions fit them, and those held out stay out of the training."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.folders import (
    EXAM,
    INVENTED,
    LEARNT_FOLDERS,
    Folder,
    cases_of,
    from_folders,
    read_folders,
    standalone,
)
from eval.grounding import EXAM_PAIRS, PRESS_PAIRS, read_pairs
from eval.squad import DataError
from tests.fakes import write_corpus

FOLDERS = read_folders()

TOWN = "The town\n\nAlma has three bridges. They were built in 1904.\n\nOral has none. It lies on a plain."
BASE = {"type": "fact", "split": "dev", "history": [], "note": ""}
BRIDGES = BASE | {
    "id": "a",
    "question": "How many crossings are there in Alma?",
    "answerable": True,
    "gold": [{"source": "town.txt", "quote": "Alma has three bridges."}],
    "needs": [[0]],
    "answer": ["three"],
}
MAYOR = BASE | {
    "id": "b", "question": "Who is the mayor of Alma?", "answerable": False, "gold": [], "needs": [], "answer": []
}  # fmt: skip
LEANING = BRIDGES | {
    "id": "c",
    "question": "And there?",
    "history": [{"role": "user", "content": "How many bridges has Oral?"}],
    "note": "Standalone: How many bridges has Alma?",
}


def folder(tmp_path: Path, *questions: dict[str, object]) -> Folder:
    path = write_corpus(tmp_path / "towns", {"town.txt": TOWN})
    lines = "\n".join(json.dumps(question) for question in questions)
    (path / "questions.jsonl").write_text(lines, "utf-8")
    return Folder(path, cases_of(path))


def test_each_folder_has_its_questions_of_every_type() -> None:
    assert len(FOLDERS) == len({f.name for f in FOLDERS}) >= 16
    assert {f.name for f in FOLDERS} > LEARNT_FOLDERS
    for one in FOLDERS:
        kinds = Counter(case.type for case in one.cases)
        assert len(one.cases) == 147, one.name
        assert kinds["near"] == 26, one.name
        assert all(kinds[kind] >= 3 for kind in ("fact", "several_sources", "russian", "kazakh", "comment"))


def test_the_exam_is_no_part_of_what_is_learnt_from() -> None:
    exam = read_folders(EXAM)
    assert {case.split for one in exam for case in one.cases} == {"test"}
    assert not {one.name for one in exam} & {one.name for one in FOLDERS}


def test_follow_ups_say_what_they_mean() -> None:
    leaning = [case for one in FOLDERS for case in one.cases if case.type == "follow_up"]
    assert all(case.history and standalone(case) != case.question for case in leaning)


def test_folders_and_the_five_articles_share_no_sentence() -> None:
    seeds = " ".join(path.read_text("utf-8") for path in (INVENTED.parent.parent / "seeds").glob("*.txt"))
    assert not [g.quote for one in FOLDERS for case in one.cases for g in case.gold if g.quote in seeds]


def test_lists_know_where_the_answer_stands(tmp_path: Path) -> None:
    crossings, mayor, bridges, there = from_folders(
        [folder(tmp_path, BRIDGES, MAYOR, LEANING)], tmp_path / "work"
    )
    for one, question in (
        (crossings, "How many crossings are there in Alma?"),
        (bridges, "How many bridges has Alma?"),
        (there, "And there? (about: how many bridges has Oral)"),
    ):
        assert [e.question for e in one.right] == [question]
        assert [[e.text[a:b] for a, b in e.answers] for e in one.right] == [["three"]]
        assert not any(e.answers or "three bridges" in e.text for e in one.wrong)
    assert mayor.right == ()
    assert {e.question for e in mayor.wrong} == {"Who is the mayor of Alma?"}


def test_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no folder with a questions"):
        read_folders(tmp_path)


def test_evidence_of_the_pairs_stands_in_the_folders() -> None:
    sources: dict[str, set[str]] = {}
    for path, root, split in ((PRESS_PAIRS, INVENTED, "dev"), (EXAM_PAIRS, INVENTED.parent, "test")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            assert record["split"] == split
            for one in record["evidence"]:
                assert one["text"] in (root / one["source"]).read_text("utf-8")
                sources.setdefault(split, set()).add(one["source"].split("/")[-2])
    assert not sources["dev"] & sources["test"]
    assert (len(read_pairs(PRESS_PAIRS)), len(read_pairs(EXAM_PAIRS))) == (435, 160)
