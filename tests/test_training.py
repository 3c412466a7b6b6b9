"""Training: examples keep their places, wrong passages are wrong, and a stopped training goes on unharmed."""

from __future__ import annotations

import copy
import gzip
import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from peft.tuners.lora import LoraLayer
from safetensors.torch import load_file
from torch import Tensor
from transformers import BertConfig, BertModel

from eval.reading import measure_reading, overlap_f1
from eval.squad import DataError, Question, SquadData
from eval.train import Labelled, Settings, Trainer, adapted, batches_of, loss_of
from eval.train_evidence import HELD_OUT, WEIGHTS, WORDS, divided, kept_articles, without_dropout, write
from eval.training_data import (
    HARD_PASSAGES,
    Example,
    as_pair,
    epoch,
    from_natural_questions,
    from_paraphrases,
    from_squad,
    hard_passages,
    swapped,
)
from index.e5 import PackedEncoder, _tokenizer
from index.passages import TARGET
from qa.judge import Pair, Reading
from qa.judge_net import CARD, OTHER, QUESTION, Batch, JudgeNet, Logits, changed, encode
from tests.fakes import HashEmbedder

ROOT = Path(__file__).parent.parent
NONE = -torch.inf

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


BATTLE = Example(
    "Who won the battle of Alma in 1854 after 12 hours?",
    "War",
    "The French won in 1854. In 1855 Oral fell after 30 hours, and the Danube froze.",
    ((4, 10),),
    ("French",),
)


@pytest.mark.parametrize("seed", range(20))
def test_one_name_or_number_is_swapped_and_the_question_has_no_answer_then(seed: int) -> None:
    other = swapped(BATTLE, [], random.Random(seed))
    assert other is not None
    assert other == replace(BATTLE, question=other.question, answers=(), names=())
    old, new = BATTLE.question.split(), other.question.split()
    ((was, now),) = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    allowed = {"Alma": {"Oral", "Danube"}, "1854": {"1855"}, "12": {"1855", "30"}}
    allowed["1854"] |= {"30"}  # a year is a number too
    assert now in allowed[was]


def test_every_kind_of_swap_is_made_sooner_or_later() -> None:
    made = {swapped(BATTLE, [], random.Random(seed)) for seed in range(40)}
    questions = [example.question for example in made if example]
    assert any("Alma" not in question for question in questions)
    assert any("1854" not in question for question in questions)
    assert any("12 hours" not in question for question in questions)


@pytest.mark.parametrize(
    ("question", "text", "swaps"),
    [
        (
            "How many of the 5 wars of 1756 ended?",
            "There were 9 of them.",
            {"How many of the 9 wars of 1756 ended?", "How many of the 5 wars of 9 ended?"},
        ),
        (
            "Which article of the EU names the EUR?",
            "Members met in the UN hall.",
            {"Which article of the UN names the EUR?", "Which article of the EU names the UN?"},
        ),
        ("Is NP the same as co-NP?", "Or is it DTIME then?", {"Is DTIME the same as co-NP?"}),
    ],
)
def test_a_swap_leaves_the_words_alone_of_which_the_name_is_a_part(
    question: str, text: str, swaps: set[str]
) -> None:
    example = Example(question, "T", text, ((0, 1),))
    made = {other.question for seed in range(40) if (other := swapped(example, [], random.Random(seed)))}
    assert made
    assert made <= swaps


def test_a_swap_never_asks_for_an_accepted_answer() -> None:
    example = replace(BATTLE, names=("the French, Oral and Danube",), question="Who took Alma?")
    assert swapped(example, [], random.Random(0)) is None
    assert swapped(replace(example, question="who took it?"), [BATTLE], random.Random(0)) is None


def test_without_a_name_in_the_passage_one_from_another_question_serves() -> None:
    example = Example("When was Alma taken?", "War", "It was taken early.", ((13, 18),), ("early",))
    other = swapped(example, [BATTLE, replace(BATTLE, question="Did Oral fall?")], random.Random(0))
    assert other is not None
    assert other.question == "When was Oral taken?"


# What an epoch reads

