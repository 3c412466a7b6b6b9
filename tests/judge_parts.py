"""What the tests of the evidence model share: the packaged model, passages, and a network small enough to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from transformers import BertConfig, BertModel

from index.e5 import PackedEncoder
from index.embedding import PACKAGED, SentenceTransformerEmbedder
from index.sentences import split_sentences
from qa.judge import Judge, Pair
from qa.judge_net import Batch, Logits

LONGEST = 512
NONE = -torch.inf
RIVER = "The river rose by ten metres. "
COMET = "Comets are old. Mary Ann found the comet in 1847. Nobody believed her."


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """For passages this short a second one only costs time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    """The packaged model, loaded once for this file."""
    return SentenceTransformerEmbedder(PACKAGED)


@pytest.fixture(scope="module")
def tokenizer(embedder: SentenceTransformerEmbedder) -> Any:
    return embedder.load()[0].tokenizer


@pytest.fixture(scope="module")
def judge(embedder: SentenceTransformerEmbedder) -> Judge:
    return Judge(embedder)


def pair(question: str, text: str, lead: str = "") -> Pair:
    """As the assistant makes them: the text begins with its first sentence and ends with its last."""
    found = list(split_sentences(text, 0, len(text)))
    begin, end = found[0][0], found[-1][1]
    return Pair(question, lead, text[begin:end], tuple((a - begin, b - begin) for a, b in found))


def inside(batch: Batch, row: int = 0) -> list[tuple[int, int, int]]:
    """Sentence, start and end of each token that lies in a sentence."""
    columns = zip(
        *(getattr(batch, name)[row].tolist() for name in ("sentence", "starts", "ends")), strict=True
    )
    return [(sentence, start, end) for sentence, start, end in columns if sentence >= 0]


def batch_of(sentence: Sequence[int]) -> Batch:
    """One pair whose tokens are three characters long, with one between them."""
    numbers = torch.tensor([list(sentence)])
    places = torch.arange(len(sentence)).unsqueeze(0) * 4
    return Batch(torch.zeros_like(numbers), torch.ones_like(numbers), numbers, places, places + 3)


def logits_of(
    batch: Batch, sentences: Sequence[float], first: Sequence[float], last: Sequence[float]
) -> Logits:
    outside = batch.sentence < 0
    return Logits(
        torch.tensor([1.5]),
        torch.tensor([list(sentences)], dtype=torch.float32),
        torch.tensor([list(first)], dtype=torch.float32).masked_fill(outside, NONE),
        torch.tensor([list(last)], dtype=torch.float32).masked_fill(outside, NONE),
    )


def tiny(size: int = 16) -> PackedEncoder:
    """Something with an encoder of two layers, and nothing else of a packed one."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=50, hidden_size=size, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    return cast(PackedEncoder, SimpleNamespace(bert=BertModel(config, add_pooling_layer=False).eval()))
