"""The accepted figures hold, two runs are alike to the byte, and the README says what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.gate import failures, read_expected
from eval.run import Bench, run
from eval.table import BEGIN, END, README, markdown_table
from qa import Assistant

Result = dict[str, Any]


@pytest.fixture(scope="module")
def results(seeds_assistant: Assistant, seeds_index: Path) -> tuple[Result, Result]:
    """All questions of `dev`; and every fifth of them once more, with everything opened anew."""
    first, second = Bench(index=seeds_index), Bench(index=seeds_index)
    second.cases = tuple(case for case in second.cases if case.split == "dev")[::5]
    return run(first, "assistant", first.open("assistant"), "dev")[0], run(
        second, "assistant", second.open("assistant"), "dev"
    )[0]


def test_no_figure_fell(results: tuple[Result, Result]) -> None:
    fallen = failures(results[0], read_expected())
    assert not fallen, "\n".join(fallen)


def test_quotes_are_exact(results: tuple[Result, Result]) -> None:
    assert results[0]["figures"]["quote_exactness"]["value"] == 1.0


def test_two_runs_are_alike_to_the_byte(results: tuple[Result, Result]) -> None:
    first, second = (
        [json.dumps(case, sort_keys=True) for case in result["cases"][::step]]
        for result, step in zip(results, (5, 1), strict=True)
    )
    assert first == second


def test_the_readme_has_the_current_figures(results: tuple[Result, Result]) -> None:
    """The assistant's column, as near as machines agree; `python -m eval run --readme` writes the table."""
    shown, current = (
        [[cell.strip() for cell in row.split("|")[1:3]] for row in table.splitlines()]
        for table in (README.read_text("utf-8").split(BEGIN)[1].split(END)[0], markdown_table([results[0]]))
    )
    assert [label for label, _ in shown] == [label for label, _ in current]
    for (label, old), (_, new) in zip(shown[2:], current[2:], strict=True):
        assert float(old.split()[0]) == pytest.approx(float(new.split()[0]), abs=0.021), label
