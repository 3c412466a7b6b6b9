"""``python -m eval``: the evaluation's command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.cli_written import read, written
from eval.learning import calibrate, train_evidence
from index.errors import QAError
from qa.progress import progress_bars

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)


@app.callback()
def main() -> None:
    """Measure how good retrieval and answers are. No network, and no LLM but in `written`."""


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
def squad(
    file: Annotated[Path, typer.Argument(help="Data in SQuAD's form; each paragraph becomes an article.")],
    questions_from: Annotated[
        Path | None, typer.Option(help="Ask the questions of this version of the data instead.")
    ] = None,
    about: Annotated[list[str] | None, typer.Option(help="Ask only about this article; repeatable.")] = None,
    evidence_model: Annotated[bool, typer.Option(help="Let the evidence model read.")] = True,
    work: Annotated[Path | None, typer.Option(help="Keep articles and index here, for a second run.")] = None,
) -> None:
    """Sentence accuracy, recall and answerability over any data in SQuAD's form."""
    from eval.answers import measure_answers
    from eval.squad import read_squad

    corpus = read_squad(file)
    questions = read_squad(questions_from) if questions_from else corpus
    with progress_bars() as progress:
        report = measure_answers(
            corpus, questions, about=about or (), read=evidence_model, work=work, progress=progress
        )
    rows = {
        "evidence sentence@1": report.sentence_at_1,
        "evidence sentence@3": report.sentence_at_3,
        "answer words, F1": report.span_f1,
        **{f"paragraph recall@{k}": value for k, value in report.recall.at.items()},
        "AUROC, its own unanswerable questions": report.auroc_own,
        "AUROC, questions about other articles": report.auroc_others,
    }
    table = Table(
        title=f"{report.recall.questions:,} answerable questions, {report.recall.paragraphs:,} paragraphs"
    )
    table.add_column("figure")
    table.add_column("value", justify="right")
    for label, value in rows.items():
        table.add_row(label, "–" if value is None else f"{value:.3f}")
    Console().print(table)


@app.command("run")
def run_set(
    system: Annotated[
        list[str] | None,
        typer.Option(help="assistant, hybrid, e5, minilm, bm25, lead, or module:function; repeatable."),
    ] = None,
    split: Annotated[str, typer.Option(help="dev, test or all.")] = "dev",
    questions: Annotated[Path | None, typer.Option(help="Another file of questions.")] = None,
    articles: Annotated[
        Path | None, typer.Option(help="Another folder of articles, with its questions.jsonl.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("eval/report"),
    accept: Annotated[bool, typer.Option(help="Make these the accepted figures of the gate.")] = False,
    readme: Annotated[bool, typer.Option(help="Put the table into README.md.")] = False,
) -> None:
    """Ask the questions on the five articles, or on others; write results and a report."""
    from eval.cases import QUESTIONS, SPLITS
    from eval.gate import EXPECTED, expected_from
    from eval.metrics import DEFINITIONS
    from eval.report_page import render
    from eval.run import Bench, run, write_json
    from eval.squad import DataError
    from eval.table import README, markdown_table, readme_with, terminal_table

    if split not in (*SPLITS, "all"):
        raise DataError(f"There is no split {split!r}. Name dev, test or all.")
    with progress_bars() as progress:
        asked = questions or (articles / "questions.jsonl" if articles else QUESTIONS)
        bench = Bench(asked, folder=articles, progress=progress)
        systems = {name: bench.open(name) for name in system or ["assistant"]}
        results = [run(bench, name, each, split, progress) for name, each in systems.items()]
    for result, latency in results:
        name = result["system"].replace(":", ".")
        write_json(output / f"{name}.json", result)
        write_json(output / f"{name}.latency.json", latency)
    runs = [result for result, _ in results]
    html = render(runs, results[0][1], bench.truth.texts, DEFINITIONS)
    (output / "index.html").write_bytes(html.encode("utf-8"))
    Console().print(terminal_table(runs))
    p50, p95 = (1000 * results[0][1]["total"][q] for q in ("p50", "p95"))
    print(f"{runs[0]['system']}: {p50:.0f} ms a question (p50), {p95:.0f} ms (p95)")
    print(f"Read it question by question: {output / 'index.html'}")
    if accept:
        write_json(EXPECTED, expected_from(runs[0]))
    if readme:
        README.write_text(readme_with(markdown_table(runs), README.read_text("utf-8")), "utf-8")


@app.command()
def identity(
    split: Annotated[str, typer.Option(help="dev, test or all.")] = "dev",
    work: Annotated[
        Path | None, typer.Option(help="Keep the folders' indexes here, for a second run.")
    ] = None,
) -> None:
    """Who or what is it? Short questions on the invented articles."""
    from eval.identity import failure_lines, identity_table, measure_identity, read_identity

    folders = read_identity(split)
    with progress_bars() as progress:
        told = measure_identity(folders, work=work, progress=progress)
    print("\n".join(failure_lines(told)))
    Console().print(identity_table(told))


@app.command()
def grounding(
    split: Annotated[str, typer.Option(help="dev, test or all.")] = "dev",
    fever: Annotated[Path | None, typer.Option(help="FEVER symmetric, to be measured too.")] = None,
    similarity: Annotated[bool, typer.Option(help="Let nearness in meaning speak for a sentence.")] = True,
    failures: Annotated[bool, typer.Option(help="List what is judged wrong.")] = True,
) -> None:
    """How well sentences that their sources carry are told from others."""
    from eval.grounding import (
        EXAM_PAIRS,
        PAIRS,
        PRESS_PAIRS,
        failure_lines,
        measure,
        read_fever,
        read_pairs,
        report_table,
        with_similarity,
    )
    from qa.grounding import check

    judge = with_similarity() if similarity else check
    sets = {
        path.name: [p for p in read_pairs(path) if split in ("all", p.split)]
        for path in (PAIRS, PRESS_PAIRS, EXAM_PAIRS)
    }
    if fever:
        sets[fever.name] = list(read_fever(fever))
    for name, pairs in ((name, pairs) for name, pairs in sets.items() if pairs):
        report = measure(pairs, judge)
        if failures:
            print("\n".join(failure_lines(report)))
        Console().print(report_table(report, f"{name}, {split}: {len(pairs)} pairs"))


@app.command()
def feedback(
    file: Annotated[Path, typer.Argument(help="feedback.jsonl, as the chat writes it beside the index.")],
) -> None:
    """Print what readers praised in the form of the questions, to be looked through and kept."""
    from eval.squad import DataError
    from qa.feedback import cases

    try:
        for case in cases(file.read_text("utf-8").splitlines()):
            print(json.dumps(case, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file}: is no feedback of the chat ({error!r}).") from error


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="A result of `run`, before a change.")],
    second: Annotated[Path, typer.Argument(help="A result of `run`, after it.")],
) -> None:
    """What got better and what got worse between two runs, question by question."""
    from eval.compare import compare as compared
    from eval.compare import render_comparison
    from eval.run import read_result

    Console().print(render_comparison(compared(read_result(first), read_result(second))))


for _command in (calibrate, train_evidence, written, read):
    app.command(_command.__name__.replace("_", "-"))(_command)


def run() -> None:
    """Run the command line; an error that the user can act on is one line and exit status 2."""
    try:
        app(prog_name="python -m eval")
    except QAError as error:
        print(f"eval: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    run()
