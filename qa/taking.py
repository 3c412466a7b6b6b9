"""The row below an answer: copy it, save the conversation, say whether it was good.

The page sends numbers of turns, verdicts and reasons; what is copied, saved and kept is the answers
of its own session as the server holds them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import QAError
from qa import feedback
from qa.export import Exchange, as_json, as_markdown, copied
from qa.export_page import as_page
from qa.page import escape
from qa.types import Answer

if TYPE_CHECKING:
    from qa.chat_session import Session
    from qa.corpora import Corpora

_STATIC = Path(__file__).parent / "static"
_FORMS = {"md": "Markdown", "json": "JSON", "html": "Page to print"}
_TYPES = {"md": "text/markdown", "json": "application/json", "html": "text/html"}
_THUMB = (
    '<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.8" '
    'stroke-linejoin="round" aria-hidden="true"><path d="M7 10v10H4V10zM7 10l4-7c1.7 0 2.6 1.2 2.3 2.8L12.7 9'
    'H19a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6H7"/></svg>'
)


def row_html(answer: Answer, turn: int, *, judging: bool) -> str:
    """The row below a finished answer.

    Args:
        answer: what can be copied.
        turn: the number of the question in its conversation, from 0.
        judging: whether verdicts can be kept.
    """
    forms = "".join(
        f'<button type="button" class="qa-quiet qa-save" data-form="{form}">{label}</button>'
        for form, label in _FORMS.items()
    )
    return (
        f'<div class="qa-row" data-turn="{turn}">'
        '<button type="button" class="qa-quiet qa-copy">Copy</button>'
        '<button type="button" class="qa-quiet qa-link-copy" title="A link that asks again">Link</button>'
        '<details class="qa-download"><summary class="qa-quiet">Download</summary>'
        f'<div class="qa-forms" role="group" aria-label="The conversation as">{forms}</div></details>'
        f'{_VERDICTS if judging else ""}<span class="qa-said" role="status"></span>'
        f'{_REASON if judging else ""}<pre class="qa-copied" hidden>{escape(copied(answer))}</pre></div>'
    )


def _verdict(name: feedback.Verdict, label: str) -> str:
    return (
        f'<button type="button" class="qa-quiet qa-verdict qa-{name}" data-verdict="{name}" '
        f'aria-pressed="false" aria-label="{label}" title="{label}">{_THUMB}</button>'
    )


_VERDICTS = _verdict("up", "A good answer") + _verdict("down", "Not a good answer")
_REASON = (
    f'<form class="qa-reason" hidden><input type="text" maxlength="{feedback.MAX_REASON}" '
    'aria-label="Why, if you like" placeholder="Why, if you like" autocomplete="off" />'
    '<button type="submit" class="qa-quiet qa-send">Send</button>'
    '<button type="button" class="qa-quiet qa-leave">Cancel</button></form>'
)


def exchanges_of(session: Session) -> list[Exchange]:
    """What a session's questions were answered with; those without an answer are left out."""
    return [Exchange(turn.question, turn.answer, turn.within) for turn in session.turns if turn.answer]


def saved(exchanges: Sequence[Exchange], form: object, made: datetime) -> dict[str, str]:
    """A file for the browser to save, or a line that says why there is none.

    Args:
        exchanges: questions and answers in order.
        form: ``"md"``, ``"json"`` or ``"html"``; browsers may send anything.
        made: now.
    """
    if not isinstance(form, str) or form not in _FORMS or not exchanges:
        return {"said": "There is nothing to download."}
    if form == "json":
        text = as_json(exchanges)
    else:
        text = (as_markdown if form == "md" else as_page)(exchanges, made)
    name = f"answers-{made:%Y-%m-%d-%H%M}.{form}"
    return {"name": name, "type": f"{_TYPES[form]};charset=utf-8", "text": text, "said": f"Saved as {name}."}


def judged(session: Session, folder: Path | None, sent: Any, time: datetime) -> dict[str, str]:
    """Keep a verdict on one of the session's answers; a line that says whether that went well.

    Args:
        session: whose answers they are.
        folder: where the index lies; None for nowhere.
        sent: ``{"turn": …, "verdict": …, "reason": …}``; browsers may send anything.
        time: now, with its time zone.
    """
    turn, verdict, reason = (sent.get(name) for name in ("turn", "verdict", "reason"))
    turns = session.turns
    known = type(turn) is int and 0 <= turn < len(turns) and turns[turn].answer
    if not known or verdict not in ("up", "down") or not isinstance(reason, str) or folder is None:
        return {"said": "There is no such answer."}
    try:
        feedback.keep(folder, turns[turn].question, known, verdict, reason, time=time)
    except QAError as error:
        return {"said": str(error)}
    return {"said": f"Kept in {feedback.FILE}, beside the index."}


def add_hands(gr: Any, session: Any, corpora: Corpora) -> None:
    """What the rows' buttons and the cards need: scripts, and a way to the session and back.

    Args:
        gr: Gradio.
        session: the component with the tab's `Session`.
        corpora: what is open; verdicts are kept beside the index of the articles that they are about.
    """
    scripts = (f"{{\n{(_STATIC / name).read_text('utf-8')}\n}}" for name in ("cards.js", "taking.js"))
    hands = gr.HTML(
        "", elem_id="qa-hands", html_template="", apply_default_css=False, js_on_load="\n".join(scripts)
    )

    def answered(session: Any, event: Any) -> str:  # Gradio evaluates the hints: `Session` it cannot find
        sent = event._data if isinstance(event._data, dict) else {}
        now = datetime.now().astimezone()
        try:
            done = (
                judged(session, corpora[session.corpus].assistant.place, sent, now)
                if "verdict" in sent
                else saved(exchanges_of(session), sent.get("form"), now)
            )
        except QAError as error:
            done = {"said": str(error)}
        # The page notices only what has changed. No "<", or Gradio looks for scripts in it.
        return json.dumps({**done, "once": uuid.uuid4().hex}).replace("<", r"\u003c")

    answered.__annotations__["event"] = gr.EventData  # how Gradio knows what to pass
    quiet = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    hands.take(answered, session, hands, trigger_mode="multiple", **quiet)  # a reason right after its verdict
