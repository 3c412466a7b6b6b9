"""The web chat: questions on the left, the cited article on the right.

Gradio draws the conversation, `qa.page` writes its HTML, and ``static/chat.js`` opens the cited
place. Nothing here is imported before a chat is served: Gradio takes seconds to load.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import QAError
from qa import cards, page, reader
from qa.chat_llm import add_settings
from qa.taking import add_hands, row_html
from qa.types import Answer, Citation, Sources, Stage, TextPiece

if TYPE_CHECKING:
    import gradio as gr

    from qa.assistant import Assistant
    from qa.llm import Endpoint

STATIC = Path(__file__).parent / "static"
_AT_ONCE = 4
_MARKS = 100
_FAILED = "Something went wrong while answering; the server's log has the details."
_WELCOME = (
    "Answers are made of the articles’ own sentences. Each number opens the place where the sentence stands."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is shown below it.

    Attributes:
        question: as it was asked.
        html: what stands below it.
        answer: what it was answered with; None while there is none, or when there will be none.
    """

    question: str
    html: str
    answer: Answer | None = None


class Session:
    """One browser tab's conversation. One question at a time.

    Attributes:
        turns: what has been asked and answered.
        stopping: set to end the answer that is coming; None while none is.
        endpoint: the language model that writes in this tab; None for none.
    """

    def __init__(self, endpoint: Endpoint | None = None) -> None:
        self.turns: list[Turn] = []
        self.stopping: threading.Event | None = None
        self.endpoint = endpoint

    def __deepcopy__(self, memo: object) -> Session:
        return Session(self.endpoint)  # how Gradio makes the state of a new tab

    def replies(self, assistant: Assistant, question: str) -> Iterator[list[Turn]]:
        """The conversation again and again while a question is answered, or until it is stopped."""
        stopping = self.stopping = threading.Event()
        before, turns = self.turns, []
        self.turns = [*before, Turn(question, page.notice_html("Stopped."))]
        try:
            for turns in turns_of(assistant, question, before, self.endpoint, stopping):
                if stopping.is_set():
                    break
                yield turns
            if not stopping.is_set():
                self.turns = turns
            yield self.turns
        finally:
            self.stopping = None

    def stop(self) -> None:
        """End the answer that is coming, at its next event."""
        if self.stopping:
            self.stopping.set()

    def clear(self) -> None:
        """Begin anew."""
        self.stop()
        self.turns = []


