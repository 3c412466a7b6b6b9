"""A tab's conversation: one question at a time, what is stopped ends, and what was answered stays."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from index.errors import QuestionError
from qa.chat_session import Asked, Session, Turn, Way, history_of, turns_of
from qa.types import Answer, Stage, TextPiece
from tests.chat_parts import StandIn


class Assistant:
    """Says each question back, word by word; notes how it was asked."""

    articles = ()
    place = None

    def __init__(self, suggest: Callable[[], list[str]] = list) -> None:
        self.asked: list[dict[str, Any]] = []
        self._suggest = suggest

    def stream(self, question: str, history: object, **how: Any) -> Iterator[Stage | TextPiece | Answer]:
        self.asked.append({"question": question, "history": history, **how})
        if question == "bad":
            raise QuestionError("The question is bad.")
        yield Stage("searching")
        yield TextPiece(question)
        yield Answer("answered", question, (), 0.5)

    def suggestions(self, question: str, answer: Answer, **_: Any) -> list[str]:
        return self._suggest()


def asking(session: Session, *questions: str, assistant: Any = None) -> Iterator[Any]:
    answers: Any = assistant or Assistant()
    return session.replies(answers, [Asked(question) for question in questions])


def said(session: Session) -> list[tuple[str, str]]:
    return [(turn.question, turn.answer.text if turn.answer else turn.html) for turn in session.turns]


def test_questions_are_answered_in_order_each_with_those_before_it() -> None:
    session, assistant = Session(), Assistant()
    list(asking(session, "One?", "Two?", assistant=assistant))
    assert said(session) == [("One?", "One?"), ("Two?", "Two?")]
    assert assistant.asked[1]["history"] == [
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "One?"},
    ]
    assert session.stopping is None


def test_a_question_whose_limits_are_not_known_is_not_asked() -> None:
    session, assistant = Session(), Assistant()
    questions = [Asked("One?", problem="'soon' is no day."), Asked("Two?")]
    last = [*session.replies(assistant, questions)][-1]  # type: ignore[arg-type]
    assert [one["question"] for one in assistant.asked] == ["Two?"]
    assert "Nothing was asked. &#x27;soon&#x27; is no day." in last[0].html
    assert last == session.turns


def test_suggestions_are_in_the_language_that_was_chosen_or_that_of_the_conversation() -> None:
    class Noting(Assistant):
        languages: ClassVar[list[str]] = []

        def suggestions(self, question: str, answer: Answer, **how: Any) -> list[str]:
            self.languages.append(how["language"])
            return []

    session = Session()
    list(asking(session, "Сұрақ қандай?", "Токаев?", "Who?", assistant=Noting()))
    session.way = Way(language="ru")
    list(asking(session, "Who?", assistant=Noting()))
    assert Noting.languages == ["kk", "kk", "en", "ru"]


def test_a_text_that_comes_at_once_is_not_shown_word_by_word() -> None:
    class Quick(Assistant):
        def stream(self, question: str, history: object, **how: Any) -> Iterator[Stage | TextPiece | Answer]:
            yield Stage("searching")
            yield from (TextPiece("word ") for _ in range(10_000))
            yield Answer("answered", "word " * 10_000, (), 0.5)

    assistant: Any = Quick()
    shown = list(turns_of(assistant, "Long?", (), Way()))
    assert len(shown) < 5
    assert shown[-1][-1].answer


def test_what_is_stopped_ends_at_its_next_event_and_asks_nothing_more() -> None:
    session, assistant = Session(), Assistant()
    replies = asking(session, "One?", "Two?", assistant=assistant)
    next(replies)
    session.stop()
    *_, last = replies
    assert "Stopped." in last[0].html
    assert [asked["question"] for asked in assistant.asked] == ["One?"]
    assert session.stopping is None


def test_an_answer_that_is_there_stays_when_it_is_stopped_afterwards() -> None:
    session = Session()
    replies = asking(session, "One?", assistant=Assistant(lambda: ["Two?"]))
    while not (next(replies)[-1].answer):
        pass
    assert said(session) == [("One?", "One?")], "from here on it can be copied and judged"
    session.stop()
    list(replies)
    assert said(session) == [("One?", "One?")]


def test_one_question_at_a_time() -> None:
    session = Session()
    first = asking(session, "One?")
    next(first)
    assert list(asking(session, "Two?")) == []
    list(first)
    assert said(session) == [("One?", "One?")]


def test_clearing_ends_what_is_coming() -> None:
    session = Session()
    replies = asking(session, "One?", "Two?")
    next(replies)
    session.clear()
    assert list(replies) == [[]]
    assert session.turns == []


def test_no_question_to_go_on_with_is_no_reason_to_lose_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> list[str]:
        raise RuntimeError("broken on purpose")

    session = Session()
    with caplog.at_level(logging.ERROR):
        list(asking(session, "One?", assistant=Assistant(broken)))
    assert said(session) == [("One?", "One?")]
    assert "broken on purpose" in caplog.text


def test_a_question_that_cannot_be_asked_is_a_line_and_the_next_is_asked() -> None:
    session = Session()
    list(asking(session, "bad", "Two?"))
    assert "The question is bad." in said(session)[0][1]
    assert said(session)[1] == ("Two?", "Two?")


def test_it_is_asked_in_the_way_of_the_tab() -> None:
    session, assistant = Session(), Assistant()
    session.way = Way(language="kk")
    list(asking(session, "One?", assistant=assistant))
    assert (assistant.asked[0]["language"], assistant.asked[0]["within"]) == ("kk", None)


def test_errors_become_lines_of_the_conversation(caplog: pytest.LogCaptureFixture) -> None:
    assistant: Any = StandIn()
    *_, last = turns_of(assistant, "x" * 10_001, [])
    assert "10,001 characters" in last[0].html
    assert last[0].answer is None
    with caplog.at_level(logging.ERROR):
        *_, last = turns_of(assistant, "Break!", [])
    assert "Something went wrong" in last[0].html
    assert "broken on purpose" not in last[0].html
    assert "broken on purpose" in caplog.text


def test_history_is_plain_text_of_answered_questions() -> None:
    turns = [Turn("One?", "<p>1</p>", Answer("answered", "1 \\*", (), 1.0)), Turn("Two?", "<p>Stopped.</p>")]
    assert history_of(turns) == [
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "1 \\*"},
    ]
