"""A conversation to take along: text for the clipboard, Markdown and JSON (`qa.export_page`: a page).

Pure functions from questions and their answers to text. Whatever stands in an article, a question
or a language model's answer stays words: no heading, no element, no link under another name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.markdown import escape_markdown, plain
from qa.terminal import safe
from qa.types import Answer, Citation
from qa.words import date_words, percent, split_citations, who_words

if TYPE_CHECKING:
    from qa.within import Within


class Exchange(NamedTuple):
    """A question as it was asked, its answer, and the articles that could give it; None for all."""

    question: str
    answer: Answer
    within: Within | None = None


_BLOCK = re.compile(r"^(?:(?=[-=])|(\d{1,9})(?=\.(?:\s|$)))", re.M)
"""The place before a character that would make a line of Markdown an item, a rule or a heading."""

_CONTROL = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def copied(answer: Answer) -> str:
    """An answer for the clipboard: its text as it reads, and what its numbers refer to."""
    parts = [plain(answer.text)]
    cited, _ = split_citations(answer)
    if cited:
        parts.append("\n".join(f"[{n}] {reference(answer.citations[n - 1])}" for n in cited))
    if answer.nearest:
        near = (f"- {hit.source}, characters {hit.start}–{hit.end}" for hit in answer.nearest)
        parts.append("Nearest passages, which are not evidence:\n" + "\n".join(near))
    return safe("\n\n".join(parts))


def reference(citation: Citation, *, why: bool = False) -> str:
    """What a citation is of, who says it, as of when, and where it stands, on one line.

    Args:
        citation: the citation.
        why: whether the reason for the date is told too.
    """
    dated = date_words(citation.published)
    if why and citation.published.why:
        dated += f": {citation.published.why}"
    place = f"{citation.source}, characters {citation.start}–{citation.end}"
    name = citation.name if citation.name != citation.source else None
    known = [name, citation.publisher, dated, *who_words(citation), place]
    return " · ".join(" ".join(part.split()) for part in known if part)


def as_markdown(exchanges: Sequence[Exchange], made: datetime) -> str:
    """A conversation as Markdown: answers, references and quotes.

    Args:
        exchanges: questions and answers in order.
        made: when, as its beginning tells.
    """
    parts = ["# Questions to the articles", f"Saved on {made:%Y-%m-%d} at {made:%H:%M}."]
    for question, answer, within in exchanges:
        parts += [f"## {_line(question)}", *([_line(within.words)] if within else []), *_answer_parts(answer)]
    return safe("\n\n".join(parts)) + "\n"


def _answer_parts(answer: Answer) -> Iterator[str]:
    if answer.understood:
        yield f"Understood as: {_line(answer.understood)}"
    if answer.notice:
        yield f"*{_line(answer.notice)}*"
    yield _BLOCK.sub(r"\1\\", answer.text)
    cited, others = split_citations(answer)
    for label, numbers in (("References", cited), ("Also found", others)):
        if numbers:
            yield f"### {label}"
        for number in numbers:
            citation = answer.citations[number - 1]
            yield f"**[{number}]** {_line(reference(citation, why=True))}\n\n> {_quote(citation)}"
    if answer.nearest:
        yield "### Nearest passages, which are not evidence"
        for hit in answer.nearest:
            yield f"{_line(hit.source)}, characters {hit.start}–{hit.end}\n\n> {_line(hit.text)}"
    label = "Confidence" if answer.status == "answered" else "Confidence that the articles answer this"
    yield f"{label}: {percent(answer.confidence)} %"


def _quote(citation: Citation) -> str:
    """The quote on one line, the words that answer in bold: white space must stand outside of them."""
    if citation.highlight is None:
        return _line(citation.quote)
    start, end = (place - citation.start for place in citation.highlight)
    before, words, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    if not words.strip():
        return _line(citation.quote)
    lead = " " if before and (before[-1:].isspace() or words[:1].isspace()) else ""
    tail = " " if after and (after[:1].isspace() or words[-1:].isspace()) else ""
    rest = escape_markdown(" ".join(after.split()))
    return f"{_line(before)}{lead}**{escape_markdown(' '.join(words.split()))}**{tail}{rest}"


def _line(text: str) -> str:
    """``text`` as one line of Markdown that begins nothing but a paragraph."""
    return _BLOCK.sub(r"\1\\", escape_markdown(" ".join(text.split())))


def as_json(exchanges: Sequence[Exchange]) -> str:
    """A conversation as a list of answers, each with its question; `qa verify` reads it.

    Args:
        exchanges: questions and answers in order.
    """
    answers: list[dict[str, Any]] = [
        {"question": question, **({"within": within.to_dict()} if within else {}), **answer.to_dict()}
        for question, answer, within in exchanges
    ]
    text = json.dumps(answers, ensure_ascii=False, indent=2)
    # The same JSON, but for characters that change what an editor or a terminal shows.
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
