"""Examples for training keep their places, and wrong passages are wrong."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.squad import DataError, Question, SquadData
from eval.training_data import (
    HARD_PASSAGES,
    Example,
    as_pair,
    from_natural_questions,
    from_paraphrases,
    from_squad,
    hard_passages,
)
from index.passages import TARGET
from qa.judge import Pair
from tests.fakes import HashEmbedder

TOWNS = SquadData(
    paragraphs=("Alma has 3 bridges.", "Alma was founded in 1854.", "Oral lies on a river."),
    articles=(0, 0, 1),
    questions=(
        Question("How many bridges has Alma?", 0, ((9, 10), (9, 18))),
        Question("Who founded Alma?", 1, ()),
        Question("What does Oral lie on?", 2, ((13, 20),)),
    ),
    titles=("Alma_(town)", "Oral"),
)

# From files to examples


def test_a_question_comes_with_its_paragraph_its_title_and_its_accepted_answers() -> None:
    first, second, third = from_squad(TOWNS)
    assert (first.question, first.title, first.text) == (
        "How many bridges has Alma?", "Alma_(town)", "Alma has 3 bridges.",
    )  # fmt: skip
    assert first.answers == ((9, 10), (9, 18))
    assert sorted(first.names) == ["3", "3 bridges"]
    assert second == Example("Who founded Alma?", "Alma_(town)", "Alma was founded in 1854.", (), ())
    assert (third.title, third.names) == ("Oral", ("a river",))


def natural_file(folder: Path, *lines: object) -> Path:
    path = folder / "natural.jsonl.gz"
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode("utf-8")))
    return path


SEARCH = {
    "question": "who wrote it",
    "answers": ["Ann (Bo)", "Bo"],
    "ctxs": [{"title": "A book", "text": "Ann (Bo) wrote it. Bo sold it."}, {"title": "No", "text": "Bo"}],
}


def test_a_search_has_every_place_of_every_accepted_answer(tmp_path: Path) -> None:
    (example,) = from_natural_questions(natural_file(tmp_path, SEARCH))
    assert example == Example(
        "who wrote it",
        "A book",
        "Ann (Bo) wrote it. Bo sold it.",
        ((0, 8), (5, 7), (19, 21)),
        ("Ann (Bo)", "Bo"),
    )


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "5",
        "[]",
        "null",
        '"text"',
        {},
        SEARCH | {"ctxs": []},
        SEARCH | {"ctxs": None},
        SEARCH | {"answers": 5},
    ],
)
def test_a_search_in_another_form_is_an_error_that_names_the_file(tmp_path: Path, line: object) -> None:
    path = natural_file(tmp_path, SEARCH, line)
    with pytest.raises(DataError, match=re.escape(str(path))):
        from_natural_questions(path)


def test_searches_that_cannot_be_unpacked_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = natural_file(tmp_path, SEARCH)
    whole = path.read_bytes()
    damaged = whole[:20] + bytes(byte ^ 0xFF for byte in whole[20:40]) + whole[40:]
    for data in (b"", b"plain text", whole[:-9], damaged, gzip.compress(b"\xff\n")):
        path.write_bytes(data)
        if data:
            with pytest.raises(DataError, match=re.escape(str(path))):
                from_natural_questions(path)
    path.unlink()
    with pytest.raises(DataError, match=re.escape(str(path))):
        from_natural_questions(path)


REWORDED = {"id": "Alma_(town)/1", "kind": "said", "lang": "en", "question": "How old?", "answer": "in 1854"}
SEARCHES = [Example("who wrote it", "A book", "Ann wrote it.", ((0, 3),), ("Ann",))]


def reworded(folder: Path, *lines: object) -> Path:
    path = folder / "reworded.jsonl"
    path.write_text(
        "".join((x if isinstance(x, str) else json.dumps(x, ensure_ascii=False)) + "\n" for x in lines),
        "utf-8",
    )
    return path


def test_a_question_in_other_words_finds_its_paragraph_and_its_answer(tmp_path: Path) -> None:
    none = {"id": "Oral/0", "kind": "none", "lang": "ru", "question": "Кто?", "answer": ""}
    search = {"id": "NQ/0", "kind": "said", "lang": "kk", "question": "Кім?", "answer": "Ann"}
    examples = from_paraphrases(reworded(tmp_path, REWORDED, none, search), TOWNS, SEARCHES)
    assert examples == [
        Example("How old?", "Alma_(town)", "Alma was founded in 1854.", ((17, 24),), ("in 1854",)),
        Example("Кто?", "Oral", "Oral lies on a river.", ()),
        Example("Кім?", "A book", "Ann wrote it.", ((0, 3),), ("Ann",)),
    ]


MALFORMED: dict[str, object] = {
    "no JSON": "{",
    "an empty line": "",
    "no object": "[]",
    "null": "null",
    "nothing in it": {},
    "an unknown article": REWORDED | {"id": "Astana/0"},
    "an article without a paragraph": REWORDED | {"id": "Alma_(town)"},
    "a paragraph that is no number": REWORDED | {"id": "Alma_(town)/one"},
    "a number as id": REWORDED | {"id": 5},
    "a search that is not there": REWORDED | {"id": "NQ/1", "kind": "none"},
    "a search before the first": REWORDED | {"id": "NQ/-1", "kind": "none"},
    "a paragraph before the first": REWORDED | {"id": "Oral/-1", "kind": "none"},
    "a paragraph after the last": REWORDED | {"id": "Oral/1", "kind": "none"},
    "a paragraph of the next article": REWORDED | {"id": "Alma_(town)/2", "kind": "none"},
    "an answer that is not in it": REWORDED | {"answer": "in 1855"},
    "an empty answer": REWORDED | {"answer": ""},
    "no answer": {name: value for name, value in REWORDED.items() if name != "answer"},
    "null as answer": REWORDED | {"answer": None},
    "an unknown kind": REWORDED | {"kind": "sad"},
    "a question that is no text": REWORDED | {"question": 5},
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_line_is_an_error_that_names_file_and_line(tmp_path: Path, kind: str) -> None:
    path = reworded(tmp_path, REWORDED, MALFORMED[kind], REWORDED)
    with pytest.raises(DataError, match=re.escape(f"{path}, line 2: ")):
        from_paraphrases(path, TOWNS, SEARCHES)


def test_questions_that_cannot_be_read_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "reworded.jsonl"
    with pytest.raises(DataError, match=re.escape(str(path))):
        from_paraphrases(path, TOWNS, SEARCHES)
    path.write_bytes(b"\xff\n")
    with pytest.raises(DataError, match=re.escape(str(path))):
        from_paraphrases(path, TOWNS, SEARCHES)


# From examples to what is read

SENTENCE = st.integers(3, 60).flatmap(
    lambda count: st.sampled_from(["Word", "слово", "e\u0301t", "👍🏽", "5"]).map(
        lambda word: " ".join(["So", *[word] * count])
    )
)


@settings(deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=12), st.data())
def test_an_example_is_cut_around_its_answer_and_every_place_stays_exact(
    words: list[str], data: st.DataObject
) -> None:
    """Sentence number n ends in "<n>", which stands nowhere else."""
    text = " ".join(f"{sentence} <{number}>." for number, sentence in enumerate(words))
    wanted = data.draw(st.integers(0, len(words) - 1))
    numbers = [wanted, *data.draw(st.lists(st.integers(0, len(words) - 1), max_size=3))]
    marks = [f"<{number}>" for number in numbers]
    places = tuple((text.index(mark), text.index(mark) + len(mark)) for mark in marks)
    read, answers = as_pair(Example("Which?", "A_title", text, places))
    assert read.text in text
    if len(text) > TARGET * 5 // 4:
        assert len(read.text) <= max(TARGET, *(len(text[a:b]) for a, b in read.sentences))
    else:
        assert read.text == text
    assert read.text[slice(*answers[0])] == f"<{wanted}>"
    assert [read.text[a:b] for a, b in answers] == [mark for mark in marks if mark in read.text]
    assert read.sentences[0][0] == 0
    assert read.sentences[-1][1] == len(read.text)
    for (start, end), following in zip(
        read.sentences, [*read.sentences[1:], (len(read.text) + 1, 0)], strict=True
    ):
        assert start < end < following[0]
        assert read.text[start:end].endswith(".")
    for start, end in answers:
        assert any(first <= start and end <= last for first, last in read.sentences)


def test_what_is_cut_off_lies_evenly_on_both_sides() -> None:
    """Sentences of 100 characters with their space: nine of them fit into 900."""
    text = " ".join(f"{'X' * 95}{number:03}." for number in range(30))
    read, answers = as_pair(Example("?", "", text, ((15 * 100 + 95, 15 * 100 + 98),)))
    assert [read.text[end - 4 : end - 1] for _, end in read.sentences] == [f"{n:03}" for n in range(11, 20)]
    assert read.text[slice(*answers[0])] == "015"
    nothing, none = as_pair(Example("?", "", text, ()))
    assert none == ()
    assert nothing.text.startswith("X" * 95 + "000.")


def test_a_title_is_read_when_asked_for() -> None:
    example = Example("Who?", "Alma_(town)", "Alma has 3 bridges.", ((9, 10),))
    assert as_pair(example, titled=True)[0].lead == "Alma (town)"
    assert as_pair(example)[0] == Pair("Who?", "", "Alma has 3 bridges.", ((0, 19),))


# Wrong passages and wrong questions


class HashModel:
    """The two methods of an embedding model that searching needs; equal texts have equal vectors."""

    def encode_document(self, texts: list[str], **_: object) -> np.ndarray[Any, Any]:
        return HashEmbedder().encode_passages(texts)

    encode_query = encode_document


def test_a_wrong_passage_looks_right_and_holds_no_accepted_answer() -> None:
    asked = Example("who dug the long canal", "Canal", "Ann dug the long canal.", ((0, 3),), ("Ann",))
    others = [
        Example("q", "Canal", "Who dug the long canal? It was ann.", ()),  # holds the answer
        Example("q", "Canal", "Some dug the long canal for years.", ()),
        Example("q", "River", "Nobody swims here.", ()),
    ]
    many = [Example("q", "Lake", f"Lake {n} is deep and cold.", ()) for n in range(40)]
    found = hard_passages([asked, *others, *many], HashModel())
    assert found.keys() == {asked.question}
    assert found[asked.question][0] == ("Canal", "Some dug the long canal for years.")
    texts = [text for _, text in found[asked.question]]
    assert len(set(texts)) == len(texts) <= HARD_PASSAGES
    assert asked.text not in texts
    assert others[0].text not in texts


def test_a_passage_that_answers_a_question_is_nowhere_a_wrong_one_for_it() -> None:
    """The same question is asked of two passages, as of a paragraph and of its translation."""
    question = "who dug the long canal"
    one = Example(question, "Canal", "Ann dug the long canal.", ((0, 3),), ("Ann",))
    two = Example(question, "Canal", "Anna dug the long канал.", ((0, 4),), ("Anna",))
    three = Example(question, "Canal", "Анна dug the long канал.", ((0, 4),), ("Анна",))
    many = [Example("q", "Lake", f"Lake {n} is deep and cold.", ()) for n in range(40)]
    for examples in ([one, two, three, *many], [three, two, one, *many]):
        texts = {text for _, text in hard_passages(examples, HashModel())[question]}
        assert texts.isdisjoint({one.text, two.text, three.text})
