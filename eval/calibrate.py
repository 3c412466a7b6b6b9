"""Fits the probability that a sentence answers a question, from its features.

The questions are about articles that the evidence model was not trained on: some that the corpus
answers, in English and in Russian; some written to be just not answered by it; some about other
articles. None is about the articles in ``seeds/``. A sentence is right when it holds an accepted
answer in the right paragraph.

Two logistic regressions are put together: one over all candidate sentences gives the weights, and
one over the first sentence of each question gives the scale (Platt 1999), because the best of many
candidates looks better than it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path as File

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.answers import aligned
from eval.retrieval import open_corpus
from eval.squad import Question, SquadData
from eval.train_evidence import HELD_OUT, kept_articles
from eval.training_data import Example
from qa.calibration import Features, Path
from qa.progress import Update

REFUSED_AT_MOST = 0.04
"""The threshold is where this share of the answerable questions would be refused."""

# What the fitted probability assumes about the questions that people ask.
SHARES = {
    "answerable": 0.20,
    "answerable, in other words": 0.30,
    "answerable, Russian": 0.10,
    "just not answered": 0.10,
    "just not answered, in other words": 0.10,
    "other articles": 0.12,
    "other articles, Russian": 0.08,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its group, its candidates' features, and which of them are right."""

    group: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The part of the file to write and a table to read."""

    content: dict[str, object]
    summary: str


def fit(
    squad: SquadData,
    xquad: SquadData,
    xquad_ru: SquadData,
    paraphrases: Sequence[Example],
    path: Path,
    *,
    work: File | None = None,
    progress: Update = lambda stage, done, total: None,
) -> Fitted:
    """Ask all groups of questions, fit the model, choose the threshold.

    Args:
        squad: SQuAD 2.0 data: the first corpus.
        xquad: XQuAD in English: the second corpus.
        xquad_ru: the same in Russian.
        paraphrases: questions in other words about the SQuAD data.
        path: with the evidence model (``"read"``) or without (``"plain"``).
        work: a folder for articles and indexes; without it a temporary one.
        progress: called with the stage, the number done and the number there are.
    """
    new = kept_articles(squad, xquad)
    about = [q for q in squad.questions if squad.titles[squad.articles[q.paragraph]] in HELD_OUT]
    english = [q for q in xquad.questions if xquad.articles[q.paragraph] in new]
    russian = [q for q in aligned(xquad, xquad_ru) if xquad.articles[q.paragraph] in new]
    answerable = [q for q in about if q.answers]
    number = {text: n for n, text in enumerate(squad.paragraphs)}
    reworded = [Question(e.question, number[e.text], e.answers) for e in paraphrases if e.title in HELD_OUT]
    with tempfile.TemporaryDirectory() as temporary:
        folder = work or File(temporary)
        first = _Corpus(squad, folder / "squad", path, progress)
        second = _Corpus(xquad, folder / "xquad", path, progress)
        asked = [
            *first.ask("answerable", answerable),
            *second.ask("answerable", english),
            *second.ask("answerable, Russian", russian),
            *first.ask("answerable, in other words", [q for q in reworded if q.answers]),
            *first.ask("just not answered, in other words", [q for q in reworded if not q.answers]),
            *first.ask("just not answered", [q for q in about if not q.answers]),
            *first.ask("other articles", english, about_it=False),
            *second.ask("other articles", answerable, about_it=False),
            *first.ask("other articles, Russian", russian, about_it=False),
        ]
    return _fitted(asked)


class _Corpus:
    def __init__(self, data: SquadData, folder: File, path: Path, progress: Update) -> None:
        self._assistant, self._names = open_corpus(data, folder, progress, read=path == "read")
        self._progress = progress

    def ask(self, group: str, questions: Sequence[Question], *, about_it: bool = True) -> list[Asked]:
        asked = []
        for done, question in enumerate(questions, start=1):
            found = self._assistant.evidence(question.text).ranked
            right = [about_it and self._right(question, c.number) for c in found]
            asked.append(Asked(group, np.array([astuple(c.features) for c in found]), np.array(right)))
            self._progress(group, done, len(questions))
        return asked

    def _right(self, question: Question, number: int) -> bool:
        article, sentence = self._assistant.store.sentence(number)
        return article.source == self._names[question.paragraph] and any(
            sentence.start <= start and end <= sentence.end for start, end in question.answers
        )


@dataclass(frozen=True, slots=True)
class _Model:
    intercept: float
    weights: NDArray[np.float64]

    def first(self, asked: Asked) -> tuple[float, bool]:
        """The log-odds of the sentence put first, and whether it is right."""
        scores = asked.features @ self.weights + self.intercept
        best = int(scores.argmax())
        return float(scores[best]), bool(asked.right[best])


def _weights(asked: Sequence[Asked]) -> NDArray[np.float64]:
    groups = [a.group for a in asked]
    return np.array([SHARES[group] / groups.count(group) * len(asked) for group in groups])


def _model(asked: Sequence[Asked]) -> _Model:
    weights = _weights(asked)
    sentences = LogisticRegression(C=10.0, max_iter=10_000)
    sentences.fit(
        np.vstack([a.features for a in asked]),
        np.concatenate([a.right for a in asked]),
        sample_weight=np.concatenate([[w] * len(a.right) for a, w in zip(asked, weights, strict=True)]),
    )
    model = _Model(float(sentences.intercept_[0]), sentences.coef_[0])
    first = [model.first(a) for a in asked]
    scale = LogisticRegression(C=1e6, max_iter=10_000)
    scale.fit([[score] for score, _ in first], [right for _, right in first], sample_weight=weights)
    slope = float(scale.coef_[0][0])
    return _Model(slope * model.intercept + float(scale.intercept_[0]), slope * model.weights)


def _fitted(asked: Sequence[Asked]) -> Fitted:
    held_out, right = np.zeros(len(asked)), np.zeros(len(asked), bool)
    for known, rest in GroupKFold(5).split(asked, groups=np.arange(len(asked))):
        model = _model([asked[i] for i in known])
        for i in rest:
            score, right[i] = model.first(asked[i])
            held_out[i] = 1.0 / (1.0 + np.exp(-score))
    groups = np.array([a.group for a in asked])
    answerable = np.array([group.startswith("answerable") for group in groups])
    threshold = float(np.quantile(held_out[answerable], REFUSED_AT_MOST))
    model = _model(asked)
    names = [field.name for field in fields(Features)]
    about, across = _about(asked)
    content: dict[str, object] = {
        "intercept": round(model.intercept, 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.weights, strict=True)},
        "threshold": round(threshold, 4),
        "about": round(about, 4),
        "across": round(across, 4),
        "examples": {group: int((groups == group).sum()) for group in SHARES},
    }
    return Fitted(content, _summary(held_out, right, groups, answerable, _weights(asked), threshold))


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
