"""Features of a sentence to the probability that it answers: logistic models that were fitted.

They stand in ``calibration.json``; ``python -m eval calibrate`` refits them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Literal

Path = Literal["read", "plain"]
"""With the evidence model or without."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of a sentence is computed from.

    Attributes:
        cosine: similarity of the question and the sentence.
        gap: how much lower retrieval scores it than the best sentence, at most 0.
        foreign: share of the question's letters in another script than the sentence's; across
            languages similarities are lower.
        answers: log-odds, by the evidence model, that the passage answers the question.
        share: log-probability, by the evidence model, that of the passage's sentences it is this.
    """

    cosine: float
    gap: float
    foreign: float
    answers: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model from features to a probability: a part of ``qa/calibration.json``.

    Attributes:
        intercept, weights: of the logistic function; weights by feature name.
        threshold: below this confidence the answer is "not found".
        about: similarity from which on the articles are held to be about what is asked.
        across: how much lower similarities are across languages.
    """

    intercept: float
    weights: dict[str, float]
    threshold: float
    about: float
    across: float


@cache
def calibration(path: Path) -> Calibration:
    """The fitted model that the package carries; ``python -m eval calibrate`` refits it."""
    data = json.loads((resources.files("qa") / "calibration.json").read_text("utf-8"))[path]
    return Calibration(data["intercept"], data["weights"], data["threshold"], data["about"], data["across"])


def log_odds(features: Features, path: Path) -> float:
    """The log-odds that a sentence answers the question."""
    model = calibration(path)
    values = (model.weights.get(f.name, 0.0) * float(getattr(features, f.name)) for f in fields(features))
    return model.intercept + sum(values)
