"""An answer that a language model writes: what is kept, what is left out, and what is there without it."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path

import pytest

from index.build import build_index
from index.store import open_store
from qa import Answer, Assistant
from qa.completion import complete
from qa.frames import FRAMES
from qa.llm import Endpoint
from qa.markdown import plain
from qa.types import Sources, Stage, TextPiece
from tests.fakes import HashEmbedder, write_corpus
from tests.llm_servers import DONE, GOOD, KEY, STREAM, Server, delta, drips, response, sends, settings, silent

FARM = """A good year

The harvest of wheat was good this year. Farmers in the north sold 40 tonnes of it to China.

The harvest of barley was not good. Ann Lee, a farmer, says that “rats ate the barley in June”.
"""
QUESTION = "Was the harvest of wheat good this year?"
FIRST = "The harvest of wheat was good this year."
SAID = {"role": "user", "content": "How was the harvest of wheat?"}, {"role": "assistant", "content": "Good."}
LEANING = "Was it good this year?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    build_index(write_corpus(tmp_path / "a", {"farm.txt": FARM}), tmp_path / "i", HashEmbedder())
    return Assistant(open_store(tmp_path / "i"), HashEmbedder())


def asked(assistant: Assistant, server: Server | str, question: str = QUESTION, **values: object) -> Answer:
    """The answer, of which the text is what came in pieces."""
    url = server if isinstance(server, str) else server.url
    history = values.pop("history", None)
    stop = values.pop("stop", None)
    endpoint = Endpoint(settings(url, **values))
    events = list(assistant.stream(question, history, endpoint=endpoint, stop=stop))  # type: ignore[arg-type]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "".join(event.text for event in events if isinstance(event, TextPiece)) == answer.text
    (sources,) = (event.citations for event in events if isinstance(event, Sources))
    assert answer.citations[: len(sources)] == sources
    return answer


def writes(*texts: str) -> Server:
    return Server(sends(STREAM, *map(delta, texts), DONE))


def markers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", text)}


def test_what_the_sources_carry_is_shown_and_the_rest_is_named(assistant: Assistant) -> None:
    with writes(
        "The wheat harvest was good", " this year [1]. It was good in 1999 [1]. Good har", "vest [1]!"
    ) as server:
        answer = asked(assistant, server)
    kept, invented, short = answer.written
    assert (kept.text, kept.markers, kept.kept, kept.reasons) == (
        "The wheat harvest was good this year.",
        (1,),
        True,
        (),
    )
    assert not invented.kept
    assert "1999" in invented.reasons[0]
    assert short.kept
    assert answer.text == "The wheat harvest was good this year. [1] Good harvest\\! [1]"
    assert answer.notice is None
    assert answer.citations == assistant.ask(QUESTION).citations


def test_sources_come_before_anything_is_written(assistant: Assistant) -> None:
    with Server(silent(STREAM)) as server:
        events = assistant.stream(QUESTION, endpoint=Endpoint(settings(server.url, total_seconds=60)))
        seen = [next(events) for _ in range(6)]
        events.close()  # type: ignore[attr-defined]
    assert [event.name for event in seen if isinstance(event, Stage)] == [
        "searching",
        "reading",
        "answering",
        "writing",
    ]
    assert isinstance(seen[4], Sources)
    assert seen[4].citations[0].quote == FIRST


def test_a_sentence_that_only_another_passage_carries_adds_its_citation(assistant: Assistant) -> None:
    before = assistant.ask(QUESTION).citations
    with Server(sends(STREAM, DONE)) as server:
        asked(assistant, server)
    shown = json.loads(server.requests[0].split(b"\r\n\r\n", 1)[1])["messages"][1]["content"]
    numbers = {text: int(n) for n, text in re.findall(r"Passage (\d+)\n(?:.+\n)*?Text: (.+)", shown)}
    number = numbers["The harvest of barley was not good."]
    assert number > len(before)
    with writes(f"The wheat harvest was good [1]. The barley harvest was not good [{number}].") as server:
        answer = asked(assistant, server)
    assert [sentence.kept for sentence in answer.written] == [True, True]
    assert answer.citations[:-1] == before
    assert answer.citations[-1].quote == "The harvest of barley was not good."
    assert markers(answer.text) == {1, len(before) + 1}


def test_a_forgotten_marker_is_put_in_where_the_source_carries_the_sentence(assistant: Assistant) -> None:
    with writes("The wheat harvest was good this year. Sheep are good this year.") as server:
        answer = asked(assistant, server)
    kept, dropped = answer.written
    assert (kept.kept, kept.markers) == (True, (1,))
    assert dropped.reasons == ("It cites nothing.",)


def test_what_is_copied_stands_in_quotation_marks(assistant: Assistant) -> None:
    with writes(f"{FIRST} [1] Wheat was good this year [1].") as server:
        answer = asked(assistant, server)
    assert answer.text == f"“{FIRST}” [1] Wheat was good this year. [1]"


def test_when_too_little_remains_the_quotes_follow_and_it_says_so(assistant: Assistant) -> None:
    with writes(
        "The harvest was in 1999 [1]. It fell by 9 percent [1]. The wheat harvest was good [1]."
    ) as server:
        answer = asked(assistant, server)
    assert answer.notice == FRAMES["llm_unsupported"]["en"].format(kept=1, written=3)
    assert answer.text.startswith(
        "The wheat harvest was good. [1]\n\nThe harvest of wheat was good this year. [1]"
    )


def test_a_model_that_finds_nothing_is_quoted_as_that(assistant: Assistant) -> None:
    with writes("The articles do not say.") as server:
        answer = asked(assistant, server)
    assert (answer.notice, answer.written) == (FRAMES["llm_declined"]["en"], ())
    assert plain(answer.text).startswith(FIRST)


def test_a_model_that_repeats_itself_is_heard_once(assistant: Assistant) -> None:
    with writes("Wheat was good this year [1]. " * 9) as server:
        answer = asked(assistant, server)
    assert answer.text.count("Wheat was good") == 1
    assert answer.written[1].reasons == ("It repeats another sentence.",)


def test_markers_that_stand_for_nothing_never_appear(assistant: Assistant) -> None:
    with writes("The wheat harvest was good [1][99]. The wheat harvest was good this year [77].") as server:
        answer = asked(assistant, server)
    assert markers(answer.text) <= set(range(1, len(answer.citations) + 1))


def test_a_question_without_an_answer_asks_no_model(assistant: Assistant) -> None:
    with writes("Paris is the capital of France [1].") as server:
        events = list(
            assistant.stream("What is the capital of France?", endpoint=Endpoint(settings(server.url)))
        )
        assert server.requests == []
    assert isinstance(events[-1], Answer)
    assert events[-1].status == "not_found"


@pytest.mark.parametrize("end", [" and the", ","])
def test_a_sentence_that_breaks_off_is_not_shown(assistant: Assistant, end: str) -> None:
    with Server(sends(STREAM, delta(f"{FIRST.rstrip('.')}{end} [1]."), DONE)) as server:
        answer = asked(assistant, server)
    assert [sentence.reasons for sentence in answer.written] == [("It breaks off.",)]


def test_what_the_grammar_has_cut_off_is_not_shown(assistant: Assistant) -> None:
    long = f"{FIRST.rstrip('.')} {'and good ' * 30}".strip()
    with Server(sends(STREAM, delta(f"{long} [1]."), DONE)) as server:
        answer = asked(assistant, server, small=True)
    assert b'"grammar"' in server.requests[0]
    assert [sentence.reasons for sentence in answer.written] == [("It breaks off.",)]


# ---- Follow-ups ----


def test_a_model_completes_a_follow_up_from_the_conversation(assistant: Assistant) -> None:
    meant = "Was the harvest of wheat a good one this year?"
    with Server(sends(STREAM, delta(meant), DONE), sends(STREAM, delta(FIRST + " [1]"), DONE)) as server:
        answer = asked(assistant, server, LEANING, history=SAID)
    assert answer.understood == meant
    assert answer.written[0].kept


@pytest.mark.parametrize(
    "said",
    [
        "Oral had a harvest of wheat?",
        "Was the harvest of wheat good in Oral?",
        "Was the harvest of wheat good in 2019?",
        "",
        "Two\nlines",
        "What? " * 200,
        "How was the harvest of wheat?",
        "What about the wheat?",
    ],
    ids=["name first", "name", "number", "nothing", "lines", "long", "asked before", "other words"],
)
def test_a_completion_that_brings_in_something_else_is_not_used(assistant: Assistant, said: str) -> None:
    with Server(sends(STREAM, delta(said), DONE), sends(STREAM, delta(FIRST + " [1]"), DONE)) as server:
        answer = asked(assistant, server, LEANING, history=SAID)
    assert answer.understood == assistant.ask(LEANING, SAID).understood


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("What did Bo say about the harvest of wheat in 2019?", True),
        ("What was said about the harvest of wheat in 2019?", False),
        ("What did Bo say about the harvest of wheat?", False),
    ],
)
def test_a_completion_keeps_the_names_and_numbers_that_were_asked_for(said: str, used: bool) -> None:
    with Server(sends(STREAM, delta(said), DONE)) as server:
        found = complete(Endpoint(settings(server.url)), "And what did Bo say about it in 2019?", SAID)
    assert found == (said if used else None)


# ---- Faults: the quotes, and one line ----

FAULTS = {
    "401": [sends(response("401 Unauthorized", '{"error": {"message": "bad key"}}'))],
    "404": [sends(response("404 Not Found", '{"error": "no model small"}'))],
    "429": [sends(response("429 Too Many Requests", "slow down", retry_after="0"))],
    "500": [sends(response("500 Internal Server Error", "oops"))],
    "html": [sends(response("200 OK", "<html>hello</html>", content_type="text/html"))],
    "malformed": [sends(STREAM, b"data: {not json\n\n")],
    "cut": [sends(STREAM, delta("The wheat harvest was"))],
    "slow": [drips([STREAM, *[b"d"] * 10_000], 0.05)],
    "silent": [silent()],
    "silent later": [silent(STREAM + delta("The "))],
    "endless": [sends(STREAM, delta("wheat " * 200) * 20_000)],
    "bytes": [sends(STREAM, b"data: \xff\xfe\n\n")],
    "empty": [sends(STREAM, delta(""), DONE)],
    "redirect": [sends(response("302 Found", location="http://127.0.0.1:9/v1"))],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_breaks_the_reader_gets_the_quotes_and_one_line(assistant: Assistant, fault: str) -> None:
    began = time.monotonic()
    with Server(*FAULTS[fault]) as server:
        answer = asked(assistant, server, total_seconds=1.0)
    assert time.monotonic() - began < 6
    without = assistant.ask(QUESTION)
    assert (answer.text, answer.citations) == (without.text, without.citations)
    assert answer.notice
    assert answer.notice.isprintable()
    assert answer.notice.startswith("The language model did not answer")
    assert KEY not in json.dumps(answer.to_dict())


def test_what_was_kept_before_the_stream_broke_stays(assistant: Assistant) -> None:
    with Server(sends(STREAM, delta("The wheat harvest was good [1]. It also"))) as server:
        answer = asked(assistant, server)
    assert answer.text.startswith(
        "The wheat harvest was good. [1]\n\nThe harvest of wheat was good this year. [1]"
    )
    assert answer.notice
    assert "broke off" in answer.notice


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_an_address_where_nothing_is(assistant: Assistant, url: str) -> None:
    answer = asked(assistant, url)
    assert answer.text == assistant.ask(QUESTION).text
    assert answer.notice


def test_a_dead_model_is_asked_once_in_a_conversation(assistant: Assistant) -> None:
    with Server(sends(response("401 Unauthorized"))) as server:
        answer = asked(assistant, server, LEANING, history=SAID)
        assert len(server.requests) == 1
    assert answer.notice


def test_stop_ends_the_writing_within_a_second(assistant: Assistant) -> None:
    stop = threading.Event()
    with Server(silent(STREAM + delta("The "))) as server:
        events = assistant.stream(
            QUESTION, endpoint=Endpoint(settings(server.url, total_seconds=60)), stop=stop
        )
        for event in events:
            if isinstance(event, Stage) and event.name == "writing":
                threading.Timer(0.2, stop.set).start()
                began = time.monotonic()
        assert time.monotonic() - began < 1.2


def test_without_an_endpoint_nothing_is_asked(assistant: Assistant) -> None:
    with Server(GOOD) as server:
        own = Assistant(assistant.store, HashEmbedder(), endpoint=Endpoint(settings(server.url)))
        assert own.ask(QUESTION).notice
        assert len(server.requests) == 1
        *_, answer = own.stream(QUESTION, endpoint=None)
        assert len(server.requests) == 1
    assert answer == assistant.ask(QUESTION)
