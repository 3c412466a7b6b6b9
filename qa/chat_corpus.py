"""The chat's way to open other articles: files dropped on the page, or a folder of this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.errors import QAError
from qa import page
from qa.chat_filters import Filters, choices, state_html
from qa.corpora import Corpora, Corpus
from qa.header import header_html
from qa.page import escape

if TYPE_CHECKING:
    from qa.chat_session import Session

_SHOWN = 5


def opened_html(corpus: Corpus) -> str:
    """What has been opened, and what was left out of it."""
    count = len(corpus.assistant.articles)
    said = f"{count:,} article{'' if count == 1 else 's'} open in this tab: "
    lines = [escape(line) for line in corpus.left_out[:_SHOWN]]
    if len(corpus.left_out) > _SHOWN:
        lines.append(f"and {len(corpus.left_out) - _SHOWN:,} more")
    left = (
        f"<p>Left out:</p><ul>{''.join(f'<li><bdi>{line}</bdi></li>' for line in lines)}</ul>"
        if lines
        else ""
    )
    return (
        f'<div class="qa-notice" role="status">{said}<bdi>{escape(corpus.name)}</bdi>. '
        f"What is asked of them is not kept in this browser: download it.{left}</div>"
    )


def add_own_articles(
    gr: Any,
    session: Any,
    corpora: Corpora,
    header: Any,
    chatbot: Any,
    filters: Filters,
    examples: Sequence[Mapping[str, str]] = (),
) -> None:
    """The components that open articles of people's own; a new conversation begins with them.

    Args:
        gr: Gradio.
        session: the component with the tab's `Session`.
        corpora: what is open.
        header, chatbot, filters: what changes with the articles.
        examples: questions to begin with; they are about the first articles.
    """
    with gr.Accordion("Own articles", open=False, elem_id="qa-own"):
        files = gr.File(
            label="Drop .txt or .md files here",
            file_count="multiple",
            file_types=[".txt", ".md"],
            height=110,
        )
        files.example_inputs = lambda: None  # Gradio's names another host in the page
        with gr.Row():
            folder = gr.Textbox(
                label="Or a folder of this machine", placeholder="its path", max_lines=1, scale=3
            )
            use = gr.Button("Open", size="sm", scale=1)
            back = gr.Button("Back to the first articles", size="sm", scale=1)
        said = gr.HTML("", elem_id="qa-own-state", apply_default_css=False, js_on_load=None)

    def changed(session: Session, corpus: Corpus, line: str) -> tuple[Any, ...]:
        session.clear()
        session.corpus, session.problem = corpus.key, ""
        session.way = replace(session.way, within=None, judging=corpus.copies is None)
        limit_none = (gr.Dropdown(choices=choices(corpus), value=[]), "", "", state_html(corpus, None))
        top = header_html(corpus.name, len(corpus.assistant.articles), corpus.key, len(corpus.left_out))
        begun = gr.Chatbot(value=[], examples=list(examples) if corpus is corpora[""] else [])
        dropped = gr.skip() if corpus.copies else None  # the list of dropped files shows what is open
        return line, top, begun, *limit_none, dropped

    def unchanged(line: str) -> tuple[Any, ...]:
        return page.notice_html(line), *(gr.skip(),) * 7

    def opened(session: Session, files: Sequence[str] | None, folder: str, progress: Any) -> tuple[Any, ...]:
        def step(done: int, total: int) -> None:
            progress((done, total), desc="Reading", unit="passages")

        try:
            corpus = corpora.open_files(files, step) if files else corpora.open_folder(folder, step)
        except QAError as error:
            return unchanged(str(error))
        return changed(session, corpus, opened_html(corpus))

    opened.__defaults__ = (gr.Progress(),)  # how Gradio knows what to pass

    def first(session: Session) -> tuple[Any, ...]:
        return changed(session, corpora[""], "")

    def left(session: Session, files: Sequence[str] | None, folder: str, progress: Any) -> tuple[Any, ...]:
        return opened(session, files, folder, progress) if files else first(session)

    left.__defaults__ = (gr.Progress(),)

    outputs = [said, header, chatbot, *filters.parts, files]
    private = {"api_visibility": "private", "show_progress_on": said}
    files.upload(opened, [session, files, folder], outputs, **private)
    files.delete(left, [session, files, folder], outputs, **private)
    files.clear(first, session, outputs, **private)
    use.click(opened, [session, gr.State(None), folder], outputs, **private)
    folder.submit(opened, [session, gr.State(None), folder], outputs, **private)
    back.click(first, session, outputs, show_progress="hidden", api_visibility="private")
