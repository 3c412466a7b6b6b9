"""The questions that the confidence is fitted on, asked: features of their candidates, and which are right.

They are about articles that the evidence model was not trained on: press articles of the folders that are
held out, and paragraphs of SQuAD and XQuAD. Some the corpus answers, in English, Russian and Kazakh; some
are written to be just not answered by it; some are about other articles. None is about the articles in
``seeds/``. A sentence is right when it is acceptable evidence, or holds an accepted answer in the right
paragraph.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path as File
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from eval.answers import aligned
from eval.cases import Case
from eval.folders import Folder, opened, standalone
from eval.retrieval import open_corpus
from eval.squad import Question, SquadData
from eval.train_evidence import HELD_OUT, kept_articles
from eval.training_data import Example
from qa import Assistant
from qa.calibration import Path
from qa.history import Message
from qa.progress import Update

T = TypeVar("T")
SEED = 20221105

SAMPLE = 60
"""How many questions of each group are asked, drawn by a fixed seed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its group; its candidates' features, what their circumstances add, which of them are right;
    its strange names."""

    group: str
    features: NDArray[np.float64]
    weights: NDArray[np.float64]
    right: NDArray[np.bool_]
    strange: float


def ask_all(
    squad: SquadData,
    xquad: SquadData,
    xquad_ru: SquadData,
    paraphrases: Sequence[Example],
    folders: Sequence[Folder],
    path: Path,
    *,
    work: File | None = None,
    progress: Update = lambda stage, done, total: None,
) -> list[Asked]:
    """Ask all groups of questions.

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
        return [
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


def _press(folders: Sequence[Folder], work: File, path: Path, progress: Update) -> list[Asked]:
    """All questions of the folders, each asked of its folder, and some of them of the next one."""
    asked = []
    for number, own in enumerate(folders):
        assistant = opened(own, work, evidence_model=None if path == "read" else "none")
        strange = sample_of(folders[number - 1].cases)[: SAMPLE // len(folders)] if len(folders) > 1 else []
        for case in own.cases:
            group = "answerable press" if case.answerable else "just not answered press"
            asked.append(
                _asked(assistant, group, case.question, partial(_is_gold, assistant, case), case.history)
            )
        asked += [_asked(assistant, "other press", standalone(case), lambda _: False) for case in strange]
        progress("press", number + 1, len(folders))
    return asked


def _is_gold(assistant: Assistant, case: Case, number: int) -> bool:
    article, sentence = assistant.store.sentence(number)
    return any(gold.matches(article.source, sentence.start, sentence.end) for gold in case.gold)


def _asked(
    assistant: Assistant,
    group: str,
    question: str,
    is_right: Callable[[int], bool],
    history: Sequence[Message] = (),
) -> Asked:
    found = assistant.evidence(question, history)
    features = np.array([astuple(candidate.features) for candidate in found.ranked])
    weights = np.array([candidate.weight for candidate in found.ranked])
    right = np.array([is_right(candidate.number) for candidate in found.ranked])
    return Asked(group, features, weights, right, found.strange)


def sample_of(questions: Sequence[T]) -> Sequence[T]:
    rng = random.Random(SEED)  # noqa: S311 - not for secrets
    return rng.sample(list(questions), SAMPLE) if len(questions) > SAMPLE else questions


class _Corpus:
    def __init__(self, data: SquadData, folder: File, path: Path, progress: Update) -> None:
        self._assistant, self._names = open_corpus(data, folder, progress, read=path == "read")
        self._progress = progress

    def ask(self, group: str, questions: Sequence[Question], *, about_it: bool = True) -> list[Asked]:
        asked, sample = [], sample_of(questions)
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
