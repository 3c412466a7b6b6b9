"""Two questions in one are taken apart; one question is left whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.parts import MAX_PARTS, parts_of
from qa.question_kinds import asks_several


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who led the troops, and when did they leave the country?",
            ("Who led the troops?", "when did they leave the country?"),
        ),
        (
            "Is Belarus closer to Moscow? Does its vote bear that out?",
            ("Is Belarus closer to Moscow?", "Does its vote bear that out?"),
        ),
        (
            "Кто такие «южане», и что изменилось с их появлением во власти?",
            ("Кто такие «южане»?", "что изменилось с их появлением во власти?"),
        ),
        ("What do Kazakhstan and Russia trade?", ("What do Kazakhstan and Russia trade?",)),
        ("Who and why?", ("Who and why?",)),
        ("oil and gas exports", ("oil and gas exports",)),
        ("When did the troops leave?", ("When did the troops leave?",)),
    ],
)
def test_the_parts_of_a_question(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


def test_a_question_of_many_parts_or_of_many_words_is_left_whole() -> None:
    many = " ".join(f"Who wrote article {n} about oil?" for n in range(MAX_PARTS + 1))
    assert parts_of(many) == (many,)
    long = "Who wrote the article about oil? " + "And so on and on. " * 50 + "Who wrote the other one?"
    assert parts_of(long) == (long,)


@given(st.text(max_size=300))
def test_any_text_has_at_least_one_part_and_loses_no_letter(text: str) -> None:
    parts = parts_of(text)
    assert 1 <= len(parts) <= MAX_PARTS
    kept = [c for part in parts for c in part if c.isdigit()]
    assert kept == [c for c in text if c.isdigit()]


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("What do the articles say about oil?", True),
        ("How did trade change from 2017 to 2022?", True),
        ("Compare the two presidents.", True),
        ("Что говорят источники о нефти?", True),
        ("Мақалаларда мұнай туралы не айтылады?", True),
        ("When did the troops leave?", False),
        ("What happened in January 2022?", False),
    ],
)
def test_some_questions_want_more_than_one_source(question: str, several: bool) -> None:
    assert asks_several(question) is several
