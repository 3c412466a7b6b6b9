"""The evaluation set: questions, what would be acceptable evidence, and the check of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.squad import DataError

QUESTIONS = Path(__file__).parent / "questions.jsonl"

TYPES = (
    "fact", "why_how", "attribution", "several_sources", "temporal", "follow_up", "messy", "russian",
    "kazakh", "comment", "near", "far",
)  # fmt: skip
SPLITS = ("dev", "test")
_FIELDS = {
    "id": str, "type": str, "split": str, "question": str, "history": list, "answerable": bool,
    "gold": list, "needs": list, "answer": list, "note": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that is acceptable evidence: ``text[start:end] == quote``."""

    source: str
    start: int
    end: int
    quote: str

    def matches(self, source: str, start: int, end: int) -> bool:
        """Whether a place is this sentence: they share at least half of the shorter one.

        Systems may cut sentences a little differently, at a list number or a quotation mark.
        """
        shared = min(self.end, end) - max(self.start, start)
        return source == self.source and 2 * shared >= min(self.end - self.start, end - start) > 0


@dataclass(frozen=True, slots=True)
class Case:
    """A question of the set.

    Attributes:
        id, type, split: its name; one of `TYPES`; ``dev`` to tune on or ``test`` for final figures.
        question, history: what is asked, and the messages before it.
        answerable: whether the articles answer it.
        gold: every sentence that is acceptable evidence.
        needs: groups of positions in ``gold``; a whole answer cites at least one of each group.
        answer: strings any of which a right citation contains.
        note: why that is right; for attributions ``Speaker: NAME``.
    """

    id: str
    type: str
    split: str
    question: str
    history: tuple[Mapping[str, str], ...]
    answerable: bool
    gold: tuple[Gold, ...]
    needs: tuple[tuple[int, ...], ...]
    answer: tuple[str, ...]
    note: str


def read_cases(path: Path, texts: Mapping[str, str]) -> tuple[Case, ...]:
    """Read and check a file of questions, one JSON object a line.

    Args:
        path: the file.
        texts: the stored text of each article, by source.

    Raises:
        DataError: a line is malformed or says what cannot be; the message names file, line, reason.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _parsed(json.loads(line), texts)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}, line {number}: {error}.") from error
        if case.id in cases:
            raise DataError(f"{path}, line {number}: the id {case.id!r} stands there twice.")
        cases[case.id] = case
    if not cases:
        raise DataError(f"{path}: holds no question.")
    return tuple(cases.values())


def _parsed(fields: Any, texts: Mapping[str, str]) -> Case:
    if not isinstance(fields, dict):
        raise ValueError("is no JSON object")
    for name, kind in _FIELDS.items():
        if not isinstance(fields.get(name), kind):
            raise ValueError(f"{name!r} is missing or no {kind.__name__}")
    if fields["type"] not in TYPES:
        raise ValueError(f"the type {fields['type']!r} is none of {', '.join(TYPES)}")
    if fields["split"] not in SPLITS:
        raise ValueError(f"the split {fields['split']!r} is neither dev nor test")
    if not fields["question"].strip():
        raise ValueError("the question is empty")
    gold = tuple(_gold(item, texts) for item in fields["gold"])
    needs = tuple(tuple(group) for group in fields["needs"] if isinstance(group, list))
    _check_needs(fields, gold, needs)
    history = tuple(
        {"role": str(message["role"]), "content": str(message["content"])}
        for message in fields["history"]
        if isinstance(message, dict) and {"role", "content"} <= set(message)
    )
    return Case(
        **{name: fields[name] for name in ("id", "type", "split", "question", "answerable", "note")},
        history=history,
        gold=gold,
        needs=needs,
        answer=tuple(str(text) for text in fields["answer"]),
    )


def _gold(item: Any, texts: Mapping[str, str]) -> Gold:
    if not isinstance(item, dict) or not isinstance(item.get("quote"), str) or not item["quote"]:
        raise ValueError("a gold sentence has no quote")
    source, quote = str(item.get("source")), item["quote"]
    if source not in texts:
        raise ValueError(f"there is no source {source!r}")
    found = texts[source].count(quote)
    if found != 1:
        times = "does not occur" if not found else f"occurs {found} times"
        raise ValueError(f"the quote {quote[:60]!r} {times} in {source}")
    start = texts[source].index(quote)
    return Gold(source, start, start + len(quote), quote)


def _check_needs(fields: Any, gold: tuple[Gold, ...], needs: tuple[tuple[int, ...], ...]) -> None:
    if fields["answerable"] != bool(gold) or bool(gold) != bool(needs):
        raise ValueError("an answerable question has gold and needs, an unanswerable one has neither")
    if len(needs) != len(fields["needs"]) or any(not group for group in needs):
        raise ValueError("needs is no list of groups")
    named = {position for group in needs for position in group}
    if named != set(range(len(gold))):
        raise ValueError("needs does not name every gold sentence, and only those")
