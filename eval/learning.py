"""The commands that make what the project carries: the evidence model, and the confidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from qa.progress import progress_bars

Paraphrases = Annotated[
    Path, typer.Option(help="Questions in other words about SQuAD and Natural Questions.")
]


def calibrate(
    squad: Annotated[Path, typer.Option(help="SQuAD 2.0 data, with unanswerable questions.")],
    xquad: Annotated[Path, typer.Option(help="XQuAD in English.")],
    xquad_ru: Annotated[Path, typer.Option(help="The same XQuAD in Russian.")],
    natural: Annotated[Path, typer.Option(help="Natural Questions with gold passages, .jsonl.gz.")],
    paraphrases: Paraphrases = Path("eval/paraphrases.jsonl"),
    folders: Annotated[Path, typer.Option(help="Folders of articles with questions.")] = Path(
        "eval/invented"
    ),
    work: Annotated[Path | None, typer.Option(help="Keep articles and indexes here.")] = None,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("qa/calibration.json"),
) -> None:
    """Refit the confidence: from features of the evidence to a probability."""
    from eval.calibrate import fit
    from eval.calibrate_questions import ask_all
    from eval.folders import LEARNT_FOLDERS, read_folders
    from eval.squad import read_squad
    from eval.training_data import from_natural_questions, from_paraphrases

    paragraphs = read_squad(squad)
    reworded = from_paraphrases(paraphrases, paragraphs, from_natural_questions(natural))
    press = [folder for folder in read_folders(folders) if folder.name not in LEARNT_FOLDERS]
    data = paragraphs, read_squad(xquad), read_squad(xquad_ru), reworded, press
    content: dict[str, object] = {"about": "models of qa.calibration; refit with: python -m eval calibrate"}
    paths: tuple[Literal["read", "plain"], ...] = ("read", "plain")
    for path in paths:
        with progress_bars() as progress:
            report = fit(ask_all(*data, path, work=work, progress=progress))
        content[path] = report.content
        Console().print(f"[b]{path}[/b]\n{report.summary}")
    output.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def train_evidence(
    squad: Annotated[Path, typer.Option(help="SQuAD 2.0 data, with unanswerable questions.")],
    natural: Annotated[Path, typer.Option(help="Natural Questions with gold passages, .jsonl.gz.")],
    xquad: Annotated[Path, typer.Option(help="XQuAD in English.")],
    xquad_ru: Annotated[Path, typer.Option(help="The same XQuAD in Russian.")],
    work: Annotated[Path, typer.Option(help="Checkpoints; a stopped training goes on from here.")],
    paraphrases: Paraphrases = Path("eval/paraphrases.jsonl"),
    folders: Annotated[Path, typer.Option(help="Folders of articles with questions.")] = Path(
        "eval/invented"
    ),
    output: Annotated[Path, typer.Option(help="Folder for the weights and their card.")] = Path("qa"),
    seed: Annotated[int, typer.Option(help="Decides every random choice.")] = 0,
    epochs: Annotated[int, typer.Option(help="Passes over the data.")] = 2,
    steps: Annotated[int, typer.Option(help="Stop after so many steps; 0 for never.")] = 0,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 1e-3,
    start: Annotated[Path | None, typer.Option(help="Begin with the weights of this file.")] = None,
) -> None:
    """Train the evidence model; needs `peft` (in the extra "train")."""
    from eval.folders import LEARNT_FOLDERS, from_folders, read_folders
    from eval.squad import read_squad
    from eval.train import Settings
    from eval.train_evidence import divided, train
    from eval.training_data import from_natural_questions, from_paraphrases

    paragraphs, searches = read_squad(squad), from_natural_questions(natural)
    reworded = from_paraphrases(paraphrases, paragraphs, searches)
    data = divided(paragraphs, searches, read_squad(xquad), read_squad(xquad_ru), reworded)
    invented = read_folders(folders)
    with progress_bars() as progress:
        data = data.with_press(
            from_folders([f for f in invented if f.name in LEARNT_FOLDERS], work, progress),
            from_folders([f for f in invented if f.name not in LEARNT_FOLDERS], work, progress),
        )
        card = train(
            data, Settings(seed=seed, epochs=epochs, steps=steps, rate=rate), work, output, start, progress
        )
    for name, figures in card["figures"].items():
        print(name, figures)
