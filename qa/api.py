"""The assistant for programs: `ask`, `retrieve` and `sources` as endpoints of the chat's server.

Gradio serves them over HTTP and as the tools of its MCP server, and describes them to both by the
signatures and docstrings here. What they return is the JSON of the Python API.
"""

from __future__ import annotations

import importlib.util
import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from index.errors import QuestionError
from qa.assistant import checked_question
from qa.sources import describe
from qa.within import Within

if TYPE_CHECKING:
    from qa.assistant import Assistant

MCP_PATH = "/gradio_api/mcp"
"""Where Gradio's MCP server is."""

_LIMITS = {"sources": None, "after": None, "before": None}
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "ask": {"question": None, "history": None, **_LIMITS},
    "retrieve": {"question": None, "k": 10, **_LIMITS},
    "sources": {},
}
"""What each endpoint takes, in order, with what stands for that which is left out."""

_Limits = tuple[object, object, object]
"""Sources, first and last day, as they were sent."""

_AT_ONCE = 4
"""As many as the chat answers at once."""

_WAITING = 32
_MOST_HITS = 100
_MOST_MESSAGES = 1_000
_BUSY = "Too many questions are waiting. Ask again in a while."
_FAILED = "Something went wrong while answering; the server's log has the details."
_log = logging.getLogger(__name__)


def mcp_installed() -> bool:
    """Whether the package that Gradio's MCP server is made with is there."""
    return importlib.util.find_spec("mcp") is not None


def add_api(gr: Any, assistant: Assistant) -> None:
    """Add the endpoints to the app that is being built.

    Args:
        gr: Gradio.
        assistant: answers.
    """
    limit, under_way = CapacityLimiter(_AT_ONCE), 0

    class Refused(gr.Error):  # type: ignore[misc]
        """Gradio shows its message; MCP its text, which in Gradio's own has quotation marks around it."""

        def __init__(self, message: str) -> None:
            super().__init__(message, print_exception=False)

        def __str__(self) -> str:
            return str(self.message)

    async def done(work: Callable[[], Any], request: Any) -> Any:
        # Not in Gradio's queue: there its MCP server would ask this server over HTTP, without the
        # password and under whatever name the request's headers give.
        nonlocal under_way
        if under_way >= _AT_ONCE + _WAITING:
            raise Refused(_BUSY)
        under_way += 1
        try:
            result = await run_sync(work, limiter=limit)
        except QuestionError as error:
            raise Refused(str(error)) from None
        except Exception:  # noqa: BLE001 - other messages may name the server's folders
            _log.exception("A program's question could not be answered.")
            raise Refused(_FAILED) from None
        finally:
            under_way -= 1
        # Gradio would tell MCP the `str` of it, which is no JSON.
        return json.dumps(result, ensure_ascii=False) if request.url.path.startswith(MCP_PATH) else result

    async def ask(
        question: str,
        history: list[Any] | None = None,
        sources: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        request: Any = None,
    ) -> dict[str, Any]:
        """Answer a question from the articles with exact citations, or say that the articles do not.

        The answer says only what its citations say. A citation is a place: its quote is what stands in its
        source from start to end, character for character, end exclusive. Published says how the date is known.

        Args:
            question: in words, in English, Russian or Kazakh; at most 10,000 characters
            history: the messages before it, the oldest first, like [{"role": "user", "content": "…"}]
            sources: only these articles may answer; names as in what sources returns
            after: only articles published on or after this day may, like 2021-03-15, 2021-03 or 2021
            before: only articles published on or before this day may

        Returns:
            status ("answered" or "not_found"), text with markers like [1], citations in that order, confidence, and for "not_found" the nearest passages, which are no evidence
        """  # noqa: E501 - Gradio reads one line for each
        work = partial(_ask, assistant, question, history, (sources, after, before))
        return await done(work, request)  # type: ignore[no-any-return]

    async def retrieve(
        question: str,
        k: int = 10,
        sources: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        request: Any = None,
    ) -> list[dict[str, Any]]:
        """List the passages of the articles that are nearest to a question, best first.

        They are found, not checked: near is not the same as true, or as an answer. For an answer use ask.

        Args:
            question: in words, in English, Russian or Kazakh; at most 10,000 characters
            k: how many passages, from 1 to 100
            sources: only these articles may answer; names as in what sources returns
            after: only articles published on or after this day may, like 2021-03-15, 2021-03 or 2021
            before: only articles published on or before this day may

        Returns:
            for each passage its source, start, end, text and score
        """
        work = partial(_retrieve, assistant, question, k, (sources, after, before))
        return await done(work, request)  # type: ignore[no-any-return]

    async def sources(request: Any = None) -> list[dict[str, Any]]:
        """List the articles, and what is known of each: title, publisher, author and date, and how it is known.

        Returns:
            for each article its source, which citations name, sha256, title, publisher, author, published, characters, sentences and zones
        """  # noqa: E501
        return await done(lambda: [describe(article) for article in assistant.articles], request)  # type: ignore[no-any-return]

    for endpoint in (ask, retrieve, sources):
        endpoint.__annotations__["request"] = gr.Request  # how Gradio knows what to pass
        gr.api(endpoint, api_name=endpoint.__name__, queue=False)


def _ask(assistant: Assistant, question: object, history: object, limits: _Limits) -> dict[str, Any]:
    return assistant.ask(_question(question), _history(history), within=_within(limits)).to_dict()


def _retrieve(assistant: Assistant, question: object, k: object, limits: _Limits) -> list[dict[str, Any]]:
    if type(k) is not int or not 1 <= k <= _MOST_HITS:
        raise QuestionError(f"k is no whole number from 1 to {_MOST_HITS}.")
    return [hit.to_dict() for hit in assistant.retrieve(_question(question), k, within=_within(limits))]


def _within(limits: _Limits) -> Within | None:
    """The articles that may answer.

    Raises:
        QuestionError: what was sent names none, or no days.
    """
    sources, after, before = limits
    if not isinstance(sources, list | None) or not all(isinstance(source, str) for source in sources or ()):
        raise QuestionError('The sources are no list of articles\' names, like ["report.txt"].')
    if not isinstance(after, str | None) or not isinstance(before, str | None):
        raise QuestionError("A day is written as 2021-03-15, 2021-03 or 2021.")
    return Within.of(sources or (), after, before)


def _question(question: object) -> str:
    if question is None:
        raise QuestionError("There is no question. Ask something in words.")
    return checked_question(question)  # type: ignore[arg-type]


def _history(history: object) -> list[dict[str, Any]] | None:
    """The messages, when all are messages.

    Raises:
        QuestionError: they are not, or there are too many.
    """
    if history is None:
        return None
    if not isinstance(history, list) or not all(map(_is_message, history)):
        raise QuestionError('The history is no list of messages like {"role": "user", "content": "…"}.')
    if len(history) > _MOST_MESSAGES:
        raise QuestionError(f"The history has {len(history):,} messages; at most {_MOST_MESSAGES:,} can be.")
    return history


def _is_message(message: object) -> bool:
    return isinstance(message, dict) and isinstance(message.get("role"), str) and "content" in message
