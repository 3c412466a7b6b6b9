"""From claims about pieces of articles to the weights of the claim model, with a card."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from eval.claims import Piece, claims_epoch
from eval.grounding import Pair
from eval.metrics import auroc
from eval.train import Settings, Trainer, adapted
from eval.train_evidence import without_dropout, write
from index.embedding import PACKAGED, PACKAGED_SHA256, SentenceTransformerEmbedder
from qa.grounding import claimed
from qa.judge_net import JudgeNet, Reader
from qa.progress import Update

NAME = "claim_model"

SETTINGS = Settings(epochs=3, steps=0, batch=32, span_weight=0.0, sentence_weight=0.0)
"""How the model that the project carries is trained."""

_CARD = """# The claim model

Reads a sentence that a language model wrote together with a passage that it cites, and gives the
log-odds that the passage carries all that the sentence says. `qa.grounding` asks it beside the rules on
numbers, dates, names and words.

- **What it is**: low-rank adapters (LoRA, rank {rank}) on the layers from {first_layer} on of
  multilingual-e5-small, with the heads of the evidence model, of which one is used. {megabytes:.1f} MB.
- **Base**: {base}, MIT licence; SHA-256 of its file `{base_sha256}`.
- **Weights**: `{file}`, SHA-256 `{sha256}`.
- **Trained on**: {claims:,} sentences about {pieces:,} pieces of the invented press articles
  (`eval/claims.jsonl`), half of them carried, in English and some in Russian and Kazakh: written for this
  project with the help of a language model, and read by no native speaker of Kazakh. {epochs} passes, seed
  {seed}, {minutes} minutes on the device {device!r}.
- **Figures** of the model alone, on pairs of `eval/grounding_press.jsonl` and `eval/grounding.jsonl` about
  other articles, which the thresholds of `qa.grounding` were chosen on: {figures}.
- **Limits**: small, and taught by invented articles alone; it is never asked whether a number or a name is
  right.

Train it again: `python -m eval train-claims --help`.
"""


def train_claims(
    pieces: Sequence[Piece],
    held_out: Mapping[str, Sequence[Pair]],
    work: Path,
    output: Path,
    settings: Settings = SETTINGS,
    progress: Update = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Train the claim model, or go on with a training that was stopped; write weights and card.

    Args:
        pieces: what it learns from.
        held_out: by name, pairs on other articles to measure on.
        work: where checkpoints are kept.
        output: the folder for the weights and their card.
        settings: how.
        progress: called with the stage, the number done and the number there are.

    Returns:
        The card.
    """
    work.mkdir(parents=True, exist_ok=True)
    encoder = SentenceTransformerEmbedder().load()[0]
    net = adapted(JudgeNet(without_dropout(copy.deepcopy(encoder.bert))), settings)
    trainer = Trainer(net, encoder.tokenizer, settings, work, "cpu")
    read = Reader(net, encoder.tokenizer, "cpu").read

    def check(_: JudgeNet) -> dict[str, float]:
        return {f"{name}, auroc": round(_auroc(read, pairs), 4) for name, pairs in held_out.items()}

    began = time.monotonic()
    log = trainer.run(
        lambda number: claims_epoch(pieces, settings.seed * 1000 + number),
        check,
        lambda done, total: progress("Training", done, total),
    )
    card = {
        "base": PACKAGED,
        "base_sha256": PACKAGED_SHA256,
        "settings": asdict(settings),
        "trained_on": {"pieces": len(pieces), "claims": sum(len(p.true) + len(p.false) for p in pieces)},
        "figures": check(net),
        "last_run_minutes": round((time.monotonic() - began) / 60),
        "device": "cpu",
        "log": log,
    }
    return write(net, card, output, NAME, _in_words)


def _auroc(read: Any, pairs: Sequence[Pair]) -> float:
    readings = read([claimed(pair.sentence, pair.evidence) for pair in pairs])
    odds = np.array([reading.answers for reading in readings])
    return float(auroc(odds, np.array([float(pair.supported) for pair in pairs])))


def _in_words(card: Mapping[str, Any]) -> str:
    settings, learnt = card["settings"], card["trained_on"]
    return _CARD.format(
        **{name: settings[name] for name in ("rank", "first_layer", "epochs", "seed")},
        **{name: card[name] for name in ("base", "base_sha256", "file", "sha256", "device")},
        **learnt,
        megabytes=card["bytes"] / 1e6,
        minutes=card["last_run_minutes"],
        figures="; ".join(f"{name} {value:.3f}" for name, value in card["figures"].items()),
    )
