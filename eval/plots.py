"""Plots of a run as SVG, written by hand: they need no script, no font and no other file.

Colours are classes of ``static/report.css``, so that plots follow the dark theme. Runs differ by
dashes as well as by colour, and everything drawn is also said in the description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from typing import Any

import numpy as np

from eval.metrics import risk_coverage
from qa.page import escape

Run = Mapping[str, Any]
Case = Mapping[str, Any]
Point = tuple[float, float]

STYLES = 6
"""Lines that ``report.css`` tells apart; further runs begin again with the first."""

_WIDTH, _HEIGHT = 480, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 58
_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence.

    Attributes:
        low, high: bounds of the confidence; ``high`` belongs to the next bin, except 1.
        count: how many questions.
        confidence: their mean confidence, 0 when there is none.
        right: share of them whose first citation is evidence, 0 when there is none.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def right(case: Case) -> float:
    """1 when the first citation is expected evidence; 0 too where nothing could be."""
    return float(case["scores"].get("evidence@1", 0.0))


def curve(cases: Sequence[Case]) -> list[Point]:
    """Coverage and error rate at each confidence that occurs, highest first.

    Questions of equal confidence are answered or refused together, so they are one point: the
    curve does not depend on the order of the questions.
    """
    if not cases:
        return []
    confidence = np.array([float(case["confidence"]) for case in cases])
    coverage, risk = risk_coverage(confidence, np.array([right(case) for case in cases]))
    falling = np.sort(confidence)[::-1]
    last_of_equals = np.append(falling[1:] != falling[:-1], True)
    return list(zip(coverage[last_of_equals].tolist(), risk[last_of_equals].tolist(), strict=True))


def operating_point(cases: Sequence[Case]) -> Point | None:
    """Where the system itself stops: the share of questions it answers, and its error rate there."""
    answered = [case for case in cases if case["status"] == "answered"]
    if not answered:
        return None
    return len(answered) / len(cases), 1 - sum(map(right, answered)) / len(answered)


def reliability(cases: Sequence[Case]) -> list[Bin]:
    """Confidence against the share that is right, in ten bins of equal width."""
    binned: list[list[Case]] = [[] for _ in range(_BINS)]
    for case in cases:
        binned[min(int(case["confidence"] * _BINS), _BINS - 1)].append(case)
    return [
        Bin(number / _BINS, (number + 1) / _BINS, len(mine), _mean(mine, "confidence"), _mean_right(mine))
        for number, mine in enumerate(binned)
    ]


def _mean(cases: Sequence[Case], name: str) -> float:
    return sum(float(case[name]) for case in cases) / len(cases) if cases else 0.0


def _mean_right(cases: Sequence[Case]) -> float:
    return sum(map(right, cases)) / len(cases) if cases else 0.0


def wilson(share: float, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    z = 1.96
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, (middle - spread) / (1 + z * z / count)), min(
        1.0, (middle + spread) / (1 + z * z / count)
    )


@dataclass(frozen=True, slots=True)
class _Axes:
    """From values to the picture: x runs from 0 to 1, y from 0 to ``top``."""

    top: float = 1.0

    def x(self, value: float) -> str:
        return f"{_LEFT + value * (_WIDTH - _LEFT - _RIGHT):.1f}"

    def y(self, value: float) -> str:
        return f"{_HEIGHT - _BOTTOM - value / self.top * (_HEIGHT - _TOP - _BOTTOM):.1f}"

    def line(self, points: Sequence[Point], style: str) -> str:
        places = " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)
        return f'<polyline class="{style}" points="{places}"/>'

    def dot(self, point: Point, radius: float, style: str) -> str:
        return f'<circle class="{style}" cx="{self.x(point[0])}" cy="{self.y(point[1])}" r="{radius}"/>'

    def words(self, x: float, y: float, down: float, words: str, style: str = "") -> str:
        place = f'x="{self.x(x)}" y="{float(self.y(y)) + down:.1f}"'
        return f'<text class="{style or "tick"}" {place} text-anchor="middle">{escape(words)}</text>'


def _picture(
    name: str, title: str, description: str, axes: _Axes, labels: tuple[str, str], body: Sequence[str]
) -> str:
    ticks = []
    for step in range(6):
        share, value = step / 5, step / 5 * axes.top
        ticks.append(axes.line([(0, value), (1, value)], "grid"))
        ticks.append(axes.words(share, 0, 15, f"{share:.1f}"))
        place = f'x="{_LEFT - 7}" y="{float(axes.y(value)) + 4:.1f}"'
        ticks.append(f'<text class="tick" {place} text-anchor="end">{value:.2g}</text>')
    middle = (_HEIGHT - _BOTTOM + _TOP) / 2
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{"".join(ticks)}'
        f"{axes.words(0.5, 0, 50 if name == 'reliability' else 36, labels[0], 'axis')}"
        f'<text class="axis" text-anchor="middle" transform="translate(13 {middle}) rotate(-90)">'
        f"{escape(labels[1])}</text>{''.join(body)}</svg>"
    )


def risk_coverage_svg(runs: Sequence[Run]) -> str:
    """Error rate over coverage, a line a run, with a dot where each system itself stops."""
    curves = [curve(run["cases"]) for run in runs]
    stops = [operating_point(run["cases"]) for run in runs]
    highest = max(risk for _, risk in [(0.0, 0.0), *filter(None, stops), *chain(*curves)])
    axes = _Axes(next(top for top in (0.25, 0.5, 1.0) if highest <= top))
    body: list[str] = []
    said: list[str] = []
    for number, (run, points, stop) in reversed(list(enumerate(zip(runs, curves, stops, strict=True)))):
        style = f"run run-{number % STYLES}"
        if len(points) > 1:
            body.append(axes.line(points, style))
        if stop:
            body.append(axes.dot(stop, 4.5, f"stop run-{number % STYLES}"))
            said.insert(0, f"{run['system']} answers {stop[0]:.0%} and errs in {stop[1]:.0%} of these.")
        quarters = (min(points, key=lambda p: abs(p[0] - q)) for q in (0.25, 0.5, 0.75, 1.0) if points)
        at = ", ".join(f"{risk:.2f} at coverage {coverage:.2f}" for coverage, risk in quarters)
        said.insert(1 if stop else 0, f"Error rate of {run['system']}: {at}." if at else "")
    labels = ("coverage: share of questions answered, most confident first", "error rate among these")
    return _picture("risk", "Error rate over coverage", " ".join(said), axes, labels, body)


def reliability_svg(run: Run) -> str:
    """Confidence against the share that is right, with a 95 % interval and the count of each bin."""
    axes = _Axes()
    body, said = [axes.line([(0, 0), (1, 1)], "ideal")], []
    for part in reliability(run["cases"]):
        middle = (part.low + part.high) / 2
        body.append(axes.words(middle, 0, 30, str(part.count), "count" if part.count else "count none"))
        if not part.count:
            continue
        low, high = wilson(part.right, part.count)
        corner = f'x="{axes.x(part.low + 0.006)}" y="{axes.y(part.right)}"'
        width = float(axes.x(part.high - 0.006)) - float(axes.x(part.low + 0.006))
        height = float(axes.y(0)) - float(axes.y(part.right))
        body.append(f'<rect class="bar" {corner} width="{width:.1f}" height="{height:.1f}"/>')
        body.append(axes.line([(part.confidence, low), (part.confidence, high)], "whisker"))
        body.append(axes.dot((part.confidence, part.right), 4, "stop run-0"))
        said.append(f"{part.low:.1f} to {part.high:.1f}: {part.count} questions, {part.right:.2f} right.")
    body.append(
        f'<text class="count" x="{_LEFT - 7}" y="{float(axes.y(0)) + 30:.1f}" text-anchor="end">n</text>'
    )
    labels = ("confidence", "share with right evidence")
    return _picture("reliability", "Confidence and truth", " ".join(said), axes, labels, body)


def plots_html(runs: Sequence[Run]) -> str:
    """Both plots with their captions; reliability is that of the first run."""
    keys = "".join(
        f'<li><svg class="key" viewBox="0 0 30 10" aria-hidden="true"><line class="run '
        f'run-{i % STYLES}" x2="30" y1="5" y2="5"/></svg><bdi>{escape(run["system"])}</bdi></li>'
        for i, run in enumerate(runs)
    )
    legend = f'<ul class="legend">{keys}</ul>' if len(runs) > 1 else ""
    return (
        f'<section class="plots"><figure><h2>Risk and coverage</h2>{risk_coverage_svg(runs)}{legend}'
        "<figcaption>Right is a first citation that is expected evidence; an answer to a question that the "
        "articles do not answer is an error. The dot is where the system itself stops answering.</figcaption>"
        f"</figure><figure><h2>Reliability</h2>{reliability_svg(runs[0])}<figcaption>All questions of "
        f"{escape(runs[0]['system'])} by their confidence: on the diagonal it says how often it is right. "
        "Whiskers are 95 % intervals, n counts the questions.</figcaption></figure></section>"
    )


def interval_svg(value: float | None, low: float | None, high: float | None) -> str:
    """A value and its interval on a line from 0 to 1; decoration beside the numbers."""
    if value is None:
        return ""
    whisker = (
        f'<line class="whisker" x1="{4 + 112 * low:.1f}" x2="{4 + 112 * high:.1f}" y1="7" y2="7"/>'
        if low is not None and high is not None
        else ""
    )
    return (
        '<svg class="interval" viewBox="0 0 120 14" aria-hidden="true">'
        '<path class="grid" d="M4 7H116M60 4V10"/>'
        f'{whisker}<circle class="stop run-0" cx="{4 + 112 * value:.1f}" cy="7" r="3.2"/></svg>'
    )
