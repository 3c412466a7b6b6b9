"""The evidence model's card in words, from the JSON that the training wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT = """# The evidence model

Reads a question together with a passage and says three things: the log-odds that the passage answers the
question, for each sentence the probability that it is the one, and the words in it that carry the answer.
The assistant lets it read the passages that retrieval ranks first; its sentence stands first, its words are
what stands out in a citation, and what it says of the passage goes into the confidence.

- **What it is**: low-rank adapters (LoRA, rank {rank}) on the layers from {first_layer} on of multilingual-e5-small,
  three small heads, and a weight for the similarity of question and sentence. {megabytes:.1f} MB of safetensors on
  top of the encoder that is in memory anyway.
- **Base**: {base}, MIT licence; SHA-256 of its file `{base_sha256}`.
- **Weights**: `{file}`, SHA-256 `{sha256}`.

## Trained on

{questions:,} questions with a passage each: SQuAD 2.0 (12 articles, less those held out) and XQuAD (CC BY-SA 4.0; a part, in English,
in Russian over English text, and over Russian text), Natural Questions with gold passages (MIT / CC BY-SA 3.0), and
`eval/paraphrases.jsonl`: questions in other words than their passage's, in English, Russian and Kazakh, a third of
which the passage does not answer, written for this project with the help of a language model and read by no
native speaker of Kazakh; and questions on folders of invented press articles in `eval/invented`, made the same way, but
for those held out. {how} Nothing is about the articles in `seeds/`.

{epochs} pass(es){stopped}; batches of {batch} passages, highest learning rate {rate}, seed {seed}; {minutes} minutes in
the last run on the device {device!r}.{began}

## Figures

On articles that training has not seen ({held_out}; every other XQuAD article that is not in the SQuAD file; some
folders of press articles), each question with its own paragraph or a passage of its folder. *Sentence*: the right one put first. *Exact*, *F1*: of the words, as SQuAD counts
them. *AUROC*: of the log-odds, answerable against unanswerable questions. The encyclopaedia articles were
looked at while the model was made, to choose among a handful of ways to train it; the press articles were not, but
the confidence is fitted on them.

| | questions | answerable | sentence | exact | F1 | AUROC |
|---|---|---|---|---|---|---|
{figures}

Learning curve (loss is the mean of the last hundred steps; each cell: sentence, F1, AUROC):

| step | loss | SQuAD 2.0 | paraphrases | press articles |
|---|---|---|---|---|
{curve}

## Limits

It is small. It finds the right sentence in a passage far better than it tells a passage that answers from one that
is merely about the subject. The Russian figures rest on one data set, the Kazakh ones on questions written for this
project. It reads the first 512 tokens of question and passage. The press articles it was trained on are invented and
written by a language model: real ones differ more from each other.

Train it again: `python -m eval train-evidence --help`. A training that was stopped goes on from its checkpoint.
"""

_COMPARED = """The latter are read each with passages of its folder that answer and that only look so, which
the training compares; of the others a pass reads half. Follow-ups are asked in their own right and as the
assistant completes them. Some of the other questions are paired with a wrong passage that our own retrieval
ranks high or with any other, and some have a name or number swapped for another from the same article."""

_ALONE = """In each pass some questions are paired with a wrong passage that our own retrieval ranks high, and
some have a name or number swapped for another from the same article; each passage is judged by itself, and the
questions on the first twelve folders of press articles are read twice. That is how the training went before
passages were compared (`eval/epochs.py`): a second training that compares them, on twice as many folders,
put the right sentence first more often on invented articles, but not on the five of `seeds/`, and told less
well what just is not answered. So these weights stayed."""

_BEGAN = """
It began with the weights of an earlier training, which stand in the history of this repository (SHA-256
`{}`): two passes over the same data but for fifteen folders that were written later, without the
comparing, at rates up to 0.001, seed 0. The same from the beginning in one training has not been done."""

_FIGURES = ("sentence", "exact", "f1", "auroc")


def card_in_words(card: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    settings = card["settings"]
    return _TEXT.format(
        **{name: settings[name] for name in ("rank", "first_layer", "epochs", "batch", "rate", "seed")},
        **{name: card[name] for name in ("base", "base_sha256", "file", "sha256", "device")},
        megabytes=card["bytes"] / 1e6,
        questions=card["trained_on"]["questions"],
        how=_COMPARED if settings.get("ranking_weight") else _ALONE,
        began=_BEGAN.format(card["began_with"]) if card.get("began_with") else "",
        stopped=f", ended after {settings['steps']:,} steps" if settings.get("steps") else "",
        held_out=", ".join(name.replace("_", " ") for name in card["trained_on"]["held_out_articles"]),
        minutes=card["last_run_minutes"],
        figures="\n".join(_row(name, figures) for name, figures in card["figures"].items()),
        curve="\n".join(_step(entry) for entry in card["log"] if len(entry) > 2),
    )


def _row(name: str, figures: Mapping[str, Any]) -> str:
    values = " | ".join("–" if figures[key] is None else f"{figures[key]:.3f}" for key in _FIGURES)
    return f"| {name} | {figures['questions']} | {figures['answerable']} | {values} |"


def _step(entry: Mapping[str, Any]) -> str:
    def of(name: str) -> str:
        return ", ".join(f"{v:.3f}" for key, v in entry.items() if key.startswith(f"{name}, "))

    return (
        f"| {entry['step']} | {entry['loss']:.3f} | "
        + " | ".join(of(name) for name in ("SQuAD 2.0", "paraphrases", "press articles"))
        + " |"
    )
