"""The evidence model as the assistant uses it: reads a question with passages, says what answers it.

The weights in ``evidence_model.safetensors`` are low-rank changes to multilingual-e5-small, which
is in memory already, and three small heads (`qa.judge_net`). ``evidence_model.json`` beside them
names their checksum, what they were trained on, and how well that went.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding import Embedder

if TYPE_CHECKING:
    from qa.judge_reader import Reader


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage to be read.

    Attributes:
        question: in any language.
        lead: what stands over the passage, such as its article's title; read, never chosen.
        text: the passage.
        sentences: ``(start, end)`` of each sentence in ``text``.
    """

    question: str
    lead: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of a question and a passage.

    Attributes:
        answers: log-odds that the passage answers the question.
        sentences: for each sentence, the log-probability that it is the one, if the passage does.
        spans: for each sentence, ``(start, end)`` in the passage of the words most likely to be
            the answer; None for a sentence that was not read.
    """

    answers: float
    sentences: tuple[float, ...]
    spans: tuple[tuple[int, int] | None, ...]


_KEPT = 16
"""So many readings of a question with its passages are kept."""


class Judge:
    """The evidence model. It is loaded with the first reading; safe to use from several threads.

    Args:
        embedder: the model of the index; if it is the packaged one, its embeddings are shared.
        card: description of the weights to use instead of the packaged ones.
    """

    def __init__(self, embedder: Embedder | None = None, card: Path | None = None) -> None:
        self._embedder, self._card = embedder, card
        self._loading = threading.Lock()
        self._reading = threading.Lock()
        self._reader: Reader | None = None
        self._read = lru_cache(_KEPT)(self._read_anew)  # the same question is often looked at again

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read passages, each with its question.

        Raises:
            ModelError: the weights cannot be loaded.
        """
        with self._loading:
            if self._reader is None:
                from qa.judge_reader import load_reader

                self._reader = load_reader(self._embedder, self._card)
        return list(self._read(tuple(pairs)))

    def _read_anew(self, pairs: tuple[Pair, ...]) -> tuple[Reading, ...]:
        assert self._reader is not None
        with self._reading:  # each uses all cores: two at once would only hold each other up
            return tuple(self._reader.read(pairs))
