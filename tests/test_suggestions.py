"""Questions to go on with: about those whom an answer names, and only where something new is said of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from index.metadata import Published
from qa import suggestions
from qa.suggestions import MOST, suggested
from qa.types import Answer, Citation

TOLD = {
    1: "Ann Bolen was born in Oral.",
    2: "The Ministry of Roads opened a bridge.",
    3: "Karim Asan left.",
    4: "It rained.",
    5: "Eve Lake came.",
    6: "Omar Nur slept.",
}
"""Sentences by number; what is asked finds the first that shares a word with a capital letter."""


def cited(quote: str, voice: str | None = None, zone: str = "body", start: int = 0) -> Citation:
    return Citation("a.txt", start, start + len(quote), quote, None, None, Published(), voice, zone)


def answer(*citations: Citation) -> Answer:
    return Answer("answered", "", citations, 0.9)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Any:
    def choose(store: Any, rank: Any, question: str, judge: Any) -> Any:
        names = {word.strip("?") for word in question.split()[1:] if word[0].isupper()}
        number = next((n for n, text in TOLD.items() if n != 4 and names & set(text.rstrip(".").split())), 4)
        return SimpleNamespace(ranked=[SimpleNamespace(number=number)], found=number != 4)

    def sentence(number: int) -> Any:
        article = SimpleNamespace(source="a.txt", text=" " * 100 * number + TOLD[number])
        return article, SimpleNamespace(start=100 * number, end=100 * number + len(TOLD[number]))

    monkeypatch.setattr(suggestions, "choose_evidence", choose)
    return SimpleNamespace(store=SimpleNamespace(sentence=sentence), rank=None, language=None)


def test_those_who_speak_come_first_then_those_who_are_named(parts: Any) -> None:
    found = suggested(parts, "What happened?", answer(cited("It was Karim Asan.", "Ann Bolen")))
    assert found == ["What does Ann Bolen say?", "Who is Karim Asan?"]


def test_who_was_asked_about_is_not_asked_about_again(parts: Any) -> None:
    assert suggested(parts, "Who is Karim?", answer(cited("It was Karim Asan."))) == []


def test_what_is_cited_already_is_nothing_to_go_on_with(parts: Any) -> None:
    assert suggested(parts, "What?", answer(cited("So it was Karim Asan.", start=300))) == []


def test_of_whom_nothing_is_said_nothing_is_asked(parts: Any) -> None:
    assert suggested(parts, "What?", answer(cited("It was Boris Unknown."))) == []


def test_readers_are_not_asked_about(parts: Any) -> None:
    assert suggested(parts, "What?", answer(cited("so it is", "Ann Bolen", "comment"))) == []


def test_the_questions_are_in_the_language_of_the_one_before(parts: Any) -> None:
    assert suggested(parts, "Что случилось?", answer(cited("It was Karim Asan."))) == ["Кто это: Karim Asan?"]


def test_there_are_never_many(parts: Any) -> None:
    quote = "There were Ann Bolen, the Ministry of Roads, Karim Asan, Ann Bolen and Karim Asan."
    assert (
        len(suggested(parts, "What?", answer(cited(quote, "Karim Asan"), cited(quote, "Ann Bolen")))) <= MOST
    )


def test_a_name_does_not_begin_with_the_word_that_opens_the_sentence(parts: Any) -> None:
    assert suggested(parts, "What?", answer(cited("Unlike Karim Asan, she stayed."))) == [
        "Who is Karim Asan?"
    ]
