"""Fits what puts the sentences of a question in order: a conditional logit over their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from eval.calibrate_questions import Asked
from qa.calibration import Features, Linear

PENALTY = 0.5
"""What a standardised weight costs by its square."""


def ordering(
    asked: Sequence[tuple[Asked, NDArray[np.bool_]]],
    weights: NDArray[np.float64],
    without: Sequence[str] = (),
) -> Linear:
    """Log-odds that put right sentences before the others of their question: a conditional logit.

    The probability that the right sentences get among those of their question (a softmax over their log-odds;
    McFadden 1974) is made as high as it can be, with a penalty of `PENALTY` on standardised weights. None but
    that of a foreign script may count against a sentence: the questions that this is fitted on avoid the
    words of their answers, those of people do not, and likeness must not be held against them.

    Args:
        asked: questions, each with the candidates that are compared.
        weights: what each question counts.
        without: features that are not used.
    """
    names = [field.name for field in fields(Features)]
    used = [i for i, name in enumerate(names) if name not in without]
    some = [
        (a.features[mine][:, used], a.weights[mine], a.right[mine], float(weight))
        for (a, mine), weight in zip(asked, weights, strict=True)
        if a.right[mine].any() and not a.right[mine].all()
    ]
    if not some:
        return Linear(0.0, dict.fromkeys(names, 0.0))
    deviation = np.vstack([x for x, *_ in some]).std(axis=0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = PENALTY * float(w @ w), 2 * PENALTY * w
        for x, added, right, weight in some:
            scores = x / scale @ w + added
            chances, wanted = softmax(scores), softmax(np.where(right, scores, -np.inf))
            total -= weight * float(logsumexp(scores[right]) - logsumexp(scores))
            slope -= weight * ((wanted - chances) @ x / scale)
        return total, slope

    bounds = [(None, None) if names[i] == "foreign" else (0, None) for i in used]
    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", bounds=bounds).x / scale
    by_number = dict(zip(used, found.tolist(), strict=True))
    return Linear(0.0, {name: round(by_number.get(i, 0.0), 4) for i, name in enumerate(names)})
