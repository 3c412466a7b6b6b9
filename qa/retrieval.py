"""Question to ranked passages and sentences.

Three views of a passage are fused: the similarity of its vector, the best similarity of one of
its sentences, and BM25. Each is standardised over the corpus for the question at hand, because
their scales have nothing in common. Measured against reciprocal rank fusion it is better at
rank 1 (README, "How well it retrieves").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.errors import QuestionError
from index.lexical import Bm25, terms
from index.store import Store
from qa.circumstances import circumstances_of
from qa.identity import describing, who_is
from qa.sounds import Names, bridged
from qa.speakers import Speakers
from qa.within import Within

Scores = NDArray[np.float32]

_NAME = re.compile(r"(?<=[^\W_][ ,] |[^\W_]{2} )[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w’'-]+")
"""A word with a capital letter that does not begin a sentence."""

SENTENCE_WEIGHT = 1.0
BM25_WEIGHT = 0.5
"""Weight of BM25 when the corpus knows every word of the question; less by the share it does not
know, so that a question in another language is not ranked by the one word that matches."""

SENTENCE_BM25_WEIGHT = 0.3
PASSAGE_WEIGHT = 0.7
"""How much of its passage's score a sentence inherits."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of everything in the store for one question.

    Attributes:
        passages: fused score of each passage, shape ``[num_passages]``; minus infinity for one that must
            not be found.
        sentences: the same for each sentence, shape ``[num_sentences]``.
        passage_cosine, sentence_cosine: the similarities that went into them.
        words: which share of the question's words each sentence has, or the one before it in its article;
            rare ones count more.
        strange: share of the question's names that no article mentions, 0 to 1; names in another script
            than the articles' are passed over.
        strangers: these names.
        spoken: numbers of the passages in which somebody speaks whom the question names, or that say who
            it is where the question asks that.
        bridges: words of the question that are names of the articles in another script, and these names.
    """

    passages: Scores
    sentences: Scores
    passage_cosine: Scores
    sentence_cosine: Scores
    words: Scores
    strange: float = 0.0
    strangers: tuple[str, ...] = ()
    spoken: tuple[int, ...] = ()
    bridges: Mapping[str, str] = field(default_factory=dict)

    def best_passages(self, k: int) -> list[int]:
        """Numbers of the ``k`` best passages, best first; ties by number."""
        return _best(self.passages, k)

    def best_spoken(self, k: int) -> list[int]:
        """The same of those in which somebody speaks whom the question names."""
        spoken = list(self.spoken)
        return [spoken[n] for n in _best(self.passages[spoken], k)]

    def best_sentences(self, k: int) -> list[int]:
        """Numbers of the ``k`` best sentences, best first; ties by number."""
        return _best(self.sentences, k)


class Retriever:
    """Ranks a store's passages and sentences for questions."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder
        sentences = [article.text[s.start : s.end] for article in store.articles for s in article.sentences]
        first = store.first_sentence
        self._speakers = Speakers(store)
        self._names = Names(sentences)
        self._sentence_bm25 = Bm25(sentences)
        self._passage_bm25 = Bm25(
            " ".join(sentences[a:b]) for a, b in zip(first[:-1].tolist(), first[1:].tolist(), strict=True)
        )

    def rank(self, question: str) -> Ranking:
        """Score every passage and sentence for a question."""
        vector = self._embedder.encode_query(question)
        bridges = self._names.bridges(question)
        query = terms(bridged(question, bridges))
        known = self._passage_bm25.share_known(query)
        passage_cosine = self._store.passage_similarities(vector)
        sentence_cosine = self._store.sentence_similarities(vector)
        best_sentence = np.maximum.reduceat(sentence_cosine, self._store.first_sentence[:-1])
        passages = (
            _standardised(passage_cosine)
            + SENTENCE_WEIGHT * _standardised(best_sentence)
            + BM25_WEIGHT * known * _standardised(self._passage_bm25.scores(query))
        )
        sentences = (
            _standardised(sentence_cosine)
            + SENTENCE_BM25_WEIGHT * known * _standardised(self._sentence_bm25.scores(query))
            + PASSAGE_WEIGHT * passages[self._store.sentence_passage]
        )
        share, strangers = strange_names(question, self._passage_bm25)
        spoken = frozenset(self._speakers.passages(circumstances_of(question)))
        return Ranking(
            passages,
            sentences,
            passage_cosine,
            sentence_cosine,
            self._words(query),
            share,
            strangers,
            tuple(sorted(spoken | self._describing(bridged(question, bridges)))),
            bridges,
        )

    def _describing(self, question: str) -> frozenset[int]:
        """The passages that say who or what somebody is, when the question asks for that."""
        asked, store = who_is(question), self._store
        found = describing(asked, store.articles) if asked else ()
        return frozenset(int(store.sentence_passage[store.sentence_start[a] + n]) for a, n in found)

    def _words(self, query: Sequence[str]) -> Scores:
        words = np.zeros(len(self._store.sentence_article), np.float32)
        follows = np.diff(self._store.sentence_article, prepend=-1) == 0  # another one of its article
        total = 0.0
        for rarity, has in self._sentence_bm25.occurrences(query):
            words += np.float32(rarity) * (has | (np.roll(has, 1) & follows))
            total += rarity
        return words / np.float32(total or 1.0)


def restricted(ranking: Ranking, store: Store, within: Within) -> Ranking:
    """A ranking of the admitted articles' passages and sentences alone; the others can never be best.

    Raises:
        QuestionError: a source is no article's name, or no article is admitted.
    """
    known = {article.source for article in store.articles}
    if unknown := [source for source in within.sources if source not in known]:
        raise QuestionError(f"There is no article {', '.join(map(repr, unknown[:3]))[:200]} to limit it to.")
    admitted = np.array([within.admits(article) for article in store.articles], dtype=bool)
    if not admitted.any():
        raise QuestionError("No article is among the sources and dates that the question is limited to.")
    return replace(
        ranking,
        passages=np.where(admitted[store.passage_article], ranking.passages, -np.inf).astype(np.float32),
        sentences=np.where(admitted[store.sentence_article], ranking.sentences, -np.inf).astype(np.float32),
    )


def strange_names(question: str, corpus: Bm25) -> tuple[float, tuple[str, ...]]:
    """The share of a question's names that the texts of a corpus never mention, and these names."""
    found = [(match[0], terms(match[0])) for match in _NAME.finditer(question)]
    names = [(name, words) for name, words in found if words and corpus.has_script_of(words[0])]
    strangers = tuple(name for name, words in names if corpus.share_known(words) < 1)
    return (len(strangers) / len(names) if names else 0.0), tuple(dict.fromkeys(strangers))


def _standardised(scores: Scores) -> Scores:
    """``(scores - mean) / standard deviation``; zeros where all are equal."""
    deviation = float(scores.std())
    if deviation < 1e-9:
        return np.zeros_like(scores)
    standardised: Scores = (scores - scores.mean()) / np.float32(deviation)
    return standardised


def _best(scores: Scores, k: int) -> list[int]:
    order: list[int] = np.argsort(-scores, kind="stable")[:k].tolist()
    return [number for number in order if scores[number] > -np.inf]
