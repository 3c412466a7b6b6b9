"""A question of a run as a card: what was asked, said, cited in its context, and expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from eval.cases import Gold
from qa.page import attribute, confidence_words, escape

if TYPE_CHECKING:
    from eval.metrics import Definition

Record = Mapping[str, Any]
Articles = Mapping[str, str]
Definitions = Mapping[str, "Definition"]

_AROUND = 200
_CITED = 5
_TOKEN = re.compile(r"\\(?P<escaped>[\\`*_{}\[\]<>()#+!|~$&^])| *\[(?P<number>\d{1,6})\]|[^\\\[ ]+|.", re.S)
_BREAK = re.compile(r"\s*[\r\n]\s*")
_PILCROW = ' <i aria-hidden="true">¶</i> '


def failures(case: Record) -> list[str]:
    """What is wrong with the answer to a question, in words; empty when nothing is."""
    if case["answerable"] != (case["status"] == "answered"):
        return ["refused wrongly" if case["answerable"] else "answered wrongly"]
    known = (("evidence@1", "first citation wrong"), ("needs_met@5", "incomplete"))
    return [words for name, words in known if case["scores"].get(name, 1) < 1]


def figure_names(figures: Mapping[str, Any], definitions: Definitions) -> list[str]:
    return [n for n in definitions if n in figures] + sorted(n for n in figures if n not in definitions)


def figure_label(name: str, definitions: Definitions) -> str:
    known = definitions.get(name)
    lower = known is not None and not known.higher_is_better
    arrow = ' <span class="lower" title="lower is better">↓<i class="unseen">(lower is better)</i></span>'
    return escape(known.label if known else name) + arrow * lower


def in_words(kind: str) -> str:
    return escape(kind.replace("_", " "))


def anchor(part: str, kind: str) -> str:
    return attribute(quote(f"{part}-{kind}", safe="", errors="replace"))


def card(case: Record, articles: Articles, definitions: Definitions) -> str:
    """A question with its answer; closed when nothing is wrong with it."""
    wrong, name = failures(case), anchor("q", case["id"])
    said = "".join(f'<b class="wrong">{kind}</b>' for kind in wrong)
    head = (
        f'<p class="meta"><a href="#{name}">{escape(case["id"])}</a>{said}<span>confidence '
        f'{confidence_words(case["confidence"])}</span></p><h4 dir="auto">{escape(case["question"])}</h4>'
    )
    before = (f"<b>{escape(turn['role'])}</b> {escape(turn['content'])}" for turn in case["history"])
    turns = "".join(f'<p class="turn" dir="auto">{turn}</p>' for turn in before)
    found = case["status"] == "answered"
    places = case["citations"] if found else case["nearest"]
    listed = "".join(_place(n, place, case, articles) for n, place in enumerate(places, start=1))
    label = "" if found or not listed else '<p class="label">nearest passages, not cited</p>'
    body = (
        f'<div class="columns"><div>{turns}<div class="said">{_markdown(case)}</div>{_missing(case)}'
        f"{_expected(case, articles)}{_notes(case, definitions)}</div>"
        f'<div>{label}<ol class="places">{listed}</ol></div></div>'
    )
    if wrong:
        return f'<article id="{name}" class="card">{head}{body}</article>'
    return f'<details id="{name}" class="card"><summary>{head}</summary>{body}</details>'


def _markdown(case: Record) -> str:
    """The answer as the chat shows it: escaped characters, and a marker where there is a citation."""

    def shown(token: re.Match[str]) -> str:
        if token["number"] and 1 <= int(token["number"]) <= len(case["citations"]):
            return f"&nbsp;<sup>[{token['number']}]</sup>"
        return escape(token["escaped"] or token[0])

    return "".join(f'<p dir="auto">{_TOKEN.sub(shown, p)}</p>' for p in case["text"].split("\n\n"))


def _place(number: int, place: Record, case: Record, articles: Articles) -> str:
    """A citation or a near passage in its context, and whether it is expected evidence."""
    expected = place.get("expected", any(_is(gold, place) for gold in case["expected"]))
    sign = '<b class="right">✓ expected</b>' if expected else "<span>not expected</span>"
    notes = [f"<b>said by <bdi>{escape(place['voice'])}</bdi></b>"] if place.get("voice") else []
    notes += [f"<b>{escape(place['zone'])}</b>"] if place.get("zone", "body") != "body" else []
    notes += [escape(place["source"])]
    if dated := place.get("published"):
        days = dict.fromkeys(str(dated.get(end) or "?") for end in ("start", "end"))
        notes.append(escape(f"{' – '.join(days)}, {dated['basis']}"))
    notes += [f"<bdi>{escape(place[name])}</bdi>" for name in ("title", "publisher") if place.get(name)]
    notes += [f"score {place['score']:.3f}"] if "score" in place else []
    head = f"<span>[{number}]</span>{sign}<span>{' · '.join(notes)}</span>"
    return f'<li><p class="meta">{head}</p>{in_context(place, articles)}</li>'


def in_context(place: Record, articles: Articles) -> str:
    """The words at a place, marked, with some of the article before and after them."""
    text, start, end = articles.get(place["source"], ""), place["start"], place["end"]
    words, claimed = text[start:end], place.get("quote", place.get("text", ""))
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = "…" + before[before.find(" ") + 1 :]
    if end + _AROUND < len(text):
        after = after[: after.rfind(" ")] + " …"
    differs = f'<p class="wrong">The quote is another: “{escape(claimed)}”</p>' if claimed != words else ""
    where = f'dir="auto" data-source="{attribute(place["source"])}" data-start="{start}" data-end="{end}"'
    before, after = (_PILCROW.join(map(escape, _BREAK.split(part))) for part in (before, after))
    return f"<blockquote {where}>{before}<mark>{escape(words)}</mark>{after}</blockquote>{differs}"


def _is(gold: Record, place: Record) -> bool:
    return Gold(**gold).matches(place["source"], place["start"], place["end"])


def _missing(case: Record) -> str:
    """The needs that the first citations leave unmet, by the words that would meet them."""
    lines = []
    for group in case["needs"]:
        wanted = [case["expected"][i] for i in group]
        if not any(_is(gold, place) for gold in wanted for place in case["citations"][:_CITED]):
            more = f" <small>or {len(wanted) - 1} other</small>" if len(wanted) > 1 else ""
            lines.append(f'<li dir="auto">“{escape(wanted[0]["quote"])}”{more}</li>')
    label = f"{len(lines)} of {len(case['needs'])} needs not met"
    return f'<p class="label">{label}</p><ul class="missing">{"".join(lines)}</ul>' if lines else ""


def _expected(case: Record, articles: Articles) -> str:
    """What was expected, closed: every acceptable sentence in its context."""
    if not case["answerable"]:
        return '<p class="label">expected: a refusal</p>'
    shown = "".join(f"<li>{in_context(gold, articles)}</li>" for gold in case["expected"])
    words = " / ".join(f"<b><bdi>{escape(answer)}</bdi></b>" for answer in case["answer"])
    count = f"{len(case['expected'])} sentence{'s' * (len(case['expected']) != 1)}"
    summary = f"<summary>expected: {words} <small>{count}</small></summary>"
    return f'<details class="expected">{summary}<ol class="places">{shown}</ol></details>'


def _notes(case: Record, definitions: Definitions) -> str:
    note = f'<p class="note" dir="auto">{escape(case["note"])}</p>' if case["note"] else ""
    names = figure_names(case["scores"], definitions)
    figures = (f"<span>{figure_label(n, definitions)} <b>{case['scores'][n]:.3g}</b></span>" for n in names)
    return f'{note}<p class="scores">{" ".join(figures)}</p>'
