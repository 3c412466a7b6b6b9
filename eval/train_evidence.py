"""From data files to the weights that the project carries, with a card that says how they were made."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import nn

from eval.answers import aligned
from eval.epochs import Group, Listed, epoch
from eval.model_card import card_in_words
from eval.reading import measure_reading
from eval.squad import SquadData
from eval.train import Settings, Trainer, adapted
from eval.training_data import Example, from_squad, hard_passages
from index.embedding import PACKAGED, PACKAGED_SHA256, SentenceTransformerEmbedder
from qa.judge_net import JudgeNet
from qa.judge_reader import Reader, fast_bfloat16
from qa.progress import Update

HELD_OUT = ("1973_oil_crisis", "Harvard_University")
"""SQuAD articles that training never sees: what is said of the model is measured on them."""

PRESS = "press articles"
"""What questions on press articles are called among those held out."""

PRESS_WRONG = 2
"""With how many wrong passages each of those that are not answered is measured."""

CHECKED = ("SQuAD 2.0", "paraphrases", PRESS)
"""What is measured while the training runs."""

NAME = "evidence_model"
"""Of the files: weights, card, and card in words."""


@dataclass(frozen=True, slots=True)
class Data:
    """What the model is trained and measured on.

    Attributes:
        train: what it learns from; wrong passages for these are looked for.
        held_out: by name, questions on articles that ``train`` has nothing about.
        listed: questions with right and wrong passages that it learns from too.
    """

    train: tuple[Example, ...]
    held_out: Mapping[str, tuple[Example, ...]]
    listed: tuple[Listed, ...] = ()

    def with_press(self, learnt: Sequence[Listed], held_out: Sequence[Listed]) -> Data:
        """The same and questions on folders of press articles, of which some are held out."""
        measured = (e for one in held_out for e in one.right or one.wrong[:PRESS_WRONG])
        return Data(self.train, {**self.held_out, PRESS: tuple(measured)}, tuple(learnt))


def kept_articles(squad: SquadData, xquad: SquadData) -> list[int]:
    """The XQuAD articles to measure on: every other one of those that the SQuAD file lacks."""
    return [i for i, title in enumerate(xquad.titles) if title not in squad.titles][1::2]


def divided(
    squad: SquadData,
    natural: Sequence[Example],
    xquad: SquadData,
    xquad_ru: SquadData,
    paraphrases: Sequence[Example] = (),
) -> Data:
    """Divide the data so that no article is on both sides."""
    kept = kept_articles(squad, xquad)
    learnt = [i for i, title in enumerate(xquad.titles) if i not in kept and title not in HELD_OUT]
    new = [i for i in learnt if xquad.titles[i] not in squad.titles]
    crossed = [
        replace(text, questions=tuple(aligned(text, asked)), titles=xquad.titles)
        for text, asked in ((xquad, xquad_ru), (xquad_ru, xquad), (xquad_ru, xquad_ru))
    ]
    learnt_crossed = (example for data in crossed for example in from_squad(data.only_articles(learnt)))
    own = [*from_squad(squad), *paraphrases, *natural]
    off = {*HELD_OUT, *(xquad.titles[i] for i in kept)}
    return Data(
        train=(
            *(e for e in own if e.title.replace(" ", "_") not in off),
            *from_squad(xquad.only_articles(new)),
            *learnt_crossed,
        ),
        held_out={
            "SQuAD 2.0": tuple(e for e in from_squad(squad) if e.title in HELD_OUT),
            "paraphrases": tuple(e for e in paraphrases if e.title in HELD_OUT),
            "XQuAD": tuple(from_squad(xquad.only_articles(kept))),
            "XQuAD, asked in Russian": tuple(from_squad(crossed[0].only_articles(kept))),
        },
    )


def train(
    data: Data,
    settings: Settings,
    work: Path,
    output: Path,
    start: Path | None = None,
    progress: Update = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Train, or go on with a training that was stopped; write weights and card.

    Args:
        data: what to learn from and what to measure on.
        settings: how.
        work: where checkpoints are kept; the same folder takes a stopped training up again.
        output: the folder for the weights and their card.
        start: weights of an earlier training to begin with; None for untrained adapters.
        progress: called with the stage, the number done and the number there are.

    Returns:
        The card.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    work.mkdir(parents=True, exist_ok=True)
    embedder = SentenceTransformerEmbedder()
    encoder = embedder.load()[0]
    hard = _hard(data.train, embedder, work / "hard.json", progress)
    net = adapted(JudgeNet(without_dropout(copy.deepcopy(encoder.bert))), settings)
    began_with = begun(net, start) if start else None
    trainer = Trainer(net, encoder.tokenizer, settings, work, device)
    read = Reader(net, encoder.tokenizer, device).read

    def check(_: JudgeNet) -> dict[str, float]:
        reports = {
            name: measure_reading(read, data.held_out[name]) for name in CHECKED if data.held_out.get(name)
        }
        return {
            f"{name}, {figure}": round(value, 4)
            for name, report in reports.items()
            for figure in ("sentence", "f1", "auroc")
            if (value := getattr(report, figure)) is not None
        }

    def draw(number: int) -> list[Group]:
        return epoch(data.train, hard, number, settings.seed, data.listed)

    began = time.monotonic()
    log = trainer.run(draw, check, lambda done, total: progress("Training", done, total))
    card = {
        "base": PACKAGED,
        "base_sha256": PACKAGED_SHA256,
        "settings": asdict(settings),
        "began_with": began_with,
        "trained_on": {
            "questions": len(data.train),
            "press": len(data.listed),
            "held_out_articles": list(HELD_OUT),
        },
        "figures": {
            name: _rounded(asdict(measure_reading(read, examples)))
            for name, examples in data.held_out.items()
            if examples
        },
        "last_run_minutes": round((time.monotonic() - began) / 60),
        "device": device,
        "log": log,
    }
    return write(net, card, output, NAME, card_in_words)


def write(
    net: JudgeNet,
    card: dict[str, Any],
    output: Path,
    name: str,
    in_words: Callable[[Mapping[str, Any]], str],
) -> dict[str, Any]:
    """Write the weights as 16-bit numbers, and the card with their checksum, as JSON and in words.

    Args:
        net: the trained network.
        card: what is to be said of it.
        output: the folder.
        name: of the files.
        in_words: makes Markdown of the card.

    Returns:
        The card with file, size and checksum.
    """
    tensors = {}
    for long, parameter in net.named_parameters():
        if parameter.requires_grad:
            short = _short(long)
            kind = torch.float16 if short != long else torch.float32
            tensors[short] = parameter.detach().to("cpu", kind).contiguous()
    weights = save(tensors)
    file = f"{name}.safetensors"
    card = {"file": file, **card, "sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)}
    output.mkdir(parents=True, exist_ok=True)
    (output / file).write_bytes(weights)
    (output / f"{name}.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    (output / f"{name.upper()}.md").write_text(in_words(card), "utf-8")
    return card


def begun(net: JudgeNet, weights: Path) -> str:
    """Put the weights of an earlier training into a network with untrained adapters; their SHA-256."""
    data = weights.read_bytes()
    tensors = load(data)
    with torch.no_grad():
        for long, parameter in net.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(tensors[_short(long)])
    return hashlib.sha256(data).hexdigest()


def _short(name: str) -> str:
    return name.replace(".lora_A.default.weight", ".a").replace(".lora_B.default.weight", ".b")


def without_dropout(bert: Any) -> Any:
    """Dropout doubles the time of a step on a CPU and, with adapters this small, gained nothing."""
    for module in bert.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    bert.config.attention_probs_dropout_prob = 0.0
    return bert


def _hard(
    examples: Sequence[Example], embedder: SentenceTransformerEmbedder, kept: Path, progress: Update
) -> dict[str, list[tuple[str, str]]]:
    if kept.exists():
        return {
            q: [(title, text) for title, text in found] for q, found in json.loads(kept.read_bytes()).items()
        }
    progress("Looking for hard passages", 0, 1)
    with torch.autocast("cpu", torch.bfloat16, fast_bfloat16()):
        hard = hard_passages(examples, embedder.load())
    kept.write_text(json.dumps(hard), "utf-8")
    return hard


def _rounded(report: dict[str, Any]) -> dict[str, Any]:
    return {name: round(v, 4) if isinstance(v, float) else v for name, v in report.items()}
