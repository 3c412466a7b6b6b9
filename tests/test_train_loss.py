"""The losses worked out by hand, and passages of like length in a batch."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from eval.epochs import Group
from eval.train import Settings, batches_of, loss_of, ranking_loss
from qa.judge import Pair
from qa.judge_net import OTHER, QUESTION, Batch, Logits

NONE = -torch.inf


def passages(*lengths: int) -> Group:
    return tuple((Pair("", "", "x" * length, ()), ()) for length in lengths)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 500), min_size=1, max_size=4), max_size=60),
    st.integers(1, 20),
    st.integers(0, 3),
)
def test_batches_lose_nothing_and_none_is_too_large(lengths: list[list[int]], size: int, seed: int) -> None:
    data = [passages(*group) for group in lengths]
    batches = batches_of(data, size, seed)
    assert Counter(group for batch in batches for group in batch) == Counter(data)
    for batch in batches:
        assert len(batch) == 1 or sum(map(len, batch)) <= size
    assert sum(sum(map(len, batch)) <= size / 2 for batch in batches) <= 1 or size < 8
    assert batches == batches_of(data, size, seed)


def test_batches_hold_passages_of_like_length_in_random_order() -> None:
    data = [passages(2**n) for n in (3, 1, 4, 0, 5, 2, 7, 6)]
    found = {
        tuple(tuple(len(group[0][0].text) for group in batch) for batch in batches_of(data, 2, s))
        for s in range(9)
    }
    assert len(found) > 1
    assert {tuple(sorted(order)) for order in found} == {((1, 2), (4, 8), (16, 32), (64, 128))}


# The loss

BATCH = Batch(
    ids=torch.zeros(2, 5, dtype=torch.long),
    mask=torch.ones(2, 5, dtype=torch.long),
    sentence=torch.tensor([[QUESTION, 0, 0, 1, OTHER], [QUESTION, 0, 1, 2, OTHER]]),
    starts=torch.tensor([[0, 0, 4, 8, 0], [0, 0, 3, 7, 0]]),
    ends=torch.tensor([[0, 3, 7, 11, 0], [0, 3, 7, 11, 0]]),
)
"""Two pairs with three tokens each: at 0–3, 4–7 and 8–11, the first two of them one sentence; at 0–3, 3–7, 7–11."""


def evenly(**changes: Tensor) -> Logits:
    """Logits that prefer nothing."""
    places = torch.zeros(2, 5).masked_fill(BATCH.sentence < 0, NONE)
    sentences = torch.tensor([[0.0, 0.0, NONE], [0.0, 0.0, 0.0]])
    return replace(Logits(torch.zeros(2), sentences, places, places.clone()), **changes)


EVEN = Settings(span_weight=1.0, sentence_weight=1.0, answers_weight=1.0)


@pytest.mark.parametrize(
    ("settings", "first", "second", "expected"),
    [
        # whether: log 2 for each; nothing else, as nothing is answered
        (EVEN, (), (), math.log(2)),
        # first and last token one of 3, sentence one of 2; only where there is an answer
        (EVEN, ((0, 3),), (), math.log(2) + math.log(3) + math.log(2)),
        # two of 3 tokens are right, both in the same of two sentences
        (EVEN, ((0, 3), (4, 7)), (), math.log(2) + math.log(3 / 2) + math.log(2)),
        # two of 3 tokens are right, in both sentences
        (EVEN, ((0, 3), (8, 11)), (), math.log(2) + math.log(3 / 2)),
        # an answer from the first to the second token has one first and one last
        (EVEN, ((0, 7),), (), math.log(2) + math.log(3) + math.log(2)),
        # inside of a token counts as that token
        (EVEN, ((5, 6),), (), math.log(2) + math.log(3) + math.log(2)),
        # both pairs
        (EVEN, ((0, 3),), ((8, 11),), math.log(2) + (math.log(3) + math.log(2) + math.log(3) + math.log(3)) / 2),
        # a token ends where the next begins
        (EVEN, (), ((3, 7),), math.log(2) + math.log(3) + math.log(3)),
        # an answer beyond what was read, wholly or in part, is known to be there and not looked for
        (EVEN, ((12, 15),), (), math.log(2)),
        (EVEN, ((8, 15),), (), math.log(2)),
        # the weights of the parts
        (Settings(answers_weight=3.0), (), (), 3 * math.log(2)),
        (
            Settings(span_weight=0.2, sentence_weight=5.0),
            ((0, 3),), (),
            math.log(2) + 0.2 * math.log(3) + 5 * math.log(2),
        ),
    ],
)  # fmt: skip
def test_the_loss_worked_out_by_hand(
    settings: Settings,
    first: tuple[tuple[int, int], ...],
    second: tuple[tuple[int, int], ...],
    expected: float,
) -> None:
    assert float(loss_of(evenly(), BATCH, [first, second], settings)) == pytest.approx(expected, abs=1e-5)


def test_the_loss_knows_whether_a_passage_answers() -> None:
    """A log-odds of log 3 is a probability of 3/4."""
    logits = evenly(answers=torch.tensor([math.log(3), math.log(3)]))
    beyond = ((12, 15),)
    assert float(loss_of(logits, BATCH, [beyond, beyond], EVEN)) == pytest.approx(math.log(4 / 3))
    assert float(loss_of(logits, BATCH, [(), ()], EVEN)) == pytest.approx(math.log(4))


def test_the_loss_is_less_where_the_right_words_are_put_first() -> None:
    """With a logit of log 2 more than the other two, a token has probability 1/2."""
    better = evenly().first.clone()
    better[0, 2] = math.log(2)
    loss = float(loss_of(evenly(first=better, last=better), BATCH, [((4, 7),), ()], EVEN))
    assert loss == pytest.approx(math.log(2) + math.log(2) + math.log(2), abs=1e-5)


FIRST, THIRD = ((0, 3),), ((8, 11),)


@pytest.mark.parametrize(
    ("first", "second", "groups", "expected"),
    [
        # each pair alone: there is nothing to compare
        (FIRST, (), (1, 1), 0.0),
        # neither answers
        ((), (), (2,), 0.0),
        # the first of two sentences has half of its passage, and both passages count alike
        (FIRST, (), (2,), math.log(4)),
        # one sentence of three in the second passage
        ((), THIRD, (2,), math.log(6)),
        # either is right: 1/4 and 1/6 of everything
        (FIRST, THIRD, (2,), math.log(12 / 5)),
    ],
)
def test_the_loss_of_ranking_worked_out_by_hand(
    first: tuple[tuple[int, int], ...],
    second: tuple[tuple[int, int], ...],
    groups: tuple[int, ...],
    expected: float,
) -> None:
    loss = ranking_loss(evenly(), BATCH, [first, second], groups)
    assert float(loss) == pytest.approx(expected, abs=1e-6)


def test_a_passage_held_to_answer_counts_for_more() -> None:
    """Odds of 3 to 1 between the passages: the right sentence has half of three quarters."""
    logits = evenly(answers=torch.tensor([math.log(3), 0.0]))
    assert float(ranking_loss(logits, BATCH, [FIRST, ()], [2])) == pytest.approx(math.log(8 / 3))
    assert float(ranking_loss(logits, BATCH, [(), THIRD], [2])) == pytest.approx(math.log(12))


def test_ranking_has_finite_gradients_where_passages_have_unlike_numbers_of_sentences() -> None:
    logits = evenly(answers=torch.zeros(2, requires_grad=True))
    ranking_loss(logits, BATCH, [FIRST, ()], [2]).backward()  # type: ignore[no-untyped-call]
    assert logits.answers.grad is not None
    assert logits.answers.grad.tolist() == pytest.approx([-0.5, 0.5])
