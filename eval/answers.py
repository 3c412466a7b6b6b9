"""Answers over any data in SQuAD's form: the right sentence, and whether it knows what it cannot answer."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.metrics import auroc
from eval.reading import overlap_f1
from eval.retrieval import Recall, open_corpus, recall_of
from eval.squad import DataError, Question, SquadData
from index.build import build_index
from index.embedding import SentenceTransformerEmbedder
from qa import Assistant
from qa.candidates import Candidate
from qa.progress import Update


@dataclass(frozen=True, slots=True)
class SquadReport:
    """Figures over data in SQuAD's form.

    Attributes:
        recall: of the right paragraph.
        sentence_at_1, sentence_at_3: share of answerable questions for which one of the first
            sentences holds an accepted answer, in the right paragraph.
        span_f1: of the words that stand out in the first sentence against the accepted answers
            (Rajpurkar et al. 2016), over the answerable questions; 0 without an evidence model.
        auroc_own: of the confidence, answerable against the data's own unanswerable questions;
            None when it has none.
        auroc_others: against questions about articles that are not in the index, on one half of
            the articles; None when the answerable questions are about one half only.
    """

    recall: Recall
    sentence_at_1: float
    sentence_at_3: float
    span_f1: float
    auroc_own: float | None
    auroc_others: float | None


def measure_answers(
    corpus: SquadData,
    questions: SquadData,
    *,
    about: Sequence[str] = (),
    read: bool = True,
    work: Path | None = None,
    progress: Update = lambda stage, done, total: None,
) -> SquadReport:
    """Index the paragraphs, ask the questions.

    Args:
        corpus: the paragraphs, each an article.
        questions: the questions, perhaps of a translation; answers stand where ``corpus`` says.
        about: ask only about the articles of these titles; the others are searched all the same.
        read: whether to use the evidence model.
        work: a folder for articles and indexes; without it a temporary one.
        progress: called with the stage, the number done and the number there are.

    Raises:
        DataError: the two are not versions of the same data, or no question is left.
    """
    asked = [
        question
        for question in aligned(corpus, questions)
        if not about or corpus.titles[corpus.articles[question.paragraph]] in about
    ]
    if not any(question.answers for question in asked):
        raise DataError("No question with an answer is left. Name titles that are in the file.")
    answerable = [question for question in asked if question.answers]
    with tempfile.TemporaryDirectory() as temporary:
        folder = work or Path(temporary)
        assistant, names = open_corpus(corpus, folder, progress, read=read)
        recall = recall_of(assistant, names, answerable, progress)
        ranks, f1, confidence = _ask(assistant, names, asked, progress)
        others = _others(corpus, asked, folder, progress, read=read)
    is_answerable = np.array([float(bool(question.answers)) for question in asked])
    first = np.array([rank for rank, q in zip(ranks, asked, strict=True) if q.answers])
    own = auroc(confidence, is_answerable) if is_answerable.min() == 0 else None
    return SquadReport(
        recall, float((first < 1).mean()), float((first < 3).mean()), float(np.mean(f1)), own, others
    )


def aligned(corpus: SquadData, questions: SquadData) -> list[Question]:
    """The questions with the answers' places in the corpus, whatever language they are asked in."""
    if corpus is questions:
        return list(corpus.questions)
    if len(corpus.questions) != len(questions.questions):
        raise DataError("The two files do not hold the same questions.")
    return [
        Question(other.text, own.paragraph, own.answers)
        for own, other in zip(corpus.questions, questions.questions, strict=True)
    ]


def _ask(
    assistant: Assistant, names: Sequence[str], asked: Sequence[Question], progress: Update
) -> tuple[list[int], list[float], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Ranks of the first right sentence, from 0; F1 of the words of answerable ones; confidences."""
    ranks, f1, confidence = [], [], []
    for done, question in enumerate(asked, start=1):
        evidence = assistant.evidence(question.text)
        confidence.append(evidence.confidence)
        right = (
            rank
            for rank, candidate in enumerate(evidence.ranked)
            if _is_right(assistant, candidate.number, names[question.paragraph], question)
        )
        ranks.append(next(right, 10**6))
        if question.answers:
            f1.append(_f1(assistant, evidence.ranked[0], names, question))
        progress("answers", done, len(asked))
    return ranks, f1, np.array(confidence)


def _f1(assistant: Assistant, first: Candidate, names: Sequence[str], question: Question) -> float:
    if first.span is None:
        return 0.0
    texts = {article.source: article.text for article in assistant.articles}
    said = assistant.store.sentence(first.number)[0].text[slice(*first.span)]
    accepted = texts[names[question.paragraph]]
    return max(overlap_f1(said, accepted[start:end]) for start, end in question.answers)


def _is_right(assistant: Assistant, number: int, source: str, question: Question) -> bool:
    article, sentence = assistant.store.sentence(number)
    return article.source == source and any(
        sentence.start <= start and end <= sentence.end for start, end in question.answers
    )


def _others(
    corpus: SquadData, asked: Sequence[Question], folder: Path, progress: Update, *, read: bool
) -> float | None:
    """AUROC against questions about the articles that one half of the corpus lacks."""
    count = max(corpus.articles) + 1
    if count < 2:
        return None
    here = folder / "half"
    shutil.rmtree(here, ignore_errors=True)
    (here / "articles").mkdir(parents=True)
    for number, article in enumerate(corpus.articles):
        if article % 2 == 0:
            shutil.copy(folder / "articles" / f"{number:05d}.txt", here / "articles")
    shutil.copytree(folder / "index", here / "index")  # its vectors serve again
    build_index(here / "articles", here / "index", SentenceTransformerEmbedder())
    assistant = Assistant.open(here / "articles", here / "index", evidence_model=None if read else "none")
    chosen = [question for question in asked if question.answers]
    confidence = []
    for done, question in enumerate(chosen, start=1):
        confidence.append(assistant.evidence(question.text).confidence)
        progress("other articles", done, len(chosen))
    inside = np.array([float(corpus.articles[q.paragraph] % 2 == 0) for q in chosen])
    if inside.min() == inside.max():
        return None
    return auroc(np.array(confidence), inside)
