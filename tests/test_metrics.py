"""Each figure on an example that can be worked out by hand; each kind of broken assistant is caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from eval import metrics
from eval.cases import Case, Gold
from eval.gate import expected_from, failures
from eval.metrics import DEFINITIONS, Truth, scores
from eval.run import figures
from index.metadata import Published
from index.zones import Zone
from qa import Answer, Citation

TEXT = "The troops left on January 13. Nobody was sure why. A reader wrote this."
DAY = Published(date(2022, 3, 6), date(2022, 3, 31), "inferred")
TRUTH = Truth(
    {"a.txt": TEXT, "b.txt": TEXT},
    {"a.txt": [Zone("body", 0, 51), Zone("comment", 52, 72, "Ann")], "b.txt": []},
    {"a.txt": DAY, "b.txt": Published()},
)
LEFT, WHY, READER = (0, 30), (31, 51), (52, 72)


def cited(place: tuple[int, int], source: str = "a.txt", **changes: object) -> Citation:
    zone, voice = ("comment", "Ann") if place == READER else ("body", None)
    right = Citation(source, *place, TEXT[slice(*place)], None, None, TRUTH.published[source], voice, zone)
    return replace(right, **changes)  # type: ignore[arg-type]


def answered(*citations: Citation, confidence: float = 0.9) -> Answer:
    return Answer("answered", "", citations, confidence)


REFUSED = Answer("not_found", "", (), 0.1)
CASE = Case(
    "x", "fact", "dev", "When?", (), True,
    (Gold("a.txt", *LEFT, ""), Gold("a.txt", *WHY, "")), ((0,), (1,)), ("january 13",), "",
)  # fmt: skip
NEAR = replace(CASE, type="near", answerable=False, gold=(), needs=(), answer=())
FAR = replace(NEAR, type="far")


def test_definitions_and_scores_go_together() -> None:
    whole = scores(CASE, answered(cited(LEFT)), [cited(LEFT)], TRUTH)
    assert set(whole) | set(scores(NEAR, REFUSED, [], TRUTH)) <= set(DEFINITIONS)


def test_evidence_needs_precision_and_match() -> None:
    both, wrong = answered(cited(LEFT), cited(WHY)), answered(cited(READER), cited(LEFT))
    assert metrics.evidence_at_1(CASE, both) == 1.0
    assert metrics.evidence_at_1(CASE, wrong) == 0.0
    assert metrics.evidence_at_1(CASE, REFUSED) == 0.0
    assert metrics.evidence_at_1(NEAR, both) is None
    assert metrics.needs_met(CASE, both, 3) == 1.0
    assert metrics.needs_met(CASE, both, 1) == 0.0
    assert metrics.needs_met(CASE, wrong, 5) == 0.0
    assert metrics.citation_precision(CASE, wrong) == 0.5
    assert metrics.answer_match(CASE, both) == 1.0
    assert metrics.answer_match(CASE, answered(cited(WHY))) == 0.0


def test_voice_date_and_comments() -> None:
    who = replace(CASE, type="attribution", note="Speaker: Marat Shibutov. Two lines above.")
    assert metrics.voice(who, answered(cited(LEFT, voice="Shibutov"), cited(WHY))) == 0.5
    assert metrics.voice(who, answered(cited(READER))) is None
    assert metrics.date(answered(cited(LEFT), cited(WHY, published=Published())), TRUTH) == 0.5
    assert metrics.comment_labelled(answered(cited(LEFT)), TRUTH) is None
    assert metrics.comment_labelled(answered(cited(READER)), TRUTH) == 1.0
    assert metrics.comment_unasked(CASE, answered(cited(READER)), TRUTH) == 1.0
    asked = replace(CASE, gold=(Gold("a.txt", *READER, ""),), needs=((0,),))
    assert metrics.comment_unasked(asked, answered(cited(READER)), TRUTH) is None


def test_ranking() -> None:
    found = metrics.ranking(CASE, [cited(READER), cited(LEFT), cited(WHY)])
    assert found["mrr"] == 0.5
    ideal = 1 + 1 / np.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 / np.log2(3) + 1 / np.log2(4)) / ideal)
    assert metrics.ranking(CASE, []) == {"mrr": 0.0, "ndcg@10": 0.0}


def test_confidence_figures() -> None:
    confidence, right = np.array([0.9, 0.8, 0.3, 0.2]), np.array([1.0, 0.0, 1.0, 0.0])
    coverage, risk = metrics.risk_coverage(confidence, right)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert metrics.aurc(confidence, right) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert metrics.ece(confidence, right) == pytest.approx((0.1 + 0.8 + 0.7 + 0.2) / 4)
    assert metrics.auroc(confidence, right) == 0.75
    assert np.isnan(metrics.auroc(confidence, np.ones(4)))


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals play no part here, and take time."""
    monkeypatch.setattr("eval.run.RESAMPLES", 10)


