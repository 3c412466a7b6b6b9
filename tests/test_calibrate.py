"""Fitting the order of sentences: a conditional logit, against formulas and data that a person can work out."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from eval.calibrate import fit
from eval.calibrate_questions import Asked
from eval.ordering import PENALTY, ordering
from qa.calibration import Features

NAMES = [field.name for field in fields(Features)]


def asked(rows: list[dict[str, float]], right: list[bool], group: str = "answerable press") -> Asked:
    features = np.array([[row.get(name, 0.0) for name in NAMES] for row in rows])
    return Asked(group, features, np.zeros(len(rows)), np.array(right), 0.0)


def everything(*questions: Asked) -> list[tuple[Asked, np.ndarray]]:
    return [(one, np.ones(len(one.right), bool)) for one in questions]


def test_of_two_sentences_it_is_a_logistic_regression_on_their_difference() -> None:
    """P(first) = 1 / (1 + exp(-w (x1 - x2))); sklearn's C is 1 / (2 penalty) for the same loss."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 2))
    wins = rng.random(200) < 1 / (1 + np.exp(-2 * (values[:, 0] - values[:, 1])))
    questions = [
        asked([{"answers": a}, {"answers": b}], [bool(win), not win])
        for (a, b), win in zip(values, wins, strict=True)
    ]
    found = ordering(everything(*questions), np.ones(200)).weights["answers"]
    scale = values.std()
    difference = (values[:, :1] - values[:, 1:]) / scale
    model = LogisticRegression(C=1 / (2 * PENALTY), fit_intercept=False).fit(difference, wins)
    assert found == pytest.approx(float(model.coef_[0, 0]) / scale, abs=1e-3)


def test_what_circumstances_add_is_not_learnt_again() -> None:
    """The right sentence is already ahead by far: nothing is left for the feature to explain."""
    rows, right = [{"answers": 1.0}, {"answers": 0.0}], [True, False]
    plain = asked(rows, right)
    ahead = Asked(plain.group, plain.features, np.array([50.0, 0.0]), plain.right, 0.0)
    assert ordering(everything(*[plain] * 20), np.ones(20)).weights["answers"] > 1
    assert ordering(everything(*[ahead] * 20), np.ones(20)).weights["answers"] == pytest.approx(0, abs=1e-3)


def test_a_feature_that_is_left_out_and_questions_without_a_choice_count_for_nothing() -> None:
    rows = [{"answers": 1.0, "close": 1.0}, {"answers": 0.0, "close": 0.0}]
    found = ordering(everything(*[asked(rows, [True, False])] * 5), np.ones(5), ("close",))
    assert found.weights["close"] == 0.0 < found.weights["answers"]
    assert not any(ordering(everything(asked(rows, [True, True])), np.ones(1)).weights.values())
    assert not any(ordering(everything(asked(rows, [False, False])), np.ones(1)).weights.values())


def test_what_is_fitted_tells_right_from_wrong_and_answerable_from_not() -> None:
    """Right sentences have 1 more in ``close`` than others; where nothing answers, all have less."""
    rng = np.random.default_rng(0)

    def question(group: str, level: float, right: list[bool]) -> Asked:
        rows = [
            {
                "answers": level + rng.normal() / 3,
                "close": level + 2.0 * mine + rng.normal() / 3,
                "cosine": 0.8 + rng.normal() / 100,
                "gap": -rng.random(),
                "share": math.log(0.3) + rng.normal() / 3,
            }
            for mine in right
        ]
        return asked(rows, right, group)

    yes = [question("answerable press", 1.0, [n == 1, n == 0, False]) for n in rng.integers(0, 2, 60)]
    no = [question("just not answered press", -2.0, [False] * 3) for _ in range(40)]
    other = [question("other press", -3.0, [False] * 3) for _ in range(20)]
    found = fit([*yes, *no, *other])
    assert "first sentence right 1.000" in found.summary
    assert found.content["closer"]["weights"]["close"] > 1  # type: ignore[index]
    assert found.content["rank"]["weights"]["close"] == 0.0  # type: ignore[index]
    assert found.content["answerable"]["weights"]["total"] > 0  # type: ignore[index]
