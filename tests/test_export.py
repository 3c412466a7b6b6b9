"""Conversations to take along, and verdicts to keep: all that is there, as it is, and only words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.metadata import Published
from qa.export import Exchange, as_json, as_markdown, copied
from qa.export_page import as_page
from qa.markdown import escape_markdown
from qa.types import Answer, Citation, Hit
from qa.verify import verify
from qa.within import Within
from tests.test_page import HOSTILE, Parsed

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
QUOTE = "In January,\r\n 238 people died."
CITATION = Citation(
    "a.txt", 5, 5 + len(QUOTE), QUOTE, "A * title", "The Post",
    Published(date(2022, 9, 1), date(2022, 12, 31), "inferred", "it tells of autumn"),
    "Ann", "body", (19, 29),
)  # fmt: skip
FOUND = Answer("answered", "In January, **238 people** died. [1]", (CITATION,), 0.83)
NEAR = Hit("a.txt", 0, 4, "Near", 1.0)
MISSING = Answer("not_found", "The articles do not say.", (), 0.02, (NEAR,), understood="Who sang in May?")
BOTH = [Exchange("How many died?", FOUND), Exchange("Who sang?", MISSING)]


def test_a_copy_reads_as_the_answer_does() -> None:
    assert copied(FOUND) == (
        "In January, 238 people died. [1]\n\n"
        "[1] A * title · The Post · published between 2022-09-01 and 2022-12-31 (inferred) · said by Ann · "
        "a.txt, characters 5–35"
    )
    assert copied(MISSING).endswith("which are not evidence:\n- a.txt, characters 0–4")
    assert "[2]" not in copied(replace(FOUND, citations=(CITATION, CITATION))), "only what is cited"


def test_markdown_has_quotes_offsets_and_dates_with_their_basis() -> None:
    text = as_markdown(BOTH, MADE)
    assert text.startswith(
        "# Questions to the articles\n\nSaved on 2026-11-22 at 12:30.\n\n## How many died?\n"
    )
    assert "> In January, **238 people** died.\n" in text
    assert "(inferred\\): it tells of autumn · said by Ann · a.txt, characters 5–35" in text
    assert "**[1]** A \\* title · The Post" in text
    assert "Understood as: Who sang in May?" in text
    assert "### Nearest passages, which are not evidence\n\na.txt, characters 0–4\n\n> Near" in text
    also = as_markdown([Exchange("?", replace(FOUND, citations=(CITATION, CITATION)))], MADE)
    assert "### Also found\n\n**[2]**" in also


def test_what_limited_a_question_is_taken_along() -> None:
    limited = [Exchange("Who?", FOUND, Within.of(["a.txt"], "2021"))]
    words = "Asked of a.txt, published from 2021-01-01"
    assert f"## Who?\n\n{words}\n\n" in as_markdown(limited, MADE).replace("\\", "")
    assert words in as_page(limited, MADE)
    (saved,) = json.loads(as_json(limited))
    assert saved["within"] == {"sources": ["a.txt"], "after": "2021-01-01", "before": None}


@pytest.mark.parametrize(
    "start", ["1. One", "12. Two", "- item", "---", "=== x", "# head", "> quote", "1) one"]
)
def test_no_words_begin_a_block_of_markdown(start: str) -> None:
    said = replace(CITATION, quote=start, highlight=None)
    answer = Answer("answered", escape_markdown(start) + " [1]", (said,), 0.5, understood=start)
    lines = as_markdown([Exchange(start, answer)], MADE).splitlines()
    about = [line for line in lines if start.strip("#=->. ")[-2:] in line or "\\-" in line]
    assert about
    assert not [line for line in lines if line.removeprefix("> ").removeprefix("## ").startswith(start)]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_in_files(words: str) -> None:
    said = Citation(words, 0, len(words), words, words, words, Published(None, date(2022, 1, 1), "inferred", words),
                    words, "comment")  # fmt: skip
    answer = Answer("answered", escape_markdown(words) + " [1]", (said,), 0.5, (), words, (), words)
    missing = Answer("not_found", "Nothing.", (), 0.1, (Hit(words, 0, 1, words, 1.0),))
    turns = [Exchange(words, answer, Within((words,))), Exchange(words, missing)]
    parsed = Parsed(as_page(turns, MADE))
    tags = {tag for tag, _ in parsed.tags}
    assert not tags & {"script", "img", "iframe", "base", "link", "form", "mark", "code"}
    assert not [name for _, found in parsed.tags for name in found if name.startswith("on")]
    assert {found["href"] for tag, found in parsed.tags if tag == "a"} == {"#turn-1-1"}
    assert words in parsed.text
    text = as_markdown(turns, MADE)
    for risky in ("<script>", "<img", "[link](", "![i](", "\u202e", "</mark>", " **bold**", "&lt;"):
        assert not re.search(r"(?<!\\)" + re.escape(risky), text)
    assert [answer["question"] for answer in json.loads(as_json(turns))] == [words, words]
    assert "\u202e" not in as_json(turns)


def test_a_page_needs_nothing_and_leads_from_numbers_to_quotes() -> None:
    html = as_page(BOTH, MADE)
    parsed = Parsed(html)
    assert "default-src 'none'" in html
    assert "http:" not in html
    assert "https:" not in html
    ids = [found["id"] for _, found in parsed.tags if "id" in found]
    assert ids == ["turn-1-1"]
    assert [found["href"] for tag, found in parsed.tags if tag == "a"] == ["#turn-1-1"]
    assert QUOTE in parsed.text
    assert "<strong>238 people</strong>" in html
    assert "(inferred): it tells of autumn" in parsed.text
    assert "a.txt, characters 5–35" in parsed.text


def test_json_is_the_answers_and_can_be_verified(tmp_path: Path) -> None:
    saved = json.loads(as_json(BOTH))
    assert saved == json.loads(json.dumps([{"question": q, **answer.to_dict()} for q, answer, _ in BOTH]))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_bytes(b"Near\n" + QUOTE.encode())
    (tmp_path / "saved.json").write_text(as_json(BOTH), "utf-8")
    found = verify(tmp_path / "articles", (), [tmp_path / "saved.json"])
    assert found.citations == 1