CASES = [CASE, replace(CASE, id="y"), replace(NEAR, id="n"), replace(FAR, id="f")]


def outcome(system: Callable[[Case], Answer]) -> dict[str, object]:
    """The result of a whole run, as far as the gate looks at it."""
    records = []
    for case in CASES:
        answer = system(case)
        found = scores(case, answer, answer.citations, TRUTH)
        records.append(
            {"id": case.id, "answerable": case.answerable, "confidence": answer.confidence, "scores": found}
        )
    return {"figures": figures(records), "cases": records}


def good(case: Case) -> Answer:
    return answered(cited(LEFT), cited(WHY)) if case.answerable else REFUSED


def one_off(case: Case) -> Answer:
    answer = good(case)
    moved = (replace(c, start=c.start + 1, end=c.end + 1) for c in answer.citations)
    return replace(answer, citations=tuple(moved))


def with_first(first: Citation) -> Callable[[Case], Answer]:
    return lambda case: replace(good(case), citations=(first, cited(WHY))) if case.answerable else REFUSED


BROKEN: dict[str, Callable[[Case], Answer]] = {
    "quote_exactness": one_off,
    "false_refusal": lambda case: REFUSED,
    "false_answer_near": lambda case: answered(cited(LEFT), cited(WHY)),
    "false_answer_far": lambda case: answered(cited(LEFT), cited(WHY)),
    "comment_unasked": with_first(cited(READER)),
    "comment_labelled": with_first(cited(READER, zone="body", voice=None)),
    "evidence@1": with_first(cited(LEFT, source="b.txt")),
    "citation_precision": with_first(cited(LEFT, source="b.txt")),
    "date": with_first(cited(LEFT, published=Published())),
    "auroc": lambda case: replace(good(case), confidence=0.1 if case.answerable else 0.9),
    "ece": lambda case: replace(good(case), confidence=0.99),
}


@pytest.mark.parametrize("figure", BROKEN)
def test_a_broken_assistant_is_caught_by_the_figure_named_for_it(
    figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.gate._QUESTIONS_OF_NOISE", 0)
    expected = expected_from(outcome(good))
    expected["figures"].setdefault("comment_labelled", {"value": 1.0, "noise": 0.0})
    expected["figures"].setdefault("comment_unasked", {"value": 0.0, "noise": 0.0})
    right = outcome(good)
    right["figures"].setdefault("comment_labelled", {"value": 1.0})  # type: ignore[attr-defined]
    assert failures(right, expected) == []
    lines = failures(outcome(BROKEN[figure]), expected)
    assert any(line.startswith(f"{figure}: ") for line in lines), lines


def test_the_gate_names_the_questions_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.gate._QUESTIONS_OF_NOISE", 0)
    worse = outcome(lambda case: good(case) if case.id != "y" else answered(cited(READER)))
    (line,) = [x for x in failures(worse, expected_from(outcome(good))) if x.startswith("evidence@1")]
    assert line.endswith("worse: y")


def test_the_gate_allows_its_noise() -> None:
    expected = expected_from(outcome(good))
    worse = outcome(lambda case: good(case) if case.id != "y" else answered(cited(LEFT), cited(READER)))
    assert not any(line.startswith("needs_met") for line in failures(worse, expected))
