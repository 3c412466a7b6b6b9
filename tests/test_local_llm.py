"""A real endpoint: llama.cpp's server with a very small model, on loopback, as `qa chat --local-llm` starts it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from qa import Answer, Assistant, llm
from qa.grounding import Evidence, check
from qa.llm import Endpoint, LlmError
from qa.local_llm import LocalLlm, running

QUESTIONS = (
    "Which share of the pipeline does Russia hold?",
    "What does Marat Shibutov say about geography?",
    "When was the request sent to the CSTO?",
)
told = llm.test_connection  # its own name here would make it a test


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    return Endpoint(running().settings)


def test_the_connection_works_and_names_the_model(endpoint: Endpoint) -> None:
    said = told(endpoint.settings)
    assert said.startswith("Works: http://127.0.0.1:")
    assert "SmolLM2-135M" in said


def test_it_lists_its_model(endpoint: Endpoint) -> None:
    assert len(endpoint.models()) == 1


def test_it_streams_and_the_same_question_gives_the_same_words(endpoint: Endpoint) -> None:
    messages = [{"role": "user", "content": "Name three colours."}]
    first, second = (list(endpoint.stream(messages)) for _ in range(2))
    assert len(first) > 5
    assert "".join(first) == "".join(second)


def test_it_can_be_stopped(endpoint: Endpoint) -> None:
    stop = Event()
    with closing(endpoint.stream([{"role": "user", "content": "Tell a very long story."}], stop)) as pieces:
        next(pieces)
        stop.set()
        assert len(list(pieces)) < 50


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_what_it_writes_only_what_the_sources_carry_is_shown(
    seeds_assistant: Assistant, endpoint: Endpoint, question: str
) -> None:
    without = seeds_assistant.ask(question)
    *_, answer = seeds_assistant.stream(question, endpoint=endpoint)
    assert isinstance(answer, Answer)
    assert answer.citations[: len(without.citations)] == without.citations
    assert answer.written or answer.notice
    for sentence in answer.written:
        assert sentence.kept == (not sentence.reasons)
        assert all(1 <= marker <= len(answer.citations) for marker in sentence.markers)
        if sentence.kept:
            cited = [answer.citations[marker - 1] for marker in sentence.markers]
            context = " ".join(article.text for article in seeds_assistant.articles)
            evidence = [Evidence(c.quote, c.voice, c.published, context) for c in cited]
            assert check(sentence.text, evidence, lambda one, other: 1.0).supported
    if answer.notice:
        assert answer.text.endswith(without.text)


def test_no_model_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(LlmError, match="there is no such file"):
        LocalLlm(tmp_path / "missing.gguf")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF and nothing more")
    with pytest.raises(LlmError, match="cannot load it"):
        LocalLlm(broken)
