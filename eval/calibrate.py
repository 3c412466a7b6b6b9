"""Fits the confidence: a logistic model from the features of the evidence to a probability.

The data are questions that a corpus answers, questions written to be just not answered by it,
and questions about other articles; in English, and in Russian over English text. None of it is
about the articles in ``seeds/``. An example counts as right when the first sentence chosen holds
an accepted answer in the right paragraph.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from eval.answers import aligned
from eval.retrieval import open_corpus
from eval.squad import Question, SquadData
from qa import Assistant
from qa.evidence import Features
from qa.progress import Update

PER_GROUP = 500
REFUSED_AT_MOST = 0.05
"""The threshold is where this share of the answerable questions would be refused."""

# What the fitted probability assumes about the questions that people ask.
SHARES = {
    "answerable": 0.45,
    "answerable, Russian": 0.15,
    "just not answered": 0.15,
    "other articles": 0.17,
    "other articles, Russian": 0.08,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features, whether its first sentence was right, and its group."""

    features: Features
    right: bool
    group: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """The file to write and a table to read."""

    json: str
    summary: str


def fit(
    squad: SquadData,
    xquad: SquadData,
    xquad_ru: SquadData,
    *,
    work: Path | None = None,
    progress: Update = lambda stage, done, total: None,
) -> Fitted:
    """Ask all groups of questions, fit the model, choose the threshold.

    Args:
        squad: SQuAD 2.0 data; its even articles become a corpus, its odd ones ask elsewhere.
        xquad: XQuAD in English: the second corpus.
        xquad_ru: the same in Russian.
        work: a folder for articles and indexes; without it a temporary one.
        progress: called with the stage, the number done and the number there are.
    """
    count = max(squad.articles) + 1
    here, elsewhere = (squad.only_articles(range(first, count, 2)) for first in (0, 1))
    other = [q for q in elsewhere.questions if q.answers]
    with tempfile.TemporaryDirectory() as temporary:
        folder = work or Path(temporary)
        first = _Corpus(here, folder / "squad", progress)
        second = _Corpus(xquad, folder / "xquad", progress)
        examples = [
            *first.ask("answerable", [q for q in here.questions if q.answers]),
            *second.ask("answerable", xquad.questions),
            *second.ask("answerable, Russian", aligned(xquad, xquad_ru)),
            *first.ask("just not answered", [q for q in here.questions if not q.answers]),
            *first.ask("other articles", [*other[::2], *xquad.questions[::2]], about_it=False),
            *second.ask("other articles", other[1::2], about_it=False),
            *first.ask("other articles, Russian", xquad_ru.questions, about_it=False),
        ]
    return _fitted(examples)


class _Corpus:
    def __init__(self, data: SquadData, folder: Path, progress: Update) -> None:
        self._assistant: Assistant
        self._assistant, self._names = open_corpus(data, folder, progress)
        self._progress = progress

    def ask(self, group: str, questions: Sequence[Question], *, about_it: bool = True) -> list[Example]:
        chosen = questions[:: max(1, len(questions) // PER_GROUP)]
        examples = []
        for done, question in enumerate(chosen, start=1):
            evidence = self._assistant.evidence(question.text)
            right = about_it and self._right(question, evidence.sentences[0])
            examples.append(Example(evidence.features, right, group))
            self._progress(group, done, len(chosen))
        return examples

    def _right(self, question: Question, number: int) -> bool:
        article, sentence = self._assistant.store.sentence(number)
        return article.source == self._names[question.paragraph] and any(
            sentence.start <= start and end <= sentence.end for start, end in question.answers
        )


def _fitted(examples: Sequence[Example]) -> Fitted:
    x = np.array([astuple(example.features) for example in examples])
    right = np.array([example.right for example in examples])
    groups = np.array([example.group for example in examples])
    weights = np.zeros(len(examples))
    for group, share in SHARES.items():
        weights[groups == group] = share / max(1, int((groups == group).sum()))
    weights *= len(examples)
    model = LogisticRegression(C=100.0, max_iter=10_000)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_out = cross_val_predict(
        model, x, right, cv=folds, method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    model.fit(x, right, sample_weight=weights)
    answerable = np.array([group.startswith("answerable") for group in groups])
    threshold = float(np.quantile(held_out[answerable], REFUSED_AT_MOST))
    names = [field.name for field in fields(Features)]
    content = {
        "about": "logistic model of qa.evidence.Features; refit with: python -m eval calibrate",
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)},
        "threshold": round(threshold, 4),
        "examples": {group: int((groups == group).sum()) for group in SHARES},
    }
    summary = _summary(held_out, right, groups, answerable, weights, threshold)
    return Fitted(json.dumps(content, indent=2) + "\n", summary)


def _summary(
    held_out: NDArray[np.float64],
    right: NDArray[np.bool_],
    groups: NDArray[np.str_],
    answerable: NDArray[np.bool_],
    weights: NDArray[np.float64],
    threshold: float,
) -> str:
    lines = [f"Five-fold held-out figures, threshold {threshold:.3f}:"]
    for group in SHARES:
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
    lines.append(f"  Brier score {brier_score_loss(right, held_out, sample_weight=weights):.3f}")
    return "\n".join(lines)
