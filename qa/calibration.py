"""Features of a sentence to the probability that it answers: logistic models that were fitted.

They stand in ``calibration.json``; ``python -m eval calibrate`` refits them.
"""

from __future__ import annotations

import json
import math
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
        close: log-odds, by the evidence model, that the sentence answers, read with no more than the one
            before it.
        words: share of the question's words that the sentence or the one before it has; rare ones count more.
    """

    cosine: float
    gap: float
    foreign: float
    answers: float = 0.0
    share: float = 0.0
    close: float = 0.0
    words: float = 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What the confidence of an answer is computed from: of the sentence put first.

    Attributes:
        cosine, foreign, answers, share: as in `Features`.
        ahead: by how much it is put before the next one, in log-odds.
        strange: share of the question's names that no article mentions.
        total: log-odds that were read closely, added up as probabilities are: how much answers in all.
    """

    cosine: float
    foreign: float
    answers: float
    share: float
    ahead: float
    strange: float
    total: float


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds as a weighted sum; weights by name."""

    intercept: float
    weights: dict[str, float]

    def __call__(self, values: Features | Signs) -> float:
        """The log-odds of some values."""
        named = ((f.name, float(getattr(values, f.name))) for f in fields(values))
        return self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in named)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models of a path.

    Attributes:
        rank: from `Features` to log-odds that of some sentences this one answers, before any is read closely.
        closer: the same after that.
        answerable: from `Signs` to log-odds that the articles answer the question at all.
        confidence: from `Signs` to log-odds that the first sentence answers it.
        threshold: where the first of these two is less probable, the answer is "not found".
        about: similarity from which on the articles are held to be about what is asked.
        across: how much lower similarities are across languages.
    """

    rank: Linear
    closer: Linear
    answerable: Linear
    confidence: Linear
    threshold: float
    about: float
    across: float


@cache
def calibration(path: Path) -> Calibration:
    """The fitted models that the package carries."""
    data = json.loads((resources.files("qa") / "calibration.json").read_text("utf-8"))[path]
    names = ("rank", "closer", "answerable", "confidence")
    rank, closer, answerable, confidence = (Linear(**data[name]) for name in names)
    return Calibration(rank, closer, answerable, confidence, data["threshold"], data["about"], data["across"])


def probability(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1.0 / (1.0 + math.exp(-log_odds))
