"""The web chat: questions on the left, the cited article on the right.

Gradio draws the conversation, `qa.page` writes its HTML, and ``static/chat.js`` opens the cited
place. Nothing here is imported before a chat is served: Gradio takes seconds to load.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import CorpusError
from qa import page, reader
from qa.api import add_api
from qa.chat_corpus import add_own_articles
from qa.chat_events import AT_ONCE, connect
from qa.chat_filters import add_filters, choices
from qa.chat_llm import add_settings
from qa.chat_session import Session
from qa.corpora import Corpora, Corpus
from qa.header import header_html
from qa.taking import add_hands

if TYPE_CHECKING:
    import gradio as gr

    from qa.assistant import Assistant

STATIC = Path(__file__).parent / "static"
_MARKS = 100
_HOUR = 3600
"""Dropped files are copied; Gradio's own copies go after so many seconds, and when the server stops."""

_CHANGED = "This article has changed since the answer was given. Ask again for what it says now."
_WELCOME = (
    "Answers are made of the articles’ own sentences. Each number opens the place where the sentence stands."
)


def article_for(corpora: Corpora, request: object) -> str:
    """The panel's HTML for what a browser asks.

    That is ``{"corpus": …, "source": …, "marks": [[number, start, end, fingerprint], …]}``; without a source
    it is the list of articles. Anyone can send anything here, so it only ever looks up what is in an index.
    What has another fingerprint by now is not marked.
    """
    try:
        asked: Mapping[str, Any] = dict(request)  # type: ignore[call-overload]
        corpus = corpora[asked.get("corpus", "")]
        if asked.get("source") is None:
            return reader.contents_html(corpus.assistant.articles)
        article = corpus.articles[asked["source"]]
        sent = [(reader.Mark(*map(int, mark[:3])), mark[3:]) for mark in asked["marks"][:_MARKS]]
    except CorpusError as error:
        return page.notice_html(str(error))
    except (TypeError, ValueError, KeyError, OverflowError):
        return page.notice_html("There is no such article.")
    inside = [(m, known) for m, known in sent if 0 <= m.start < m.end <= len(article.text)]
    marks = [
        m for m, known in inside if not known or known[0] == page.fingerprint(article.text[m.start : m.end])
    ]
    changed = page.notice_html(_CHANGED) if len(marks) < len(sent) else ""
    return changed + reader.article_html(article, marks)


def build_app(
    assistant: Assistant,
    *,
    corpus: str = "",
    examples: Sequence[str] | None = None,
    settings: bool = True,
) -> gr.Blocks:
    """The chat as a Gradio app.

    Args:
        assistant: answers the questions.
        corpus: what the articles are called at the top of the page.
        examples: questions to begin with.
        settings: whether people may name a language model, which this machine then connects to, and
            folders of this machine.
    """
    gr = load_gradio()
    corpora = Corpora(Corpus("", corpus, assistant))

    def read_article(request: object) -> str:
        return article_for(corpora, request)

    with gr.Blocks(
        title="Ask the articles", analytics_enabled=False, fill_width=True, delete_cache=(_HOUR, _HOUR)
    ) as app:
        session = gr.State(Session(assistant.endpoint))
        header = gr.HTML(
            header_html(corpus, len(assistant.articles)),
            elem_id="qa-header",
            apply_default_css=False,
            js_on_load=None,
        )
        with gr.Row(elem_id="qa-main"):
            with gr.Column(elem_id="qa-talk"):
                begin_with = [{"text": example} for example in examples or ()]
                chatbot = _chatbot(gr, begin_with)
                box = gr.Textbox(
                    placeholder="Ask about the articles…",
                    label="Question",
                    show_label=False,
                    container=False,
                    autofocus=True,
                    max_lines=6,
                    submit_btn="Ask",
                    elem_id="qa-box",
                )
                with gr.Row(elem_id="qa-ways"):
                    filters = add_filters(gr, session, corpora)
                    if settings:
                        add_own_articles(gr, session, corpora, header, chatbot, filters, begin_with)
                        add_settings(gr, session, assistant.endpoint)
            gr.HTML(
                reader.contents_html(assistant.articles),
                elem_id="qa-panel",
                apply_default_css=False,
                js_on_load=(STATIC / "chat.js").read_text("utf-8"),
                server_functions=[read_article],
            )
        add_hands(gr, session, corpora)
        connect(gr, corpora, session, chatbot, box, filters)
        app.load(
            lambda: (header_html(corpus, len(assistant.articles)), gr.Dropdown(choices=choices(corpora[""]))),
            None,
            [header, filters.sources],
            show_progress="hidden",
            api_visibility="private",
            queue=False,
        )  # the index may have been made anew since the server began
        add_api(gr, assistant)
    app.queue(default_concurrency_limit=AT_ONCE)
    return app


def _chatbot(gr: Any, examples: Sequence[dict[str, str]]) -> Any:
    return gr.Chatbot(
        elem_id="qa-chat",
        show_label=False,
        container=False,
        height=None,
        layout="panel",
        render_markdown=False,
        latex_delimiters=[],
        allow_tags=False,
        buttons=[],
        autoscroll=False,  # chat.js keeps the question in sight instead
        feedback_options=None,
        placeholder=_WELCOME,
        examples=list(examples),
    )


def load_gradio() -> Any:
    """Gradio, kept from the network: it reports home, and fetches addresses that browsers send it."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio
    import safehttpx

    safehttpx.get = safehttpx.async_validate_url = _refused  # by these two it fetches
    return gradio


async def _refused(*_: object, **__: object) -> None:
    raise ValueError("Nothing is fetched from the network.")
