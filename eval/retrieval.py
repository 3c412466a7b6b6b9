"""How well the right paragraph is found: recall@k over any data in SQuAD's form."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.squad import DataError, Question, SquadData, write_articles
from qa import Assistant
from qa.progress import Update

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Recall:
    """Recall@k: the share of questions whose paragraph is among the first k paragraphs found.

    Attributes:
        questions, paragraphs: how many there were.
        at: recall by k.
        errors: standard error of each, ``sqrt(p (1 - p) / n)``.
    """

    questions: int
    paragraphs: int
    at: dict[int, float]
    errors: dict[int, float]


def measure(
    corpus: SquadData,
    questions: SquadData,
    *,
    work: Path | None = None,
    progress: Update = lambda stage, done, total: None,
) -> Recall:
    """Index the paragraphs of ``corpus`` and look for those that ``questions`` are about.

    Unanswerable questions are left out. ``questions`` may be another version of the same data,
    such as a translation: paragraph by paragraph the same.

    Args:
        corpus: the paragraphs to search.
        questions: the questions; the paragraph numbers mean those of ``corpus``.
        work: a folder for the articles and the index; without it a temporary one.
        progress: called with the stage, the number done and the number there are.

    Raises:
        DataError: the questions are about other paragraphs, or none can be answered.
    """
    if len(questions.paragraphs) != len(corpus.paragraphs):
        raise DataError(
            f"The questions are about {len(questions.paragraphs)} paragraphs, the corpus has "
            f"{len(corpus.paragraphs)}: they are not versions of the same data."
        )
    asked = [question for question in questions.questions if question.answers]
    if not asked:
        raise DataError("No question in the file has an answer.")
    with tempfile.TemporaryDirectory() as temporary:
        assistant, names = open_corpus(corpus, work or Path(temporary), progress)
        return recall_of(assistant, names, asked, progress)


def recall_of(
    assistant: Assistant, names: Sequence[str], asked: Sequence[Question], progress: Update
) -> Recall:
    """Recall@k of the paragraphs that questions are about; ``names`` are the paragraphs' sources."""
    ranks = []
    for done, question in enumerate(asked, start=1):
        ranks.append(_rank(assistant, question.text, names[question.paragraph]))
        progress("retrieval", done, len(asked))
    at = {k: sum(rank < k for rank in ranks) / len(ranks) for k in CUTOFFS}
    errors = {k: (p * (1 - p) / len(ranks)) ** 0.5 for k, p in at.items()}
    return Recall(len(asked), len(names), at, errors)


def open_corpus(
    data: SquadData, folder: Path, progress: Update, *, read: bool = True
) -> tuple[Assistant, Sequence[str]]:
    """An assistant over the paragraphs, each an article, and their source names."""
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    names = write_articles(data, articles)
    assistant = Assistant.open(
        articles,
        folder / "index",
        evidence_model=None if read else "none",
        progress=lambda done, total: progress("embedding", done, total),
    )
    return assistant, names


def _rank(assistant: Assistant, question: str, source: str) -> int:
    """How many other paragraphs come before the right one; a large number if it is not found."""
    seen: list[str] = []
    for hit in assistant.retrieve(question, k=4 * max(CUTOFFS)):
        if hit.source == source:
            return len(seen)
        if hit.source not in seen:
            seen.append(hit.source)
    return 10**6
