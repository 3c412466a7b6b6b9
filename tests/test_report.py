"""The evaluation's page, parsed back: places, order, escaping, and plots that can be computed by hand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from eval.cards import failures, in_context
from eval.metrics import DEFINITIONS
from eval.plots import curve, operating_point, reliability, risk_coverage_svg, wilson
from eval.report_page import render
from tests.test_page import HOSTILE

VOID = {"meta", "link", "input"}
TEXT = (
    "Wheat grows in the north.\r\n"
    + "Oil flows to the port. " * 30
    + "Snow falls \u202ein\u202c the hills. "
    + "Rain. " * 60
)
OIL = TEXT.index("Oil")
SNOW = TEXT.index("Snow")
SNOW_END = TEXT.index("hills.") + 6
LATENCY = {"total": {"p50": 0.0215, "p95": 0.034}, "searching": {"p50": 0.0, "p95": 0.02}}


class Parsed(HTMLParser):
    """Tags with their attributes, ids in order, and what stands inside the marks of each place."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.marks: list[tuple[str, int, int, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "blockquote":
            self.marks.append((found["data-source"], int(found["data-start"]), int(found["data-end"]), ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self._open or "style" in self._open:
            return
        self.text += data
        if "mark" in self._open:
            source, start, end, words = self.marks.pop()
            self.marks.append((source, start, end, words + data))

    def cards(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("class") == "card"]


def place(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"source": "a.txt", "start": start, "end": end, "quote": TEXT[start:end], **more}


def citation(start: int, end: int, *, expected: bool, **more: Any) -> dict[str, Any]:
    published = {"start": "2022-03-06", "end": None, "basis": "inferred", "why": ""}
    about = {"title": "The title", "publisher": None, "published": published, "voice": None, "zone": "body"}
    return place(start, end, expected=expected, **about) | more


def case(name: str, confidence: float, right: float | None, **more: Any) -> dict[str, Any]:
    """A question: ``right`` is its evidence@1, None when the articles do not answer it."""
    answerable = right is not None
    known = {"evidence@1": right, "needs_met@5": right} if answerable else {"false_answer_near": 1.0}
    return {
        "id": name, "type": "fact" if answerable else "near", "question": f"What of {name}?", "history": [],
        "answerable": answerable, "expected": [place(0, 25)] if answerable else [],
        "needs": [[0]] if answerable else [], "answer": ["north"] if answerable else [], "note": "",
        "status": "answered", "text": "Said so. [1]", "confidence": confidence,
        "citations": [citation(0, 25, expected=True) if right else citation(OIL, OIL + 22, expected=False)],
        "nearest": [], "scores": known,
    } | more  # fmt: skip


def run_of(*cases: dict[str, Any], system: str = "assistant") -> dict[str, Any]:
    figure = {"value": 0.5, "low": 0.25, "high": 0.75, "n": len(cases)}
    return {
        "system": system, "split": "dev", "questions": len(cases),
        "figures": {"evidence@1": figure, "aurc": figure | {"value": 0.125}, "ece": figure | {"value": None}},
        "by_type": {kind: {"evidence@1": figure} for kind in dict.fromkeys(c["type"] for c in cases)},
        "cases": list(cases),
    }  # fmt: skip


REFUSED: dict[str, Any] = {"status": "not_found", "text": "The articles do not say.", "citations": []}
FOUR = [case("a", 0.9, 1.0), case("b", 0.7, 0.0), case("c", 0.7, 1.0), case("d", 0.2, None)]


def page(*runs: dict[str, Any]) -> str:
    return render(runs, LATENCY, {"a.txt": TEXT}, DEFINITIONS)


def test_failures_come_first_and_the_rest_is_closed() -> None:
    html = page(run_of(*FOUR, case("e", 0.1, 0.0, **REFUSED), case("f", 0.1, None, **REFUSED)))
    parsed = Parsed(html)
    assert parsed.cards() == ["q-b", "q-e", "q-d", "q-a", "q-c", "q-f"]
    kinds = [tag for tag, attrs in parsed.tags if attrs.get("class") == "card"]
    assert kinds == ["article"] * 3 + ["details"] * 3
    assert "6 questions (dev split), 3 failed" in parsed.text


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (case("x", 0.5, 1.0), []),
        (case("x", 0.5, 0.0), ["first citation wrong", "incomplete"]),
        (case("x", 0.5, 1.0, scores={"evidence@1": 1.0, "needs_met@5": 0.0}), ["incomplete"]),
        (case("x", 0.5, 0.0, **REFUSED), ["refused wrongly"]),
        (case("x", 0.5, None), ["answered wrongly"]),
        (case("x", 0.5, None, **REFUSED), []),
    ],
)
def test_what_is_wrong_is_said(found: dict[str, Any], expected: list[str]) -> None:
    assert failures(found) == expected


def test_marked_words_are_the_place() -> None:
    near = {"source": "a.txt", "start": OIL, "end": OIL + 60, "text": TEXT[OIL : OIL + 60], "score": 1.5}
    cited = [
        citation(SNOW, SNOW_END, expected=False),
        citation(0, 40, expected=True, voice="Ann", zone="comment"),
    ]
    parsed = Parsed(
        page(run_of(case("a", 0.5, 0.0, citations=cited), case("b", 0.1, 0.0, **REFUSED, nearest=[near])))
    )
    assert len(parsed.marks) == 5
    for _, start, end, words in parsed.marks:
        assert words == TEXT[start:end] != ""
    assert "said by Ann" in parsed.text
    assert "2022-03-06 – ?, inferred" in parsed.text
    assert "score 1.500" in parsed.text


