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
from qa.progress import Update

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


def measure_written(
    assistant: Assistant,
    endpoint: Endpoint,
    cases: Sequence[Case],
    progress: Update = lambda stage, done, total: None,
) -> WrittenReport:
    """Ask each question with a language model and without it.

    Args:
        assistant: answers.
        endpoint: where the model is.
        cases: questions that the articles answer.
        progress: is told how far it is.
    """
    shown: list[Shown] = []
    reasons: Counter[str] = Counter()
    written, quoted, right, changed = 0, 0, [0, 0], []
    for done, case in enumerate(cases, start=1):
        answers = [_asked(assistant, case, asked) for asked in (endpoint, None)]
        with_model = answers[0]
        written += len(with_model.written)
        quoted += with_model.notice is not None or not any(s.kept for s in with_model.written)
        reasons.update(reason for s in with_model.written for reason in s.reasons)
        shown += _shown(case, with_model)
        hits = [int(evidence_at_1(case, answer) or 0) for answer in answers]
        right = [total + hit for total, hit in zip(right, hits, strict=True)]
        changed += [case.id] if hits[0] != hits[1] else []
        progress("asking", done, len(cases))
    return WrittenReport(
        questions=len(cases),
        written=written,
        shown=tuple(shown),
        left_out=tuple(reasons.most_common()),
        quoted=quoted,
        right=Rate(right[0], len(cases)),
        right_without=Rate(right[1], len(cases)),
        changed=tuple(changed),
    )


def _asked(assistant: Assistant, case: Case, endpoint: Endpoint | None) -> Answer:
    *_, answer = assistant.stream(case.question, case.history, endpoint=endpoint)
    assert isinstance(answer, Answer)
    return answer


def _shown(case: Case, answer: Answer) -> list[Shown]:
    return [
        Shown(case.id, case.question, s.text, tuple(answer.citations[m - 1].quote for m in s.markers))
        for s in answer.written
        if s.kept
    ]


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
