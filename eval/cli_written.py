"""The commands that measure what a language model writes: ask it, then count what a person has read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli_llm import Header, Local, ModelName, Seconds, Url, llm_settings
from qa.progress import progress_bars


def written(
    llm_url: Url = None,
    llm_model: ModelName = None,
    llm_header: Header = None,
    llm_seconds: Seconds = 120.0,
    local_llm: Local = False,
    split: Annotated[str, typer.Option(help="dev, test or all.")] = "dev",
    size: Annotated[int, typer.Option(help="So many of the shown sentences are to be read.", min=1)] = 100,
    output: Annotated[Path, typer.Option(help="Where they are written.")] = Path("eval/report/written.jsonl"),
) -> None:
    """Let a language model answer; write down what is shown of it, to be read by hand."""
    from eval.cases import QUESTIONS
    from eval.run import Bench
    from eval.written import Compared, ask_both, summary, write_sample
    from qa.llm_settings import LlmError
    from qa.opening import open_endpoint

    endpoint = open_endpoint(llm_settings(llm_url, llm_model, llm_header, llm_seconds, local=local_llm))
    if endpoint is None:
        raise LlmError("No endpoint is named. Give --llm-url, QA_LLM_URL or --local-llm.")
    with progress_bars() as progress:
        bench = Bench(QUESTIONS, progress=progress)
        cases = [case for case in bench.cases if case.answerable and split in ("all", case.split)]
        compared: list[Compared] = []
        for each in ask_both(bench.assistant, endpoint, cases):
            compared.append(each)
            write_sample(output, summary(compared).shown, size)  # what is stopped half-way leaves its half
            progress("asking", len(compared), len(cases))
    print("\n".join(summary(compared).lines()))
    print(f'Read {output}, set each "supported" to true or false, then: python -m eval read {output}')


def read(
    file: Annotated[Path, typer.Argument(help="What `written` wrote, with a verdict for each sentence.")],
) -> None:
    """Count how many of the sentences that a person has read are supported."""
    from eval.written import read_verdicts

    rate = read_verdicts(file)
    low, high = rate.interval
    print(f"{rate.right} of {rate.of} shown sentences are supported: {rate.value:.3f} ({low:.3f}–{high:.3f})")