def turns_of(
    assistant: Assistant,
    question: str,
    before: Sequence[Turn],
    endpoint: Endpoint | None = None,
    stop: threading.Event | None = None,
) -> Iterator[list[Turn]]:
    """The conversation again and again while a question is answered: sources first, then the text.

    Whatever goes wrong ends as a line in the conversation; a traceback goes to the log only.
    """
    articles = {article.source: article for article in assistant.articles}
    text, sources, key = "", tuple[Citation, ...](), uuid.uuid4().hex

    def now(html: str, answer: Answer | None = None) -> list[Turn]:
        return [*before, Turn(question, html, answer)]

    def finished(answer: Answer) -> str:
        row = row_html(answer, len(before), judging=assistant.place is not None)
        below = cards.cards_html(answer, key) + row
        return page.answer_html(answer, key, articles, card=partial(cards.card_id, key), below=below)

    try:
        for event in assistant.stream(question, history_of(before), endpoint=endpoint, stop=stop):
            if isinstance(event, Stage) and not text:
                yield now(page.partial_html("", sources, event.name))
            elif isinstance(event, Sources):
                sources = event.citations
                yield now(page.partial_html("", sources, "answering"))
            elif isinstance(event, TextPiece):
                text += event.text
                yield now(page.partial_html(text, sources))
            elif isinstance(event, Answer):
                yield now(finished(event), event)
    except QAError as error:
        yield now(page.notice_html(str(error)))
    except Exception:  # noqa: BLE001 - whatever breaks, the reader gets one line and the log the rest
        _log.exception("A question could not be answered.")
        yield now(page.notice_html(_FAILED))


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The conversation as the assistant takes it: plain text, nothing of the page."""
    messages = []
    for turn in turns:
        if turn.answer:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages


def article_for(articles: page.Articles, request: object) -> str:
    """The panel's HTML for what a browser asks: ``{"source": …, "marks": [[number, start, end], …]}``.

    Anyone can send anything here, so it only ever looks up what is in the index.
    """
    try:
        asked: Mapping[str, Any] = dict(request)  # type: ignore[call-overload]
        article = articles[asked["source"]]
        marks = [reader.Mark(*map(int, mark)) for mark in asked["marks"][:_MARKS]]
    except (TypeError, ValueError, KeyError):
        return page.notice_html("There is no such article.")
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(article.text)]
    return reader.article_html(article, inside)


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
        settings: whether people may name a language model, which this machine then connects to.
    """
    gr = load_gradio()

    def read_article(request: object) -> str:
        return article_for({article.source: article for article in assistant.articles}, request)

    with gr.Blocks(title="Ask the articles", analytics_enabled=False, fill_width=True) as app:
        session = gr.State(Session(assistant.endpoint))
        gr.HTML(page.header_html(corpus, len(assistant.articles)), elem_id="qa-header", **_INERT)
        with gr.Row(elem_id="qa-main"):
            with gr.Column(elem_id="qa-talk"):
                chatbot = gr.Chatbot(
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
                    examples=[{"text": example} for example in examples or ()],
                )
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
                if settings:
                    add_settings(gr, session, assistant.endpoint)
            gr.HTML(
                reader.contents_html(assistant.articles),
                elem_id="qa-panel",
                apply_default_css=False,
                js_on_load=(STATIC / "chat.js").read_text("utf-8"),
                server_functions=[read_article],
            )
        add_hands(gr, session, assistant.place)
        _connect(gr, assistant, session, chatbot, box)
    app.queue(default_concurrency_limit=_AT_ONCE)
    return app


def load_gradio() -> Any:
    """Gradio, told before it loads that nothing goes out from here."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


_INERT = {"apply_default_css": False, "js_on_load": None}


def _connect(gr: Any, assistant: Assistant, session: Any, chatbot: Any, box: Any) -> None:
    """What happens on Enter, on an example, on retry, stop and clear. State is per session."""

    def messages(conversation: Sequence[Turn]) -> list[dict[str, Any]]:
        shown = []
        for turn in conversation:
            # Components, because a Chatbot reads HTML in text even with Markdown off.
            shown.append({"role": "user", "content": gr.HTML(page.question_html(turn.question), **_INERT)})
            shown.append({"role": "assistant", "content": gr.HTML(turn.html, **_INERT)})
        return shown

    def reply(question: str, session: Session) -> Iterator[tuple[Any, ...]]:
        if not question.strip() or session.stopping:
            yield gr.skip(), gr.skip()
            return
        yield gr.Textbox(value="", submit_btn=False, stop_btn="Stop"), gr.skip()
        for turns in session.replies(assistant, question):
            yield gr.skip(), messages(turns)
        yield gr.Textbox(submit_btn="Ask", stop_btn=False), gr.skip()

    def picked(session: Session, event: Any) -> Iterator[tuple[Any, ...]]:
        yield from reply(event.value["text"], session)

    picked.__annotations__["event"] = gr.SelectData  # how Gradio knows what to pass

    def again(session: Session) -> Iterator[tuple[Any, ...]]:
        last = session.turns.pop() if session.turns and not session.stopping else None
        yield from reply(last.question if last else "", session)

    def stop(session: Session) -> Any:
        session.stop()
        return gr.Textbox(stop_btn="Stopping…") if session.stopping else gr.skip()

    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    box.submit(reply, [box, session], [box, chatbot], **quiet)
    chatbot.example_select(picked, session, [box, chatbot], **quiet)
    chatbot.retry(again, session, [box, chatbot], **quiet)
    box.stop(stop, session, box, queue=False, **quiet)
    chatbot.clear(Session.clear, session, None, queue=False, **quiet)
