"""Ranking to evidence: which sentences an answer is made of, and how sure that is.

Every candidate sentence gets the probability that it answers the question, from a logistic model
of a few features (``calibration.json``). The same probability orders the sentences, decides how
many are cited, and is the confidence of the answer. With an evidence model (`qa.judge`) the
candidates are the sentences of the passages that it read; without one, those that retrieval ranks
first.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from index.lexical import terms
from index.store import Store
from qa.calibration import Features, Path, calibration, log_odds
from qa.conversation import Message, understand
from qa.judge import Pair
from qa.parts import parts_of
from qa.retrieval import Ranking

if TYPE_CHECKING:
    from qa.judge import Judge

MAX_SENTENCES = 5
SHARE = 0.5
"""A further sentence is cited when its probability is at least this share of the first one's."""

COMMENT_HANDICAP = 2.0
"""A reader's comment has to be this much better (in log-odds) than the articles' own sentences."""

SLIGHT_HANDICAP = 2.0
_SLIGHT_TERMS = 3
"""Sentences with fewer terms, and questions that an article asks, hardly ever answer anything."""

DUPLICATE_COSINE = 0.96
_CANDIDATES = 20
PASSAGES_READ = 16
"""How many of the passages that retrieval ranks first the evidence model reads."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence.

    Attributes:
        number: of the sentence in the store.
        features: what is known of it.
        score: log-odds that it answers the question, less what is held against it.
        comment: whether it is a reader's comment.
        span: ``(start, end)`` in the article of the words that carry the answer, when known.
    """

    number: int
    features: Features
    score: float
    comment: bool
    span: tuple[int, int] | None = None

    @property
    def probability(self) -> float:
        """The score as a probability."""
        return 1.0 / (1.0 + math.exp(-self.score))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer is made of.

    Attributes:
        chosen: the sentences to cite, best first.
        ranked: all candidates, best first.
        found: whether the confidence is high enough to answer.
        related: whether the articles are about what is asked, said or not.
    """

    chosen: tuple[Candidate, ...]
    ranked: tuple[Candidate, ...]
    found: bool
    related: bool

    @property
    def confidence(self) -> float:
        """The probability that the first sentence answers the question."""
        return self.ranked[0].probability


def choose_evidence(
    store: Store, rank: Callable[[str], Ranking], question: str, judge: Judge | None = None
) -> Evidence:
    """Pick one to five sentences for a question.

    A question that asks several things is looked up as a whole and part by part; the best sentence
    for each part is cited.

    Args:
        store: where the sentences are.
        rank: scores the sentences for a question.
        question: the question itself.
        judge: the evidence model; None leaves the choice to retrieval's scores.
    """
    model = calibration("read" if judge else "plain")
    by_part = [candidates(store, rank(text), text, judge) for text in _asked(question)]
    best: dict[int, Candidate] = {}
    for candidate in chain.from_iterable(by_part):
        if candidate.number not in best or candidate.score > best[candidate.number].score:
            best[candidate.number] = candidate
    ranked = _in_order(best.values())
    heads = [part[0] for part in by_part if part[0].probability >= model.threshold]
    return Evidence(
        chosen=tuple(_chosen(store, ranked, heads)),
        ranked=tuple(ranked),
        found=ranked[0].probability >= model.threshold,
        related=max(c.features.cosine + model.across * c.features.foreign for c in ranked) >= model.about,
    )


def _asked(question: str) -> list[str]:
    """The question, and its parts where it has several, each completed from the one before it."""
    parts = parts_of(question)
    asked, history = [question], list[Message]()
    for part in parts if len(parts) > 1 else ():
        asked.append(understand(part, history).text)
        history.append({"role": "user", "content": part})
    return asked


def _in_order(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda c: (-c.score, c.number))


def candidates(store: Store, ranking: Ranking, question: str, judge: Judge | None) -> list[Candidate]:
    """The sentences that may be evidence, best first; ties by number."""
    found = _read(store, ranking, question, judge) if judge else _plain(store, ranking, question)
    return _in_order(found)


def _plain(store: Store, ranking: Ranking, question: str) -> Iterator[Candidate]:
    best = ranking.best_sentences(_CANDIDATES)
    asked = list(_scripts(question))
    for number in best:
        yield _candidate(store, number, _features(store, ranking, asked, number), "plain")


def _read(store: Store, ranking: Ranking, question: str, judge: Judge) -> Iterator[Candidate]:
    best = ranking.best_passages(PASSAGES_READ)
    asked = list(_scripts(question))
    readings = judge.read([_pair(store, question, number) for number in best])
    for passage, reading in zip(best, readings, strict=True):
        numbers = store.sentences_of(passage)
        begin = store.sentence(numbers[0])[1].start
        for position, number in enumerate(numbers):
            features = _features(store, ranking, asked, number)
            features = replace(features, answers=reading.answers, share=reading.sentences[position])
            span = reading.spans[position]
            place = (span[0] + begin, span[1] + begin) if span else None
            yield _candidate(store, number, features, "read", place)


def _pair(store: Store, question: str, passage: int) -> Pair:
    places = [store.sentence(number)[1] for number in store.sentences_of(passage)]
    article, begin = store.passage(passage)[0], places[0].start
    title = article.metadata.title.value if article.metadata.title else ""
    text = article.text[begin : places[-1].end]
    return Pair(question, title, text, tuple((p.start - begin, p.end - begin) for p in places))


def _candidate(
    store: Store, number: int, features: Features, path: Path, span: tuple[int, int] | None = None
) -> Candidate:
    article, sentence = store.sentence(number)
    text = article.text[sentence.start : sentence.end]
    is_comment = article.zones[sentence.zone].kind == "comment"
    is_slight = len(terms(text)) < _SLIGHT_TERMS or text.rstrip("\"'”’»)").endswith("?")
    score = log_odds(features, path) - COMMENT_HANDICAP * is_comment - SLIGHT_HANDICAP * is_slight
    return Candidate(number, features, score, is_comment, span)


def _features(store: Store, ranking: Ranking, asked: Sequence[str], number: int) -> Features:
    article, sentence = store.sentence(number)
    counts = Counter(_scripts(article.text[sentence.start : sentence.end]))
    script = max(counts, key=counts.__getitem__, default="")
    foreign = sum(letter != script for letter in asked) / len(asked) if asked else 0.0
    gap = float(ranking.sentences[number] - ranking.sentences.max())
    return Features(float(ranking.sentence_cosine[number]), gap, foreign)


def _scripts(text: str) -> Iterator[str]:
    """The script of each letter: ``"LATIN"``, ``"CYRILLIC"``, ``"CJK"``, …"""
    return (unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())


def _chosen(store: Store, ranked: Sequence[Candidate], heads: Sequence[Candidate]) -> list[Candidate]:
    """The first sentence, the best of each part, and those nearly as good; no two that say the same.

    Readers' comments never stand beside the articles' own sentences.
    """
    first = ranked[0]
    least = SHARE * first.probability
    wanted = {c.number: c for c in (first, *heads, *(c for c in ranked if c.probability >= least))}
    near = [candidate for candidate in wanted.values() if candidate.comment == first.comment]
    vectors = store.sentence_vectors([c.number for c in near])
    chosen: list[int] = []
    for position in range(len(near)):
        if all(float(vectors[position] @ vectors[other]) < DUPLICATE_COSINE for other in chosen):
            chosen.append(position)
        if len(chosen) == MAX_SENTENCES:
            break
    return [near[position] for position in chosen]
