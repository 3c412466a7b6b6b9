"""The command ``qa``. Heavy modules are imported by the commands that need them."""

from __future__ import annotations

import io
import os
import sys
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import QAError
from qa.assistant import Assistant, checked_question, seeds_folder
from qa.cli_llm import Header, Local, ModelName, Seconds, Url, llm_settings
from qa.cli_within import After, Before, Source
from qa.progress import progress_bars
from qa.terminal import as_json_text, note, put, shown, shown_hit
from qa.verify import verify as check_files
from qa.within import Within

if TYPE_CHECKING:
    from qa.llm_settings import LlmSettings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

Articles = Annotated[
    Path | None, typer.Option("--articles", "-a", help="Folder of .txt and .md articles.  [seeds/]")
]
Index = Annotated[
    Path | None, typer.Option("--index", "-i", help="Where the index lies.  [.qa-index in the folder]")
]
Model = Annotated[
    str | None, typer.Option("--model", help="Another sentence-transformers folder or hub name.")
]
EvidenceModel = Annotated[
    str | None,
    typer.Option("--evidence-model", help='"none", or the card of other weights.  [the packaged one]'),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with quotes and offsets.")]
Question = Annotated[str, typer.Argument(help="The question, in quotation marks.")]

_EXAMPLES = (
    "How many people died in January?",
    "Which share of the pipeline does Russia hold?",
    "What would follow if Kazakhstan broke with Russia?",
    "What did Medvedev suggest in his deleted post?",
    "Почему Казахстан ищет новые маршруты для нефти?",
)
"""Questions to begin with, about the articles that come with the project."""


@app.callback()
def main() -> None:
    """Ask a folder of articles, and check every word of the answer."""


@app.command()
def index(
    folder: Annotated[Path, typer.Argument(help="Folder of .txt and .md articles.")],
    index: Index = None,
    skip_bad: Annotated[bool, typer.Option(help="Leave out files that cannot be read.")] = False,
    model: Model = None,
) -> None:
    """Make or update the index of a folder. Unchanged text is not embedded again."""
    from index.build import build_index, default_index
    from index.embedding import SentenceTransformerEmbedder

    with progress_bars() as progress:
        report = build_index(
            folder,
            index or default_index(folder),
            SentenceTransformerEmbedder(model),
            skip_bad=skip_bad,
            progress=partial(progress, "Embedding"),
        )
    for problem in report.problems:
        note(f"left out: {problem}")
    put(
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged; {report.embedded} texts embedded, {report.reused} reused."
    )


@app.command()
def ask(
    question: Question,
    articles: Articles = None,
    index: Index = None,
    model: Model = None,
    evidence_model: EvidenceModel = None,
    llm_url: Url = None,
    llm_model: ModelName = None,
    llm_header: Header = None,
    llm_seconds: Seconds = 120.0,
    local_llm: Local = False,
    source: Source = None,
    after: After = None,
    before: Before = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with citations, or say that the articles do not."""
    question = checked_question(question)  # before anything is built
    within = Within.of(source or (), after, before)
    llm = llm_settings(llm_url, llm_model, llm_header, llm_seconds, local=local_llm)
    answer = _open(articles, index, model, evidence_model, llm).ask(question, within=within)
    if as_json:
        put(as_json_text(answer.to_dict()))
    else:
        put(shown(answer))


@app.command()
def search(
    question: Question,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1)] = 10,
    articles: Articles = None,
    index: Index = None,
    model: Model = None,
    source: Source = None,
    after: After = None,
    before: Before = None,
    as_json: AsJson = False,
) -> None:
    """List the passages nearest to a question."""
    question, within = checked_question(question), Within.of(source or (), after, before)
    hits = _open(articles, index, model).retrieve(question, k, within=within)
    if as_json:
        put(as_json_text([hit.to_dict() for hit in hits]))
    else:
        put("\n\n".join(shown_hit(hit) for hit in hits))


@app.command()
def sources(
    articles: Articles = None, index: Index = None, model: Model = None, as_json: AsJson = False
) -> None:
    """List the articles of the index, and what is known of each."""
    from qa.sources import describe

    described = [describe(article) for article in _open(articles, index, model).articles]
    if as_json:
        put(as_json_text(described))
        return
    for fields in described:
        put(str(fields["source"]))
        for name in ("title", "publisher", "author", "published"):
            value, basis, why = (fields[name][key] for key in ("value", "basis", "why"))
            because = f"; {why}" if why else ""
            known = f"{value} ({basis}{because})" if value else "unknown"
            put(f"    {name + ':':11} {known}")


@app.command()
def verify(
    answers: Annotated[list[Path] | None, typer.Argument(help="Answers saved with: qa ask --json")] = None,
    articles: Articles = None,
    index: Index = None,
) -> None:
    """Compare the index, and saved answers, with the files. Exit status 1 when they differ."""
    from index.build import default_index
    from index.store import open_store

    folder = articles or seeds_folder()
    found = check_files(folder, open_store(index or default_index(folder)).articles, answers or ())
    for problem in found.problems:
        put(problem)
    counted = f"{found.sources} sources, {found.passages} passages, {found.citations} saved citations"
    if found.problems:
        place = f" --index {index}" if index else ""
        advice = f" Update the index with: qa index {folder}{place}" if found.stale else ""
        put(f"{counted}: {len(found.problems)} differ from the files.{advice}")
        raise typer.Exit(1)
    put(f"{counted}: all as in the files.")


@app.command()
def chat(
    articles: Articles = None,
    index: Index = None,
    model: Model = None,
    evidence_model: EvidenceModel = None,
    llm_url: Url = None,
    llm_model: ModelName = None,
    llm_header: Header = None,
    llm_seconds: Seconds = 120.0,
    local_llm: Local = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 7860,
    auth: Annotated[
        str | None,
        typer.Option(
            envvar="QA_AUTH", show_envvar=False, help="Ask for this user:password (HTTP Basic).  [QA_AUTH]"
        ),
    ] = None,
    root_path: Annotated[str, typer.Option(help="Path of the chat at a reverse proxy, like /articles.")] = "",
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let other machines in without a password.")
    ] = False,
) -> None:
    """Serve the chat to web browsers: on this machine only, unless --host says otherwise."""
    from qa.serving import check_port, serve

    check_port(host, port, auth=auth, root_path=root_path, insecure=insecure)
    llm = llm_settings(llm_url, llm_model, llm_header, llm_seconds, local=local_llm)
    assistant = _open(articles, index, model, evidence_model, llm)
    Thread(target=assistant.warm_up, daemon=True).start()  # while the page opens and is looked at
    serve(
        assistant,
        host=host,
        port=port,
        auth=auth,
        root_path=root_path,
        insecure=insecure,
        corpus=(articles or seeds_folder()).resolve().name,
        examples=None if articles else _EXAMPLES,
        ready=lambda url: put(f"The chat is at {url} (Ctrl-C stops it)."),
    )


@app.command("test-llm")
def check_llm(
    llm_url: Url = None,
    llm_model: ModelName = None,
    llm_header: Header = None,
    llm_seconds: Seconds = 30.0,
) -> None:
    """Ask the endpoint for one word; say what works, or what is wrong. Exit status 1 when it does not."""
    from qa.llm import LlmError, test_connection

    settings = llm_settings(llm_url, llm_model, llm_header, llm_seconds)
    if settings is None:
        raise LlmError("No endpoint is named. Give --llm-url or QA_LLM_URL.")
    said = test_connection(settings)
    put(said)
    if not said.startswith("Works"):
        raise typer.Exit(1)


def _open(
    articles: Path | None,
    index: Path | None,
    model: str | None,
    evidence_model: str | None = None,
    llm: LlmSettings | None = None,
) -> Assistant:
    with progress_bars() as progress:
        assistant = Assistant.open(
            articles,
            index,
            model=model,
            evidence_model=evidence_model,
            llm=llm,
            progress=partial(progress, "Embedding"),
        )
    folder = articles or seeds_folder()
    if folder.is_dir() and (changed := len(check_files(folder, assistant.articles).problems)):
        note(f"{changed} files differ from the index. See: qa verify; update with: qa index {folder}")
    return assistant


def run() -> None:
    """Run the command line. What the user can mend is one line on stderr and exit status 2."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed before we began
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = _status()
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # when nobody reads on, there is nothing to tell
            note(f"the output cannot be written ({error.strerror}).")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again at exit
        status = 2
    raise SystemExit(status)


def _status() -> int | str | None:
    try:
        app(prog_name="qa")
    except SystemExit as done:
        return done.code
    except QAError as error:
        note(str(error))
        return 2
    except KeyboardInterrupt:
        note("stopped.")
        return 130
    return 0
