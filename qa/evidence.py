"""Ranking to evidence: which sentences an answer is made of, and how sure that is.

Every candidate sentence gets log-odds that it answers the question, from a logistic model of a few
features, which put the sentences in order and decide how many are cited; a second model says how
likely the first of them is to answer at all (``calibration.json``). With an evidence model (`qa.judge`) the
candidates are the sentences of the passages that it read; without one, those that retrieval ranks
first.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from index.store import Store
from qa.calibration import Features, Signs, calibration, probability
from qa.circumstances import circumstances_of, is_comment, weight
from qa.conversation import Message, understand
from qa.judge import Pair, Reading
from qa.parts import parts_of
from qa.question_kinds import asks_several
from qa.retrieval import Ranking

if TYPE_CHECKING:
    from qa.judge import Judge

MAX_SENTENCES = 5
MARGIN = 0.75
"""A further sentence is cited when its log-odds are at most this much lower than the first one's."""

SEVERAL_MARGIN = 3.0
"""The same when the question asks for more than one thing can say: a change, a comparison."""

DUPLICATE_COSINE = 0.96
_CANDIDATES = 20
PASSAGES_READ = 16
"""How many of the passages that retrieval ranks first the evidence model reads at most."""

READ_FIRST = 6
"""So many it reads first; the rest only if it thinks none of them more likely to answer than not."""


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer is made of.

    Attributes:
        chosen: the sentences to cite, best first.
        ranked: all candidates, best first.
        confidence: the probability that the first of them answers the question.
        found: whether the articles are held to answer the question at all.
        related: whether the articles are about what is asked, said or not.
        signs: what the confidence was computed from.
        strange: share of the question's names that no article mentions.
        strangers: these names.
    """

    chosen: tuple[Candidate, ...]
    ranked: tuple[Candidate, ...]
    confidence: float
    found: bool
    related: bool
    signs: Signs
    strange: float = 0.0
    strangers: tuple[str, ...] = ()


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
    rankings = [(rank(text), text) for text in _asked(question)]
    most = chain([PASSAGES_READ], repeat(READ_FIRST))  # of its parts only the nearest
    by_part = [candidates(store, *asked, judge, n) for asked, n in zip(rankings, most, strict=False)]
    best: dict[int, Candidate] = {}
    for candidate in chain.from_iterable(by_part):
        if candidate.number not in best or candidate.score > best[candidate.number].score:
            best[candidate.number] = candidate
    ranked = _in_order(best.values())
    strange = [ranking.strange for ranking, _ in rankings]
    signs = [
        signs_of([c.features for c in part], [c.score for c in part], unknown)
        for part, unknown in zip(by_part, strange, strict=True)
    ]
    surest = max(signs, key=model.confidence)
    found = [probability(model.answerable(each)) >= model.threshold for each in signs]
    heads = [part[0] for part, is_found in zip(by_part, found, strict=True) if is_found]
    margin = SEVERAL_MARGIN if asks_several(question) else MARGIN
    return Evidence(
        chosen=tuple(_chosen(store, ranked, heads, margin)),
        ranked=tuple(ranked),
        confidence=probability(model.confidence(surest)),
        found=any(found),
        signs=surest,
        strange=max(strange),
        strangers=tuple(dict.fromkeys(name for ranking, _ in rankings for name in ranking.strangers)),
        related=max(c.features.cosine + model.across * c.features.foreign for c in ranked) >= model.about,
    )


def signs_of(features: Sequence[Features], scores: Sequence[float], strange: float) -> Signs:
    """The signs of how sure an answer is, from its candidates, best first."""
    first = features[0]
    ahead = scores[0] - scores[1] if len(scores) > 1 else 0.0
    return Signs(first.cosine, first.foreign, first.answers, first.share, ahead, strange)


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


def candidates(
    store: Store, ranking: Ranking, question: str, judge: Judge | None, most: int = PASSAGES_READ
) -> list[Candidate]:
    """The sentences that may be evidence, best first; ties by number. At most ``most`` passages are read."""
    if judge is None:
        unread = [(number, None) for number in ranking.best_sentences(_CANDIDATES)]
        return _in_order(_weighed(store, ranking, question, unread))
    found: list[Candidate] = []
    best = ranking.best_passages(most)
    for passages in filter(None, (best[:READ_FIRST], best[READ_FIRST:])):
        readings = judge.read([_pair(store, question, number) for number in passages])
        read = [
            (number, (reading, position))
            for passage, reading in zip(passages, readings, strict=True)
            for position, number in enumerate(store.sentences_of(passage))
        ]
        found = _in_order([*found, *_weighed(store, ranking, question, read)])
        if found[0].features.answers >= 0:
            break
    return found


def _weighed(
    store: Store,
    ranking: Ranking,
    question: str,
    found: Sequence[tuple[int, tuple[Reading, int] | None]],
) -> Iterator[Candidate]:
    """Candidates from sentences, each with the reading of its passage and its place in that."""
    asked, letters = circumstances_of(question), list(_scripts(question))
    best, rank = float(ranking.sentences.max()), calibration("read" if found[0][1] else "plain").rank
    for number, read in found:
        article, sentence = store.sentence(number)
        text = article.text[sentence.start : sentence.end]
        features = Features(
            cosine=float(ranking.sentence_cosine[number]),
            gap=float(ranking.sentences[number]) - best,
            foreign=_foreign(letters, text),
        )
        span = None
        if read:
            reading, place = read
            features = replace(features, answers=reading.answers, share=reading.sentences[place])
            if words := reading.spans[place]:
                begin = article.sentences[_position(store, number) - place].start
                span = words[0] + begin, words[1] + begin
        position = _position(store, number)
        score = rank(features) + weight(asked, article, position)
        yield Candidate(number, features, score, is_comment(article, position), span)


def _position(store: Store, number: int) -> int:
    """The place of a sentence in its article."""
    return number - int(store.sentence_start[store.sentence_article[number]])


def _foreign(letters: Sequence[str], text: str) -> float:
    """The share of letters in another script than the text's."""
    counts = Counter(_scripts(text))
    script = max(counts, key=counts.__getitem__, default="")
    return sum(letter != script for letter in letters) / len(letters) if letters else 0.0


def _pair(store: Store, question: str, passage: int) -> Pair:
    places = [store.sentence(number)[1] for number in store.sentences_of(passage)]
    article, begin = store.passage(passage)[0], places[0].start
    title = article.metadata.title.value if article.metadata.title else ""
    text = article.text[begin : places[-1].end]
    return Pair(question, title, text, tuple((p.start - begin, p.end - begin) for p in places))


def _scripts(text: str) -> Iterator[str]:
    """The script of each letter: ``"LATIN"``, ``"CYRILLIC"``, ``"CJK"``, …"""
    return (unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())


def _chosen(
    store: Store, ranked: Sequence[Candidate], heads: Sequence[Candidate], margin: float
) -> list[Candidate]:
    """The first sentence, the best of each part, and those nearly as good; no two that say the same.

    Readers' comments never stand beside the articles' own sentences.
    """
    first = ranked[0]
    least = first.score - margin
    wanted = {c.number: c for c in (first, *heads, *(c for c in ranked if c.score >= least))}
    near = [candidate for candidate in wanted.values() if candidate.comment == first.comment]
    vectors = store.sentence_vectors([c.number for c in near])
    chosen: list[int] = []
    for position in range(len(near)):
        if all(float(vectors[position] @ vectors[other]) < DUPLICATE_COSINE for other in chosen):
            chosen.append(position)
        if len(chosen) == MAX_SENTENCES:
            break
    return [near[position] for position in chosen]
