"""What happens on Enter, example, retry, stop, clear, and when a link is opened. State is per tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import QAError, QuestionError
from qa import page
from qa.chat_filters import Filters, limited
from qa.chat_session import Asked, Session, Turn, unasked_html
from qa.corpora import Corpora
from qa.within import Within

_STATIC = Path(__file__).parent / "static"
AT_ONCE = 4
"""So many conversations are answered at once; the others wait."""

_REOPENED = 12
"""So many questions of a link are asked again."""

_DAYS = ("after", "before")
_INERT = {"apply_default_css": False, "js_on_load": None}


def connect(gr: Any, corpora: Corpora, session: Any, chatbot: Any, box: Any, filters: Filters) -> None:
    """Connect the conversation's components.

    Args:
        gr: Gradio.
        corpora: what is open.
        session: the component with the tab's `Session`.
        chatbot, box: the conversation, and where questions are typed.
        filters: the components that limit questions.
    """

    def messages(conversation: Sequence[Turn]) -> list[dict[str, Any]]:
        shown = []
        for turn in conversation:
            # Components, because a Chatbot reads HTML in text even with Markdown off.
            asked = page.question_html(turn.question, turn.within)
            shown.append({"role": "user", "content": gr.HTML(asked, **_INERT)})
            shown.append({"role": "assistant", "content": gr.HTML(turn.html, **_INERT)})
        return shown

    def answered(asked: Sequence[Asked], session: Session) -> Iterator[tuple[Any, ...]]:
        try:
            replies = session.replies(corpora[session.corpus].assistant, asked)
        except QAError as error:  # the tab's own articles have been closed
            session.turns.append(Turn(asked[0].question, page.notice_html(str(error))))
            yield gr.skip(), messages(session.turns)
            return
        box = gr.Textbox(value="", submit_btn=False, stop_btn="Stop")
        for turns in replies:
            yield box, messages(turns)
            box = gr.skip()
        yield gr.Textbox(submit_btn="Ask", stop_btn=False), gr.skip()

    def reply(question: str, session: Session) -> Iterator[tuple[Any, ...]]:
        if not question.strip() or session.stopping:
            yield gr.skip(), gr.skip()
            return
        if session.problem:  # the question stays in the box
            session.turns.append(Turn(question, unasked_html(session.problem)))
            yield gr.skip(), messages(session.turns)
            return
        yield from answered([Asked(question, session.way.within)], session)

    def picked(session: Session, event: Any) -> Iterator[tuple[Any, ...]]:
        yield from reply(event.value["text"], session)

    picked.__annotations__["event"] = gr.SelectData  # how Gradio knows what to pass

    def again(session: Session) -> Iterator[tuple[Any, ...]]:
        ready = session.turns and not session.stopping and not session.problem
        last = session.turns.pop() if ready else None
        yield from reply(last.question if last else "", session)

    def limiting(session: Session, event: Any) -> tuple[Any, ...]:
        session.opened = [] if session.turns or session.stopping else linked(event._data)
        if not session.opened:
            return (gr.skip(),) * len(filters.parts)
        return limited(gr, corpora, session, session.opened[-1].within)

    limiting.__annotations__["event"] = gr.EventData

    def reopened(session: Session) -> Iterator[tuple[Any, ...]]:
        asked, session.opened = session.opened, []
        if asked:
            yield from answered(asked, session)
        else:
            yield gr.skip(), gr.skip()

    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    answering = {**quiet, "concurrency_id": "answering", "concurrency_limit": AT_ONCE}
    box.submit(reply, [box, session], [box, chatbot], **answering)
    chatbot.example_select(picked, session, [box, chatbot], **answering)
    chatbot.retry(again, session, [box, chatbot], **answering)
    box.stop(Session.stop, session, None, queue=False, **quiet)
    chatbot.clear(Session.clear, session, None, queue=False, **quiet)
    talks = gr.HTML(
        "",
        elem_id="qa-links",
        html_template="",
        apply_default_css=False,
        js_on_load=(_STATIC / "talks.js").read_text("utf-8"),
    )
    # In two steps: what somebody changes while the questions are answered stays as it is.
    opening = talks.reopen(limiting, session, filters.parts, queue=False, **quiet)
    opening.then(reopened, session, [box, chatbot], **answering)


def linked(sent: object) -> list[Asked]:
    """What a link asks, in order. A question whose limits cannot be read is not asked without them.

    Args:
        sent: ``[{"ask": …, "source": […], "after": …, "before": …}, …]``; browsers may send anything.
    """
    found = []
    for one in sent[:_REOPENED] if isinstance(sent, list) else ():
        question, sources = (one.get("ask"), one.get("source")) if isinstance(one, dict) else ("", [])
        named = [name for name in sources if isinstance(name, str)] if isinstance(sources, list) else []
        if isinstance(question, str) and question.strip():
            try:
                found.append(Asked(question, Within.of(named, *(str(one.get(d) or "") for d in _DAYS))))
            except QuestionError as error:
                found.append(Asked(question, problem=str(error)))
    return found
