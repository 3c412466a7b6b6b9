"""Two runs side by side: verdicts on hand-made runs whose truth is known."""

from __future__ import annotations

from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from eval.compare import Comparison, compare, paired_p, render_comparison


def case(number: int, score: float, **more: Any) -> dict[str, Any]:
    found = bool(more.get("status", "answered") == "answered")
    quote = f"Sentence {number}, {'right' if score else 'wrong'}."
    cited = (
        [{"source": "a.txt", "start": number, "end": number + len(quote), "quote": quote}] if found else []
    )
    return {
        "id": f"q-{number:02d}", "type": "fact", "question": f"Question {number}?", "answerable": True,
        "status": "answered", "citations": cited,
        "scores": {"evidence@1": score, "false_refusal": float(not found)},
    } | more  # fmt: skip


def run_of(cases: list[dict[str, Any]], system: str = "one", **figures: float) -> dict[str, Any]:
    names = dict.fromkeys(name for case in cases for name in case["scores"])
    known = {name: {"value": 0.5, "low": None, "high": None, "n": len(cases)} for name in names}
    known |= {
        name: {"value": value, "low": None, "high": None, "n": len(cases)} for name, value in figures.items()
    }
    return {"system": system, "split": "dev", "questions": len(cases), "figures": known, "cases": cases}


def shown(comparison: Comparison) -> str:
    console = Console(file=StringIO(), width=140, force_terminal=True)
    console.print(render_comparison(comparison))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


WRONG = run_of([case(n, float(n >= 15)) for n in range(20)], "wrong")
RIGHT = run_of([case(n, 1.0) for n in range(20)], "right")


def test_clearly_better_and_clearly_worse() -> None:
    better, worse = compare(WRONG, RIGHT), compare(RIGHT, WRONG)
    figure = better.figures[0]
    assert (figure.name, figure.n, figure.a, figure.b, figure.difference) == (
        "evidence@1",
        20,
        0.25,
        1.0,
        0.75,
    )
    assert figure.verdict == "better"
    assert worse.figures[0].verdict == "worse"
    assert [change.id for change in better.better] == [f"q-{n:02d}" for n in range(15)]
    assert better.worse == worse.better == ()
    first = better.better[0]
    assert [(move.name, move.before, move.after) for move in first.moves] == [("evidence@1", "0", "1")]
    assert first.a
    assert first.b
    assert (first.a.quote, first.b.quote) == ("Sentence 0, wrong.", "Sentence 0, right.")


def test_equal_runs_are_within_noise() -> None:
    same = compare(RIGHT, RIGHT)
    assert {figure.verdict for figure in same.figures} == {"within noise"}
    assert {figure.p for figure in same.figures} == {1.0}
    assert same.better == same.worse == ()


def test_a_small_difference_is_within_noise() -> None:
    nearly = run_of([case(n, float(n >= 3)) for n in range(20)])
    assert compare(nearly, RIGHT).figures[0].verdict == "within noise"


def test_lower_is_better_where_it_is() -> None:
    refusing = run_of([case(n, 1.0, status="not_found") for n in range(20)])
    figures = {figure.name: figure for figure in compare(refusing, RIGHT).figures}
    assert figures["false_refusal"].difference == -1.0
    assert figures["false_refusal"].verdict == "better"


def test_status_is_judged_by_what_the_articles_answer() -> None:
    asked: list[dict[str, Any]] = [
        case(1, 0.0, answerable=answerable, scores={}) for answerable in (True, False)
    ]
    asked[1]["id"] = "q-02"
    refused = [one | {"status": "not_found", "citations": []} for one in asked]
    result = compare(run_of(refused), run_of(asked))
    assert [change.id for change in result.better] == ["q-01"]
    assert [change.id for change in result.worse] == ["q-02"]
    assert result.better[0].a is None
    assert "nothing cited" in shown(result)


def test_a_question_may_move_both_ways() -> None:
    before = run_of([case(1, 0.0, scores={"evidence@1": 0.0, "needs_met@5": 1.0})])
    after = run_of([case(1, 0.0, scores={"evidence@1": 1.0, "needs_met@5": 0.0})])
    result = compare(before, after)
    assert [move.name for change in result.better for move in change.moves] == ["evidence@1"]
    assert [move.name for change in result.worse for move in change.moves] == ["needs_met@5"]


def test_only_common_questions_are_compared() -> None:
    some = run_of([case(n, 1.0) for n in range(10, 25)], "some", auroc=0.9)
    result = compare(run_of(WRONG["cases"], auroc=0.8), some)
    assert (result.questions, result.only_a, result.only_b) == (10, 10, 5)
    assert [figure.name for figure in result.figures] == ["evidence@1", "false_refusal"]
    assert (result.figures[0].a, result.figures[0].n) == (0.5, 10)
    assert "15 left out (10 only in the first, 5 only in the second)" in shown(result)


def test_nothing_in_common_is_no_error() -> None:
    result = compare(RIGHT, run_of([case(99, 1.0)]))
    assert (result.questions, result.figures) == (0, ())
    assert "0 questions" in shown(result)


def test_figures_of_a_whole_run_are_compared_but_not_tested() -> None:
    result = compare(
        run_of(RIGHT["cases"], auroc=0.75, ece=0.5), run_of(RIGHT["cases"], auroc=0.875, ece=0.25)
    )
    untested = [f for f in result.figures if f.p is None]
    assert [(f.name, f.difference, f.verdict) for f in untested] == [
        ("auroc", 0.125, "not tested"),
        ("ece", -0.25, "not tested"),
    ]


def test_p_is_exact_when_few_questions_differ() -> None:
    zeros = np.zeros(30)
    ones = zeros.copy()
    ones[:5] = 1.0
    assert paired_p(zeros, ones) == pytest.approx(2 / 2**5)
    assert paired_p(zeros, np.eye(30)[0]) == 1.0


def test_the_same_runs_give_the_same_comparison() -> None:
    rng = np.random.default_rng(1)
    a, b = ([case(n, float(v)) for n, v in enumerate(rng.integers(0, 2, 60))] for _ in range(2))
    assert compare(run_of(a), run_of(b)) == compare(run_of(a), run_of(b))
    assert shown(compare(run_of(a), run_of(b))) == shown(compare(run_of(a), run_of(b)))


def test_the_terminal_is_not_steered() -> None:
    hostile = "\x1b[2Jx\u202ey [red]z[/red]\nsecond"
    after = case(1, 1.0, question=hostile)
    after["citations"][0] |= {"quote": hostile, "source": hostile}
    words = shown(compare(run_of([case(1, 0.0)], hostile), run_of([after], hostile)))
    assert "[2Jx y [red]z[/red] second" in words
    assert "\x1b[2J" not in words
    assert "\u202e" not in words
