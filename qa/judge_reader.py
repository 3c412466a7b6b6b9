"""Loading the evidence model, and letting it read as fast as this machine can."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as read_tensors
from tokenizers import Tokenizer
from torch import Tensor

from index.e5 import PackedEncoder, load_packaged
from index.embedding import PACKAGED_SHA256, Embedder, SentenceTransformerEmbedder
from index.errors import ModelError
from qa.judge import Pair, Reading
from qa.judge_net import Batch, JudgeNet, Logits, changed, encode

CARD = "evidence_model.json"
MAX_ANSWER_TOKENS = 30
BATCH = 4
"""Passages at a time: with more, their attention no longer fits a processor's cache."""


class Reader:
    """A network with its tokenizer, on a device.

    Args:
        net: the network.
        tokenizer: of its encoder.
        device: ``"cpu"`` or ``"cuda"``.
    """

    def __init__(self, net: JudgeNet, tokenizer: Tokenizer, device: str = "cpu") -> None:
        self.net, self.tokenizer, self._device = net, tokenizer, device
        lowered = next(net.bert.encoder.parameters()).dtype == torch.bfloat16
        self._autocast = fast_bfloat16() and not lowered

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read passages, each with its question; those of like length together."""
        self.net.eval()
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].text))
        readings: dict[int, Reading] = {}
        for at in range(0, len(order), BATCH):
            some = order[at : at + BATCH]
            batch = encode(self.tokenizer, [pairs[i] for i in some]).to(self._device)
            with torch.inference_mode(), torch.autocast(self._device, torch.bfloat16, self._autocast):
                logits = self.net(batch)
            for row, number in enumerate(some):
                readings[number] = reading_of(logits, batch, row, len(pairs[number].sentences))
        return [readings[number] for number in range(len(pairs))]


def fast_bfloat16() -> bool:
    """Whether bfloat16 is multiplied in hardware here: three times as fast as 32 bits."""
    if torch.cuda.is_available():
        return True
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def reading_of(logits: Logits, batch: Batch, row: int, count: int) -> Reading:
    """One row of a batch as a `Reading` of ``count`` sentences."""
    scores = logits.sentences[row].log_softmax(0)
    sentences = [float(s) for s in scores[:count]] + [-50.0] * max(0, count - len(scores))
    spans = [_best_span(logits, batch, row, number) for number in range(count)]
    return Reading(float(logits.answers[row]), tuple(max(-50.0, s) for s in sentences), tuple(spans))


def _best_span(logits: Logits, batch: Batch, row: int, sentence: int) -> tuple[int, int] | None:
    """The first and last token with the highest sum, in order, close together, in one sentence."""
    words = batch.starts[row] < batch.ends[row]
    tokens = ((batch.sentence[row] == sentence) & words).nonzero().squeeze(1)
    if not len(tokens):
        return None
    both = logits.first[row][tokens].unsqueeze(1) + logits.last[row][tokens].unsqueeze(0)
    allowed = torch.ones_like(both, dtype=torch.bool).triu().tril(MAX_ANSWER_TOKENS - 1)
    best = int(both.masked_fill(~allowed, -torch.inf).argmax())
    first, last = divmod(best, len(tokens))
    return int(batch.starts[row][tokens[first]]), int(batch.ends[row][tokens[last]])


def load_reader(embedder: Embedder | None, card: Path | None = None) -> Reader:
    """The evidence model over the encoder of the index's model, or over the packaged one.

    Raises:
        ModelError: the weights are missing, damaged, or made for another encoder.
    """
    module = embedder.load()[0] if isinstance(embedder, SentenceTransformerEmbedder) else None
    if not isinstance(module, PackedEncoder):
        module = load_packaged()[0]
    folder = card.parent if card else resources.files("qa")
    try:
        notes = json.loads((card or folder / CARD).read_text("utf-8"))
        file, sums = folder / notes["file"], (notes["sha256"], notes["base_sha256"])
        data = file.read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{card or CARD}: no evidence model can be loaded from it ({error}).") from error
    if sums != (hashlib.sha256(data).hexdigest(), PACKAGED_SHA256):
        raise ModelError(f"{file}: is not the file that its card describes. Install again.")
    return Reader(quickest(changed(module, read_tensors(data))), module.tokenizer)


def quickest(net: JudgeNet) -> JudgeNet:
    """The network as this processor runs it fastest; the embeddings, which it shares, stay as they are."""
    net.bert.set_attn_implementation("eager")  # short passages: quicker than torch's fused attention
    if fast_bfloat16():
        net.bert.encoder.to(torch.bfloat16)
        net.bert.encoder.register_forward_pre_hook(_lowered, with_kwargs=True)
    return net


def _lowered(module: object, args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, ...]:
    def lower(value: Any) -> Any:
        return value.bfloat16() if isinstance(value, Tensor) and value.is_floating_point() else value

    return tuple(map(lower, args)), {name: lower(value) for name, value in options.items()}
