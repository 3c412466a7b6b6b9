"""Fits the probability that a sentence answers a question, from its features.

Two conditional logits over the candidate sentences of the questions that have an answer put sentences in
order, before and after the best of them are read closely. Two logistic regressions over the first sentence
of every question say whether the corpus answers it, and whether this sentence does. One model cannot do
all: what tells two sentences apart says little about whether either answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.calibrate_questions import Asked
from eval.ordering import ordering
from qa.calibration import Features, Linear, Signs, probability
from qa.evidence import signs_of

REFUSED_AT_MOST = 0.03
"""The threshold is where this share of the answerable questions would be refused."""

# What the fitted probability assumes about the questions that people ask.
SHARES = {
    "answerable press": 0.60,
    "answerable": 0.04,
    "answerable, in other words": 0.05,
    "answerable, Russian": 0.03,
    "just not answered press": 0.14,
    "just not answered": 0.02,
    "just not answered, in other words": 0.03,
    "other press": 0.05,
    "other articles": 0.02,
    "other articles, Russian": 0.02,
}


SPEAKS = {"strange": -1}
"""Which way each sign has to count, where that is not in favour; a foreign language may count either way."""

FOREIGN = 0.2
"""The share of questions in another script than the articles', in groups that have both."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The part of the file to write and a table to read."""

    content: dict[str, object]
    summary: str


@dataclass(frozen=True, slots=True)
class _Model:
    rank: Linear
    closer: Linear
    answerable: Linear
    confidence: Linear

    def first(self, asked: Asked) -> tuple[float, float, bool]:
        """Both probabilities for the sentence put first, and whether it is right."""
        signs, right = _signs(self.rank, self.closer, asked)
        return probability(self.answerable(signs)), probability(self.confidence(signs)), right


def _signs(rank: Linear, closer: Linear, asked: Asked) -> tuple[Signs, bool]:
    """The signs of the sentence put first, and whether it is right; in the order of `qa.candidates`."""
    values = [Features(*row) for row in asked.features.tolist()]
    read = [i for i, features in enumerate(values) if features.close]
    model, mine = (closer, read) if read else (rank, range(len(values)))
    scores = {i: model(values[i]) + float(asked.weights[i]) for i in mine}
    order = sorted(scores, key=lambda i: -scores[i])
    signs = signs_of([values[i] for i in order], [scores[i] for i in order], asked.strange)
    return signs, bool(asked.right[order[0]])


