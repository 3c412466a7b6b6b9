"""How well the check of a model's sentences tells those that their evidence carries from the others.

Two sets: sentences made by controlled change from the five articles and open data, each with what
was changed; and FEVER symmetric (Schuster et al. 2019), claims that no other word gives away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table
from scipy.stats import binomtest

from eval.squad import DataError
from index.embedding import SentenceTransformerEmbedder
from index.metadata import Published
from qa.grounding import Evidence, Verdict, check
from qa.writing import nearness

PAIRS = Path(__file__).parent / "grounding.jsonl"
"""On the five articles and open data."""

PRESS_PAIRS = Path(__file__).parent / "grounding_press.jsonl"
"""On the invented articles, farther from them in words: to tune on."""

EXAM_PAIRS = Path(__file__).parent / "grounding_exam.jsonl"
"""Such pairs on other articles, that nothing is tuned on: for final figures."""

GROUPS = {
    "numbers, dates, names": ("number", "date", "name", "unit"),
    "negations and speakers": ("negation", "speaker"),
}
"""Kinds that are told together; all others are the rest."""
SPLITS = ("dev", "test")

Check = Callable[[str, Sequence[Evidence]], Verdict]

_BRACKETS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "``": '"',
    "''": '"',
    " ,": ",",
    " .": ".",
    " 's": "'s",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and what it cites.

    Attributes:
        id, split: its name; ``dev`` to tune on or ``test`` for final figures.
        kind: what was changed, or how the sentence says it in other words.
        evidence: what it cites.
        sentence: as a small model would write it.
        supported: whether the evidence carries it.
        note: what is to be said about that, if anything.
    """

    id: str
    split: str
    kind: str
    evidence: tuple[Evidence, ...]
    sentence: str
    supported: bool
    note: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were judged right, with the 95 % interval of Wilson (1927)."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.right / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds of the share."""
        found = binomtest(self.right, self.of).proportion_ci(method="wilson")
        return float(found.low), float(found.high)


@dataclass(frozen=True, slots=True)
class Failure:
    """A pair that was judged wrong, with the reasons that were given."""

    pair: Pair
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a set.

    Attributes:
        caught: per kind, of the sentences that are not supported.
        kept: per kind, of those that are.
        failures: the pairs judged wrong, in the set's order.
    """

    caught: dict[str, Rate]
    kept: dict[str, Rate]
    failures: tuple[Failure, ...]

    @property
    def balanced_accuracy(self) -> float:
        """Mean of the shares caught and kept; always-yes has one half."""
        return (_all(self.caught).value + _all(self.kept).value) / 2


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """Read and check a file of pairs, one JSON object a line.

    Raises:
        DataError: a line is malformed; the message names file, line and reason.
    """
    return _read(path, _pair)


def read_fever(path: Path) -> tuple[Pair, ...]:
    """Read FEVER symmetric as pairs: ``claim``, ``evidence``, ``gold_label``.

    Raises:
        DataError: a line is malformed; the message names file, line and reason.
    """
    return _read(path, _fever)


def measure(pairs: Sequence[Pair], check: Check) -> Report:
    """Judge every pair; each kind needs at least one."""
    counts: dict[tuple[bool, str], list[int]] = {}
    failures = []
    for pair in pairs:
        verdict = check(pair.sentence, pair.evidence)
        right = verdict.supported == pair.supported
        count = counts.setdefault((pair.supported, pair.kind), [0, 0])
        count[0] += right
        count[1] += 1
        if not right:
            failures.append(Failure(pair, verdict.reasons))
    rates = {key: Rate(*count) for key, count in sorted(counts.items())}
    caught, kept = ({kind: r for (s, kind), r in rates.items() if s == side} for side in (False, True))
    return Report(caught, kept, tuple(failures))


def report_table(report: Report, title: str) -> Table:
    """The figures as a table for the terminal."""
    table = Table(title=title)
    table.add_column("sentences")
    for column in ("right", "of", "share", "95 % interval"):
        table.add_column(column, justify="right")
    for side, rates in (("caught", report.caught), ("kept", report.kept)):
        together = _grouped(rates) if side == "caught" else {}
        for kind, rate in [*rates.items(), *together.items(), ("all", _all(rates))]:
            low, high = rate.interval
            table.add_row(
                f"{side}: {kind}", str(rate.right), str(rate.of), f"{rate.value:.3f}", f"{low:.2f}–{high:.2f}"
            )
        table.add_section()
    table.add_row("balanced accuracy", "", "", f"{report.balanced_accuracy:.3f}", "always yes: 0.500")
    return table


def failure_lines(report: Report) -> list[str]:
    """What was judged wrong, with the reasons that were given."""
    return [
        f"{f.pair.id} {f.pair.kind}, {'true' if f.pair.supported else 'false'}: {f.pair.sentence}\n"
        f"    cites: {' | '.join(e.text for e in f.pair.evidence)}\n"
        f"    said: {' '.join(f.reasons) or 'supported'}"
        for f in report.failures
    ]


def with_similarity() -> Check:
    """The check as the assistant uses it, with the packaged embedding model."""
    similar = nearness(SentenceTransformerEmbedder().encode_passages)
    return lambda sentence, evidence: check(sentence, evidence, similar)


def _grouped(rates: dict[str, Rate]) -> dict[str, Rate]:
    named = [kind for kinds in GROUPS.values() for kind in kinds]
    groups = GROUPS | {"the rest": tuple(kind for kind in rates if kind not in named)}
    found = {group: {kind: rates[kind] for kind in kinds if kind in rates} for group, kinds in groups.items()}
    return {group.upper(): _all(rates) for group, rates in found.items() if rates}


def _all(rates: dict[str, Rate]) -> Rate:
    return Rate(sum(rate.right for rate in rates.values()), sum(rate.of for rate in rates.values()))


def _read(path: Path, parse: Callable[[Any], Pair]) -> tuple[Pair, ...]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error
    pairs: dict[str, Pair] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pair = parse(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{path}, line {number}: no sentence with its evidence ({error}).") from error
        if pair.id in pairs:
            raise DataError(f"{path}, line {number}: the id {pair.id!r} is there already.")
        pairs[pair.id] = pair
    if not pairs:
        raise DataError(f"{path}: holds no pairs.")
    return tuple(pairs.values())


def _pair(item: Any) -> Pair:
    if item["split"] not in SPLITS or not isinstance(item["supported"], bool) or not item["evidence"]:
        raise ValueError("split, supported or evidence cannot be used")
    evidence = tuple(
        Evidence(one["text"], one["voice"], _published(one["published"]), one.get("context", ""))
        for one in item["evidence"]
    )
    return Pair(
        item["id"], item["split"], item["kind"], evidence, item["sentence"], item["supported"], item["note"]
    )


def _published(item: Any) -> Published:
    if item is None:
        return Published()
    start, end = (date.fromisoformat(item[side]) if item[side] else None for side in ("start", "end"))
    return Published(start, end, "inferred")


def _fever(item: Any) -> Pair:
    claim, evidence = (_readable(item[name]) for name in ("claim", "evidence"))
    label = item["gold_label"]
    if label not in ("SUPPORTS", "REFUTES"):
        raise ValueError(f"gold_label is {label!r}")
    name = f"{item['id']} {claim} {evidence}"
    return Pair(name, "dev", "FEVER", (Evidence(evidence),), claim, label == "SUPPORTS", "")


def _readable(text: str) -> str:
    """FEVER's tokens as they are printed: "-LRB-" is a bracket."""
    for token, printed in _BRACKETS.items():
        text = text.replace(token, printed)
    return text
