"""The command line's options that limit a question to some articles."""

from __future__ import annotations

from typing import Annotated

import typer

Source = Annotated[
    list[str] | None, typer.Option("--source", help="Only this article; its file's name. Repeatable.")
]
After = Annotated[
    str | None,
    typer.Option(help="Only articles published on or after 2021-03-15, 2021-03 or 2021."),
]
Before = Annotated[str | None, typer.Option(help="Only articles published on or before this day.")]
