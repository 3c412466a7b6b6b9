"""The figures, each one function with its definition.

A figure of one question is a number, or None where it does not apply. `DEFINITIONS` says of each
what it means and which way is better.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, ScoredDoc, nDCG
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from eval.cases import Case
from index.metadata import Published
from index.zones import Zone
from qa import Answer, Citation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is called, what it means, and which way is better."""

    label: str
    meaning: str
    higher_is_better: bool = True


DEFINITIONS = {
    "evidence@1": Definition(
        "evidence@1", "the first citation is acceptable evidence (refusing counts as 0)"
    ),
    "needs_met@3": Definition("needs met@3", "the first three citations hold all that the question needs"),
    "needs_met@5": Definition("needs met@5", "the first five citations hold all that the question needs"),
    "citation_precision": Definition("citation precision", "share of citations that are acceptable evidence"),
    "quote_exactness": Definition("quote exactness", "share of citations with text[start:end] == quote"),
    "answer_match": Definition("answer match", "a citation contains one of the expected strings"),
    "false_refusal": Definition("false refusals", "answerable questions that are refused", False),
    "false_answer_near": Definition("false answers, near", "unanswerable, same subject, yet answered", False),
    "false_answer_far": Definition("false answers, far", "unanswerable, other subject, yet answered", False),
    "voice": Definition("right voice", "evidence cited for “who said it” names its speaker"),
    "date": Definition("right date", "citations with the interval and basis known of their source"),
    "comment_labelled": Definition("comments labelled", "citations of readers' comments that say so"),
    "comment_unasked": Definition("comments unasked", "a comment comes first though articles answer", False),
    "mrr": Definition("MRR", "mean reciprocal rank of the first evidence among ten (Voorhees 1999)"),
    "ndcg@10": Definition("nDCG@10", "ranking of ten sentences (Järvelin & Kekäläinen 2002)"),
    "auroc": Definition("AUROC", "chance that an answerable question has the higher confidence"),
    "aurc": Definition("AURC", "area under risk–coverage (Geifman & El-Yaniv 2017)", False),
    "ece": Definition("ECE", "expected calibration error, ten bins (Guo et al. 2017)", False),
}

OF_ALL = ("auroc", "aurc", "ece")
"""Figures of a whole run rather than means over questions."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of the articles whatever a system says: texts, zones and dates by source."""

    texts: Mapping[str, str]
    zones: Mapping[str, Sequence[Zone]]
    published: Mapping[str, Published]

    def comment_at(self, citation: Citation) -> Zone | None:
        """The reader's comment that a citation lies in, if it does."""
        for zone in self.zones.get(citation.source, ()):
            if zone.kind == "comment" and zone.start <= citation.start < zone.end:
                return zone
        return None


def is_gold(case: Case, citation: Citation) -> bool:
    """Whether a citation is acceptable evidence."""
    return any(gold.matches(citation.source, citation.start, citation.end) for gold in case.gold)


def scores(case: Case, answer: Answer, ranked: Sequence[Citation], truth: Truth) -> dict[str, float]:
    """All figures of one question that apply to it."""
    found = {
        "evidence@1": evidence_at_1(case, answer),
        "needs_met@3": needs_met(case, answer, 3),
        "needs_met@5": needs_met(case, answer, 5),
        "citation_precision": citation_precision(case, answer),
        "quote_exactness": quote_exactness(answer, truth),
        "answer_match": answer_match(case, answer),
        "false_refusal": float(answer.status == "not_found") if case.answerable else None,
        "false_answer_near": _false_answer(case, answer, far=False),
        "false_answer_far": _false_answer(case, answer, far=True),
        "voice": voice(case, answer),
        "date": date(answer, truth),
        "comment_labelled": comment_labelled(answer, truth),
        "comment_unasked": comment_unasked(case, answer, truth),
        **ranking(case, ranked),
    }
    return {name: round(value, 6) for name, value in found.items() if value is not None}


def evidence_at_1(case: Case, answer: Answer) -> float | None:
    """1 when the first citation is acceptable evidence."""
    if not case.answerable:
        return None
    return float(bool(answer.citations) and is_gold(case, answer.citations[0]))


def needs_met(case: Case, answer: Answer, k: int) -> float | None:
    """1 when the first k citations hold at least one sentence of each group that is needed."""
    if not case.answerable:
        return None
    cited = answer.citations[:k]
    return float(
        all(
            any(case.gold[i].matches(c.source, c.start, c.end) for i in group for c in cited)
            for group in case.needs
        )
    )


