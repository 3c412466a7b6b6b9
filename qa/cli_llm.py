"""The options of the command ``qa`` that name a language model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qa.llm_settings import LlmSettings

Url = Annotated[
    str | None,
    typer.Option(help="An OpenAI-compatible endpoint that writes the answers.  [QA_LLM_URL]"),
]
ModelName = Annotated[str | None, typer.Option(help="The model's name there.  [QA_LLM_MODEL]")]
Header = Annotated[
    list[str] | None, typer.Option(help='Another header of each request, "Name: value"; repeatable.')
]
Seconds = Annotated[float, typer.Option(help="Longest time for an answer of the model.", min=1)]
Local = Annotated[
    bool, typer.Option("--local-llm", help="Let a very small model on this machine write; for trying out.")
]


def llm_settings(
    url: str | None, model: str | None, headers: list[str] | None, seconds: float, *, local: bool = False
) -> LlmSettings | None:
    """The settings of the language model; None without one.

    The key is taken from ``QA_LLM_API_KEY`` alone: arguments are seen by everybody on the machine.

    Raises:
        LlmError: a value cannot be used, or the local model cannot be started.
    """
    from dataclasses import replace

    from qa.llm_settings import LlmSettings

    if local:
        from qa.local_llm import WARNING, running

        print(f"qa: {WARNING}", file=sys.stderr)
        return replace(running().settings, total_seconds=seconds)
    named = dict(_header(line) for line in headers or ())
    settings = LlmSettings.from_environment(url, model, headers=named)
    return settings and replace(settings, total_seconds=seconds)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        from qa.llm_settings import LlmError

        raise LlmError("A header has no colon. Write --llm-header 'Name: value'.")
    return name.strip(), value.strip()