LAKES = [
    Example(
        f"How deep was Lake {n} in {1800 + n}?", "Lakes", f"In {1900 + n} Lake {n} was {n} m deep.", ((0, 2),)
    )
    for n in range(40)
]
WRONG = {example.question: [("Rivers", f"Wrong passage {n}.")] for n, example in enumerate(LAKES)}


def test_an_epoch_is_decided_by_its_seed() -> None:
    assert epoch(LAKES, WRONG, 1) == epoch(LAKES, WRONG, 1)
    assert epoch(LAKES, WRONG, 1) != epoch(LAKES, WRONG, 2)
    assert Counter(epoch(LAKES, WRONG, 1)) != Counter(epoch(LAKES, WRONG, 2))


def test_an_epoch_holds_every_example_and_some_more_that_have_no_answer() -> None:
    unanswered = [Example("Why?", "Lakes", "Nobody knows.", ())]
    drawn = epoch(LAKES + unanswered, WRONG, 0)
    asked = Counter((read.question, read.text) for read, _ in drawn)
    assert all(asked[example.question, example.text] == 1 for example in LAKES + unanswered)
    kinds = Counter(
        "own" if places else "wrong" if read.text.startswith("Wrong") else "other" for read, places in drawn
    )
    assert kinds["own"] == 40
    assert 4 <= kinds["wrong"] <= 30  # 40% of 40, give or take
    assert 2 <= kinds["other"] <= 20  # the unanswered one, and 20% of 40
    for read, _ in drawn:
        if read.text.startswith("Wrong"):
            assert (read.text, read.question) in {(WRONG[e.question][0][1], e.question) for e in LAKES}
    leads = {read.lead for read, _ in drawn}
    assert leads == {"", "Lakes", "Rivers"}


def test_few_questions_on_an_article_are_left_as_they_are() -> None:
    drawn = epoch(LAKES[:20], {}, 0)
    assert Counter(read.question for read, _ in drawn) == Counter(example.question for example in LAKES[:20])


@settings(deadline=None)
@given(st.lists(st.integers(0, 500), max_size=60), st.integers(1, 20), st.integers(0, 3))
def test_batches_lose_nothing_and_none_is_too_large(lengths: list[int], size: int, seed: int) -> None:
    data: list[Labelled] = [(Pair(f"{n}", "", "x" * length, ()), ()) for n, length in enumerate(lengths)]
    batches = batches_of(data, size, seed)
    assert Counter(item for batch in batches for item in batch) == Counter(data)
    assert all(1 <= len(batch) <= size for batch in batches)
    assert sum(len(batch) < size for batch in batches) <= 1
    assert batches == batches_of(data, size, seed)


def test_batches_hold_passages_of_like_length_in_random_order() -> None:
    data: list[Labelled] = [(Pair("", "", "x" * 2**n, ()), ()) for n in (3, 1, 4, 0, 5, 2, 7, 6)]
    found = {
        tuple(tuple(len(read.text) for read, _ in batch) for batch in batches_of(data, 2, s))
        for s in range(9)
    }
    assert len(found) > 1
    assert {tuple(sorted(order)) for order in found} == {((1, 2), (4, 8), (16, 32), (64, 128))}


# The loss

BATCH = Batch(
    ids=torch.zeros(2, 5, dtype=torch.long),
    mask=torch.ones(2, 5, dtype=torch.long),
    sentence=torch.tensor([[QUESTION, 0, 0, 1, OTHER], [QUESTION, 0, 1, 2, OTHER]]),
    starts=torch.tensor([[0, 0, 4, 8, 0], [0, 0, 3, 7, 0]]),
    ends=torch.tensor([[0, 3, 7, 11, 0], [0, 3, 7, 11, 0]]),
)
"""Two pairs with three tokens each: at 0–3, 4–7 and 8–11, the first two of them one sentence; at 0–3, 3–7, 7–11."""


def evenly(**changes: Tensor) -> Logits:
    """Logits that prefer nothing."""
    places = torch.zeros(2, 5).masked_fill(BATCH.sentence < 0, NONE)
    sentences = torch.tensor([[0.0, 0.0, NONE], [0.0, 0.0, 0.0]])
    return replace(Logits(torch.zeros(2), sentences, places, places.clone()), **changes)


