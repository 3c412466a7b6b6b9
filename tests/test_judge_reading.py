"""What a reading says: the best span of each sentence, and probabilities that sum to one; worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa.judge_net import OTHER, QUESTION
from qa.judge_reader import MAX_ANSWER_TOKENS, reading_of
from tests import judge_parts
from tests.judge_parts import NONE, batch_of, logits_of

one_thread = judge_parts.one_thread


def test_a_reading_worked_out_by_hand() -> None:
    """Sentence 0: (0, 0) has 0 + 3; last before first would have 2 + 3. Sentence 1: (0, 1) has 1 + 1."""
    batch = batch_of([QUESTION, 0, 0, 1, 1, OTHER])
    logits = logits_of(batch, [math.log(3), 0.0], [9, 0, 2, 1, 0, 9], [9, 3, 0, 0, 1, 9])
    reading = reading_of(logits, batch, 0, 2)
    assert reading.answers == 1.5
    assert [math.exp(s) for s in reading.sentences] == pytest.approx([3 / 4, 1 / 4])
    assert reading.spans == ((4, 7), (12, 19))


def test_a_span_ends_in_the_sentence_in_which_it_begins() -> None:
    batch = batch_of([0, 0, 1, 1])
    logits = logits_of(batch, [0.0, 0.0], [9, 0, 0, 1], [0, 1, 0, 9])
    assert reading_of(logits, batch, 0, 2).spans == ((0, 7), (12, 15))


def test_a_span_has_no_more_tokens_than_an_answer_may_have() -> None:
    """The best end is 36 tokens off, the next best 31; the 30th token is the last that is allowed."""
    first, last = [0.0] * 40, [0.0] * 40
    first[0], last[35], last[30], last[29] = 5.0, 4.0, 3.0, 1.0
    batch = batch_of([0] * 40)
    assert MAX_ANSWER_TOKENS == 30
    assert reading_of(logits_of(batch, [0.0], first, last), batch, 0, 1).spans == ((0, 29 * 4 + 3),)


def test_a_sentence_beyond_what_was_read_has_no_span_and_no_chance() -> None:
    batch = batch_of([QUESTION, 0, 0, 1])
    logits = logits_of(batch, [0.0, 0.0], [0] * 4, [0] * 4)
    reading = reading_of(logits, batch, 0, 4)
    assert reading.spans[2:] == (None, None)
    assert reading.sentences == pytest.approx((math.log(0.5), math.log(0.5), -50.0, -50.0))


def test_a_row_with_fewer_sentences_than_its_batch_shares_out_all_of_its_probability() -> None:
    batch = batch_of([QUESTION, 0, 0, OTHER])
    logits = logits_of(batch, [7.0, NONE, NONE], [0] * 4, [0] * 4)
    assert reading_of(logits, batch, 0, 1).sentences == (0.0,)


SCORE = st.floats(-20, 20, width=32)


@settings(deadline=None, max_examples=50)
@given(st.data(), st.lists(st.integers(OTHER, 3), min_size=1, max_size=40).map(sorted))
def test_the_spans_are_the_best_there_are(data: st.DataObject, sentence: list[int]) -> None:
    count = max(sentence) + 1
    assume(count > 0)
    scores = st.lists(SCORE, min_size=len(sentence), max_size=len(sentence))
    first, last = data.draw(scores), data.draw(scores)
    batch = batch_of(sentence)
    reading = reading_of(logits_of(batch, [0.0] * count, first, last), batch, 0, count)
    for number, span in enumerate(reading.spans):
        tokens = [i for i, s in enumerate(sentence) if s == number]
        allowed = [(i, j) for i in tokens for j in tokens if i <= j < i + MAX_ANSWER_TOKENS]
        if span is None:
            assert not tokens
            continue
        chosen = span[0] // 4, span[1] // 4
        assert chosen in allowed
        best = max(first[i] + last[j] for i, j in allowed)
        assert first[chosen[0]] + last[chosen[1]] == pytest.approx(best, abs=1e-4)


@settings(deadline=None)
@given(st.lists(SCORE, min_size=1, max_size=8))
def test_the_probabilities_of_the_sentences_sum_to_one(scores: list[float]) -> None:
    batch = batch_of(range(len(scores)))
    zeros = [0.0] * len(scores)
    reading = reading_of(logits_of(batch, scores, zeros, zeros), batch, 0, len(scores))
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-5)
    assert all(-50.0 <= s <= 0.0 for s in reading.sentences)
