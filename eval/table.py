"""Results as tables: for the terminal, and for the README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.metrics import DEFINITIONS

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- evaluation table -->\n", "<!-- end of evaluation table -->\n"


def terminal_table(runs: Sequence[Mapping[str, Any]]) -> Table:
    """A row for each figure, a column for each system."""
    first = runs[0]
    table = Table(title=f"{first['questions']} questions ({first['split']}), 95 % intervals")
    table.add_column("figure")
    for run in runs:
        table.add_column(run["system"], justify="right")
    for name, label in _rows(runs):
        table.add_row(label, *(_cell(run["figures"].get(name)) for run in runs))
    return table


def markdown_table(runs: Sequence[Mapping[str, Any]]) -> str:
    """The same in Markdown."""
    lines = [
        "| | " + " | ".join(run["system"] for run in runs) + " |",
        "|---" * (len(runs) + 1) + "|",
    ]
    for name, label in _rows(runs):
        cells = " | ".join(_cell(run["figures"].get(name)) for run in runs)
        lines.append(f"| {label} | {cells} |")
    return "\n".join(lines) + "\n"


def readme_with(table: str, readme: str) -> str:
    """The README with its evaluation table replaced.

    Raises:
        ValueError: it has no place for the table.
    """
    start, end = readme.index(BEGIN) + len(BEGIN), readme.index(END)
    return readme[:start] + table + readme[end:]


def _rows(runs: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    present = {name for run in runs for name in run["figures"]}
    return [
        (name, definition.label + ("" if definition.higher_is_better else " ↓"))
        for name, definition in DEFINITIONS.items()
        if name in present
    ]


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    if figure["low"] is None or figure["low"] == figure["high"]:
        return f"{figure['value']:.2f}"
    return f"{figure['value']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"