def test_context_is_about_two_hundred_characters_of_whole_words() -> None:
    shown = Parsed(in_context(place(SNOW, SNOW_END), {"a.txt": TEXT})).text
    before, after = shown.split(TEXT[SNOW:SNOW_END])
    assert 180 < len(before) <= 201
    assert 180 < len(after) <= 202
    assert before.startswith(("…Oil ", "…flows ", "…to ", "…the ", "…port. "))
    assert after.endswith("Rain. …")


def test_a_quote_that_does_not_stand_there_is_shown_as_such() -> None:
    html = in_context(place(0, 5) | {"quote": "Barley"}, {"a.txt": TEXT})
    assert "<mark>Wheat</mark>" in html
    assert "The quote is another: “Barley”" in html
    assert "“Wheat”" in in_context(place(0, 5), {})


def test_the_need_that_is_not_met_is_named() -> None:
    both = [place(0, 25), place(SNOW, SNOW_END)]
    found = case(
        "a", 0.5, 1.0, expected=both, needs=[[0], [1]], scores={"evidence@1": 1.0, "needs_met@5": 0.0}
    )
    parsed = Parsed(page(run_of(found)))
    assert "1 of 2 needs not met“Snow falls" in parsed.text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_from_outside_becomes_markup(hostile: str) -> None:
    cited = citation(
        0, 5, expected=True, title=hostile, publisher=hostile, voice=hostile, zone=hostile, source=hostile
    )
    found = case(
        hostile, 0.5, 0.0, type=hostile, question=hostile, text=hostile, note=hostile, answer=[hostile],
        history=[{"role": hostile, "content": hostile}], citations=[cited], expected=[place(0, 5, source=hostile)],
    )  # fmt: skip
    found["scores"][hostile] = 1.0
    run = run_of(found, system=hostile) | {"split": hostile}
    html = render([run, run], {hostile: {hostile: 1.0}}, {hostile: hostile}, DEFINITIONS)
    plain = render([run_of(case("x", 0.5, 0.0))] * 2, None, {}, DEFINITIONS)
    parsed = Parsed(html)
    assert {tag for tag, _ in parsed.tags} <= {tag for tag, _ in Parsed(plain).tags} | {
        "p",
        "b",
        "bdi",
        "span",
    }
    assert not [name for _, attrs in parsed.tags for name in attrs if name.startswith("on")]
    assert sum(tag == "script" for tag, _ in parsed.tags) == 1
    assert parsed.text.count(hostile) >= 10


def test_markers_resolve_and_escapes_are_undone() -> None:
    shown = page(run_of(case("a", 0.5, 0.0, text="5 \\* 3 \\[1\\] so [1] not [2]\n\nand \\ more [0] [x]")))
    assert (
        '<p dir="auto">5 * 3 [1] so&nbsp;<sup>[1]</sup> not [2]</p><p dir="auto">and \\ more [0] [x]</p>'
        in shown
    )


def test_the_page_loads_nothing_and_is_the_same_each_time() -> None:
    runs = run_of(*FOUR), run_of(*FOUR[:2], system="other")
    html = page(*runs)
    assert html == page(*runs)
    assert not re.search(r"https?://|url\(|@import|fetch\(", html)
    for tag, attrs in Parsed(html).tags:
        assert tag not in {"img", "iframe", "object", "base"}
        assert "src" not in attrs
        assert attrs.get("href", "#").startswith(("#", "data:,"))
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)


def test_figures_are_shown_with_interval_count_and_best() -> None:
    better = run_of(*FOUR, system="other")
    better["figures"] = better["figures"] | {"aurc": {"value": 0.0625, "low": None, "high": None, "n": 4}}
    html = page(run_of(*FOUR), better)
    assert "<td><b>0.500</b> <small>0.25–0.75 · n 4</small></td>" in html
    assert "<td class=best><b>0.062</b> <small>n 4</small></td>" in html
    assert '<td><span class="none">–</span></td>' in html
    assert html.index("21.5 <small>ms") > html.index("0.0 <small>ms")  # the total comes last


def test_risk_and_coverage_by_hand() -> None:
    # Right, then one of two at the same confidence, then an unanswerable question.
    assert curve(FOUR) == [(0.25, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert curve(FOUR) == curve(FOUR[::-1])
    assert curve([]) == []
    assert operating_point([*FOUR[:3], case("d", 0.2, None, **REFUSED)]) == pytest.approx((0.75, 1 / 3))
    assert operating_point([case("d", 0.2, 0.0, **REFUSED)]) is None


def test_reliability_by_hand() -> None:
    bins = reliability([*FOUR, case("e", 1.0, 1.0), case("f", 0.0, None)])
    assert [part.count for part in bins] == [1, 0, 1, 0, 0, 0, 0, 2, 0, 2]
    assert (bins[7].confidence, bins[7].right) == pytest.approx((0.7, 0.5))
    assert (bins[9].confidence, bins[9].right) == pytest.approx((0.95, 1.0))
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_plots_have_a_line_a_run_and_say_what_they_show() -> None:
    svg = risk_coverage_svg([run_of(*FOUR), run_of(*FOUR, system="<other>")])
    parsed = Parsed(svg)
    lines = [attrs["class"] for tag, attrs in parsed.tags if tag == "polyline" and "run" in attrs["class"]]
    assert sorted(lines) == ["run run-0", "run run-1"]
    assert "assistant answers 100% and errs in 50% of these." in parsed.text
    assert "<other> answers" in parsed.text


def test_an_empty_run_has_a_page() -> None:
    assert "0 questions (dev split), 0 failed." in Parsed(page(run_of())).text.replace("\xa0", " ")
