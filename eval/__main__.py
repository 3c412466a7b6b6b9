"""``python -m eval``: the evaluation's command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from index.errors import QAError
from qa.progress import progress_bars

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)

DataFile = Annotated[Path, typer.Option(help="A file in SQuAD's form.")]


@app.callback()
def main() -> None:
    """Measure how good retrieval and answers are. No network, no LLM."""


@app.command()
def retrieval(
    squad: Annotated[Path, typer.Option(help="Paragraphs to search, in SQuAD's form.")],
    questions_from: Annotated[
        Path | None, typer.Option(help="Ask the questions of this version of the data instead.")
    ] = None,
    work: Annotated[Path | None, typer.Option(help="Keep articles and index here, for a second run.")] = None,
) -> None:
    """Recall@k of paragraphs: is the paragraph that answers the question found?"""
    from eval.retrieval import measure
    from eval.squad import read_squad

    corpus = read_squad(squad)
    questions = read_squad(questions_from) if questions_from else corpus
    with progress_bars() as progress:
        recall = measure(corpus, questions, work=work, progress=progress)
    table = Table(title=f"{recall.questions:,} questions, {recall.paragraphs:,} paragraphs")
    table.add_column("recall")
    table.add_column("value", justify="right")
    table.add_column("± standard error", justify="right")
    for k, value in recall.at.items():
        table.add_row(f"@{k}", f"{value:.3f}", f"{recall.errors[k]:.3f}")
    Console().print(table)


@app.command()
def calibrate(
    squad: Annotated[Path, typer.Option(help="SQuAD 2.0 data, with unanswerable questions.")],
    xquad: Annotated[Path, typer.Option(help="XQuAD in English.")],
    xquad_ru: Annotated[Path, typer.Option(help="The same XQuAD in Russian.")],
    work: Annotated[Path | None, typer.Option(help="Keep articles and indexes here.")] = None,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("qa/calibration.json"),
) -> None:
    """Refit the confidence: from features of the evidence to a probability."""
    from eval.calibrate import fit
    from eval.squad import read_squad

    with progress_bars() as progress:
        report = fit(read_squad(squad), read_squad(xquad), read_squad(xquad_ru), work=work, progress=progress)
    output.write_text(report.json, "utf-8")
    Console().print(report.summary)


def run() -> None:
    """Run the command line; an error that the user can act on is one line and exit status 2."""
    try:
        app(prog_name="python -m eval")
    except QAError as error:
        print(f"eval: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    run()