def _weights(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """What each question counts: groups by `SHARES`, and in each the languages in the same proportion.

    Otherwise it would be learnt that questions in other languages are seldom answered, only because more of
    the unanswerable ones were written in them.
    """
    foreign = [f.name for f in fields(Features)].index("foreign")
    cells = [(a.group, bool(a.features[0, foreign] > 0.5)) for a in asked]
    counts = Counter(cells)
    shares = {
        (group, other): (FOREIGN if other else 1 - FOREIGN) if (group, not other) in counts else 1.0
        for group, other in counts
    }
    return np.array([SHARES[cell[0]] * shares[cell] / counts[cell] * len(asked) for cell in cells])


def _model(asked: Sequence[Asked]) -> _Model:
    weights = _weights(asked)
    rank = ordering([(a, np.ones(len(a.right), bool)) for a in asked], weights, ("close",))
    close = [field.name for field in fields(Features)].index("close")
    closer = ordering([(a, a.features[:, close] != 0) for a in asked], weights)
    first = [_signs(rank, closer, a) for a in asked]
    signs = np.array([astuple(values) for values, _ in first])
    answerable = np.array([a.group.startswith("answerable") for a in asked])
    right = np.array([right for _, right in first])
    return _Model(
        rank, closer, _linear(Signs, signs, answerable, weights), _linear(Signs, signs, right, weights)
    )


def _linear(
    names: type[Signs],
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> Linear:
    """A logistic regression on standardised columns, written for the columns as they are.

    A column that would count against what it speaks for is left out: what is explained to people has to
    point the way it says.
    """
    columns = [field.name for field in fields(names)]
    used = list(range(len(columns)))
    while True:
        scale = np.where(x[:, used].std(axis=0) > 1e-9, x[:, used].std(axis=0), 1.0)
        model = LogisticRegression(C=10.0, max_iter=10_000).fit(x[:, used] / scale, y, sample_weight=weights)
        found = dict(zip(used, (model.coef_[0] / scale).tolist(), strict=True))
        wrong = [i for i in used if found[i] * SPEAKS.get(columns[i], 1) < 0 and columns[i] != "foreign"]
        if not wrong:
            by_name = {name: round(found.get(i, 0.0), 4) for i, name in enumerate(columns)}
            return Linear(round(float(model.intercept_[0]), 4), by_name)
        used = [i for i in used if i not in wrong]


def fit(asked: Sequence[Asked]) -> Fitted:
    """Fit the models to questions that were asked, and choose the threshold."""
    held_out, sure, right = np.zeros(len(asked)), np.zeros(len(asked)), np.zeros(len(asked), bool)
    for known, rest in GroupKFold(5).split(asked, groups=np.arange(len(asked))):
        model = _model([asked[i] for i in known])
        for i in rest:
            held_out[i], sure[i], right[i] = model.first(asked[i])
    groups = np.array([a.group for a in asked])
    answerable = np.array([group.startswith("answerable") for group in groups])
    threshold = float(np.quantile(held_out[answerable], REFUSED_AT_MOST))
    model = _model(asked)
    about, across = _about(asked)
    content: dict[str, object] = {
        "rank": asdict(model.rank),
        "closer": asdict(model.closer),
        "answerable": asdict(model.answerable),
        "confidence": asdict(model.confidence),
        "threshold": round(threshold, 4),
        "about": round(about, 4),
        "across": round(across, 4),
        "examples": {group: int((groups == group).sum()) for group in SHARES},
    }
    return Fitted(content, _summary(held_out, sure, right, groups, _weights(asked), threshold))


def _about(asked: Sequence[Asked]) -> tuple[float, float]:
    """The similarity from which on a corpus is about what is asked, and the loss across languages.

    A logistic regression of "not about other articles" on the highest similarity and the share of
    foreign letters; the first is where both sides are equally likely.
    """
    names = [field.name for field in fields(Features)]
    columns = [names.index("cosine"), names.index("foreign")]
    x = np.array([a.features[a.features[:, columns[0]].argmax()][columns] for a in asked])
    y = [not a.group.startswith("other") for a in asked]
    model = LogisticRegression(C=1e4, max_iter=10_000, class_weight="balanced").fit(x, y)
    cosine, foreign = model.coef_[0]
    return float(-model.intercept_[0] / cosine), float(foreign / cosine)


def _summary(
    held_out: NDArray[np.float64],
    sure: NDArray[np.float64],
    right: NDArray[np.bool_],
    groups: NDArray[np.str_],
    weights: NDArray[np.float64],
    threshold: float,
) -> str:
    answerable = np.array([group.startswith("answerable") for group in groups])
    lines = [f"Five-fold held-out figures, threshold {threshold:.3f}:"]
    for group in (each for each in SHARES if each in groups):
        mine = groups == group
        refused = float((held_out[mine] < threshold).mean())
        lines.append(
            f"  {group:24} n={int(mine.sum()):5}  first sentence right {right[mine].mean():.3f}"
            f"  refused {refused:.3f}"
        )
        if not group.startswith("answerable"):
            both = mine | answerable
            auroc = roc_auc_score(answerable[both], held_out[both])
            lines[-1] += f"  AUROC against answerable {auroc:.3f}"
    lines.append(f"  Brier score {brier_score_loss(right, sure, sample_weight=weights):.3f}")
    return "\n".join(lines)
