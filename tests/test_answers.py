"""Answers: their text, their markers, comments, refusals, follow-ups, events."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build_index
from index.store import open_store
from qa import Answer, Assistant
from qa.calibration import Features, calibration
from qa.frames import FRAMES, Language
from qa.markdown import escape_markdown, plain
from qa.types import Stage, TextPiece
from tests.fakes import HashEmbedder, write_corpus

FARM = """A good year

The harvest of wheat was good this year. Farmers in the north sold it to China.

1. Avatar Ann says:

The harvest of wheat was good this year, my uncle says.

2. Avatar Bo says:

Purple elephants ate the barley.
"""
TRICK = "See [9] and <b>this</b> *now* or [click](javascript:alert) `code` about zebras at once."


def opened(tmp_path: Path, files: dict[str, str]) -> Assistant:
    build_index(write_corpus(tmp_path / "a", files), tmp_path / "i", HashEmbedder())
    return Assistant(open_store(tmp_path / "i"), HashEmbedder())


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return opened(tmp_path, {"farm.txt": FARM, "trick.txt": TRICK})


def markers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", text)]


def test_an_answer_is_the_sources_own_words_with_markers(assistant: Assistant) -> None:
    answer = assistant.ask("Was the harvest of wheat good this year?")
    assert answer.status == "answered"
    assert answer.citations[0].quote == "The harvest of wheat was good this year."
    assert answer.citations[0].title == "A good year"
    assert answer.text.startswith("The harvest of wheat was good this year. [1]")
    assert markers(answer.text) == list(range(1, len(answer.citations) + 1))
    assert 1 <= len(answer.citations) <= 5
    assert answer.nearest == ()


def test_a_comment_is_cited_last_and_called_one(assistant: Assistant) -> None:
    answer = assistant.ask("Was the harvest of wheat good this year?")
    assert answer.citations[0].zone == "body"
    answer = assistant.ask("Purple elephants ate the barley?")
    assert (answer.citations[0].zone, answer.citations[0].voice) == ("comment", "Bo")
    assert answer.text.startswith("A reader, Bo, commented: Purple elephants")


def test_what_the_articles_do_not_say(assistant: Assistant) -> None:
    answer = assistant.ask("Quantum chromodynamics lattice?")
    assert (answer.status, answer.text, answer.citations) == ("not_found", FRAMES["absent"]["en"], ())
    assert answer.nearest
    assert answer.confidence < calibration("plain").threshold


@pytest.mark.parametrize(
    ("question", "language"),
    [("Hi!", "en"), ("Who are you?", "en"), ("Спасибо!", "ru"), ("Рақмет, сәлем!", "kk")],
)
def test_a_question_that_names_nothing_is_told_what_to_ask(
    assistant: Assistant, question: str, language: Language
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.text) == ("not_found", FRAMES["topicless"][language])
    assert (answer.citations, answer.nearest, answer.confidence) == ((), (), 0.0)
    history = [
        {"role": "user", "content": "Was the harvest good?"},
        {"role": "assistant", "content": answer.text},
    ]
    assert assistant.ask("And why?", history).understood, "with something said before, it is completed"


def test_text_of_an_article_makes_no_markers_links_or_html(assistant: Assistant) -> None:
    answer = assistant.ask("See 9 and b this b now or click javascript alert code about zebras at once")
    assert answer.citations[0].source == "trick.txt"
    assert markers(answer.text) == list(range(1, len(answer.citations) + 1))
    assert plain(answer.text).startswith(TRICK)
    assert not re.search(r"(?<!\\)[<*`]", answer.text)


@given(st.text())
def test_escaped_markdown_comes_back(text: str) -> None:
    escaped = escape_markdown(text)
    assert plain(escaped) == text
    assert markers(escaped) == []


def test_events_come_in_order_and_their_text_is_the_answers(assistant: Assistant) -> None:
    events = list(assistant.stream("Was the harvest of wheat good this year?"))
    assert [e.name for e in events if isinstance(e, Stage)] == ["searching", "reading", "answering"]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, TextPiece)) == answer.text


def test_an_answer_is_frozen_and_turns_into_json(assistant: Assistant) -> None:
    answer = assistant.ask("Was the harvest of wheat good this year?")
    fields = json.loads(json.dumps(answer.to_dict()))
    assert set(fields) == {field.name for field in dataclasses.fields(answer)}
    assert fields["written"] == []
    assert fields["citations"][0]["published"] == {"start": None, "end": None, "basis": "unknown", "why": ""}
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.text = ""  # type: ignore[misc]


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    assert assistant.ask("wheat harvest north?") == assistant.ask("wheat harvest north?")


@pytest.mark.parametrize("path", ["plain", "read"])
def test_what_retrieval_puts_first_is_more_likely(path: Literal["plain", "read"]) -> None:
    low, high = (calibration(path).rank(Features(0.8, gap, 0.0)) for gap in (-1.0, 0.0))
    assert low < high


def test_an_open_assistant_follows_an_update_of_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.SentenceTransformerEmbedder", lambda model=None: HashEmbedder())
    monkeypatch.setenv("QA_EVIDENCE_MODEL", "none")
    folder = write_corpus(tmp_path / "a", {"a.txt": "The repairs cost 212 million."})
    assistant = Assistant.open(folder, tmp_path / "i")
    assert "212" in assistant.retrieve("What do the repairs cost?")[0].text
    write_corpus(folder, {"a.txt": "The repairs cost 999 million."})
    build_index(folder, tmp_path / "i", HashEmbedder())
    assert "999" in assistant.retrieve("What do the repairs cost?")[0].text
    (tmp_path / "i" / "CURRENT").write_text("gone")
    assert "999" in assistant.retrieve("What do the repairs cost?")[0].text


def test_who_somebody_is_is_answered_when_a_sentence_says_it_for_sure(tmp_path: Path) -> None:
    text = (
        "Bridges\n\nThe river rose in May.\n\nMayor Greta Olsson said the bridge would carry trams from 2024."
    )
    assistant = opened(tmp_path, {"bridge.txt": text})
    answer = assistant.ask("Who is Greta Olsson?")
    assert (answer.status, answer.confidence) == ("answered", 0.95)
    assert answer.reasons[0] == "For: the sentence says who or what that is; this settles it."
    other = assistant.ask("Who is Ivan Olsson?")
    assert other.confidence < 0.95, "it is said of another Olsson"


def test_after_a_refusal_no_answer_is_called_likely(assistant: Assistant) -> None:
    for question in ("Quantum chromodynamics lattice?", "How much did the tunnel in Oslo cost?"):
        answer = assistant.ask(question)
        if answer.status == "not_found":
            assert answer.confidence <= calibration("plain").threshold
