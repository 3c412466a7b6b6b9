"""Trains the evidence model (`qa.judge_net`): on two CPU cores in about two hours, or on a GPU.

What is trained are low-rank adapters (LoRA, Hu et al. 2021) on every linear layer of the encoder,
and the heads. Everything random is drawn from the seed and the number of the step, so that a
training stopped and taken up again goes on as if it had not been stopped.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, inject_adapter_in_model
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from eval.epochs import Group
from qa.judge_net import Batch, JudgeNet, Logits, encode


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the defaults are those of the model that the project carries.

    Attributes:
        seed: decides every random choice.
        epochs: passes over the data (`eval.epochs`); each draws other wrong passages.
        steps: after so many it is over, 0 for when all is read; the rate falls to zero by then.
        batch: passages a step.
        rank: of the adapters.
        first_layer: layers below it stay as they are, which keeps languages aligned and saves time.
        rate: highest learning rate; reached after `warmup` of all steps, then falling to zero.
        span_weight, sentence_weight, answers_weight, ranking_weight: of the parts of the loss.
    """

    seed: int = 0
    epochs: int = 2
    steps: int = 0
    batch: int = 16
    rank: int = 32
    first_layer: int = 4
    rate: float = 1e-3
    warmup: float = 0.06
    span_weight: float = 0.5
    sentence_weight: float = 0.5
    answers_weight: float = 1.0
    ranking_weight: float = 1.0


TARGETS = ["query", "key", "value", "dense"]
CHECKPOINT_STEPS = 100


def adapted(net: JudgeNet, settings: Settings) -> JudgeNet:
    """Put untrained adapters into a network; only they and the heads remain trainable."""
    torch.manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.rank,
        target_modules=TARGETS,
        layers_to_transform=list(range(settings.first_layer, net.bert.config.num_hidden_layers)),
        layers_pattern="layer",
    )
    inject_adapter_in_model(config, net.bert)
    return net


def loss_of(
    logits: Logits, batch: Batch, labels: Sequence[tuple[tuple[int, int], ...]], s: Settings
) -> Tensor:
    """The loss of a batch: whether it answers; where it does, which sentence and which words.

    Whether: binary cross-entropy. Sentence, first and last token: the logarithm of the
    probability that all accepted places have together, since any of them is right.
    """
    answers = torch.tensor([float(bool(places)) for places in labels], device=logits.answers.device)
    total = s.answers_weight * F.binary_cross_entropy_with_logits(logits.answers, answers)
    parts: list[Tensor] = []
    for row, places in enumerate(labels):
        if not places:
            continue
        first, last, sentences = _wanted(batch, row, places, logits.sentences.shape[1])
        if not first.any() or not last.any():
            continue  # beyond the part of the passage that is read
        span = _minus_log(logits.first[row], first) + _minus_log(logits.last[row], last)
        parts.append(
            s.span_weight / 2 * span + s.sentence_weight * _minus_log(logits.sentences[row], sentences)
        )
    return total + (torch.stack(parts).mean() if parts else 0.0)


def _wanted(
    batch: Batch, row: int, places: Sequence[tuple[int, int]], count: int
) -> tuple[Tensor, Tensor, Tensor]:
    inside = batch.sentence[row] >= 0
    first, last = torch.zeros_like(inside), torch.zeros_like(inside)
    for start, end in places:
        first |= inside & (batch.starts[row] <= start) & (start < batch.ends[row])
        last |= inside & (batch.starts[row] < end) & (end <= batch.ends[row])
    sentences = torch.zeros(count, dtype=torch.bool, device=first.device)
    sentences[batch.sentence[row][first]] = True
    return first, last, sentences


def _minus_log(logits: Tensor, wanted: Tensor) -> Tensor:
    return logits.logsumexp(0) - logits[wanted].logsumexp(0)


def ranking_loss(
    logits: Logits, batch: Batch, labels: Sequence[tuple[tuple[int, int], ...]], groups: Sequence[int]
) -> Tensor:
    """How far wrong sentences stand before right ones among all passages of a question.

    Minus the logarithm of the share that the right sentences have of all of the question's, each sentence
    weighed with its passage's odds times its probability within the passage: the softmax cross-entropy of
    learning to rank (Cao et al. 2007), over sentences.

    Args:
        logits, batch, labels: as in `loss_of`.
        groups: how many rows in a row belong to each question; together all of them.
    """
    joint = logits.answers.unsqueeze(1) + logits.sentences.log_softmax(1)
    parts: list[Tensor] = []
    begin = 0
    for size in groups:
        rows = range(begin, begin + size)
        begin += size
        wanted = torch.zeros((size, joint.shape[1]), dtype=torch.bool, device=joint.device)
        for place, row in enumerate(rows):
            wanted[place] = _wanted(batch, row, labels[row], joint.shape[1])[2]
        if size > 1 and wanted.any():
            parts.append(_minus_log(joint[rows.start : rows.stop].flatten(), wanted.flatten()))
    return torch.stack(parts).mean() if parts else logits.answers.new_zeros(())


