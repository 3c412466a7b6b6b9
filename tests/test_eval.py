"""The evaluation's retrieval run, on data that a person can check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import eval.answers
import index.embedding
from eval.__main__ import app
from eval.answers import measure_answers
from eval.retrieval import measure
from eval.squad import DataError, Question, read_squad
from eval.systems import History, System, open_system
from qa import Answer, Assistant, Citation
from tests.fakes import HashEmbedder, write_corpus

ROOT = Path(__file__).parent.parent

PARAGRAPHS = ["Wheat grows in the north.", "Oil flows to the port.", "Snow falls in the mountains."]


def squad(questions: list[tuple[str, int, str]]) -> dict[str, Any]:
    """Data in SQuAD's form: each question with its paragraph and its answer ("" for none)."""
    articles = []
    for number, context in enumerate(PARAGRAPHS):
        qas = [
            {
                "question": text,
                "answers": [{"text": answer, "answer_start": context.index(answer)}] if answer else [],
                "is_impossible": not answer,
            }
            for text, paragraph, answer in questions
            if paragraph == number
        ]
        articles.append({"title": str(number), "paragraphs": [{"context": context, "qas": qas}]})
    return {"version": "x", "data": articles}


RIGHT = ("Where does wheat grow in the north?", 0, "north")
WRONG = ("oil flows to the port?", 2, "Snow")
NONE = ("Why?", 1, "")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (index.embedding, eval.answers):
        monkeypatch.setattr(module, "SentenceTransformerEmbedder", lambda model=None: HashEmbedder())
    monkeypatch.setenv("QA_EVIDENCE_MODEL", "none")
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad([RIGHT, WRONG, NONE])))
    return path


def test_recall_counts_questions_whose_paragraph_comes_first(data: Path) -> None:
    recall = measure(read_squad(data), read_squad(data))
    assert (recall.questions, recall.paragraphs) == (2, 3)
    assert recall.at[1] == 0.5
    assert recall.at[3] == 1.0
    assert recall.errors[1] == pytest.approx((0.25 / 2) ** 0.5)


def test_questions_of_another_version_ask_the_same_paragraphs(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(squad([RIGHT])))
    assert measure(read_squad(data), read_squad(other)).at[1] == 1.0


def test_reading_keeps_places_and_parts(data: Path) -> None:
    read = read_squad(data)
    assert read.questions[0] == Question(RIGHT[0], 0, ((19, 24),))
    assert PARAGRAPHS[0][19:24] == "north"
    part = read.only_articles([2])
    assert part.paragraphs == (PARAGRAPHS[2],)
    assert [q.paragraph for q in part.questions] == [0]


def test_the_command_prints_a_table(data: Path) -> None:
    result = CliRunner().invoke(app, ["retrieval", "--squad", str(data)])
    assert result.exit_code == 0
    assert "2 questions, 3 paragraphs" in result.output
    assert "0.500" in result.output


@pytest.mark.parametrize("content", ["", "[]", '{"data": [{}]}', '{"data": 3}', "\x00"])
def test_other_data_is_refused_with_its_path(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(DataError, match=r"bad\.json: is not in SQuAD's form"):
        read_squad(path)


@pytest.mark.parametrize("line", ["{", '{"id": "x"}'])
def test_a_malformed_question_ends_with_status_2_and_nothing_written(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_text(line)
    command = [sys.executable, "-m", "eval", "run", "--questions", str(tmp_path / "q.jsonl"), "--output"]
    done = subprocess.run(
        [*command, str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"eval: {tmp_path / 'q.jsonl'}, line 1: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_any_system_can_be_named(data: Path) -> None:
    folder = write_corpus(data.parent / "a", {"a.txt": "Wheat grows in the north."})
    assistant = Assistant.open(folder, data.parent / "i")
    system = open_system("tests.test_eval:parrot", assistant, HashEmbedder())
    assert system.ask("Hello?", ()).text == "Hello?"
    with pytest.raises(DataError, match=r"no system 'tests\.test_eval:nothing'"):
        open_system("tests.test_eval:nothing", assistant, HashEmbedder())


def parrot(assistant: Assistant) -> System:
    """A system that says what it hears."""

    class Parrot:
        def ask(self, question: str, history: History) -> Answer:
            return Answer("answered", question, (), 0.5)

        def rank(self, question: str, history: History) -> list[Citation]:
            return []

    return Parrot()


def test_answers_over_data_in_squads_form(data: Path) -> None:
    report = measure_answers(read_squad(data), read_squad(data))
    assert report.sentence_at_1 == 0.5
    assert report.sentence_at_3 == 1.0
    assert report.recall.at[1] == 0.5
    assert report.auroc_own is not None
    assert report.auroc_others is None  # all its answerable questions are about one half
