"""How well it is told who or what somebody is: short questions on the invented articles, in three tongues."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from scipy.stats import binomtest

from eval.cases import Case, read_cases
from eval.folders import EXAM, INVENTED, Folder, opened
from eval.squad import DataError
from index.articles import read_corpus
from qa import Assistant
from qa.progress import Update

FILE = "identity.jsonl"
_GROUPS = {"fact": "English", "russian": "Russian", "kazakh": "Kazakh", "near": "about nobody there"}


@dataclass(frozen=True, slots=True)
class Told:
    """A question and how it was answered.

    Attributes:
        case: the question.
        right: whether the first sentence says who or what it is.
        marked: whether the words that stand out share some with an accepted answer.
        refused: whether it was said that the articles do not tell.
    """

    case: Case
    right: bool
    marked: bool
    refused: bool


def read_identity(split: str) -> list[Folder]:
    """The folders with their questions of a split: ``dev`` on some, ``test`` on the others; or ``all``.

    Raises:
        DataError: there is no such split.
    """
    found = []
    for path in sorted([*INVENTED.glob(f"*/{FILE}"), *EXAM.glob(f"*/{FILE}")]):
        texts = {article.source: article.text for article in read_corpus(path.parent).articles}
        cases = tuple(case for case in read_cases(path, texts) if split in (case.split, "all"))
        if cases:
            found.append(Folder(path.parent, cases))
    if not found:
        raise DataError(f"There is no split {split!r}. Name dev, test or all.")
    return found


def measure_identity(
    folders: Sequence[Folder],
    *,
    work: Path | None = None,
    progress: Update = lambda stage, done, total: None,
) -> list[Told]:
    """Ask all questions.

    Args:
        folders: from `read_identity`.
        work: where the folders' indexes are kept; without it they are made anew.
        progress: called with the stage, the number of folders done and how many there are.
    """
    told: list[Told] = []
    with tempfile.TemporaryDirectory() as temporary:
        for done, folder in enumerate(folders, start=1):
            assistant = opened(folder, work or Path(temporary))
            told += [_ask(assistant, case) for case in folder.cases]
            progress("Asking who and what", done, len(folders))
    return told


def _ask(assistant: Assistant, case: Case) -> Told:
    evidence = assistant.evidence(case.question)
    first = evidence.ranked[0]
    article, sentence = assistant.store.sentence(first.number)
    right = any(gold.matches(article.source, sentence.start, sentence.end) for gold in case.gold)
    shown = article.text[slice(*first.span)].casefold() if first.span else ""
    words = {word for answer in case.answer for word in answer.casefold().split() if len(word) > 3}
    return Told(case, right, right and bool(words & set(shown.split())), not evidence.found)


def identity_table(told: Sequence[Told]) -> Table:
    """The figures by language, each with its 95 % interval (Wilson 1927)."""
    table = Table(title=f"{len(told)} questions")
    for column in ("asked", "number", "first sentence right", "words stand out", "refused"):
        table.add_column(column)
    for type_, label in _GROUPS.items():
        mine = [each for each in told if each.case.type == type_]
        table.add_row(label, *_row(mine))
    table.add_row("all that are told", *_row([each for each in told if each.case.answerable]))
    return table


def _row(told: Sequence[Told]) -> list[str]:
    answerable = any(each.case.answerable for each in told)
    right, marked = (
        ([each.right for each in told], [each.marked for each in told]) if answerable else ([], [])
    )
    return [str(len(told)), _share(right), _share(marked), _share([each.refused for each in told])]


def _share(values: Sequence[bool]) -> str:
    if not values:
        return "–"
    low, high = binomtest(sum(values), len(values)).proportion_ci(method="wilson")
    return f"{sum(values) / len(values):.2f} ({low:.2f}–{high:.2f})"


def failure_lines(told: Sequence[Told]) -> list[str]:
    """The questions whose first sentence is not right, a line each."""
    return [f"{one.case.id} {one.case.question}" for one in told if one.case.answerable and not one.right]
