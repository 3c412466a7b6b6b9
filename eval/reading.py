"""How well the evidence model reads: given a question and its paragraph, as SQuAD measures it."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import auroc
from eval.training_data import Example, as_pair
from qa.judge import Pair, Reading

Read = Callable[[Sequence[Pair]], Sequence[Reading]]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Figures over questions with their own paragraphs.

    Attributes:
        questions, answerable: how many there were.
        sentence: share of the answerable ones for which the sentence put first holds an answer.
        exact, f1: of the words put first against the accepted answers (Rajpurkar et al. 2016).
        auroc: of the log-odds that the paragraph answers, answerable against unanswerable; None
            when there is one kind only.
    """

    questions: int
    answerable: int
    sentence: float
    exact: float
    f1: float
    auroc: float | None


def measure_reading(read: Read, examples: Sequence[Example]) -> ReadingReport:
    """Let a reader read each example's paragraph."""
    labelled = [as_pair(example) for example in examples]
    readings = read([pair for pair, _ in labelled])
    sentence, exact, f1 = [], [], []
    for (pair, places), reading in zip(labelled, readings, strict=True):
        if not places:
            continue
        best = int(np.argmax(reading.sentences))
        start, end = pair.sentences[best]
        sentence.append(any(start <= a < end for a, _ in places))
        span = reading.spans[best] or (0, 0)
        said = pair.text[slice(*span)]
        accepted = [pair.text[a:b] for a, b in places]
        exact.append(max(float(_words(said) == _words(other)) for other in accepted))
        f1.append(max(overlap_f1(said, other) for other in accepted))
    answerable = np.array([float(bool(places)) for _, places in labelled])
    odds = np.array([reading.answers for reading in readings])
    both = bool(answerable.any() and not answerable.all())
    return ReadingReport(
        len(labelled),
        len(sentence),
        float(np.mean(sentence)),
        float(np.mean(exact)),
        float(np.mean(f1)),
        auroc(odds, answerable) if both else None,
    )


def overlap_f1(said: str, accepted: str) -> float:
    """F1 of the words two answers share, as SQuAD counts them: no articles, punctuation or case."""
    first, second = Counter(_words(said)), Counter(_words(accepted))
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values())) if shared else 0.0


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()