def citation_precision(case: Case, answer: Answer) -> float | None:
    """Share of an answer's citations that are acceptable evidence."""
    if not case.answerable or not answer.citations:
        return None
    return sum(is_gold(case, c) for c in answer.citations) / len(answer.citations)


def quote_exactness(answer: Answer, truth: Truth) -> float | None:
    """Share of an answer's citations whose quote stands at their place; must be 1."""
    if not answer.citations:
        return None
    right = sum(truth.texts.get(c.source, "")[c.start : c.end] == c.quote != "" for c in answer.citations)
    return right / len(answer.citations)


def answer_match(case: Case, answer: Answer) -> float | None:
    """1 when a citation contains one of the expected strings, letter case aside."""
    if not case.answer:
        return None
    quotes = " ".join(citation.quote for citation in answer.citations).casefold()
    return float(any(text.casefold() in quotes for text in case.answer))


def _false_answer(case: Case, answer: Answer, *, far: bool) -> float | None:
    """1 when an unanswerable question is answered."""
    if case.answerable or (case.type == "far") != far:
        return None
    return float(answer.status == "answered")


_SPEAKER = re.compile(r"Speaker: ([^.;,(\n]+)")


def voice(case: Case, answer: Answer) -> float | None:
    """Share of the evidence cited for an attribution whose voice names the speaker."""
    speaker = _SPEAKER.search(case.note) if case.type == "attribution" else None
    evidence = [c for c in answer.citations if is_gold(case, c)]
    if not speaker or not evidence:
        return None
    surname = speaker[1].split()[-1]
    return sum(surname in (c.voice or "") for c in evidence) / len(evidence)


def date(answer: Answer, truth: Truth) -> float | None:
    """Share of citations that carry the interval and basis known of their source."""
    if not answer.citations:
        return None
    right = sum(truth.published.get(c.source) == c.published for c in answer.citations)
    return right / len(answer.citations)


def comment_labelled(answer: Answer, truth: Truth) -> float | None:
    """Share of the citations inside readers' comments that say so and name the reader."""
    inside = [(c, zone) for c in answer.citations if (zone := truth.comment_at(c))]
    if not inside:
        return None
    return sum(c.zone == "comment" and c.voice == zone.author for c, zone in inside) / len(inside)


def comment_unasked(case: Case, answer: Answer, truth: Truth) -> float | None:
    """1 when a comment comes first on a question that the articles' own sentences answer."""
    own = [g for g in case.gold if not _in_comment(g.source, g.start, truth)]
    if not own or not answer.citations:
        return None
    return float(truth.comment_at(answer.citations[0]) is not None)


def _in_comment(source: str, start: int, truth: Truth) -> bool:
    return any(z.kind == "comment" and z.start <= start < z.end for z in truth.zones.get(source, ()))


def ranking(case: Case, ranked: Sequence[Citation]) -> dict[str, float]:
    """Reciprocal rank and nDCG@10 of the ranked sentences, by ir-measures."""
    if not case.answerable:
        return {}
    qrels = [Qrel("q", f"gold-{i}", 1) for i in range(len(case.gold))]
    run: list[ScoredDoc] = []
    for rank, c in enumerate(ranked):
        hit = next((i for i, g in enumerate(case.gold) if g.matches(c.source, c.start, c.end)), None)
        name = f"other-{rank}" if hit is None else f"gold-{hit}"
        if name not in {doc.doc_id for doc in run}:
            run.append(ScoredDoc("q", name, float(-rank)))
    found = {str(m.measure): m.value for m in ir_measures.iter_calc([RR, nDCG @ 10], qrels, run)}
    return {"mrr": found.get("RR", 0.0), "ndcg@10": found.get("nDCG@10", 0.0)}


def auroc(confidence: Floats, answerable: Floats) -> float:
    """Area under the ROC curve of the confidence for answerable against unanswerable questions."""
    if answerable.min() == answerable.max():
        return float("nan")
    return float(roc_auc_score(answerable, confidence))


def risk_coverage(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Coverage and error rate when only the most confident questions are answered."""
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    return answered / len(order), np.cumsum(1.0 - right[order]) / answered


def aurc(confidence: Floats, right: Floats) -> float:
    """Mean error rate over all coverages."""
    return float(risk_coverage(confidence, right)[1].mean())


def ece(confidence: Floats, right: Floats, bins: int = 10) -> float:
    """Mean distance between confidence and share right, over bins of equal width, by their size."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for number in range(bins):
        mine = index == number
        if mine.any():
            total += mine.mean() * abs(confidence[mine].mean() - right[mine].mean())
    return float(total)
