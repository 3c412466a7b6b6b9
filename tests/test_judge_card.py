"""The weights of the evidence model are what their card says; what was changed, lost or made for another is refused."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch

import qa
from eval.model_card import card_in_words
from index.embedding import PACKAGED, PACKAGED_SHA256, SentenceTransformerEmbedder
from index.errors import ModelError
from qa.judge import Judge
from qa.judge_net import JudgeNet
from qa.judge_reader import CARD, load_reader
from tests import judge_parts
from tests.judge_parts import COMET, pair, tiny

one_thread = judge_parts.one_thread
embedder = judge_parts.embedder


def packaged() -> tuple[dict[str, Any], bytes]:
    folder = resources.files("qa")
    card: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))
    return card, (folder / card["file"]).read_bytes()


def test_the_card_describes_the_weights_beside_it() -> None:
    card, data = packaged()
    assert card["sha256"] == hashlib.sha256(data).hexdigest()
    assert card["bytes"] == len(data) <= 25_000_000
    assert card["base_sha256"] == PACKAGED_SHA256
    assert card["base"] == PACKAGED


def test_the_weights_are_plain_numbers_and_no_program() -> None:
    """safetensors: eight bytes of length, that much JSON, then numbers up to the last byte."""
    _, data = packaged()
    length = int.from_bytes(data[:8], "little")
    tensors = {n: t for n, t in json.loads(data[8 : 8 + length]).items() if n != "__metadata__"}
    assert {tensor["dtype"] for tensor in tensors.values()} <= {"F16", "F32"}
    assert max(tensor["data_offsets"][1] for tensor in tensors.values()) == len(data) - 8 - length
    changes = {name.removesuffix(".a") for name in tensors if name.endswith(".a")}
    assert changes == {name.removesuffix(".b") for name in tensors if name.endswith(".b")} != set()


def trained() -> dict[str, Any]:
    """The packaged card."""
    return packaged()[0]


def test_no_head_of_the_network_is_left_untrained() -> None:
    trained()
    tensors = safetensors.torch.load(packaged()[1])
    heads = {
        name: t.shape for name, t in JudgeNet(tiny(384).bert).state_dict().items() if name[:5] != "bert."
    }
    assert {name: t.shape for name, t in tensors.items() if not name.endswith((".a", ".b"))} == heads


def test_the_card_in_words_is_the_cards() -> None:
    words = (Path(qa.__file__).parent / "EVIDENCE_MODEL.md").read_text("utf-8")
    assert words == card_in_words(trained())


def test_the_card_says_how_the_weights_were_made_and_how_good_they_are() -> None:
    card = trained()
    assert {"seed", "epochs", "rank", "rate"} <= card["settings"].keys()
    assert card["trained_on"]["questions"] > 0
    for figures in card["figures"].values():
        assert figures["questions"] > 0
        assert all(0 <= figures[name] <= 1 for name in ("sentence", "exact", "f1"))


def card_in(folder: Path, **changes: object) -> Path:
    """The packaged weights and their card in a folder, the card changed."""
    card, data = packaged()
    (folder / card["file"]).write_bytes(data)
    path = folder / "card.json"
    path.write_text(json.dumps({n: v for n, v in (card | changes).items() if v is not None}), "utf-8")
    return path


def test_weights_named_by_another_card_are_read(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    reader = load_reader(embedder, card_in(tmp_path))
    assert reader.net.bert.embeddings is embedder.load()[0].bert.embeddings


def test_a_missing_card_is_named(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.json"):
        Judge(embedder, tmp_path / "nowhere.json").read([pair("Who?", COMET)])


def test_missing_weights_are_an_error_that_names_the_card(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    path = card_in(tmp_path, file="gone.safetensors")
    with pytest.raises(ModelError, match=r"card\.json.*gone\.safetensors"):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_changed_byte_in_the_weights_is_noticed(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, place: int
) -> None:
    path = card_in(tmp_path)
    file = tmp_path / packaged()[0]["file"]
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelError, match=file.name):
        Judge(embedder, path).read([pair("Who?", COMET)])


def test_weights_for_another_encoder_are_refused(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    path = card_in(tmp_path, base_sha256="0" * 64)
    with pytest.raises(ModelError, match=packaged()[0]["file"]):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("key", ["file", "sha256", "base_sha256"])
def test_a_card_that_lacks_something_is_named(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, key: str
) -> None:
    path = card_in(tmp_path, **{key: None})
    with pytest.raises(ModelError, match=r"card\.json"):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b"\xff"])
def test_a_card_that_is_no_card_is_named(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"card\.json"):
        Judge(embedder, path).read([pair("Who?", COMET)])
