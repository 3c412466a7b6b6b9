"""A run as one HTML page: figures first, then every question, the failures before the rest.

The page is a single file that loads nothing, works without JavaScript, and is read by people who
look for what goes wrong and why. All places are rendered from offsets: no quote is searched for.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from eval.cards import (
    Articles,
    Definitions,
    Record,
    anchor,
    card,
    failures,
    figure_label,
    figure_names,
    in_words,
)
from eval.plots import interval_svg, plots_html
from qa.page import attribute, escape

Runs = Sequence[Record]
Latency = Mapping[str, Mapping[str, float]]

_STAGES = ("searching", "reading", "answering", "total")


def render(runs: Runs, latency: Latency | None, articles: Articles, definitions: Definitions) -> str:
    """The page.

    Args:
        runs: at least one; the first is shown question by question, the others beside its figures.
        latency: of the first run, in seconds by stage.
        articles: the stored text of each source.
        definitions: what the figures mean, in the order in which they are shown.
    """
    run = runs[0]
    wrong = [found for case in run["cases"] if (found := failures(case))]
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(chain(*wrong)).most_common())
    count = f"{run['questions']} questions ({escape(run['split'])} split)"
    body = (
        f'<header><h1>Evaluation of <bdi>{escape(run["system"])}</bdi></h1><p class="lede">{count}, '
        f'<a href="#failed">{len(wrong)} failed</a>{": " * bool(kinds)}{kinds}.</p></header>'
        f"<main>{_summary(runs, definitions)}{plots_html(runs)}{_by_type(run, definitions)}"
        f"{_latency(latency)}{_questions(run['cases'], articles, definitions)}</main>"
    )
    style, script = (Path(__file__).with_name("static") / n for n in ("report.css", "report.js"))
    return _page(f"Evaluation of {run['system']}", body, style.read_text("utf-8"), script.read_text("utf-8"))


def _page(title: str, body: str, style: str, script: str) -> str:
    """The policy lets nothing run but our own style and script, and nothing load at all."""
    hashed = (f"'sha256-{b64encode(sha256(s.encode('utf-8')).digest()).decode()}'" for s in (style, script))
    policy = "default-src 'none'; style-src {}; script-src {}; img-src data:".format(*hashed)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<style>{style}</style></head>\n<body>{body}\n<script>{script}</script></body></html>\n"
    )


def _value(figure: Mapping[str, Any] | None, count: bool = True) -> str:
    """A value with its interval and the number of questions."""
    if not figure or figure["value"] is None:
        return '<span class="none">–</span>'
    low, high, notes = figure.get("low"), figure.get("high"), []
    if low is not None and high is not None and low < high:
        notes.append(f"{low:.2f}–{high:.2f}")
    notes += [f"n {figure['n']}"] * count
    return f"<b>{figure['value']:.3f}</b> <small>{' · '.join(notes)}</small>"


def _summary(runs: Runs, definitions: Definitions) -> str:
    heads = "".join(f'<th scope="col"><bdi>{escape(run["system"])}</bdi></th>' for run in runs)
    rows = []
    for name in figure_names({n: 1 for run in runs for n in run["figures"]}, definitions):
        found = [run["figures"].get(name) or {"value": None} for run in runs]
        values = {figure["value"] for figure in found} - {None}
        known = definitions.get(name)
        best = (min if known and not known.higher_is_better else max)(values) if len(values) > 1 else ""
        cells = "".join(f"<td{' class=best' * (f['value'] == best)}>{_value(f)}</td>" for f in found)
        meaning = f"<small>{escape(known.meaning)}</small>" if known else ""
        bar = interval_svg(*(found[0].get(part) for part in ("value", "low", "high")))
        head = f'<th scope="row">{figure_label(name, definitions)} {meaning}</th>'
        rows.append(f"<tr>{head}{cells}<td>{bar}</td></tr>")
    scale = '<span class="scale"><span>0</span><span>1</span></span>'
    return _table("Figures", "summary", f'<th scope="col">figure</th>{heads}<td>{scale}</td>', rows)


def _table(title: str, style: str, head: str, rows: Sequence[str]) -> str:
    table = f'<table class="{style}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{title}">{table}</div>'
    return f"<section><h2>{title}</h2>{region}</section>"


def _row(head: str, cells: Iterable[str]) -> str:
    return f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _by_type(run: Record, definitions: Definitions) -> str:
    names = figure_names({n: 1 for figures in run["by_type"].values() for n in figures}, definitions)
    labels = ("type", "failed", *(figure_label(n, definitions) for n in names))
    heads = "".join(f'<th scope="col">{label}</th>' for label in labels)
    rows = []
    for kind, mine in _of_kinds(run["cases"]).items():
        figures, failed = run["by_type"].get(kind, {}), sum(bool(failures(case)) for case in mine)
        link = f'<a href="#{anchor("failed", kind)}">{failed}</a>' if failed else "0"
        values = (f"{link} <small>of {len(mine)}</small>", *(_value(figures.get(n), False) for n in names))
        rows.append(_row(in_words(kind), values))
    return _table("By type of question", "types", heads, rows)


def _of_kinds(cases: Iterable[Record]) -> dict[str, list[Record]]:
    kinds: dict[str, list[Record]] = {}
    for case in cases:
        kinds.setdefault(case["type"], []).append(case)
    return kinds


def _latency(latency: Latency | None) -> str:
    """Milliseconds of each stage; nothing when nothing was timed."""
    if not latency:
        return ""
    stages = sorted(latency, key=lambda s: (_STAGES.index(s) if s in _STAGES else len(_STAGES), s))
    names = sorted({name for times in latency.values() for name in times})
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("stage", *names))
    rows = []
    for stage in stages:
        times = [latency[stage].get(name) for name in names]
        rows.append(
            _row(in_words(stage), ("–" if t is None else f"{1000 * t:,.1f} <small>ms</small>" for t in times))
        )
    return _table("Latency", "latency", heads, rows)


def _questions(cases: Sequence[Record], articles: Articles, definitions: Definitions) -> str:
    """All questions by type: those that failed, open; then the others, closed."""
    all_kinds, parts = _of_kinds(cases), []
    for part, bad in (("failed", True), ("passed", False)):
        mine = [case for case in cases if bool(failures(case)) is bad]
        parts.append(f'<h2 id="{part}" class="part">{len(mine)} {part}</h2>')
        for kind, of_kind in _of_kinds(mine).items():
            count = f"{len(of_kind)} of {len(all_kinds[kind])}"
            parts.append(
                f'<section class="group" data-part="{part}" data-type="{attribute(kind)}">'
                f'<h3 id="{anchor(part, kind)}">{in_words(kind)} <small>{count}</small></h3>'
                f"{''.join(card(case, articles, definitions) for case in of_kind)}</section>"
            )
    filters = _select("Show", "part", ["failed", "passed"]) + _select("Type", "type", all_kinds)
    return (
        f'<section class="questions"><form class="filters" hidden>{filters}<label>Find '
        '<input name="words" type="search" autocomplete="off"></label><output aria-live="polite"></output>'
        f"</form>{''.join(parts)}</section>"
    )


def _select(label: str, name: str, choices: Iterable[str]) -> str:
    options = "".join(f'<option value="{attribute(c)}">{in_words(c)}</option>' for c in choices)
    return f'<label>{label} <select name="{name}"><option value="">all</option>{options}</select></label>'