EVEN = Settings(span_weight=1.0, sentence_weight=1.0, answers_weight=1.0)


@pytest.mark.parametrize(
    ("settings", "first", "second", "expected"),
    [
        # whether: log 2 for each; nothing else, as nothing is answered
        (EVEN, (), (), math.log(2)),
        # first and last token one of 3, sentence one of 2; half of the batch
        (EVEN, ((0, 3),), (), math.log(2) + (math.log(3) + math.log(2)) / 2),
        # two of 3 tokens are right, both in the same of two sentences
        (EVEN, ((0, 3), (4, 7)), (), math.log(2) + (math.log(3 / 2) + math.log(2)) / 2),
        # two of 3 tokens are right, in both sentences
        (EVEN, ((0, 3), (8, 11)), (), math.log(2) + math.log(3 / 2) / 2),
        # an answer from the first to the second token has one first and one last
        (EVEN, ((0, 7),), (), math.log(2) + (math.log(3) + math.log(2)) / 2),
        # inside of a token counts as that token
        (EVEN, ((5, 6),), (), math.log(2) + (math.log(3) + math.log(2)) / 2),
        # both pairs
        (EVEN, ((0, 3),), ((8, 11),), math.log(2) + (math.log(3) + math.log(2) + math.log(3) + math.log(3)) / 2),
        # a token ends where the next begins
        (EVEN, (), ((3, 7),), math.log(2) + (math.log(3) + math.log(3)) / 2),
        # an answer beyond what was read, wholly or in part, is known to be there and not looked for
        (EVEN, ((12, 15),), (), math.log(2)),
        (EVEN, ((8, 15),), (), math.log(2)),
        # the weights of the parts
        (Settings(answers_weight=3.0), (), (), 3 * math.log(2)),
        (
            Settings(span_weight=0.2, sentence_weight=5.0),
            ((0, 3),), (),
            math.log(2) + (0.2 * math.log(3) + 5 * math.log(2)) / 2,
        ),
    ],
)  # fmt: skip
def test_the_loss_worked_out_by_hand(
    settings: Settings,
    first: tuple[tuple[int, int], ...],
    second: tuple[tuple[int, int], ...],
    expected: float,
) -> None:
    assert float(loss_of(evenly(), BATCH, [first, second], settings)) == pytest.approx(expected, abs=1e-5)


def test_the_loss_knows_whether_a_passage_answers() -> None:
    """A log-odds of log 3 is a probability of 3/4."""
    logits = evenly(answers=torch.tensor([math.log(3), math.log(3)]))
    beyond = ((12, 15),)
    assert float(loss_of(logits, BATCH, [beyond, beyond], EVEN)) == pytest.approx(math.log(4 / 3))
    assert float(loss_of(logits, BATCH, [(), ()], EVEN)) == pytest.approx(math.log(4))


def test_the_loss_is_less_where_the_right_words_are_put_first() -> None:
    """With a logit of log 2 more than the other two, a token has probability 1/2."""
    better = evenly().first.clone()
    better[0, 2] = math.log(2)
    loss = float(loss_of(evenly(first=better, last=better), BATCH, [((4, 7),), ()], EVEN))
    assert loss == pytest.approx(math.log(2) + (math.log(2) + math.log(2)) / 2, abs=1e-5)


# How well it reads


@pytest.mark.parametrize(
    ("said", "accepted", "expected"),
    [
        ("the Black Sea", "Black Sea", 1.0),
        ("Black Sea.", "black sea", 1.0),
        ("the North Sea coast", "a Black Sea", 2 * 1 / (3 + 2)),
        ("in 1854", "1854", 2 * 1 / (2 + 1)),
        ("no no no", "no", 2 * 1 / (3 + 1)),
        ("another", "other", 0.0),
        ("Чёрное море", "море", 2 * 1 / (2 + 1)),
        ("", "", 0.0),
        ("the", "a", 0.0),
    ],
)  # fmt: skip
def test_the_words_that_two_answers_share(said: str, accepted: str, expected: float) -> None:
    assert overlap_f1(said, accepted) == pytest.approx(expected)
    assert overlap_f1(accepted, said) == pytest.approx(expected)


