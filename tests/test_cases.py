"""The evaluation set is what it says, and a malformed one is refused with line and reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.cases import QUESTIONS, TYPES, Gold, read_cases
from eval.squad import DataError

SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = {path.name: path.read_bytes().decode("utf-8") for path in SEEDS.glob("*.txt")}
AT_LEAST = {
    "fact": 50, "why_how": 28, "attribution": 24, "several_sources": 26, "temporal": 20, "follow_up": 24,
    "messy": 18, "russian": 26, "kazakh": 10, "comment": 10, "near": 30, "far": 16,
}  # fmt: skip


def test_the_set_holds_what_it_should() -> None:
    cases = read_cases(QUESTIONS, TEXTS)
    assert Counter(case.type for case in cases) == AT_LEAST
    assert {case.type for case in cases} == set(TYPES)
    splits = Counter(case.split for case in cases)
    assert abs(splits["dev"] - splits["test"]) <= 6
    for case in cases:
        for gold in case.gold:
            assert TEXTS[gold.source][gold.start : gold.end] == gold.quote
        quotes = " ".join(gold.quote for gold in case.gold).casefold()
        assert all(answer.casefold() in quotes for answer in case.answer), case.id
        assert case.answerable == (case.type not in ("near", "far")) or case.type == "follow_up"
        assert bool(case.history) == (case.type == "follow_up")
        assert len({case.gold[i].source for group in case.needs for i in group}) >= (
            2 if case.type == "several_sources" else bool(case.needs)
        )


def test_every_article_is_asked_about() -> None:
    asked = Counter(gold.source for case in read_cases(QUESTIONS, TEXTS) for gold in case.gold)
    assert set(asked) == set(TEXTS)
    assert min(asked.values()) >= 30


def test_a_third_of_the_facts_says_it_in_other_words() -> None:
    from index.lexical import terms

    facts = [case for case in read_cases(QUESTIONS, TEXTS) if case.type == "fact"]
    few = sum(
        min(len(set(terms(case.question)) & set(terms(gold.quote))) for gold in case.gold) <= 1
        for case in facts
    )
    assert few >= len(facts) / 3


GOOD: dict[str, Any] = {
    "id": "x-1", "type": "fact", "split": "dev", "question": "Who?", "history": [], "answerable": True,
    "gold": [{"source": "a.txt", "quote": "One."}], "needs": [[0]], "answer": [], "note": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "riddle"}, "type 'riddle' is none of"),
        ({"split": "train"}, "neither dev nor test"),
        ({"id": 3}, "'id' is missing or no str"),
        ({"question": " "}, "question is empty"),
        ({"gold": [{"source": "b.txt", "quote": "One."}]}, "no source 'b.txt'"),
        ({"gold": [{"source": "a.txt", "quote": "Three."}]}, "does not occur"),
        ({"gold": [{"source": "a.txt", "quote": "Two."}]}, "occurs 2 times"),
        ({"gold": [{"source": "a.txt"}]}, "no quote"),
        ({"gold": []}, "answerable question has gold"),
        ({"answerable": False}, "answerable question has gold"),
        ({"needs": [[1]]}, "every gold sentence"),
        ({"needs": [[]]}, "no list of groups"),
        ({"needs": [0]}, "answerable question has gold and needs"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, "id": "x-2", **change}) + "\n")
    with pytest.raises(DataError, match=r"q\.jsonl, line 3: ") as raised:
        read_cases(path, {"a.txt": "One. Two. Two."})
    assert reason in str(raised.value)


@pytest.mark.parametrize("text", ["{", "[1]", "", "\n\n", json.dumps(GOOD) + "\n" + json.dumps(GOOD)])
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "q.jsonl").write_text(text)
    with pytest.raises(DataError, match=r"q\.jsonl"):
        read_cases(tmp_path / "q.jsonl", {"a.txt": "One. Two. Two."})


def test_a_place_matches_when_it_shares_half_of_the_shorter() -> None:
    gold = Gold("a.txt", 100, 200, "")
    assert gold.matches("a.txt", 110, 210)
    assert gold.matches("a.txt", 150, 250)
    assert gold.matches("a.txt", 0, 1000)
    assert not gold.matches("a.txt", 151, 251)
    assert not gold.matches("b.txt", 100, 200)
    assert not gold.matches("a.txt", 150, 150)
