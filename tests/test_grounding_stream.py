"""The cutting of a model's text into sentences with their markers, as it streams in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.grounding import Sentences, Written


def sentences(text: str, citations: int = 3) -> list[Written]:
    stream = Sentences(citations)
    return [*stream.feed(text), *stream.close()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One is so [1]. Two is so [2][3].", [("One is so.", (1,)), ("Two is so.", (2, 3))]),
        ("One is so.[1] Two is so. [2] Three.", [("One is so.", (1,)), ("Two is so.", (2,)), ("Three.", ())]),
        ("It is so [1, 3] and so [9].", [("It is so and so.", (1, 3))]),
        ("It is so [0][4][1].", [("It is so.", (1,))]),
        ("Dr. Watt left the U.S. in May [2]. He died.", [("Dr. Watt left the U.S. in May.", (2,)), ("He died.", ())]),
        ("- One [1]\n- Two [2]\n", [("One", (1,)), ("Two", (2,))]),
        ("It is [[9]] so [[1]9].", [("It is so.", (1,))]),
        ("[a](http://x.y) <b>bold</b> [1].", [("[a](http://x.y) <b>bold</b>.", (1,))]),
        ("", []),
        ("[1]", []),
    ],
)  # fmt: skip
def test_sentences_and_their_markers(text: str, found: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(one.text, one.markers) for one in sentences(text)] == found


def test_a_sentence_comes_as_soon_as_the_next_has_begun() -> None:
    stream = Sentences(2)
    assert stream.feed("One is so. [1]") == []
    assert stream.feed(" Two ") == [Written("One is so.", (1,))]
    assert stream.close() == [Written("Two", ())]


@given(st.text(alphabet="aB. [1]2,9\n!Dr", max_size=120), st.lists(st.integers(0, 120), max_size=8))
@settings(max_examples=200, deadline=None)
def test_pieces_change_nothing_and_no_marker_is_left(text: str, cuts: list[int]) -> None:
    stream = Sentences(3)
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    found = [one for a, b in pairwise(bounds) for one in stream.feed(text[a:b])] + stream.close()
    assert found == sentences(text)
    assert all(1 <= marker <= 3 for one in found for marker in one.markers)
    assert not any("[1]" in one.text or "[9]" in one.text for one in found)


def test_a_text_without_end_is_bounded() -> None:
    stream = Sentences(1)
    found = stream.feed("word " * 20_000) + stream.close()
    assert stream.full
    assert all(len(one.text) <= 1001 for one in found)
    assert sum(len(one.text) for one in found) <= 20_000
