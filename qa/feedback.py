"""What readers think of answers: one line of JSON each, in a file beside the index.

Lines are only ever added. The file stays on this machine; to be rid of it, delete it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from index.errors import QAError
from qa.types import Answer

Verdict = Literal["up", "down"]

FILE = "feedback.jsonl"
MAX_REASON = 1000
"""Longest reason in characters; the rest is cut off."""

_MAX_BYTES = 50_000_000
_SECONDS = 5.0


class FeedbackError(QAError):
    """A verdict cannot be kept; the message says why."""


def keep(
    folder: Path, question: str, answer: Answer, verdict: Verdict, reason: str = "", *, time: datetime
) -> None:
    """Add a verdict to the file.

    Args:
        folder: where the index lies.
        question: as it was asked.
        answer: what was answered.
        verdict: whether it was good.
        reason: why, in the reader's words.
        time: of the verdict, with its time zone.

    Raises:
        FeedbackError: it cannot be written, or the file is full.
    """
    said = {
        "question": question,
        "answer": answer.to_dict(),
        "verdict": verdict,
        "reason": " ".join(reason.split())[:MAX_REASON],
        "time": time.isoformat(timespec="seconds"),
    }
    line = json.dumps(said).encode() + b"\n"  # ASCII: half a surrogate pair from a browser is no matter
    if not folder.is_dir():  # the lock would make it again
        raise FeedbackError(f"{FILE} cannot be written (the index is gone).")
    try:
        with FileLock(folder / f"{FILE}.lock", timeout=_SECONDS), (folder / FILE).open("ab") as file:
            if file.tell() + len(line) > _MAX_BYTES:  # whoever may ask may also fill a disk
                raise FeedbackError(f"{FILE} is full; move it away to keep more.")
            file.write(line)
    except (OSError, Timeout) as error:
        why = getattr(error, "strerror", None) or "another program holds its lock"
        raise FeedbackError(f"{FILE} cannot be written ({why}).") from error


def cases(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Praised answers in the form of ``eval/questions.jsonl``, for somebody to look through.

    What an answer should have been nobody has said where it was not praised, so those are left out. Of
    several verdicts on one answer the last counts: a reason comes after its verdict, and minds are changed.

    Args:
        lines: of the file.
    """
    last: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, line in enumerate(lines, start=1):
        said = json.loads(line)
        last[json.dumps([said["question"], said["answer"]])] = number, said
    for number, said in last.values():
        answer, found = said["answer"], said["answer"]["status"] == "answered"
        if said["verdict"] != "up":
            continue
        gold = [{"source": c["source"], "quote": c["quote"]} for c in answer["citations"]]
        yield {
            "id": f"feedback-{number:03}",
            "type": "fact" if found else "near",
            "split": "dev",
            "question": answer["understood"] or said["question"],
            "history": [],
            "answerable": found,
            "gold": gold,
            "needs": [list(range(len(gold)))] if gold else [],
            "answer": [],
            "note": said["reason"],
        }
