"""What a confidence rests on, told from signs made by hand and from the fitted models."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest

from qa.calibration import Calibration, Linear, Path, Signs, calibration, probability
from qa.confidence import meaning, reasons
from qa.confidence_page import confidence_html
from qa.evidence import MARGIN
from qa.types import Answer
from qa.words import percent

WEIGHTS = {"cosine": 10.0, "foreign": -1.0, "answers": 1.0, "share": 1.0, "ahead": 1.0, "strange": -2.0}
ZERO = Linear(0, {})
MODEL = Calibration(ZERO, ZERO, ZERO, Linear(-9, WEIGHTS), 0.5, about=0.8, across=0.1)
NEITHER = Signs(
    cosine=0.8, foreign=0.0, answers=0.0, share=math.log(0.5), ahead=MARGIN, strange=0.0, total=0.0
)


LAST = "Where nothing speaks for or against, the figure is {} %."


def only(**signs: float) -> tuple[str, ...]:
    """The reasons when all other signs say nothing, but for the last line."""
    *lines, last = reasons(replace(NEITHER, **signs), MODEL) or [LAST]
    assert last.startswith("Where nothing speaks for or against")
    return tuple(lines)


def test_signs_that_say_nothing_give_no_reasons() -> None:
    assert reasons(NEITHER, MODEL) == ()


@pytest.mark.parametrize(
    ("sign", "value", "said"),
    [
        ("cosine", 0.9, "For: the best sentence is close in meaning to the question."),
        ("cosine", 0.7, "Against: the best sentence is not close in meaning to the question."),
        ("answers", 2.0, "For: the passage reads like an answer."),
        ("answers", -2.0, "Against: the passage does not read like an answer."),
        ("share", 0.0, "For: the sentence is the one of its passage that answers."),
        ("share", -3.0, "Against: another sentence of the passage may be the one that answers."),
        ("ahead", 3.0, "For: it stands out from the next best sentence."),
        ("ahead", 0.1, "Against: the next best sentence is nearly as good."),
        ("strange", 0.5, "Against: some names in the question stand in no article."),
        ("strange", 1.0, "Against: names in the question stand in no article."),
    ],
)
def test_each_sign_speaks_for_or_against(sign: str, value: float, said: str) -> None:
    assert only(**{sign: value}) == (said,)


def test_across_scripts_less_likeness_is_asked() -> None:
    scripts = "question and article are in different scripts"
    assert only(foreign=1.0, cosine=0.7) == (f"Against: {scripts}.",)
    weights = Linear(0, {**WEIGHTS, "foreign": 1.0})
    allowed, _ = reasons(replace(NEITHER, foreign=1.0, cosine=0.7), replace(MODEL, confidence=weights))
    assert allowed == f"For: {scripts}, so less likeness is expected of them."


def test_what_counts_most_comes_first_and_what_hardly_counts_is_left_out() -> None:
    said = only(answers=-1.0, ahead=MARGIN + 4.0, strange=1.0, share=math.log(0.5) + 0.3)
    assert [line.split(":")[0] for line in said] == ["For", "Against", "Against"]
    assert ["stands out" in said[0], "names" in said[1], "read like" in said[2]] == [True] * 3


def test_the_last_line_says_what_there_would_be_without_them() -> None:
    alone = probability(MODEL.confidence(NEITHER))
    for signs in (replace(NEITHER, answers=5.0), replace(NEITHER, answers=-5.0, strange=1.0)):
        assert reasons(signs, MODEL)[-1] == LAST.format(percent(alone))


def test_a_sign_without_weight_is_not_told() -> None:
    plain = replace(MODEL, confidence=Linear(0, {**WEIGHTS, "answers": 0.0}))
    assert reasons(replace(NEITHER, answers=5.0), plain) == ()


def test_no_lead_is_not_held_against_an_only_sentence() -> None:
    assert only(ahead=0.0) == ()


def test_names_are_told_when_they_are_at_hand() -> None:
    line, _ = reasons(replace(NEITHER, strange=0.5), MODEL, ["Mongolia", "Ulan\n Bator"])
    assert line == "Against: some names in the question stand in no article: Mongolia, Ulan Bator."


@pytest.mark.parametrize("path", ["read", "plain"])
def test_a_reason_for_makes_the_fitted_confidence_higher_and_one_against_lower(path: Path) -> None:
    model = calibration(path)
    neither = replace(NEITHER, cosine=model.about)
    for name in (field.name for field in fields(Signs)):
        for step in (-2.0, -0.2, 0.2, 2.0):
            changed = replace(neither, **{name: getattr(neither, name) + step})
            for line in reasons(changed, model)[:-1]:
                higher = model.confidence(changed) > model.confidence(neither)
                assert line.startswith("For:" if higher else "Against:") or name == "foreign"


def test_the_percentage_is_explained_and_no_more_is_claimed() -> None:
    assert meaning(0.874, found=True) == (
        "Of 100 answers with this figure, about 87 cited the right sentence, "
        "as measured on questions about other articles."
    )
    assert meaning(1.0, found=True).startswith("Of 100 answers with this figure, about 99 ")
    assert "about 4 were answered by the best sentence found" in meaning(0.04, found=False)


def test_the_page_shows_the_reasons_behind_the_confidence_as_text() -> None:
    hostile = "For: <b>&\u202e</b>"
    html = confidence_html(Answer("answered", "", (), 0.87, reasons=(hostile, "Against: it.")))
    assert html.startswith(
        '<details class="qa-confidence"><summary>Confidence: high (87&nbsp;%)</summary><p>Of 100 answers'
    )
    assert "For: &lt;b&gt;&amp;" in html
    assert "<b>" not in html
    assert html.count("<li>") == 2
    assert "<ul>" not in confidence_html(Answer("not_found", "", (), 0.02))


def test_reasons_turn_into_json() -> None:
    assert Answer("answered", "", (), 0.87, reasons=("For: it.",)).to_dict()["reasons"] == ["For: it."]