def batches_of(data: Sequence[Group], size: int, seed: int) -> list[list[Group]]:
    """Batches of passages of like length, which wastes little padding, in random order.

    A batch has at most ``size`` passages, unless a single question has more.
    """
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    order = sorted(data, key=lambda group: max(len(pair.text) for pair, _ in group) * rng.uniform(0.9, 1.1))
    batches: list[list[Group]] = []
    left = 0
    for group in order:
        if len(group) > left:
            batches.append([])
            left = size
        batches[-1].append(group)
        left -= len(group)
    rng.shuffle(batches)
    return batches


class Trainer:
    """A training that can be stopped and taken up again.

    Args:
        net: the network with its adapters.
        tokenizer: of its encoder.
        settings: how to train.
        work: where checkpoints and the log are kept.
        device: ``"cpu"`` or ``"cuda"``.
    """

    def __init__(self, net: JudgeNet, tokenizer: Any, settings: Settings, work: Path, device: str) -> None:
        self.net, self._tokenizer, self._settings, self._work = net.to(device), tokenizer, settings, work
        self._device = device
        self._trained = [p for p in net.parameters() if p.requires_grad]
        self._optimizer = torch.optim.AdamW(self._trained, lr=settings.rate, weight_decay=0.01)
        self._log: list[dict[str, float]] = []

    def run(
        self,
        draw: Callable[[int], Sequence[Group]],
        check: Callable[[JudgeNet], dict[str, float]],
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[dict[str, float]]:
        """Train to the end; returns the log.

        Args:
            draw: what an epoch reads, by its number.
            check: measures the network on what it is not trained on; its figures go into the log.
            progress: called with the steps done and the steps there are.
        """
        s = self._settings
        epochs = [batches_of(draw(epoch), s.batch, s.seed + epoch) for epoch in range(s.epochs)]
        batches = [batch for epoch in epochs for batch in epoch][: s.steps or None]
        begin = self._resumed()
        losses: list[float] = []
        for step in range(begin, len(batches)):
            losses.append(self._step(batches[step], step, len(batches)))
            progress(step + 1, len(batches))
            if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == len(batches):
                entry = {"step": step + 1, "loss": round(sum(losses) / len(losses), 4)}
                if (step + 1) % (4 * CHECKPOINT_STEPS) == 0 or step + 1 == len(batches):
                    entry |= check(self.net)
                self._log.append(entry)
                losses = []
                self._save(step + 1)
        return self._log

    def _step(self, groups: Sequence[Group], step: int, steps: int) -> float:
        s = self._settings
        torch.manual_seed(s.seed * 1_000_003 + step)
        self.net.train()
        warm = max(1, round(s.warmup * steps))
        share = (step + 1) / warm if step < warm else (steps - step) / max(1, steps - warm)
        for group in self._optimizer.param_groups:
            group["lr"] = s.rate * share
        items = [item for group in groups for item in group]
        batch = encode(self._tokenizer, [pair for pair, _ in items]).to(self._device)
        with torch.autocast(self._device, torch.bfloat16):
            logits = self.net(batch)
        labels = [places for _, places in items]
        loss = loss_of(logits, batch, labels, s)
        loss = loss + s.ranking_weight * ranking_loss(logits, batch, labels, [len(group) for group in groups])
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._trained, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return float(loss.detach())

    def _save(self, step: int) -> None:
        tensors = {}
        for number, parameter in enumerate(self._trained):
            tensors[f"{number}.value"] = parameter.detach().contiguous()
            for key, value in self._optimizer.state[parameter].items():
                tensors[f"{number}.{key}"] = value.detach().contiguous()
        place = self._work / "checkpoint.safetensors"
        notes = {
            "step": str(step),
            "settings": json.dumps(asdict(self._settings)),
            "log": json.dumps(self._log),
        }
        save_file(tensors, place.with_suffix(".new"), metadata=notes)
        place.with_suffix(".new").replace(place)

    def _resumed(self) -> int:
        from safetensors import safe_open

        place = self._work / "checkpoint.safetensors"
        with suppress(FileNotFoundError), safe_open(place, "pt") as file:
            notes = file.metadata()
            if json.loads(notes["settings"]) != asdict(self._settings):
                raise ValueError(f"{place}: is of a training with other settings. Name another folder.")
            tensors = load_file(place, self._device)
            self._log = json.loads(notes["log"])
            for number, parameter in enumerate(self._trained):
                parameter.data.copy_(tensors[f"{number}.value"])
                self._optimizer.state[parameter] = {
                    key: tensors[f"{number}.{key}"] for key in ("step", "exp_avg", "exp_avg_sq")
                }
            return int(notes["step"])
        return 0
