"""A training that is stopped and taken up again ends as one that never stopped."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from peft.tuners.lora import LoraLayer
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

from eval.epochs import Group
from eval.model_card import card_in_words
from eval.train import Settings, Trainer, adapted, loss_of
from eval.train_evidence import without_dropout, write
from eval.training_data import (
    Example,
    as_pair,
)
from index.e5 import PackedEncoder, _tokenizer
from qa.judge import Pair
from qa.judge_net import JudgeNet, changed, encode
from qa.judge_reader import CARD

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


def drawn(number: int) -> list[Group]:
    """Eleven questions an epoch, of one to three sentences."""
    return [
        (
            as_pair(
                Example(
                    f"who is {n}?",
                    "t",
                    f"{n} is {n + number}. " + "so it is. " * (n % 3),
                    ((0, 1),) * (n % 2),
                )
            ),
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
        "base": "tiny", "base_sha256": "0" * 64, "settings": asdict(TINY), "device": "cpu",
        "trained_on": {"questions": 22, "press": 3, "held_out_articles": []}, "figures": {"SQuAD 2.0": figures},
        "last_run_minutes": 0, "log": [{"step": 2, "loss": 0.5}],
    }  # fmt: skip
    card = write(net, made, tmp_path / "out", "evidence_model", card_in_words)
    assert card["sha256"] in (tmp_path / "out" / "EVIDENCE_MODEL.md").read_text("utf-8")
    assert json.loads((tmp_path / "out" / CARD).read_text("utf-8")) == card
    assert card["bytes"] == (tmp_path / "out" / "evidence_model.safetensors").stat().st_size
    tensors = load_file(tmp_path / "out" / "evidence_model.safetensors")
    assert len(tensors) == 2 * 6 + 7
    read = changed(cast(PackedEncoder, SimpleNamespace(bert=base)), tensors)
    batch = encode(_tokenizer(VOCABULARY, 64), [group[0][0] for group in drawn(0)])
    with torch.no_grad():
        expected, found, plain = net(batch), read(batch), JudgeNet(base).eval()(batch)
    for name in ("answers", "sentences", "first", "last"):
        assert torch.allclose(getattr(found, name), getattr(expected, name), atol=0.02), name
        assert not torch.allclose(getattr(plain, name), getattr(expected, name), atol=0.2), name
