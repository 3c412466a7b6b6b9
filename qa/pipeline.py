"""From a question to the events of its answer: understood, searched, read, told."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Event as Flag

from index.embedding import Embedder
from index.store import Store
from qa.answering import Arrangement, arrange, cite, compose, hits
from qa.calibration import calibration
from qa.confidence import IDENTIFIED, reasons
from qa.conversation import Understood, understand
from qa.evidence import Evidence, choose_evidence
from qa.frames import Language, language_of, say
from qa.history import Message, turns_of
from qa.judge import Judge
from qa.llm import Endpoint, LlmError
from qa.mentions import content
from qa.retrieval import Ranking, Retriever, restricted
from qa.types import Answer, Event, Found, Sources, Stage, TextPiece
from qa.within import Within
from qa.writing import Draft, nearness, offered, write

LONGEST_UNDERSTOOD = 10_000
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """What an answer is made with.

    Attributes:
        store: the index.
        retriever: over it.
        embedder: the model of the index.
        judge: the evidence model; None without one.
        endpoint: where a language model writes; None without one.
        within: which articles may answer; None for all.
        language: of the words around the quotes; None for the question's.
    """

    store: Store
    retriever: Retriever
    embedder: Embedder
    judge: Judge | None = None
    endpoint: Endpoint | None = None
    within: Within | None = None
    language: Language | None = None

    def rank(self, question: str) -> Ranking:
        """Score what may answer a question.

        Raises:
            QuestionError: no article may.
        """
        ranking = self.retriever.rank(question)
        return restricted(ranking, self.store, self.within) if self.within else ranking


def answer_events(
    parts: Parts, question: str, history: Sequence[Message] | None, stop: Flag | None = None
) -> Iterator[Event]:
    """Answer a question and tell of it on the way.

    Args:
        parts: what it is answered with.
        question: checked.
        history: the messages before it.
        stop: when set, what a language model writes ends at once.
    """
    yield Stage("searching")
    before = turns_of(history)[-1:]
    language = parts.language or language_of(question, before[0][0] if before else "")
    meant, problem = _understood(parts.endpoint, question, history, stop)
    question, completed = meant.text[:LONGEST_UNDERSTOOD], meant.text if meant.completed else None
    if not content(question):  # "Hi!", "Who are you?"
        text = say("topicless", language)
        yield TextPiece(text)
        yield Answer("not_found", text, (), 0.0, understood=completed)
        return
    rank = cache(parts.rank)
    nearest = tuple(hits(parts.store, rank(question), _NEAREST))
    yield Stage("reading")
    yield Found(nearest)
    evidence = choose_evidence(parts.store, rank, question, parts.judge, meant.core)
    confidence = round(evidence.confidence, 4)
    model = calibration("read" if parts.judge else "plain")
    because = reasons(evidence.signs, model, evidence.strangers)
    if evidence.described:
        because = (f"For: {IDENTIFIED}.", *because)
    if not evidence.found:
        text = say("related" if evidence.related else "absent", language)
        yield TextPiece(text)
        yield Answer("not_found", text, (), confidence, nearest, completed, reasons=because)
        return
    yield Stage("answering")
    arranged = arrange([cite(parts.store, c.number, c.span) for c in evidence.chosen], question)
    yield Sources(arranged.citations)
    draft = Draft(list(arranged.citations))
    if problem:
        draft.notice = say("llm_failed", language, why=problem)
    elif parts.endpoint:
        yield Stage("writing")
        draft = yield from _written(parts, parts.endpoint, question, evidence, arranged, language, stop)
    text = draft.text
    for paragraph in compose(arranged, question, language) if draft.notice or not text else ():
        piece = f"\n\n{paragraph}" if text else paragraph
        text += piece
        yield TextPiece(piece)
    yield Answer(
        "answered",
        text,
        tuple(draft.citations),
        confidence,
        understood=completed,
        written=tuple(draft.sentences),
        notice=draft.notice,
        difference=arranged.differing,
        reasons=because,
    )


def _understood(
    endpoint: Endpoint | None, question: str, history: Sequence[Message] | None, stop: Flag | None
) -> tuple[Understood, str]:
    """What the question means, and what is wrong with the language model: "" when nothing is."""
    problem = ""
    if endpoint and history:
        from qa.completion import complete

        try:
            if said := complete(endpoint, question, history, stop):
                return Understood(said, completed=said != question, because="model"), ""
        except LlmError as error:
            problem = str(error)
    return understand(question, history), problem


def _written(
    parts: Parts,
    endpoint: Endpoint,
    question: str,
    evidence: Evidence,
    arranged: Arrangement,
    language: Language,
    stop: Flag | None,
) -> Generator[TextPiece, None, Draft]:
    passages = offered(parts.store, arranged.citations, evidence.ranked)
    similar = nearness(parts.embedder.encode_passages)
    own = len(arranged.citations)
    return (yield from write(endpoint, question, passages, own, language, similar, stop))
