"""The words around the quotes: the language of a question, dates in words, no frame without a language."""

from __future__ import annotations

from datetime import date

import pytest

from index.metadata import Published
from qa.frames import FRAMES, Language, language_of, say, when


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When did the troops leave?", "en"),
        ("Когда войска ушли?", "ru"),
        ("Әскер қашан кетті?", "kk"),
        ("Назарбаев не айтты?", "kk"),  # no letter that Russian lacks
        ("Что такое CSTO?", "ru"),
        ("What is КТЖ?", "en"),
        ("Wann zogen die Truppen ab?", "en"),
        ("2022?", "en"),
        ("部队什么时候离开的？", "en"),
    ],
)
def test_the_frame_speaks_the_language_of_the_question(question: str, language: Language) -> None:
    assert language_of(question) == language


def test_every_frame_is_there_in_every_language_with_the_same_values() -> None:
    for name, frame in FRAMES.items():
        assert set(frame) == {"en", "ru", "kk"}, name
        values = [{v.split("}")[0] for v in text.split("{")[1:]} for text in frame.values()]
        assert values[0] == values[1] == values[2], name


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2022-01-05", "2022-01-05", "5 January 2022"),
        ("2022-03-06", "2022-03-31", "March 2022"),
        ("2022-09-01", "2022-12-31", "September to December 2022"),
        ("2014-01-01", "2019-03-31", "January 2014 to March 2019"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-07-01", None, "from July 2022"),
        (None, "2022-07-31", "until July 2022"),
        (None, None, "date unknown"),
    ],
)
def test_an_interval_in_words(start: str | None, end: str | None, words: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    assert when(Published(first, last), "en") == words


def test_an_interval_in_russian_and_kazakh() -> None:
    autumn = Published(date(2022, 9, 1), date(2022, 12, 31))
    assert when(autumn, "ru") == "сентябрь — декабрь 2022"
    assert when(autumn, "kk") == "қыркүйек — желтоқсан 2022"


def test_a_value_is_put_in_as_it_is() -> None:
    assert say("according", "en", who="{A} B") == "According to {A} B: "


def test_a_bare_name_after_a_question_in_kazakh_stays_kazakh() -> None:
    assert language_of("Ал Путин?", "Тоқаев кім?") == "kk"
    assert language_of("Ал Путин?") == language_of("А что Путин?", "Тоқаев кім?") == "ru"
