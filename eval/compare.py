"""Two runs side by side: which figures differ by more than chance, and on which questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from rich.console import Group
from rich.table import Table
from rich.text import Text
from scipy.stats import permutation_test

from eval.metrics import DEFINITIONS, OF_ALL, Definition, Floats

Verdict = Literal["better", "worse", "within noise", "not tested"]
Record = Mapping[str, Any]
Definitions = Mapping[str, Definition]

LEVEL = 0.05
_RESAMPLES = 9999
_SEED = 20221105
_WATCHED = ("evidence@1", "needs_met@5")
_STYLES = {"better": "green", "worse": "red", "within noise": "dim", "not tested": "dim"}
_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in both runs, over the questions to which it applies in both.

    Attributes:
        name: of the figure.
        n: how many questions both have it for.
        a, b: its value in each run.
        difference: ``b - a``.
        p: chance of so large a difference if the systems were alike; None when not tested.
        verdict: on the second run, against the first.
    """

    name: str
    n: int
    a: float
    b: float
    difference: float
    p: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Move:
    """How one thing changed on a question: from what, to what."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FirstCitation:
    """The place that an answer cites first: ``text[start:end] == quote``."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question that got better, or worse, with what each run cites first."""

    id: str
    type: str
    question: str
    moves: tuple[Move, ...]
    a: FirstCitation | None
    b: FirstCitation | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first.

    Attributes:
        a, b: names of the systems.
        questions: how many both were asked; only these are compared.
        only_a, only_b: how many only one was asked.
        figures: those that both runs have, in the order of the definitions.
        better, worse: questions in the order of the first run; one that moved both ways is in both.
    """

    a: str
    b: str
    questions: int
    only_a: int
    only_b: int
    figures: tuple[Figure, ...]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]


def compare(a: Record, b: Record, definitions: Definitions = DEFINITIONS) -> Comparison:
    """Compare two runs on the questions that both were asked, matched by id.

    Figures of a whole run rather than of a question (`eval.metrics.OF_ALL`) cannot be taken over
    some of its questions, so they are there only when both runs were asked the same ones.
    """
    others = {case["id"]: case for case in b["cases"]}
    pairs = [(case, others[case["id"]]) for case in a["cases"] if case["id"] in others]
    same = len(pairs) == len(a["cases"]) == len(others)
    figures = []
    for name in _in_order(a["figures"].keys() & b["figures"].keys(), definitions):
        scored = [(x["scores"][name], y["scores"][name]) for x, y in pairs if _both(x, y, name)]
        higher = definitions[name].higher_is_better if name in definitions else True
        if scored:
            figures.append(_tested(name, np.array(scored, np.float64), higher))
        elif name in OF_ALL and same:
            figures += _untested(name, a["figures"][name], b["figures"][name])
    left = len(a["cases"]) - len(pairs), len(others) - len(pairs)
    moved = _changes(pairs, 1), _changes(pairs, -1)
    return Comparison(a["system"], b["system"], len(pairs), *left, tuple(figures), *moved)


def _in_order(names: Iterable[str], definitions: Definitions) -> list[str]:
    order = {name: number for number, name in enumerate(definitions)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _both(x: Record, y: Record, name: str) -> bool:
    return name in x["scores"] and name in y["scores"]


def _tested(name: str, scored: Floats, higher_is_better: bool) -> Figure:
    """The means over the pairs ``scored`` [n, 2], and whether they differ by more than chance."""
    before, after = scored.mean(axis=0).tolist()
    p = paired_p(scored[:, 0], scored[:, 1])
    verdict: Verdict = "within noise"
    if p < LEVEL:
        verdict = "better" if (after > before) is higher_is_better else "worse"
    return Figure(name, len(scored), before, after, after - before, p, verdict)


def _untested(name: str, x: Record, y: Record) -> list[Figure]:
    if x["value"] is None or y["value"] is None:
        return []
    return [Figure(name, x["n"], x["value"], y["value"], y["value"] - x["value"], None, "not tested")]


def paired_p(x: Floats, y: Floats) -> float:
    """Two-sided p of the mean difference when the systems are swapped at random within each question.

    Questions on which both score alike cannot change the difference, so only the others are
    permuted: all their permutations when they are few, else random ones of a fixed seed.
    """
    differs = x != y
    if differs.sum() < 2:
        return 1.0
    result = permutation_test(
        (x[differs], y[differs]),
        lambda x, y, axis: (y - x).sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue)


def _changes(pairs: Iterable[tuple[Record, Record]], direction: int) -> tuple[Change, ...]:
    """The questions that moved in a direction: 1 for better, -1 for worse."""
    changes = []
    for x, y in pairs:
        moves = [
            Move(name, f"{x['scores'][name]:.3g}", f"{y['scores'][name]:.3g}")
            for name in _WATCHED
            if _both(x, y, name) and direction * (y["scores"][name] - x["scores"][name]) > 0
        ]
        if x["status"] != y["status"]:
            right = "answered" if y["answerable"] else "not_found"
            if (y["status"] == right) is (direction > 0):
                moves.append(Move("status", x["status"], y["status"]))
        if moves:
            changes.append(Change(y["id"], y["type"], y["question"], tuple(moves), _first(x), _first(y)))
    return tuple(changes)


def _first(case: Record) -> FirstCitation | None:
    if not case["citations"]:
        return None
    first = case["citations"][0]
    return FirstCitation(first["source"], first["start"], first["end"], first["quote"])


def render_comparison(comparison: Comparison, definitions: Definitions = DEFINITIONS) -> Group:
    """For the terminal: the figures, then what got better and what got worse, question by question."""
    head = Text(f"{_plain(comparison.a)} → {_plain(comparison.b)}, {comparison.questions} questions of both")
    if left := comparison.only_a + comparison.only_b:
        head.append(f"; {left} left out ({comparison.only_a} only in the first, {comparison.only_b} only in")
        head.append(" the second), and with them the figures of whole runs")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("figure", "n", _plain(comparison.a), _plain(comparison.b), "difference", "p", ""):
        table.add_column(Text(column), justify="left" if column in ("figure", "") else "right")
    for figure in comparison.figures:
        known = definitions.get(figure.name)
        label = known.label + ("" if known.higher_is_better else " ↓") if known else figure.name
        p = "–" if figure.p is None else f"{figure.p:.4f}"
        numbers = (str(figure.n), f"{figure.a:.3f}", f"{figure.b:.3f}", f"{figure.difference:+.3f}", p)
        verdict = Text(figure.verdict, style=_STYLES[figure.verdict])
        table.add_row(Text(_plain(label)), *map(Text, numbers), verdict)
    note = Text(
        "↓ lower is better. p: paired permutation test over questions. Of twenty figures that do not differ, "
        f"one gets below {LEVEL} by chance.",
        style="dim",
    )
    return Group(head, Text(), table, note, *_listed("better", comparison), *_listed("worse", comparison))


def _listed(verdict: Literal["better", "worse"], comparison: Comparison) -> list[Text]:
    changes = comparison.better if verdict == "better" else comparison.worse
    lines = [Text(), Text(f"{len(changes)} got {verdict}", style=f"bold {_STYLES[verdict]}")]
    for change in changes:
        moves = ", ".join(f"{move.name} {move.before} → {move.after}" for move in change.moves)
        lines.append(Text.assemble("\n", (_plain(change.id), "bold"), f"  {_plain(change.question)}"))
        lines.append(Text(f"  {_plain(moves)}", style=_STYLES[verdict]))
        first = [_place(place) for place in (change.a, change.b)]
        if first[0] == first[1]:
            lines.append(Text(f"  both first cite {first[0]}", style="dim"))
        else:
            lines += [Text(f"  before {first[0]}", style="dim"), Text(f"  after  {first[1]}")]
    return lines


def _place(place: FirstCitation | None) -> str:
    if place is None:
        return "nothing cited"
    quote = _plain(place.quote)
    shown = quote if len(quote) <= _EXCERPT else quote[:_EXCERPT].rsplit(" ", 1)[0] + " …"
    return f"{_plain(place.source)} {place.start}–{place.end} “{shown}”"


def _plain(text: str) -> str:
    """Text on one line without what could steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
