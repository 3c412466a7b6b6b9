"""Names of a question are found in articles of another script."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.sounds import Names, bridged, skeleton, sounds

NAMES = Names(
    [
        "Then President Tokayev met Putin in Kazakhstan, and Medvedev, Tasmagambetov and Sultangaliyev came.",
        "From Zhanaozen he went to Shymkent, and the Ukraine of Xenia.",
    ]
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Кто такой Токаев?", {"Токаев": "Tokayev"}),
        ("Что говорил Путин о Токаеве?", {"Токаеве": "Tokayev", "Путин": "Putin"}),
        ("Тоқаевпен кім кездесті?", {"Тоқаевпен": "Tokayev"}),
        ("Қазақстан туралы не айтылды?", {"Қазақстан": "Kazakhstan"}),
        ("Кого видели в Жанаозене с Султангалиевым?", {"Жанаозене": "Zhanaozen", "Султангалиевым": "Sultangaliyev"}),
        ("что сказал медведев", {"медведев": "Medvedev"}),
        ("Кто такой Маслов?", {}),
        ("Who is Tokayev?", {}),
    ],
)  # fmt: skip
def test_names_are_bridged(question: str, names: dict[str, str]) -> None:
    assert NAMES.bridges(question) == names


def test_english_names_are_found_in_russian_articles() -> None:
    assert Names(["Вчера Токаев встретил Путина."]).bridges("Who is Tokayev?") == {"Tokayev": "Токаев"}


def test_a_small_word_of_the_articles_is_no_name() -> None:
    assert Names(["It was no strain on him."]).bridges("Где Страна?") == {}


def test_only_the_names_are_replaced() -> None:
    assert bridged("Кто такой Токаев, Токаевым?", {"Токаев": "Tokayev"}) == "Кто такой Tokayev, Токаевым?"
    assert bridged("Кто?", {}) == "Кто?"


def test_what_sounds_alike() -> None:
    assert sounds("Қазақстан") == sounds("Казахстан") == sounds("Kazakhstan")
    assert sounds("Zhanaozen") == sounds("Жаңаөзен")
    assert skeleton("Tokayev") == skeleton("Токаев") == "tkv"


@given(st.text(max_size=40))
def test_sounds_are_letters_none_twice(text: str) -> None:
    heard = sounds(text)
    assert heard == "" or (heard.isascii() and heard.isalpha())
    assert all(a != b for a, b in pairwise(heard))
