"""How well a reader reads, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from eval.reading import measure_reading, overlap_f1
from eval.training_data import (
    Example,
)
from qa.judge import Pair, Reading

# How well it reads


@pytest.mark.parametrize(
    ("said", "accepted", "expected"),
    [
        ("the Black Sea", "Black Sea", 1.0),
        ("Black Sea.", "black sea", 1.0),
        ("the North Sea coast", "a Black Sea", 2 * 1 / (3 + 2)),
        ("in 1854", "1854", 2 * 1 / (2 + 1)),
        ("no no no", "no", 2 * 1 / (3 + 1)),
        ("another", "other", 0.0),
        ("Чёрное море", "море", 2 * 1 / (2 + 1)),
        ("", "", 0.0),
        ("the", "a", 0.0),
    ],
)  # fmt: skip
def test_the_words_that_two_answers_share(said: str, accepted: str, expected: float) -> None:
    assert overlap_f1(said, accepted) == pytest.approx(expected)
    assert overlap_f1(accepted, said) == pytest.approx(expected)


def reader_of(readings: dict[str, Reading]) -> Callable[[Sequence[Pair]], list[Reading]]:
    return lambda pairs: [readings[read.question] for read in pairs]


def test_the_figures_of_a_reader_worked_out_by_hand() -> None:
    """Right and exact; right, one word of two; wrong sentence; right one, with no words; and two unanswerable."""
    text = "Ann came in 1854. She left."
    examples = [
        Example("exact", "", text, ((9, 16), (12, 16))),
        Example("half", "", text, ((12, 16),)),
        Example("wrong", "", text, ((0, 3),)),
        Example("silent", "", text, ((18, 21),)),
        Example("none", "", text, ()),
        Example("tempted", "", text, ()),
    ]
    readings = {
        "exact": Reading(3.0, (-0.1, -3.0), ((12, 16), (18, 21))),
        "half": Reading(2.0, (-0.1, -3.0), ((9, 16), (18, 21))),
        "wrong": Reading(1.0, (-3.0, -0.1), ((0, 3), (22, 26))),
        "silent": Reading(0.0, (-3.0, -0.1), ((0, 3), None)),
        "none": Reading(-1.0, (-0.1, -3.0), ((0, 3), (18, 21))),
        "tempted": Reading(1.5, (-0.1, -3.0), ((0, 3), (18, 21))),
    }
    report = measure_reading(reader_of(readings), examples)
    assert (report.questions, report.answerable) == (6, 4)
    assert report.sentence == 3 / 4
    assert report.exact == 1 / 4
    assert report.f1 == pytest.approx((1 + 2 / 3 + 0 + 0) / 4)
    assert report.auroc == pytest.approx(6 / 8)  # 3 and 2 above both; 1 and 0 above one


def test_there_is_no_auroc_of_one_kind_of_question() -> None:
    reading = Reading(0.0, (0.0,), ((0, 3),))
    report = measure_reading(reader_of({"q": reading}), [Example("q", "", "Ann came.", ((0, 3),))])
    assert (report.sentence, report.exact, report.f1, report.auroc) == (1.0, 1.0, 1.0, None)
