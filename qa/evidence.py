"""Ranking to evidence: which sentences an answer is made of, and how sure that is.

The candidates (`qa.candidates`) are in order and have log-odds, which decide how many are cited; a second
model says how likely the first of them is to answer at all (``calibration.json``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np

from index.store import Store
from qa.calibration import Calibration, Features, Signs, calibration, probability
from qa.candidates import (
    PASSAGES_READ,
    READ_CLOSELY,
    READ_FIRST,
    Candidate,
    Search,
    candidates,
    in_order,
)
from qa.conversation import understand
from qa.history import Message
from qa.identity import SURE
from qa.judge import Judge
from qa.parts import parts_of
from qa.question_kinds import asks_several
from qa.retrieval import Ranking

MAX_SENTENCES = 5
DESCRIBED = 0.95
"""The probability that the first sentence is right when it says for sure who or what the question asks for:
measured on the ``dev`` half of `eval.identity`."""

MARGIN = 1.0
"""A further sentence is cited when its log-odds are at most this much lower than the first one's."""

SEVERAL_MARGIN = 3.0
"""The same when the question asks for more than one thing can say: a change, a comparison."""

DUPLICATE_COSINE = 0.96


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
        described: whether the question asks who or what somebody is, and the first sentence says it for sure.
    """

    chosen: tuple[Candidate, ...]
    ranked: tuple[Candidate, ...]
    confidence: float
    found: bool
    related: bool
    signs: Signs
    strange: float = 0.0
    strangers: tuple[str, ...] = ()
    described: bool = False


def choose_evidence(
    store: Store,
    rank: Callable[[str], Ranking],
    question: str,
    judge: Judge | None = None,
    core: str = "",
) -> Evidence:
    """Pick one to five sentences for a question.

    A question that asks several things is looked up as a whole and part by part; the best sentence
    for each part is cited.

    Args:
        store: where the sentences are.
        rank: scores the sentences for a question.
        question: the question itself.
        judge: the evidence model; None leaves the choice to retrieval's scores.
        core: the question as the evidence model is asked, without what was put behind it to be looked up;
            "" for the same.
    """
    model = calibration("read" if judge else "plain")
    asked = _asked(question, core or question)
    rankings = [rank(text) for text, _ in asked]
    most = chain([PASSAGES_READ], repeat(READ_FIRST))  # of its parts only the nearest
    by_part = [
        candidates(Search(store, *texts, ranking, judge, number))
        for texts, ranking, number in zip(asked, rankings, most, strict=False)
    ]
    best: dict[int, Candidate] = {}
    for candidate in chain.from_iterable(by_part):
        if candidate.number not in best or candidate.score > best[candidate.number].score:
            best[candidate.number] = candidate
    ranked = in_order(best.values())
    strange = [ranking.strange for ranking in rankings]
    signs = [
        signs_of([c.features for c in part], [c.score for c in part], unknown)
        for part, unknown in zip(by_part, strange, strict=True)
    ]
    surest = max(signs, key=model.confidence)
    found = [probability(model.answerable(each)) >= model.threshold for each in signs]
    heads = [part[0] for part, is_found in zip(by_part, found, strict=True) if is_found]
    described = ranked[0].described > SURE and not any(strange)
    margin = SEVERAL_MARGIN if asks_several(question) else MARGIN
    return Evidence(
        chosen=tuple(_chosen(store, ranked, heads, margin)),
        ranked=tuple(ranked),
        confidence=_confidence(model, surest, any(found), described),
        found=any(found) or described,
        signs=surest,
        strange=max(strange),
        strangers=tuple(dict.fromkeys(name for ranking in rankings for name in ranking.strangers)),
        described=described,
        related=max(c.features.cosine + model.across * c.features.foreign for c in ranked) >= model.about,
    )


def _confidence(model: Calibration, signs: Signs, found: bool, described: bool) -> float:
    """How likely the first sentence is to answer; after a refusal no likelier than an answer to be there."""
    sure = probability(model.confidence(signs))
    if described:
        return max(sure, DESCRIBED)
    return sure if found else min(sure, probability(model.answerable(signs)))


def signs_of(features: Sequence[Features], scores: Sequence[float], strange: float) -> Signs:
    """The signs of how sure an answer is, from its candidates, best first."""
    first = features[0]
    ahead = scores[0] - scores[1] if len(scores) > 1 else 0.0
    closely = [each.close for each in features[:READ_CLOSELY] if each.close]
    total = float(np.logaddexp.reduce(closely)) if closely else 0.0
    return Signs(first.cosine, first.foreign, first.answers, first.share, ahead, strange, total)


def _asked(question: str, core: str) -> list[tuple[str, str]]:
    """The question, and its parts where it has several, each completed from the one before it.

    Each as it is looked up and as it is read: what was put behind the question is put behind its parts too.
    """
    parts, behind = parts_of(core), question.removeprefix(core)
    asked, history = [(question, core)], list[Message]()
    for part in parts if len(parts) > 1 else ():
        meant = understand(part, history)
        asked.append((meant.text + behind, meant.core or meant.text))
        history.append({"role": "user", "content": part})
    return asked


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