def reader_of(readings: dict[str, Reading]) -> Callable[[Sequence[Pair]], list[Reading]]:
    return lambda pairs: [readings[read.question] for read in pairs]


def test_the_figures_of_a_reader_worked_out_by_hand() -> None:
    """Right and exact; right, one word of two; wrong sentence; right one, with no words; and two unanswerable."""
    text = "Ann came in 1854. She left."
    examples = [
        Example("exact", "", text, ((9, 16), (12, 16))),
        Example("half", "", text, ((12, 16),)),
        Example("wrong", "", text, ((0, 3),)),
        Example("silent", "", text, ((18, 21),)),
        Example("none", "", text, ()),
        Example("tempted", "", text, ()),
    ]
    readings = {
        "exact": Reading(3.0, (-0.1, -3.0), ((12, 16), (18, 21))),
        "half": Reading(2.0, (-0.1, -3.0), ((9, 16), (18, 21))),
        "wrong": Reading(1.0, (-3.0, -0.1), ((0, 3), (22, 26))),
        "silent": Reading(0.0, (-3.0, -0.1), ((0, 3), None)),
        "none": Reading(-1.0, (-0.1, -3.0), ((0, 3), (18, 21))),
        "tempted": Reading(1.5, (-0.1, -3.0), ((0, 3), (18, 21))),
    }
    report = measure_reading(reader_of(readings), examples)
    assert (report.questions, report.answerable) == (6, 4)
    assert report.sentence == 3 / 4
    assert report.exact == 1 / 4
    assert report.f1 == pytest.approx((1 + 2 / 3 + 0 + 0) / 4)
    assert report.auroc == pytest.approx(6 / 8)  # 3 and 2 above both; 1 and 0 above one


def test_there_is_no_auroc_of_one_kind_of_question() -> None:
    reading = Reading(0.0, (0.0,), ((0, 3),))
    report = measure_reading(reader_of({"q": reading}), [Example("q", "", "Ann came.", ((0, 3),))])
    assert (report.sentence, report.exact, report.f1, report.auroc) == (1.0, 1.0, 1.0, None)


# Training

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.?:"
VOCABULARY = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")] + [
    (piece, -float(len(LETTERS))) for piece in ("▁", *LETTERS)
]
TINY = Settings(seed=3, epochs=2, batch=2, rank=2, first_layer=1, rate=0.01, warmup=0.3)


def tiny() -> BertModel:
    """An encoder of two layers over letters. It has dropout, which is random too."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, pad_token_id=1,
    )  # fmt: skip
    return BertModel(config, add_pooling_layer=False)


def network() -> JudgeNet:
    return adapted(JudgeNet(tiny()), TINY)


def drawn(number: int) -> list[Labelled]:
    """Eleven examples an epoch, of one to three sentences."""
    return [
        as_pair(
            Example(
                f"who is {n}?", "t", f"{n} is {n + number}. " + "so it is. " * (n % 3), ((0, 1),) * (n % 2)
            )
        )
        for n in range(10, 21)
    ]


def trained_in(
    work: Path, settings: Settings = TINY, progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[JudgeNet, list[dict[str, float]]]:
    work.mkdir(exist_ok=True)
    trainer = Trainer(network(), _tokenizer(VOCABULARY, 64), settings, work, "cpu")
    log = trainer.run(drawn, lambda net: {"checked": float(net.similarity.detach().sum())}, progress)
    return trainer.net, log


class Stopped(Exception):
    """Power failure, or somebody who pressed Ctrl-C."""


def stopped_after(steps: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == steps:
            raise Stopped

    return progress


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """For networks this small a second one only costs time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.train.CHECKPOINT_STEPS", 2)


