"""The evidence model's network: multilingual-e5-small's encoder reads question and passage together.

Three heads stand on it: whether the passage answers the question at all (on the first token),
which sentence does (over the tokens of each sentence), and which words are the answer (first and
last token, as in BERT's span reader; Devlin et al. 2019, section 4.2).
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from index.e5 import PackedEncoder
from qa.judge import Pair

QUESTION, OTHER = -2, -1
WIDTH = 32
"""Batches are as many tokens wide, or twice, three times …: oneDNN keeps its code for each shape, and with a
shape for each length that grows to a gigabyte."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as tensors, each of shape ``[num_pairs, num_tokens]``.

    Attributes:
        ids, mask: as BERT takes them.
        sentence: the number of the sentence that a token is in; `QUESTION` for the question's
            tokens, `OTHER` for the rest.
        starts, ends: where a token stands in its passage, in code points.
    """

    ids: Tensor
    mask: Tensor
    sentence: Tensor
    starts: Tensor
    ends: Tensor

    def to(self, device: str) -> Batch:
        """The same batch on a device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Logits:
    """What the network says of a batch.

    Attributes:
        answers: of "this passage answers the question", shape ``[num_pairs]``.
        sentences: of each sentence being the one that does, shape ``[num_pairs, num_sentences]``,
            minus infinity where a pair has fewer.
        first, last: of each token being the first and last of the answer, shape
            ``[num_pairs, num_tokens]``, minus infinity outside the sentences.
    """

    answers: Tensor
    sentences: Tensor
    first: Tensor
    last: Tensor


class JudgeNet(nn.Module):
    """An encoder with the three heads.

    Args:
        bert: the encoder; it is changed by training, so it must be this network's own.
    """

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        size = bert.config.hidden_size
        self.bert = bert
        self.tokens = nn.Linear(size, 3)
        self.passage = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, 1))
        self.similarity = nn.Parameter(torch.tensor([20.0, 5.0]))

    def forward(self, batch: Batch) -> Logits:
        hidden = self.bert(batch.ids, attention_mask=batch.mask).last_hidden_state.float()
        with torch.autocast(hidden.device.type, enabled=False):  # 16 bits are too coarse for cosines
            return self._read(hidden, batch)

    def _read(self, hidden: Tensor, batch: Batch) -> Logits:
        first, last, support = self.tokens(hidden).unbind(-1)
        inside = _membership(batch.sentence)
        similar = _similarities(hidden, batch.sentence, inside)
        answers = self.passage(hidden[:, 0]).squeeze(-1) + self.similarity[1] * similar.amax(1)
        sentences = _log_mean_exp(support, inside) + self.similarity[0] * similar
        outside = batch.sentence < 0
        return Logits(
            answers,
            sentences.masked_fill(~inside.any(2), -torch.inf),
            first.masked_fill(outside, -torch.inf),
            last.masked_fill(outside, -torch.inf),
        )


def _membership(sentence: Tensor) -> Tensor:
    """Which tokens are in which sentence, shape ``[num_pairs, num_sentences, num_tokens]``."""
    count = max(1, int(sentence.max()) + 1)
    return sentence.unsqueeze(1) == torch.arange(count, device=sentence.device).view(1, count, 1)


def _similarities(hidden: Tensor, sentence: Tensor, inside: Tensor) -> Tensor:
    """Cosine of the mean of the question's tokens and of each sentence's.

    This is what the encoder was made for, and holds across languages; training only has to learn
    what it misses. -1 where there is no sentence.
    """
    asked = (sentence == QUESTION).to(hidden.dtype).unsqueeze(1)
    question = nn.functional.normalize(asked @ hidden, dim=2)
    sentences = nn.functional.normalize(inside.to(hidden.dtype) @ hidden, dim=2)
    cosine = (sentences @ question.transpose(1, 2)).squeeze(2)
    return cosine.masked_fill(~inside.any(2), -1.0)


def _log_mean_exp(support: Tensor, inside: Tensor) -> Tensor:
    """The logarithm of the mean of ``exp(support)`` over the tokens of each sentence."""
    total = support.unsqueeze(1).masked_fill(~inside, -torch.inf).logsumexp(2)
    return total - inside.sum(2).clamp(min=1).log()


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> Batch:
    """Pairs to tensors. The model's own prefixes for questions and passages are added."""
    encoded = tokenizer.encode_batch([(f"query: {p.question}", _passage(p)[0]) for p in pairs])
    width = -(-max(len(e.ids) for e in encoded) // WIDTH) * WIDTH
    rows: dict[str, list[list[int]]] = {"ids": [], "mask": [], "sentence": [], "starts": [], "ends": []}
    for pair, encoding in zip(pairs, encoded, strict=True):
        for name, values in _row(pair, encoding).items():
            padding = {"ids": 1, "sentence": OTHER}.get(name, 0)
            rows[name].append(values + [padding] * (width - len(values)))
    return Batch(**{name: torch.tensor(values) for name, values in rows.items()})


def _passage(pair: Pair) -> tuple[str, int]:
    """The passage as it is read, and where its text begins in it."""
    before = f"passage: {pair.lead}\n" if pair.lead else "passage: "
    return before + pair.text, len(before)


def _row(pair: Pair, encoding: Any) -> dict[str, list[int]]:
    before = _passage(pair)[1]
    starts, ends, sentence = [], [], []
    for (start, end), sequence in zip(encoding.offsets, encoding.sequence_ids, strict=True):
        inside = sequence == 1 and end > before
        number = _sentence_at(pair.sentences, end - before - 1) if inside else OTHER
        sentence.append(QUESTION if sequence == 0 else number)
        first, last = _trimmed(pair, number, start - before, end - before)
        starts.append(first)
        ends.append(last)
    return {
        "ids": encoding.ids,
        "mask": encoding.attention_mask,
        "sentence": sentence,
        "starts": starts,
        "ends": ends,
    }


def _trimmed(pair: Pair, number: int, start: int, end: int) -> tuple[int, int]:
    """The place of a piece: within its sentence, without white space, with all marks of its letters.

    A piece may begin with the space before its word, or be no more than that; then it is empty.
    """
    if number == OTHER:
        return 0, 0
    begin, stop = pair.sentences[number]
    start = max(start, begin)
    while end < stop and unicodedata.combining(pair.text[end]):
        end += 1
    while start < end and pair.text[start].isspace():
        start += 1
    while start < end and pair.text[end - 1].isspace():
        end -= 1
    return start, end


def _sentence_at(sentences: Sequence[tuple[int, int]], place: int) -> int:
    for number, (start, end) in enumerate(sentences):
        if start <= place < end:
            return number
    return OTHER


def changed(encoder: PackedEncoder, weights: dict[str, Tensor]) -> JudgeNet:
    """A network of the encoder's layers with low-rank changes ``weight + b @ a``, and the heads."""
    shared = {id(encoder.bert.embeddings): encoder.bert.embeddings}
    net = JudgeNet(copy.deepcopy(encoder.bert, shared)).eval()
    heads = {name: tensor.float() for name, tensor in weights.items() if not name.startswith("bert.")}
    net.load_state_dict(heads, strict=False)
    with torch.no_grad():
        for name in (name.removesuffix(".a") for name in weights if name.endswith(".a")):
            change = weights[name + ".b"].float() @ weights[name + ".a"].float()
            net.get_parameter(f"{name}.weight").add_(change)
    return net.requires_grad_(False)
