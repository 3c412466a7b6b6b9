"""What is counted of a language model's answers, and the file that a person reads: with answers made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Gold
from eval.squad import DataError
from eval.written import ask_both, read_verdicts, summary, write_sample
from index.metadata import Published
from qa.types import Answer, Citation, Event, TextPiece, WrittenSentence

RIVER, TOWN = "The river rose in May.", "The town stood dry."
MODEL: Any = object()


def citation(quote: str, start: int) -> Citation:
    return Citation("a.txt", start, start + len(quote), quote, None, None, Published(), None, "body")


CITED = (citation(RIVER, 0), citation(TOWN, len(RIVER) + 1))


class StandIn:
    """Cites the river first, with a model and a question about the town the town; writes what `WRITTEN` says."""

    def stream(self, question: str, history: object, *, endpoint: object) -> Iterator[Event]:
        first = CITED[::-1] if endpoint and "town" in question else CITED
        yield TextPiece("…")
        if endpoint is None:
            yield Answer("answered", "…", first, 0.9)
        else:
            written, notice = WRITTEN[question]
            yield Answer("answered", "…", first, 0.9, written=written, notice=notice)


WRITTEN: dict[str, tuple[tuple[WrittenSentence, ...], str | None]] = {
    "When did the river rise?": (
        (
            WrittenSentence("It rose in May.", (1,), kept=True),
            WrittenSentence("It rose in June.", (1,), kept=False, reasons=("June is not there.",)),
            WrittenSentence("Both are true.", (1, 2), kept=True),
        ),
        None,
    ),
    "What of the town?": (
        (WrittenSentence("It sank.", (1,), kept=False, reasons=("June is not there.", "It is denied.")),),
        "Too little is left.",
    ),
}


def case(question: str, gold: Citation) -> Case:
    right = Gold("a.txt", gold.start, gold.end, gold.quote)
    return Case(question, "fact", "dev", question, (), True, (right,), ((0,),), (), "")


def test_what_is_shown_left_out_and_right_is_counted() -> None:
    assistant: Any = StandIn()
    asked = [case("When did the river rise?", CITED[0]), case("What of the town?", CITED[1])]
    report = summary(list(ask_both(assistant, MODEL, asked)))
    assert (report.questions, report.written, report.quoted) == (2, 4, 1)
    assert [(s.sentence, s.quotes) for s in report.shown] == [
        ("It rose in May.", (RIVER,)),
        ("Both are true.", (RIVER, TOWN)),
    ]
    assert report.left_out == (("June is not there.", 2), ("It is denied.", 1))
    assert (report.right.right, report.right_without.right) == (2, 1)
    assert report.changed == ("What of the town?",)
    assert "2 questions, 4 sentences written, 2 shown." in list(report.lines())


def test_a_sample_is_read_and_counted(tmp_path: Path) -> None:
    assistant: Any = StandIn()
    report = summary(list(ask_both(assistant, MODEL, [case("When did the river rise?", CITED[0])])))
    path = tmp_path / "sample" / "written.jsonl"
    write_sample(path, report.shown, 100)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sorted(line["sentence"] for line in lines) == ["Both are true.", "It rose in May."]
    assert lines[0]["question"] == "When did the river rise?"
    with pytest.raises(DataError, match="neither true nor false"):
        read_verdicts(path)
    lines[0]["supported"], lines[1]["supported"] = True, False
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    rate = read_verdicts(path)
    assert (rate.right, rate.of) == (1, 2)


def test_the_sample_is_the_same_each_time_and_no_longer_than_asked(tmp_path: Path) -> None:
    assistant: Any = StandIn()
    shown = summary(list(ask_both(assistant, MODEL, [case("When did the river rise?", CITED[0])]))).shown * 10
    write_sample(tmp_path / "one", shown, 5)
    write_sample(tmp_path / "other", shown, 5)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert len((tmp_path / "one").read_text("utf-8").splitlines()) == 5


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"sentence": "x"}'])
def test_a_file_that_holds_no_verdicts_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"x\.jsonl: holds no sentences"):
        read_verdicts(path)
    with pytest.raises(DataError):
        read_verdicts(tmp_path / "none")
