"""The packaged evidence model at work: the same reading alone, among others and in two threads, and long input."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

import qa.judge_reader
from index.embedding import SentenceTransformerEmbedder
from qa.judge import Judge, Reading
from qa.judge_net import QUESTION, encode
from qa.judge_reader import load_reader
from tests import judge_parts
from tests.judge_parts import COMET, LONGEST, RIVER, inside, pair

one_thread = judge_parts.one_thread
embedder = judge_parts.embedder
tokenizer = judge_parts.tokenizer
judge = judge_parts.judge

ROOT = Path(__file__).parent.parent


def test_importing_the_judge_loads_no_network() -> None:
    code = "import sys, qa.judge; qa.judge.Judge(); print({'torch', 'transformers', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def assert_same(one: Reading, other: Reading) -> None:
    assert one.answers == pytest.approx(other.answers, abs=0.05)
    assert one.sentences == pytest.approx(other.sentences, abs=0.05)


def test_a_passage_reads_the_same_alone_and_among_others(judge: Judge) -> None:
    read = pair("Who discovered the comet?", COMET, "Comets")
    others = [pair("What rose?", "It rose. " * n) for n in range(1, 12)]
    (alone,) = judge.read([read])
    assert_same(judge.read([*others[:5], read, *others[5:]])[5], alone)
    assert_same(judge.read([read, pair("Where?", RIVER * 10)])[0], alone)


def test_readings_come_in_the_order_of_their_pairs(judge: Judge) -> None:
    lengths = [5, 1, 9, 3, 12, 2, 7, 4, 10, 6]
    readings = judge.read([pair("What rose?", "It rose. " * n) for n in lengths])
    assert [len(reading.sentences) for reading in readings] == lengths
    assert [len(reading.spans) for reading in readings] == lengths


def test_no_passages_have_no_readings(judge: Judge) -> None:
    assert judge.read([]) == []


def test_a_reading_is_made_of_probabilities_and_places(judge: Judge) -> None:
    read = pair(
        "Кто открыл комету?",
        "Кометы стары. Её нашла\xa0Мэри в 1847 г. Ей не верили. 👩‍🌾 видела её!",
        "Кометы",
    )
    (reading,) = judge.read([read])
    assert math.isfinite(reading.answers)
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-3)
    for (begin, stop), span in zip(read.sentences, reading.spans, strict=True):
        assert span is not None
        assert begin <= span[0] < span[1] <= stop


def test_two_threads_load_the_model_once_and_read_the_same(
    embedder: SentenceTransformerEmbedder, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path | None] = []

    def counted(shared: SentenceTransformerEmbedder, card: Path | None) -> qa.judge_reader.Reader:
        loaded.append(card)
        return load_reader(shared, card)

    monkeypatch.setattr(qa.judge_reader, "load_reader", counted)
    fresh, start = Judge(embedder), threading.Barrier(2)
    pairs = [pair("Who discovered the comet?", COMET), pair("What rose?", RIVER * 3)]
    found: dict[int, list[Reading]] = {}

    def work(number: int) -> None:
        start.wait(timeout=30)
        for _ in range(3):
            found[number] = fresh.read(pairs)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    expected = judge.read(pairs)
    assert loaded == [None]
    for number in range(2):
        for one, other in zip(found[number], expected, strict=True):
            assert_same(one, other)
            assert one.spans == other.spans


def test_reading_leaves_the_embedding_model_as_it_was(
    embedder: SentenceTransformerEmbedder, judge: Judge
) -> None:
    weights: Tensor = embedder.load()[0].bert.encoder.layer[-1].output.dense.weight
    before, vector = weights.clone(), embedder.encode_query("Who?")
    judge.read([pair("Who discovered the comet?", COMET)])
    assert torch.equal(weights, before)
    assert embedder.encode_query("Who?").tolist() == vector.tolist()


def test_a_passage_that_is_too_long_is_read_as_far_as_it_goes(judge: Judge, tokenizer: Any) -> None:
    read = pair("What rose?", RIVER * 200)
    batch = encode(tokenizer, [read])
    assert batch.ids.shape == (1, LONGEST)
    (reading,) = judge.read([read])
    far = max(sentence for sentence, _, _ in inside(batch))
    assert 50 < far < 199
    assert [span is not None for span in reading.spans] == [number <= far for number in range(200)]
    assert set(reading.sentences[far + 1 :]) == {-50.0}
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("word", ["why ", "почему ", "x", "👍🏽 ", "不"])
def test_the_longest_question_leaves_room_for_the_passage(tokenizer: Any, word: str) -> None:
    question = (word * 10_000)[:10_000]
    batch = encode(tokenizer, [pair(question, RIVER * 40, "A long title of an article " * 18)])
    assert batch.ids.shape[1] <= LONGEST
    assert (batch.sentence == QUESTION).sum() > 200
    assert {0, 1, 2} <= {sentence for sentence, _, _ in inside(batch)}


def test_the_longest_question_is_read(judge: Judge) -> None:
    (reading,) = judge.read([pair("why " * 2500, COMET, "Comets")])
    assert math.isfinite(reading.answers)
    assert None not in reading.spans


def test_a_passage_for_which_there_is_no_room_is_one_that_says_nothing(judge: Judge) -> None:
    """A lead can be any length. It takes the passage's place, and the passages beside it keep theirs."""
    crowded, beside = pair("Who?", COMET, "Long title " * 1000), pair("Who found the comet?", COMET)
    reading, other = judge.read([crowded, beside])
    assert math.isfinite(reading.answers)
    assert reading.sentences == (-50.0,) * 3
    assert reading.spans == (None,) * 3
    assert None not in other.spans
