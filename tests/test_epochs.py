"""What an epoch reads: one name swapped, wrong passages beside right ones, everything decided by its seed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from eval.epochs import LISTED_RIGHT, LISTED_WRONG, PARTS, Group, Listed, epoch, swapped
from eval.training_data import (
    Example,
)

BATTLE = Example(
    "Who won the battle of Alma in 1854 after 12 hours?",
    "War",
    "The French won in 1854. In 1855 Oral fell after 30 hours, and the Danube froze.",
    ((4, 10),),
    ("French",),
)


@pytest.mark.parametrize("seed", range(20))
def test_one_name_or_number_is_swapped_and_the_question_has_no_answer_then(seed: int) -> None:
    other = swapped(BATTLE, [], random.Random(seed))
    assert other is not None
    assert other == replace(BATTLE, question=other.question, answers=(), names=())
    old, new = BATTLE.question.split(), other.question.split()
    ((was, now),) = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    allowed = {"Alma": {"Oral", "Danube"}, "1854": {"1855"}, "12": {"1855", "30"}}
    allowed["1854"] |= {"30"}  # a year is a number too
    assert now in allowed[was]


def test_every_kind_of_swap_is_made_sooner_or_later() -> None:
    made = {swapped(BATTLE, [], random.Random(seed)) for seed in range(40)}
    questions = [example.question for example in made if example]
    assert any("Alma" not in question for question in questions)
    assert any("1854" not in question for question in questions)
    assert any("12 hours" not in question for question in questions)


@pytest.mark.parametrize(
    ("question", "text", "swaps"),
    [
        (
            "How many of the 5 wars of 1756 ended?",
            "There were 9 of them.",
            {"How many of the 9 wars of 1756 ended?", "How many of the 5 wars of 9 ended?"},
        ),
        (
            "Which article of the EU names the EUR?",
            "Members met in the UN hall.",
            {"Which article of the UN names the EUR?", "Which article of the EU names the UN?"},
        ),
        ("Is NP the same as co-NP?", "Or is it DTIME then?", {"Is DTIME the same as co-NP?"}),
    ],
)
def test_a_swap_leaves_the_words_alone_of_which_the_name_is_a_part(
    question: str, text: str, swaps: set[str]
) -> None:
    example = Example(question, "T", text, ((0, 1),))
    made = {other.question for seed in range(40) if (other := swapped(example, [], random.Random(seed)))}
    assert made
    assert made <= swaps


def test_a_swap_never_asks_for_an_accepted_answer() -> None:
    example = replace(BATTLE, names=("the French, Oral and Danube",), question="Who took Alma?")
    assert swapped(example, [], random.Random(0)) is None
    assert swapped(replace(example, question="who took it?"), [BATTLE], random.Random(0)) is None


def test_without_a_name_in_the_passage_one_from_another_question_serves() -> None:
    example = Example("When was Alma taken?", "War", "It was taken early.", ((13, 18),), ("early",))
    other = swapped(example, [BATTLE, replace(BATTLE, question="Did Oral fall?")], random.Random(0))
    assert other is not None
    assert other.question == "When was Oral taken?"


# What an epoch reads

LAKES = [
    Example(
        f"How deep was Lake {n} in {1800 + n}?", "Lakes", f"In {1900 + n} Lake {n} was {n} m deep.", ((0, 2),)
    )
    for n in range(40)
]
WRONG = {example.question: [("Rivers", f"Wrong passage {n}.")] for n, example in enumerate(LAKES)}


def asked(groups: list[Group]) -> Counter[tuple[str, str]]:
    return Counter((pair.question, pair.text) for group in groups for pair, _ in group)


def test_an_epoch_is_decided_by_seed_and_number() -> None:
    assert epoch(LAKES, WRONG, 0, 1) == epoch(LAKES, WRONG, 0, 1)
    assert asked(epoch(LAKES, WRONG, 0, 1)) != asked(epoch(LAKES, WRONG, 0, 2))
    assert asked(epoch(LAKES, WRONG, 0, 1)) != asked(epoch(LAKES, WRONG, PARTS, 1))


def test_epochs_together_hold_every_example_once_and_some_more_that_have_no_answer() -> None:
    unanswered = [Example("Why?", "Lakes", "Nobody knows.", ())]
    groups = [group for number in range(PARTS) for group in epoch(LAKES + unanswered, WRONG, number, 0)]
    found = asked(groups)
    assert all(found[example.question, example.text] == 1 for example in LAKES + unanswered)
    drawn = [item for group in groups for item in group]
    kinds = Counter(
        "own" if places else "wrong" if read.text.startswith("Wrong") else "other" for read, places in drawn
    )
    assert kinds["own"] == 40
    assert 4 <= kinds["wrong"] <= 30  # 40% of 40, give or take
    assert 2 <= kinds["other"] <= 20  # the unanswered one, and 20% of 40
    for read, _ in drawn:
        if read.text.startswith("Wrong"):
            assert (read.text, read.question) in {(WRONG[e.question][0][1], e.question) for e in LAKES}
    assert {read.lead for read, _ in drawn} == {"", "Lakes", "Rivers"}


def test_a_wrong_passage_stands_in_the_group_of_its_question_and_a_swapped_question_alone() -> None:
    questions = {example.question for example in LAKES}
    for group in epoch(LAKES, WRONG, 0, 3):
        assert len({pair.question for pair, _ in group}) == 1
        assert bool(group[0][1]) == (group[0][0].question in questions)
        assert not any(places for _, places in group[1:])
        assert len({bool(pair.lead) for pair, _ in group}) == 1  # titles tell nothing about who is right


def test_few_questions_on_an_article_are_left_as_they_are() -> None:
    found = [group for number in range(PARTS) for group in epoch(LAKES[:20], {}, number, 0)]
    assert Counter(asked(found)) == Counter((e.question, e.text) for e in LAKES[:20])


def some(title: str, count: int, *, right: bool) -> tuple[Example, ...]:
    places = ((0, 1),) if right else ()
    return tuple(Example("Who?", title, f"{title} {right} {n}.", places) for n in range(count))


def test_each_epoch_reads_right_and_wrong_passages_of_every_list() -> None:
    lists = [
        Listed(some("A", 5, right=True), some("A", 9, right=False)),
        Listed((), some("B", 1, right=False)),
    ]
    for number in range(4):
        groups = epoch([], {}, number, 0, lists)
        found = sorted(groups, key=lambda group: group[0][0].text)
        assert [len([p for _, p in group if p]) for group in found] == [LISTED_RIGHT, 0]
        own = [[pair for pair, _ in group if pair.text[0] == group[0][0].text[0]] for group in found]
        assert [len(pairs) for pairs in own] == [LISTED_RIGHT + LISTED_WRONG, 1]
        assert all(len(set(pairs)) == len(pairs) for pairs in own)


def test_any_passage_is_of_another_article_and_holds_no_accepted_answer() -> None:
    lists = [Listed(some("A", 1, right=True), some("A", 9, right=False))]
    anything = [Example("x", "B", "B tells it.", ()), Example("x", "C", "C says nothing.", ())]
    named = [Listed((replace(lists[0].right[0], names=("tells",)),), lists[0].wrong)]
    texts = {
        pair.text
        for number in range(60)
        for group in epoch(anything, {}, number, 0, named)
        for pair, _ in group
        if pair.question == "Who?" and pair.text[0] != "A"
    }
    assert texts == {"C says nothing."}