@pytest.fixture(scope="module")
def never_stopped(tmp_path_factory: pytest.TempPathFactory) -> tuple[JudgeNet, list[dict[str, float]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eval.train.CHECKPOINT_STEPS", 2)
        return trained_in(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("stops", [(1,), (2,), (5,), (3, 8), (11, 12)])
def test_a_training_stopped_and_taken_up_again_ends_as_one_never_stopped(
    never_stopped: tuple[JudgeNet, list[dict[str, float]]],
    often: None,
    tmp_path: Path,
    stops: tuple[int, ...],
) -> None:
    for steps in stops:
        with pytest.raises(Stopped):
            trained_in(tmp_path, progress=stopped_after(steps))
        torch.rand(steps)  # what else is drawn meanwhile plays no part
    seen: list[tuple[int, int]] = []
    net, log = trained_in(tmp_path, progress=lambda done, total: seen.append((done, total)))
    begin = (stops[-1] - 1) // 2 * 2  # the step at which it is stopped is not saved
    assert seen == [(step + 1, 12) for step in range(begin, 12)]
    whole, whole_log = never_stopped
    assert log == whole_log
    for (name, one), (_, other) in zip(net.named_parameters(), whole.named_parameters(), strict=True):
        assert torch.equal(one, other), name


def test_training_changes_adapters_and_heads_and_nothing_else(
    never_stopped: tuple[JudgeNet, list[dict[str, float]]],
) -> None:
    before = dict(network().named_parameters())
    net, log = never_stopped
    moved = {name for name, parameter in net.named_parameters() if not torch.equal(parameter, before[name])}
    adapters = {name for name in before if ".lora_" in name}
    assert adapters
    assert all("layer.1." in name for name in adapters)
    assert moved == adapters | {name for name in before if not name.startswith("bert.")}
    assert all(torch.isfinite(parameter).all() for parameter in net.parameters())
    assert [entry["step"] for entry in log] == [2, 4, 6, 8, 10, 12]
    assert [entry["step"] for entry in log if "checked" in entry] == [8, 12]


def test_a_training_that_is_over_is_not_begun_again(often: None, tmp_path: Path) -> None:
    first, log = trained_in(tmp_path)
    seen: list[int] = []
    again, same = trained_in(tmp_path, progress=lambda done, total: seen.append(done))
    assert (seen, same) == ([], log)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))


@pytest.mark.parametrize(
    "changes", [{"seed": 4}, {"epochs": 3}, {"rate": 0.02}, {"warmup": 0.1}, {"batch": 3}]
)
def test_a_checkpoint_of_other_settings_is_refused(
    often: None, tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(Stopped):
        trained_in(tmp_path, progress=stopped_after(3))
    with pytest.raises(ValueError, match=r"checkpoint\.safetensors: is of a training with other settings"):
        trained_in(tmp_path, replace(TINY, **changes))


def test_another_seed_is_another_training(
    never_stopped: tuple[JudgeNet, list[dict[str, float]]], often: None, tmp_path: Path
) -> None:
    net, _ = trained_in(tmp_path, replace(TINY, seed=4))
    assert not torch.equal(net.tokens.weight, never_stopped[0].tokens.weight)


def test_the_rate_rises_to_its_height_and_falls_to_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 12 steps round(0.3 · 12) = 4 are for warming up; then 8, 7, … 1 of 8."""
    rates: list[float] = []
    step = torch.optim.AdamW.step

    def noted(self: torch.optim.AdamW, *arguments: Any) -> Any:
        rates.append(self.param_groups[0]["lr"])
        return step(self, *arguments)

    monkeypatch.setattr(torch.optim.AdamW, "step", noted)
    trained_in(tmp_path)
    shares = [1 / 4, 2 / 4, 3 / 4, 1, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8]
    assert rates == pytest.approx([0.01 * share for share in shares])


def test_gradients_are_finite_where_passages_have_unlike_numbers_of_sentences() -> None:
    """And where the answer, or the whole passage, is beyond what is read."""
    net = network().eval()
    pairs = [
        Pair("who?", "", "a b. c d. e f.", ((0, 4), (5, 9), (10, 14))),
        Pair("who?", "", "a b.", ((0, 4),)),
        Pair("who?", "x" * 100, "a b.", ((0, 4),)),
    ]
    batch = encode(_tokenizer(VOCABULARY, 64), pairs)
    loss = loss_of(net(batch), batch, [((5, 6),), ((0, 1),), ((0, 1),)], TINY)
    loss.backward()  # type: ignore[no-untyped-call]
    gradients = [parameter.grad for parameter in net.parameters() if parameter.requires_grad]
    assert all(gradient is not None and torch.isfinite(gradient).all() for gradient in gradients)


def test_dropout_is_taken_out() -> None:
    bert = without_dropout(tiny()).train()
    ids = torch.full((1, 5), 7)
    assert torch.equal(bert(ids).last_hidden_state, bert(ids).last_hidden_state)


def test_written_weights_read_as_the_trained_network_does(tmp_path: Path) -> None:
    """The adapters are kept as 16-bit numbers, so that the two differ a little."""
    base = tiny().eval()
    net = adapted(JudgeNet(copy.deepcopy(base)), TINY).eval()
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.requires_grad:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) / 4)
    assert sum(isinstance(module, LoraLayer) for module in net.modules()) == 6
    figures = {"questions": 9, "answerable": 5, "sentence": 0.5, "exact": 0.25, "f1": 0.375, "auroc": None}
    made = {
        "file": WEIGHTS, "base": "tiny", "base_sha256": "0" * 64, "settings": asdict(TINY), "device": "cpu",
        "trained_on": {"questions": 22, "held_out_articles": []}, "figures": {"SQuAD 2.0": figures},
        "last_run_minutes": 0, "log": [{"step": 2, "loss": 0.5}],
    }  # fmt: skip
    card = write(net, made, tmp_path / "out")
    assert card["sha256"] in (tmp_path / "out" / WORDS).read_text("utf-8")
    assert json.loads((tmp_path / "out" / CARD).read_text("utf-8")) == card
    assert card["bytes"] == (tmp_path / "out" / WEIGHTS).stat().st_size
    tensors = load_file(tmp_path / "out" / WEIGHTS)
    assert len(tensors) == 2 * 6 + 7
    read = changed(cast(PackedEncoder, SimpleNamespace(bert=base)), tensors)
    batch = encode(_tokenizer(VOCABULARY, 64), [read_pair for read_pair, _ in drawn(0)])
    with torch.no_grad():
        expected, found, plain = net(batch), read(batch), JudgeNet(base).eval()(batch)
    for name in ("answers", "sentences", "first", "last"):
        assert torch.allclose(getattr(found, name), getattr(expected, name), atol=0.02), name
        assert not torch.allclose(getattr(plain, name), getattr(expected, name), atol=0.2), name


# Learning and measuring apart


def paragraphs_of(titles: Sequence[str], language: str) -> SquadData:
    """Two paragraphs for each article; the first word of a paragraph is its article's title."""
    texts = [f"{title} {number} {language} is here." for title in titles for number in range(2)]
    articles = tuple(number // 2 for number in range(len(texts)))
    asked = tuple(
        Question(
            f"{language}: where is {text[:-9]}?", number, ((text.index(language), text.index(language) + 2),)
        )
        for number, text in enumerate(texts)
    )
    return SquadData(tuple(texts), articles, asked, tuple(titles))


SQUAD = paragraphs_of(["Alma", HELD_OUT[0], "Oral", HELD_OUT[1]], "sq")
XQUAD_TITLES = ["One", "Alma", "Two", HELD_OUT[1], "Three", "Four", "Five"]
XQUAD, XQUAD_RU = (paragraphs_of(XQUAD_TITLES, language) for language in ("en", "ru"))


def article(text: str) -> str:
    return text.split()[0]


def test_every_other_article_that_squad_lacks_is_kept_to_measure_on() -> None:
    assert [XQUAD_TITLES[number] for number in kept_articles(SQUAD, XQUAD)] == ["Two", "Four"]


def test_no_article_is_both_learnt_and_measured_on() -> None:
    natural = [
        Example(f"nq {title}", title.replace("_", " "), f"{title} nq is here.", ((0, 1),))
        for title in ("A book", *HELD_OUT, "Two")
    ]
    other_words = [Example(f"ow {e.title}", e.title, e.text, ()) for e in [*from_squad(SQUAD), *natural]]
    data = divided(SQUAD, natural, XQUAD, XQUAD_RU, other_words)
    learnt = {article(example.text) for example in data.train}
    measured = {name: {article(e.text) for e in examples} for name, examples in data.held_out.items()}
    assert measured == {
        "SQuAD 2.0": set(HELD_OUT),
        "paraphrases": set(HELD_OUT),
        "XQuAD": {"Two", "Four"},
        "XQuAD, asked in Russian": {"Two", "Four"},
    }
    assert learnt == {"A", "Alma", "Oral", "One", "Three", "Five"}


def test_what_is_learnt_is_asked_in_both_languages_of_passages_in_both() -> None:
    data = divided(SQUAD, [], XQUAD, XQUAD_RU)
    about = [(e.question[:2], e.text.split()[2]) for e in data.train if article(e.text) == "Five"]
    assert Counter(about) == {("en", "en"): 2, ("ru", "en"): 2, ("en", "ru"): 2, ("ru", "ru"): 2}
    assert {e.question[:2] for e in data.held_out["XQuAD"]} == {"en"}
    assert {e.question[:2] for e in data.held_out["XQuAD, asked in Russian"]} == {"ru"}
    for examples in (data.train, *data.held_out.values()):
        for example in examples:
            assert [example.text[a:b] for a, b in example.answers] == [example.text.split()[2]]
            assert example.question.split()[3] == article(example.text)


# The questions in other words that the project carries

LINES = (ROOT / "eval" / "paraphrases.jsonl").read_text("utf-8").splitlines()
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
SQUAD_TITLES = {
    "Normans", "Computational_complexity_theory", "Huguenot", "Steam_engine", "1973_oil_crisis",
    "European_Union_law", "Packet_switching", "Harvard_University", "Yuan_dynasty", "Scottish_Parliament",
    "Islamism", "French_and_Indian_War",
}  # fmt: skip


def wrong(is_right: Callable[[dict[str, Any]], object]) -> list[int]:
    """The lines of the file for which something does not hold."""
    return [number for number, record in enumerate(RECORDS, start=1) if not is_right(record)]


def test_every_line_has_a_question_and_an_answer_just_if_it_is_said() -> None:
    assert len(RECORDS) > 1000
    assert wrong(lambda r: r.keys() == {"id", "kind", "lang", "question", "answer"}) == []
    assert wrong(lambda r: all(isinstance(v, str) and v == v.strip() for v in r.values())) == []
    assert wrong(lambda r: r["kind"] in ("said", "none") and r["lang"] in ("en", "ru", "kk")) == []
    assert wrong(lambda r: bool(r["answer"]) == (r["kind"] == "said")) == []
    assert wrong(lambda r: any(c.isalpha() for c in r["question"])) == []
    assert len({(r["id"], r["question"]) for r in RECORDS}) == len(RECORDS)
    assert {(r["kind"], r["lang"]) for r in RECORDS} == {
        (k, n) for k in ("said", "none") for n in ("en", "ru", "kk")
    }


def test_every_line_is_about_squad_or_natural_questions_and_none_about_the_five_articles() -> None:
    assert wrong(lambda r: re.fullmatch(r"[^/]+/(?:0|[1-9]\d*)", r["id"])) == []
    titles = {r["id"].rpartition("/")[0] for r in RECORDS}
    assert titles <= SQUAD_TITLES | {"NQ"}
    assert set(HELD_OUT) <= titles
    files = [path.name for path in (ROOT / "seeds").glob("*.txt")]
    assert len(files) == 5
    assert wrong(lambda r: not any(name in line for name in files for line in (r["id"], r["question"]))) == []


KAZAKH = set("әғқңөұүһі")


def cyrillic(text: str) -> bool:
    """Whether most of its Latin and Cyrillic letters are Cyrillic."""
    letters = Counter("Ѐ" <= c <= "ӿ" for c in text.lower() if "a" <= c <= "z" or "Ѐ" <= c <= "ӿ")
    return letters[True] > letters[False]


def test_every_question_is_in_the_language_that_its_line_says() -> None:
    assert wrong(lambda r: cyrillic(r["question"]) == (r["lang"] != "en")) == []
    assert wrong(lambda r: r["lang"] != "ru" or not KAZAKH & set(r["question"].lower())) == []
    kazakh = [r["question"] for r in RECORDS if r["lang"] == "kk"]
    plain = [question for question in kazakh if not KAZAKH & set(question.lower())]
    assert len(plain) <= len(kazakh) / 100, plain
