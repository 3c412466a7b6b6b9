"""Verdicts on answers: kept line by line, whatever a browser sends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from eval.__main__ import app
from eval.cases import read_cases
from eval.squad import DataError
from qa import feedback
from qa.chat_session import Session, Turn
from qa.taking import exchanges_of, judged, saved
from qa.types import Answer
from tests.test_export import BOTH, FOUND, MISSING

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture
def session() -> Session:
    made = Session()
    made.turns = [Turn(q, "", answer) for q, answer, _ in BOTH] + [Turn("Broken?", "")]
    return made


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / feedback.FILE).read_text("utf-8").splitlines()]


def test_verdicts_are_added_one_line_each(tmp_path: Path, session: Session) -> None:
    for sent in (
        {"turn": 0, "verdict": "up", "reason": "Right,\nand short. \ud800"},
        {"turn": 1, "verdict": "down", "reason": "x" * 5000},
    ):
        assert "Kept in feedback.jsonl" in judged(session, tmp_path, sent, NOW)["said"]
    first, second = lines_of(tmp_path)
    assert (first["question"], first["verdict"]) == ("How many died?", "up")
    assert first["answer"] == json.loads(json.dumps(FOUND.to_dict()))
    assert first["reason"] == "Right, and short. \ud800"
    assert first["time"] == "2026-11-22T12:30:00+00:00"
    assert second["reason"] == "x" * feedback.MAX_REASON


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"turn": 3, "verdict": "up", "reason": ""},
        {"turn": 2, "verdict": "up", "reason": ""},
        {"turn": -1, "verdict": "up", "reason": ""},
        {"turn": True, "verdict": "up", "reason": ""},
        {"turn": "0", "verdict": "up", "reason": ""},
        {"turn": 0, "verdict": "maybe", "reason": ""},
        {"turn": 0, "verdict": ["up"], "reason": ""},
        {"turn": 0, "verdict": "up", "reason": {}},
    ],
)
def test_nonsense_is_not_kept(tmp_path: Path, session: Session, sent: dict[str, object]) -> None:
    assert judged(session, tmp_path, sent, NOW) == {"said": "There is no such answer."}
    assert not list(tmp_path.iterdir())


def test_a_verdict_that_cannot_be_kept_is_one_clear_line(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"turn": 0, "verdict": "up", "reason": ""}
    assert "cannot be written" in judged(session, tmp_path / "gone" / "folder", sent, NOW)["said"]
    assert judged(session, None, sent, NOW) == {"said": "There is no such answer."}
    monkeypatch.setattr(feedback, "_SECONDS", 0.01)
    with FileLock(tmp_path / f"{feedback.FILE}.lock"):
        assert "holds its lock" in judged(session, tmp_path, sent, NOW)["said"]
    monkeypatch.setattr(feedback, "_MAX_BYTES", 100)
    assert "is full" in judged(session, tmp_path, sent, NOW)["said"]


@pytest.mark.parametrize("form", [None, "", "exe", ["md"], {}, 1])
def test_only_the_three_forms_are_saved(session: Session, form: object) -> None:
    assert "text" not in saved(exchanges_of(session), form, NOW)


def test_files_hold_the_answered_questions(session: Session) -> None:
    for form in ("md", "json", "html"):
        file = saved(exchanges_of(session), form, NOW)
        assert file["name"] == f"answers-2026-11-22-1230.{form}"
        assert "Who sang?" in file["text"]
        assert "Broken?" not in file["text"]
    assert "text" not in saved([], "md", NOW)


def test_praised_answers_have_the_form_of_the_evaluation_set(tmp_path: Path) -> None:
    quote = replace(FOUND.citations[0], quote="238 people died.")
    for question, answer, verdict in (
        ("How many?", replace(FOUND, citations=(quote,)), "up"),
        ("Who?", FOUND, "up"),
        ("Who?", FOUND, "down"),  # thought better of it
        ("Who sang?", MISSING, "up"),
    ):
        feedback.keep(tmp_path, question, answer, verdict, time=NOW)  # type: ignore[arg-type]
    lines = (tmp_path / feedback.FILE).read_text("utf-8").splitlines()
    made = tmp_path / "questions.jsonl"
    made.write_text("\n".join(map(json.dumps, feedback.cases(lines))), "utf-8")
    first, second = read_cases(made, {"a.txt": "In January, 238 people died."})
    assert (first.id, first.question, first.gold[0].start) == ("feedback-001", "How many?", 12)
    assert (second.question, second.answerable) == ("Who sang in May?", False)


def test_answers_are_what_a_session_hands_out(session: Session) -> None:
    assert exchanges_of(session) == BOTH
    assert all(isinstance(answer, Answer) for _, answer, _ in exchanges_of(session))


def test_the_command_prints_praise_as_questions(tmp_path: Path, session: Session) -> None:
    judged(session, tmp_path, {"turn": 0, "verdict": "up", "reason": "Қысқа \ud800"}, NOW)
    done = CliRunner().invoke(app, ["feedback", str(tmp_path / feedback.FILE)])
    (line,) = done.stdout.splitlines()
    assert (json.loads(line)["question"], json.loads(line)["note"]) == ("How many died?", "Қысқа ?")
    (tmp_path / "other").write_text("no feedback", "utf-8")
    with pytest.raises(DataError, match="is no feedback of the chat"):
        CliRunner().invoke(app, ["feedback", str(tmp_path / "other")], catch_exceptions=False)
