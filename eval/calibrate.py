"""Fits the probability that a sentence answers a question, from its features.

The questions are about articles that the evidence model was not trained on: press articles of the
folders that are held out, and paragraphs of SQuAD and XQuAD. Some the corpus answers, in English,
Russian and Kazakh; some are written to be just not answered by it; some are about other articles. None
is about the articles in ``seeds/``. A sentence is right when it is acceptable evidence, or holds an
accepted answer in the right paragraph.

Three logistic regressions: one over the candidate sentences of the questions that have an answer
puts sentences in order; two over the first sentence of every question say whether the corpus answers
it, and whether this sentence does. One model cannot do all: what tells two sentences apart says little
about whether either answers.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from functools import partial
from pathlib import Path as File
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.answers import aligned
from eval.cases import Case
from eval.folders import Folder, standalone
from eval.retrieval import open_corpus
from eval.squad import Question, SquadData
from eval.train_evidence import HELD_OUT, kept_articles
from eval.training_data import Example
from qa import Assistant
from qa.calibration import Features, Linear, Path, Signs, probability
from qa.evidence import signs_of
from qa.progress import Update

T = TypeVar("T")
SEED = 20221105

REFUSED_AT_MOST = 0.06
"""The threshold is where this share of the answerable questions would be refused."""

# What the fitted probability assumes about the questions that people ask.
SHARES = {
    "answerable press": 0.45,
    "answerable": 0.10,
    "answerable, in other words": 0.10,
    "answerable, Russian": 0.05,
    "just not answered press": 0.12,
    "just not answered": 0.03,
    "just not answered, in other words": 0.05,
    "other press": 0.06,
    "other articles": 0.02,
    "other articles, Russian": 0.02,
}

SAMPLE = 150
"""How many questions of each group are asked, drawn by a fixed seed."""


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
    folders: Sequence[Folder],
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
        folders: press articles with their questions.
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
            *_press(folders, folder, path, progress),
        ]
    return _fitted(asked)


def _press(folders: Sequence[Folder], work: File, path: Path, progress: Update) -> list[Asked]:
    """All questions of the folders, each asked of its folder, and some of them of the next one."""
    asked = []
    for number, own in enumerate(folders):
        assistant = Assistant.open(
            own.path, work / own.name, evidence_model=None if path == "read" else "none"
        )
        strange = _sample(folders[number - 1].cases)[: SAMPLE // len(folders)] if len(folders) > 1 else []
        for case in own.cases:
            group = "answerable press" if case.answerable else "just not answered press"
            asked.append(_asked(assistant, group, standalone(case), partial(_is_gold, assistant, case)))
        asked += [_asked(assistant, "other press", standalone(case), lambda _: False) for case in strange]
        progress("press", number + 1, len(folders))
    return asked


def _is_gold(assistant: Assistant, case: Case, number: int) -> bool:
    article, sentence = assistant.store.sentence(number)
    return any(gold.matches(article.source, sentence.start, sentence.end) for gold in case.gold)


def _asked(assistant: Assistant, group: str, question: str, is_right: Callable[[int], bool]) -> Asked:
    found = assistant.evidence(question).ranked
    features = np.array([astuple(candidate.features) for candidate in found])
    return Asked(group, features, np.array([is_right(candidate.number) for candidate in found]))


def _sample(questions: Sequence[T]) -> Sequence[T]:
    rng = random.Random(SEED)  # noqa: S311 - not for secrets
    return rng.sample(list(questions), SAMPLE) if len(questions) > SAMPLE else questions


class _Corpus:
    def __init__(self, data: SquadData, folder: File, path: Path, progress: Update) -> None:
        self._assistant, self._names = open_corpus(data, folder, progress, read=path == "read")
        self._progress = progress

    def ask(self, group: str, questions: Sequence[Question], *, about_it: bool = True) -> list[Asked]:
        asked, sample = [], _sample(questions)
        for done, question in enumerate(sample, start=1):
            is_right = partial(self._right, question) if about_it else lambda _: False
            asked.append(_asked(self._assistant, group, question.text, is_right))
            self._progress(group, done, len(sample))
        return asked

    def _right(self, question: Question, number: int) -> bool:
        article, sentence = self._assistant.store.sentence(number)
        return article.source == self._names[question.paragraph] and any(
            sentence.start <= start and end <= sentence.end for start, end in question.answers
        )


@dataclass(frozen=True, slots=True)
class _Model:
    rank: Linear
    answerable: Linear
    confidence: Linear

    def first(self, asked: Asked) -> tuple[float, float, bool]:
        """Both probabilities for the sentence put first, and whether it is right."""
        signs, right = _signs(self.rank, asked)
        return probability(self.answerable(signs)), probability(self.confidence(signs)), right


def _signs(rank: Linear, asked: Asked) -> tuple[Signs, bool]:
    values = [Features(*row) for row in asked.features.tolist()]
    scores = [rank(features) for features in values]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    signs = signs_of([values[i] for i in order], [scores[i] for i in order])
    return signs, bool(asked.right[order[0]])


def _weights(asked: Sequence[Asked]) -> NDArray[np.float64]:
    groups = [a.group for a in asked]
    return np.array([SHARES[group] / groups.count(group) * len(asked) for group in groups])


def _model(asked: Sequence[Asked]) -> _Model:
    found = [a for a in asked if a.right.any()]
    rank = _linear(
        Features,
        np.vstack([a.features for a in found]),
        np.concatenate([a.right for a in found]),
        np.ones(sum(len(a.right) for a in found)),
    )
    first = [_signs(rank, a) for a in asked]
    signs = np.array([astuple(values) for values, _ in first])
    answerable = np.array([a.group.startswith("answerable") for a in asked])
    right, weights = np.array([right for _, right in first]), _weights(asked)
    return _Model(rank, _linear(Signs, signs, answerable, weights), _linear(Signs, signs, right, weights))


def _linear(
    names: type[Features | Signs],
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> Linear:
    """A logistic regression on standardised columns, written for the columns as they are."""
    scale = np.where(x.std(axis=0) > 1e-9, x.std(axis=0), 1.0)
    model = LogisticRegression(C=10.0, max_iter=10_000).fit(x / scale, y, sample_weight=weights)
    found = (float(w) for w in model.coef_[0] / scale)
    by_name = {field.name: round(w, 4) for field, w in zip(fields(names), found, strict=True)}
    return Linear(round(float(model.intercept_[0]), 4), by_name)


def _fitted(asked: Sequence[Asked]) -> Fitted:
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
    lines.append(f"  Brier score {brier_score_loss(right, sure, sample_weight=weights):.3f}")
    return "\n".join(lines)
