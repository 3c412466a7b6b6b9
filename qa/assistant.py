"""The assistant: opens an index, answers questions from it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.errors import QuestionError, StoreError, StoreMissing
from qa.opening import open_endpoint, open_judge
from qa.types import Answer, Event, Hit

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.records import IndexedArticle
    from index.store import Store
    from qa.evidence import Evidence
    from qa.frames import Language
    from qa.history import Message
    from qa.judge import Judge
    from qa.llm import Endpoint
    from qa.llm_settings import LlmSettings
    from qa.retrieval import Retriever
    from qa.within import Within

MAX_QUESTION = 10_000
"""Longest question in characters."""


class Assistant:
    """Answers questions from one corpus. Safe to use from several threads.

    Attributes:
        place: the folder of the index; None when it lies in no folder.
        endpoint: where a language model writes its answers; None without one.

    Make one with `Assistant.open`.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        place: Path | None = None,
        judge: Judge | None = None,
        endpoint: Endpoint | None = None,
    ) -> None:
        from qa.retrieval import Retriever

        self._embedder, self._judge = embedder, judge
        self.place = place
        self.endpoint = endpoint
        self._generation = store.generation
        self._opened = store, Retriever(store, embedder)
        self._reopening = threading.Lock()

    def _latest(self) -> tuple[Store, Retriever]:
        """The index and its retriever, opened again when another process has updated the index.

        An index that is gone or damaged by now changes nothing: what is open goes on answering.
        """
        from index.generations import current_generation
        from index.store import open_store
        from qa.retrieval import Retriever

        if self.place is not None:
            with self._reopening, contextlib.suppress(StoreError):
                if current_generation(self.place) != self._generation:
                    store = open_store(self.place, model=self._embedder.fingerprint)
                    self._opened = store, Retriever(store, self._embedder)
                    self._generation = store.generation
        return self._opened

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str] | None = None,
        index: str | os.PathLike[str] | None = None,
        *,
        model: str | None = None,
        evidence_model: str | None = None,
        llm: LlmSettings | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Assistant:
        """Open the index of a folder of articles; build it on first use.

        Args:
            folder: the articles; without it the five of ``seeds/``.
            index: where the index lies; without it ``.qa-index`` inside the folder.
            model: a sentence-transformers folder or hub name instead of the packaged model.
            evidence_model: ``"none"`` answers from retrieval's scores alone; a path names the card
                of other weights than the packaged ones.
            llm: an endpoint whose language model writes the answers; without it they are quotes.
            progress: called while building with texts embedded and texts in all.

        Raises:
            QAError: the folder, the index or the model cannot be used; the message says why.
        """
        from index.build import build_index, default_index
        from index.embedding import SentenceTransformerEmbedder
        from index.store import open_store

        articles = Path(folder) if folder is not None else seeds_folder()
        place = Path(index) if index is not None else default_index(articles)
        embedder = SentenceTransformerEmbedder(model)
        try:
            store = open_store(place, model=embedder.fingerprint)
        except StoreMissing:
            build_index(articles, place, embedder, progress=progress)
            store = open_store(place, model=embedder.fingerprint)
        return cls(store, embedder, place, open_judge(embedder, evidence_model), open_endpoint(llm))

    def beside(
        self,
        folder: Path,
        index: Path | None = None,
        *,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Assistant, tuple[str, ...]]:
        """Open another folder with the same models; its index is made, or brought up to date.

        Args:
            folder, index, progress: as for `open`.

        Returns:
            An assistant for that folder, and a line for each file that could not be read.

        Raises:
            QAError: the folder or the index cannot be used, or no file can be read.
        """
        from index.build import build_index, default_index
        from index.store import open_store

        place = index or default_index(folder)
        report = build_index(folder, place, self._embedder, skip_bad=True, progress=progress)
        store = open_store(place, model=self._embedder.fingerprint)
        opened = type(self)(store, self._embedder, place, self._judge, self.endpoint)
        return opened, tuple(map(str, report.problems))

    @property
    def store(self) -> Store:
        """The index as it is now."""
        return self._latest()[0]

    @property
    def articles(self) -> tuple[IndexedArticle, ...]:
        """The articles of the index, by source name, with text, zones and metadata."""
        return self.store.articles

    def warm_up(self) -> None:
        """Load the models now rather than with the first question."""
        self.evidence("warm up")

    def retrieve(self, question: str, k: int = 10, *, within: Within | None = None) -> list[Hit]:
        """The ``k`` passages nearest to a question, best first.

        Args:
            question: as for `ask`.
            k: how many.
            within: the articles that are searched; None for all.

        Raises:
            QuestionError: the question is empty or too long, ``k`` is less than 1, or no article is
                ``within``.
        """
        if k < 1:
            raise QuestionError(f"k is {k}; ask for at least one passage.")
        from qa.answering import hits
        from qa.pipeline import Parts

        store, retriever = self._latest()
        parts = Parts(store, retriever, self._embedder, within=within)
        return hits(store, parts.rank(checked_question(question)), k)

    def ask(
        self,
        question: str,
        history: Sequence[Message] | None = None,
        *,
        within: Within | None = None,
    ) -> Answer:
        """Answer a question from the articles.

        Args:
            question: in words; at most `MAX_QUESTION` characters.
            history: messages before it, as OpenAI and Gradio write them.
            within: the articles that may answer; None for all.

        Raises:
            QuestionError: the question is empty or too long, or no article is ``within``.
        """
        *_, answer = self.stream(question, history, within=within)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Message] | None = None,
        *,
        within: Within | None = None,
        language: Language | None = None,
        endpoint: Endpoint | Literal["own"] | None = "own",
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Answer a question and tell of it on the way: stages, text as it comes, the `Answer`.

        The question is checked at once, not when the first event is taken.

        Args:
            question, history, within: as for `ask`.
            language: of the words around the quotes; None for the question's.
            endpoint: the language model for this question; None for quotes alone.
            stop: when set, from any thread, a language model's answer ends at once.

        Raises:
            QuestionError: the question is empty or too long.
        """
        from qa.pipeline import Parts, answer_events

        checked = checked_question(question)
        parts = Parts(
            *self._latest(),
            self._embedder,
            self._judge,
            self.endpoint if endpoint == "own" else endpoint,
            within,
            language,
        )
        return answer_events(parts, checked, history, stop)

    def suggestions(
        self,
        question: str,
        answer: Answer,
        *,
        within: Within | None = None,
        language: Language | None = None,
    ) -> list[str]:
        """A few questions that follow on from an answer and that the articles answer.

        Args:
            question: as it was asked.
            answer: what it was answered with.
            within: the articles that may answer; None for all.
            language: of what is suggested; None for the question's.
        """
        from qa.pipeline import Parts
        from qa.suggestions import suggested

        parts = Parts(*self._latest(), self._embedder, within=within, language=language)
        return suggested(parts, question, answer)

    def evidence(self, question: str, history: Sequence[Message] | None = None) -> Evidence:
        """What an answer to the question would be made of, with what its confidence rests on.

        Args:
            question, history: as for `ask`.

        Raises:
            QuestionError: the question is empty or too long.
        """
        from qa.conversation import understand
        from qa.evidence import choose_evidence

        meant = understand(checked_question(question), history)
        store, retriever = self._latest()
        return choose_evidence(store, retriever.rank, meant.text, self._judge, meant.core)


def seeds_folder() -> Path:
    """The folder with the five articles that come with the project."""
    return Path(__file__).resolve().parent.parent / "seeds"


def checked_question(question: str) -> str:
    """The question, when it can be asked.

    Raises:
        QuestionError: it is no text, empty or too long.
    """
    if not isinstance(question, str):
        raise QuestionError(f"The question is a {type(question).__name__}, not text.")
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION:,} can be asked."
        )
    question = question.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty. Ask something in words.")
    return question
