"""Ranking to evidence: which sentences an answer is made of, and how sure that is."""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

from index.lexical import terms
from index.store import Store
from qa.retrieval import Ranking

MAX_SENTENCES = 3
MARGIN = 0.6
"""A further sentence is cited when its score is at most this much below the first one's."""

COMMENT_HANDICAP = 1.0
"""A reader's comment has to be this much better than the articles' own sentences."""

SLIGHT_HANDICAP = 1.0
_SLIGHT_TERMS = 3
"""Sentences with fewer terms, and questions that an article asks, hardly ever answer anything."""

DUPLICATE_COSINE = 0.96
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from.

    Shares of common words were tried as well: they help on questions that repeat their evidence,
    and refuse those that say it in other words.

    Attributes:
        sentence_cosine: similarity of the question and the first sentence.
        foreign: share of the question's letters in another script than the sentence's; across
            languages similarities are lower.
    """

    sentence_cosine: float
    foreign: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer is made of.

    Attributes:
        sentences: numbers of the sentences chosen, best first.
        confidence: the probability that the first of them answers the question.
        features: what that was computed from.
        ranked: numbers of the best sentences, chosen or not.
    """

    sentences: tuple[int, ...]
    confidence: float
    features: Features
    ranked: tuple[int, ...]


def choose_evidence(store: Store, ranking: Ranking, question: str) -> Evidence:
    """Pick one to three sentences for a question.

    Args:
        store: where the sentences are.
        ranking: the question's ranking.
        question: the question itself.
    """
    scored = _scored(store, ranking)
    best, first, comment = scored[0]
    # Readers' comments never stand beside the articles' own sentences.
    near = [n for score, n, is_comment in scored if score <= best + MARGIN and is_comment == comment]
    features = _features(store, ranking, question, first)
    return Evidence(
        tuple(_without_duplicates(store, near)),
        confidence(features),
        features,
        tuple(number for _, number, _ in scored),
    )


def _scored(store: Store, ranking: Ranking) -> list[tuple[float, int, bool]]:
    """The best sentences: negative score, number, whether it is a comment; best first."""
    scored = []
    for number in ranking.best_sentences(_CANDIDATES):
        article, sentence = store.sentence(number)
        text = article.text[sentence.start : sentence.end]
        is_comment = article.zones[sentence.zone].kind == "comment"
        is_slight = len(terms(text)) < _SLIGHT_TERMS or text.rstrip("\"'”’»)").endswith("?")
        score = float(ranking.sentences[number])
        score -= COMMENT_HANDICAP * is_comment + SLIGHT_HANDICAP * is_slight
        scored.append((-score, number, is_comment))
    return sorted(scored)


def _without_duplicates(store: Store, order: Sequence[int]) -> list[int]:
    vectors = store.sentence_vectors(order)
    chosen: list[int] = []
    for position in range(len(order)):
        if all(float(vectors[position] @ vectors[other]) < DUPLICATE_COSINE for other in chosen):
            chosen.append(position)
        if len(chosen) == MAX_SENTENCES:
            break
    return [order[position] for position in chosen]


def _features(store: Store, ranking: Ranking, question: str, first: int) -> Features:
    article, sentence = store.sentence(first)
    counts = Counter(_scripts(article.text[sentence.start : sentence.end]))
    script = max(counts, key=counts.__getitem__, default="")
    asked = list(_scripts(question))
    foreign = sum(letter != script for letter in asked) / len(asked) if asked else 0.0
    return Features(float(ranking.sentence_cosine[first]), foreign)


def _scripts(text: str) -> Iterator[str]:
    """The script of each letter: ``"LATIN"``, ``"CYRILLIC"``, ``"CJK"``, …"""
    return (unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model from features to a probability: ``qa/calibration.json``.

    Attributes:
        intercept, weights: of the logistic function; weights by feature name.
        threshold: below this confidence the answer is "not found".
    """

    intercept: float
    weights: dict[str, float]
    threshold: float


@cache
def calibration() -> Calibration:
    """The fitted model that the package carries; ``python -m eval calibrate`` refits it."""
    data = json.loads((resources.files("qa") / "calibration.json").read_text("utf-8"))
    return Calibration(data["intercept"], data["weights"], data["threshold"])


def confidence(features: Features) -> float:
    """The probability that the first sentence answers the question."""
    model = calibration()
    total = model.intercept + sum(
        model.weights[field.name] * getattr(features, field.name) for field in fields(features)
    )
    return 1.0 / (1.0 + math.exp(-total))
