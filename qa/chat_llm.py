"""The chat's settings of a language model: an address, a test, and whether it writes in this tab."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qa import page

if TYPE_CHECKING:
    from qa.chat_session import Session
    from qa.llm import Endpoint, LlmSettings

_TEST_SECONDS = 30.0
_QUIET = {"show_progress": "hidden", "api_visibility": "private", "queue": False}


def state_html(endpoint: Endpoint | None) -> str:
    """Who writes the answers."""
    if endpoint is None:
        return page.notice_html("No language model: answers are the articles’ own sentences.")
    model = f"{endpoint.settings.model} at " if endpoint.settings.model else "The model at "
    return page.notice_html(
        f"{model}{endpoint.settings.url} writes; what the sources do not carry is left out."
    )


def settings_of(url: str, model: str, key: str) -> LlmSettings:
    """The settings that somebody has typed.

    Raises:
        LlmError: they cannot be used.
    """
    from qa.llm import LlmError, LlmSettings

    settings = LlmSettings.from_environment(url, model, key.strip() or None)
    if settings is None:
        raise LlmError("Give the address of the language model, as http://127.0.0.1:11434/v1.")
    return settings


def tested(url: str, model: str, key: str) -> str:
    """What a test of the connection says, as HTML."""
    from qa.llm import LlmError, test_connection

    try:
        settings = settings_of(url, model, key)
        return page.notice_html(test_connection(replace(settings, total_seconds=_TEST_SECONDS)))
    except LlmError as error:
        return page.notice_html(str(error))


def used(session: Session, url: str, model: str, key: str) -> str:
    """Let the model write in this tab; what is shown then."""
    from qa.llm import Endpoint, LlmError

    try:
        session.way = replace(session.way, endpoint=Endpoint(settings_of(url, model, key)))
    except LlmError as error:
        return page.notice_html(str(error))
    return state_html(session.way.endpoint)


def add_settings(gr: Any, session: Any, endpoint: Endpoint | None) -> None:
    """The settings below the box. The key is taken out of the page as soon as it is used.

    Args:
        gr: Gradio.
        session: the component with the tab's `Session`.
        endpoint: what the chat began with.
    """
    known = endpoint.settings if endpoint else None
    with gr.Accordion("Language model", open=False, elem_id="qa-llm"):
        with gr.Row():
            url = gr.Textbox(
                known.url if known else "",
                label="Address",
                placeholder="of an OpenAI-compatible server, ending in /v1",
            )
            model = gr.Textbox(known.model if known else "", label="Model")
            key = gr.Textbox(label="Key, if it needs one", type="password")
        with gr.Row():
            test = gr.Button("Test connection", size="sm")
            use = gr.Button("Let it write", size="sm")
            leave = gr.Button("Do without", size="sm")
        said = gr.HTML(state_html(endpoint), elem_id="qa-llm-state", apply_default_css=False, js_on_load=None)

    def keep(session: Session, *typed: str) -> tuple[str, str]:
        return used(session, *typed), ""

    def drop(session: Session) -> str:
        session.way = replace(session.way, endpoint=None)
        return state_html(None)

    test.click(tested, [url, model, key], said, **_QUIET)
    use.click(keep, [session, url, model, key], [said, key], **_QUIET)
    leave.click(drop, session, said, **_QUIET)
