"""What of a language model's answers is shown, and whether the sources carry it: for a person to read.

The model is asked what the articles answer. Of its sentences those that are shown are sampled, each with
the quotes that it cites and a place for the verdict of whoever reads them: ``supported`` true or false.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.cases import Case
from eval.grounding import Rate
from eval.metrics import evidence_at_1
from eval.squad import DataError
from qa import Answer, Assistant
from qa.llm import Endpoint

SEED = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that a model wrote and that readers see.

    Attributes:
        id, question: of the case.
        sentence: as it is shown.
        quotes: what it cites.
        supported: whether they carry it; None until somebody has read it.
        note: what the reader of it says about that.
    """

    id: str
    question: str
    sentence: str
    quotes: tuple[str, ...]
    supported: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """What became of a model's answers.

    Attributes:
        questions: how many were asked.
        written: how many sentences it wrote.
        shown: those that stand in answers.
        left_out: why others do not, with numbers; a sentence can have several reasons.
        quoted: answers that had to be made of quotes alone.
        right, right_without: questions whose first citation is acceptable evidence, with the model and
            without.
        changed: names of the questions for which these differ.
    """

    questions: int
    written: int
    shown: tuple[Shown, ...]
    left_out: tuple[tuple[str, int], ...]
    quoted: int
    right: Rate
    right_without: Rate
    changed: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The report in words."""
        yield f"{self.questions} questions, {self.written} sentences written, {len(self.shown)} shown."
        yield f"{self.quoted} answers are quotes alone."
        for label, rate in (("with the model", self.right), ("without it", self.right_without)):
            low, high = rate.interval
            yield f"evidence@1 {label}: {rate.value:.3f} ({low:.3f}–{high:.3f})"
        yield f"It differs for: {', '.join(self.changed) or 'none'}"
        yield from (f"{number:4} × {reason}" for reason, number in self.left_out)


@dataclass(frozen=True, slots=True)
class Compared:
    """A question's answers.

    Attributes:
        case: the question.
        with_model, without: the answer that a model writes, and the one made of quotes.
    """

    case: Case
    with_model: Answer
    without: Answer

    @property
    def right(self) -> tuple[bool, bool]:
        """Whether the first citation is acceptable evidence, with the model and without."""
        first, second = (bool(evidence_at_1(self.case, each)) for each in (self.with_model, self.without))
        return first, second

    @property
    def shown(self) -> list[Shown]:
        """The sentences of the model that readers see."""
        quotes = [citation.quote for citation in self.with_model.citations]
        return [
            Shown(self.case.id, self.case.question, s.text, tuple(quotes[m - 1] for m in s.markers))
            for s in self.with_model.written
            if s.kept
        ]


def ask_both(assistant: Assistant, endpoint: Endpoint, cases: Sequence[Case]) -> Iterator[Compared]:
    """Ask each question with a language model and without it.

    Args:
        assistant: answers.
        endpoint: where the model is.
        cases: questions that the articles answer.
    """
    for case in cases:
        yield Compared(case, *(_asked(assistant, case, asked) for asked in (endpoint, None)))


def summary(compared: Sequence[Compared]) -> WrittenReport:
    """What the answers so far come to."""
    written = [sentence for each in compared for sentence in each.with_model.written]
    right = [sum(hits) for hits in zip(*(each.right for each in compared), strict=True)] or [0, 0]
    return WrittenReport(
        questions=len(compared),
        written=len(written),
        shown=tuple(sentence for each in compared for sentence in each.shown),
        left_out=tuple(Counter(reason for s in written for reason in s.reasons).most_common()),
        quoted=sum(each.with_model.notice is not None or not each.shown for each in compared),
        right=Rate(right[0], len(compared)),
        right_without=Rate(right[1], len(compared)),
        changed=tuple(each.case.id for each in compared if each.right[0] != each.right[1]),
    )


def _asked(assistant: Assistant, case: Case, endpoint: Endpoint | None) -> Answer:
    *_, answer = assistant.stream(case.question, case.history, endpoint=endpoint)
    assert isinstance(answer, Answer)
    return answer


def write_sample(path: Path, shown: Sequence[Shown], size: int) -> None:
    """Write as many of the sentences, in an order that tells nothing, to be read by hand."""
    order = np.random.default_rng(SEED).permutation(len(shown))[:size]
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(asdict(sentence), ensure_ascii=False) for sentence in (shown[n] for n in order))
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_verdicts(path: Path) -> Rate:
    """How many of the sentences in a file of `write_sample` are supported, once all have been read.

    Raises:
        DataError: the file cannot be read, or a sentence has no verdict.
    """
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        verdicts = [_verdict(line) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: holds no sentences that have been read ({error}).") from error
    if not verdicts:
        raise DataError(f"{path}: holds no sentences.")
    return Rate(sum(verdicts), len(verdicts))


def _verdict(line: Any) -> bool:
    if not isinstance(line["supported"], bool):
        raise ValueError(f'"supported" is neither true nor false for {line["sentence"][:60]!r}')
    return line["supported"]
