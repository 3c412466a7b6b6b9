"""A browser tab's conversation: what was asked, what is shown below it, and what it is answered from."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from index.errors import QAError
from qa import cards, page
from qa.frames import language_of
from qa.memory import give_back
from qa.taking import row_html
from qa.types import Answer, Citation, Found, Sources, Stage, TextPiece

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.frames import Language
    from qa.llm import Endpoint
    from qa.within import Within

_SHOWN_EVERY = 0.05
"""Seconds between two showings of a text that comes: each costs Gradio as long on a slow machine."""

_FAILED = "Something went wrong while answering; the server's log has the details."
_log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A question, the articles that may answer it (None for all), and what is wrong with these limits."""

    question: str
    within: Within | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is shown below it.

    Attributes:
        question: as it was asked.
        html: what stands below it.
        answer: what it was answered with; None while there is none, or when there will be none.
        within: the articles that could answer; None for all.
    """

    question: str
    html: str
    answer: Answer | None = None
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How questions are answered in a tab.

    Attributes:
        endpoint: the language model that writes; None for none.
        within: the articles that may answer; None for all.
        language: of the words around the quotes; None for each question's.
        judging: whether verdicts can be kept: not beside an index that goes with the tab.
    """

    endpoint: Endpoint | None = None
    within: Within | None = None
    language: Language | None = None
    judging: bool = True


class Session:
    """One browser tab's conversation. One question at a time.

    Attributes:
        turns: what has been asked and answered.
        stopping: set to end the answer that is coming; None while none is.
        way: how questions are answered.
        corpus: the key of the articles that are open in this tab.
        opened: what an opened link asks, until it is asked.
        problem: why the limits that stand on the page cannot be used; "" when they can.
    """

    def __init__(self, endpoint: Endpoint | None = None) -> None:
        self.turns: list[Turn] = []
        self.stopping: threading.Event | None = None
        self._beginning = threading.Lock()
        self.way = Way(endpoint)
        self.corpus = ""
        self.problem = ""
        self.opened: list[Asked] = []

    def __deepcopy__(self, memo: object) -> Session:
        return Session(self.way.endpoint)  # how Gradio makes the state of a new tab

    def replies(self, assistant: Assistant, asked: Sequence[Asked]) -> Iterator[list[Turn]]:
        """The conversation again and again while questions are answered, one after the other.

        It ends when it is stopped; while others are being answered, there is nothing.
        """
        with self._beginning:
            if self.stopping:
                return
            stopping = self.stopping = threading.Event()
        try:
            for question, within, problem in asked:
                if stopping.is_set():
                    break
                if problem:
                    self.turns = [*self.turns, Turn(question, unasked_html(problem))]
                    continue
                before, turns = self.turns, []
                self.turns = [*before, Turn(question, page.notice_html("Stopped."), within=within)]
                way = replace(self.way, within=within)
                for turns in turns_of(assistant, question, before, way, stopping):
                    if stopping.is_set():
                        break
                    if turns[-1].answer:
                        self.turns = turns  # from here on it can be copied, kept and judged
                    yield turns
                if not stopping.is_set():
                    self.turns = turns
            yield self.turns
        finally:
            self.stopping = None
            give_back()

    def stop(self) -> None:
        """End the answer that is coming, at its next event."""
        if self.stopping:
            self.stopping.set()

    def clear(self) -> None:
        """Begin anew."""
        self.stop()
        self.turns = []


def unasked_html(problem: str) -> str:
    """What stands below a question whose limits cannot be used."""
    return page.notice_html(f"Nothing was asked. {problem}")


def turns_of(
    assistant: Assistant,
    question: str,
    before: Sequence[Turn],
    way: Way = Way(),
    stop: threading.Event | None = None,
) -> Iterator[list[Turn]]:
    """The conversation again and again while a question is answered: sources first, then the text.

    Whatever goes wrong ends as a line in the conversation; a traceback goes to the log only.
    """
    articles = {article.source: article for article in assistant.articles}
    text, sources, key = "", tuple[Citation, ...](), uuid.uuid4().hex
    shown = monotonic()

    def now(html: str, answer: Answer | None = None) -> list[Turn]:
        return [*before, Turn(question, html, answer, way.within)]

    def finished(answer: Answer, following: Sequence[str] = ()) -> str:
        row = ""
        if answer.citations or answer.nearest:
            row = row_html(answer, len(before), judging=way.judging and assistant.place is not None)
        below = cards.cards_html(answer, key) + row + following_html(following)
        return page.answer_html(answer, key, articles, card=partial(cards.card_id, key), below=below)

    try:
        for event in assistant.stream(
            question,
            history_of(before),
            within=way.within,
            language=way.language,
            endpoint=way.endpoint,
            stop=stop,
        ):
            if isinstance(event, Stage):
                if event.name in ("searching", "writing"):  # the others are over at once, or tell no more
                    yield now(page.partial_html("", sources, event.name))
            elif isinstance(event, Found):
                yield now(page.reading_html(event.hits, articles))
            elif isinstance(event, Sources):
                sources = event.citations
            elif isinstance(event, TextPiece):
                text += event.text
                if monotonic() - shown >= _SHOWN_EVERY:
                    shown = monotonic()
                    yield now(page.partial_html(text, sources))
            elif isinstance(event, Answer):
                yield now(finished(event), event)
                if following := _following(assistant, question, event, before, way):
                    yield now(finished(event, following), event)
    except QAError as error:
        yield now(page.notice_html(str(error)))
    except Exception:  # noqa: BLE001 - whatever breaks, the reader gets one line and the log the rest
        _log.exception("A question could not be answered.")
        yield now(page.notice_html(_FAILED))


def _following(
    assistant: Assistant, question: str, answer: Answer, before: Sequence[Turn], way: Way
) -> list[str]:
    """Questions to go on with; that there are none is no reason to lose the answer."""
    language = way.language or language_of(question, before[-1].question if before else "")
    try:
        return assistant.suggestions(question, answer, within=way.within, language=language)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("No questions to go on with could be found.")
        return []


def following_html(questions: Sequence[str]) -> str:
    """Questions to go on with, as buttons."""
    if not questions:
        return ""
    listed = "".join(
        f'<button type="button" class="qa-suggest" data-question="{page.exact(q)}">'
        f"<bdi>{page.escape(q)}</bdi></button>"
        for q in questions
    )
    return f'<div class="qa-next" role="group" aria-label="Questions to go on with">{listed}</div>'


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The conversation as the assistant takes it: plain text, nothing of the page."""
    messages = []
    for turn in turns:
        if turn.answer:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages
