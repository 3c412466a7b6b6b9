"""Cards, copies, downloads and verdicts of the chat in a real browser. The server is `tests.chat_parts`'s."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.feedback import FILE
from tests.chat_parts import HOSTILE, QUOTES, Chat, served

QUESTION = "When did the river rise?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with served("tests.chat_parts", place) as (url, _):
        yield url


def card(chat: Chat) -> Any:
    return chat.page.locator(".qa-card:popover-open")


def test_a_card_is_shown_on_hover_and_focus_and_goes_with_escape(chat: Chat) -> None:
    chat.ask(QUESTION)
    marker = chat.page.locator(".qa-marker").first
    marker.hover()
    card(chat).wait_for()
    assert card(chat).locator("blockquote").evaluate("e => e.textContent") == QUOTES[QUESTION][0]
    assert "publication date unknown" in card(chat).inner_text()
    assert card(chat).get_attribute("id") == marker.get_attribute("aria-describedby")
    card(chat).hover()
    chat.page.wait_for_timeout(500)
    assert card(chat).count() == 1, "the pointer may go onto the card"
    chat.page.keyboard.press("Escape")
    assert card(chat).count() == 0
    chat.box.hover()
    chat.box.focus()
    for _ in range(20):  # back from the box, through the row below the answer
        chat.page.keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement.matches('.qa-marker')"):
            break
    assert card(chat).locator("blockquote").inner_text() == QUOTES[QUESTION][1]
    chat.page.keyboard.press("Enter")
    chat.page.locator('#qa-panel article[data-source="town.txt"]').wait_for()
    assert chat.marked() == QUOTES[QUESTION][1]
    assert card(chat).count() == 0


def test_a_card_stays_on_a_narrow_screen_and_is_only_words(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 390, "height": 844})
    chat.ask("What is hostile?")
    chat.page.locator(".qa-marker").last.hover()
    card(chat).wait_for()
    box = card(chat).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844
    assert card(chat).locator("blockquote").evaluate("e => e.textContent") == HOSTILE
    assert card(chat).locator(":is(script, img, a)").count() == 0
    assert chat.page.evaluate("window.hit") is None


def test_an_answer_is_copied_and_the_conversation_saved(chat: Chat, tmp_path: Path) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask("What is hostile?")
    chat.ask(QUESTION)
    chat.page.locator(".qa-copy").last.click()
    chat.page.locator(".qa-said", has_text="Copied.").wait_for()
    text = chat.page.evaluate("navigator.clipboard.readText()")
    assert "The town kept its bridge. [2]" in text
    assert "\n[2] publication date unknown · town.txt, characters " in text
    saved = {}
    for label in ("Markdown", "JSON", "Page to print"):
        chat.page.locator(".qa-download summary:visible").click()
        with chat.page.expect_download() as download:
            chat.page.get_by_role("button", name=label).click()
        name = download.value.suggested_filename
        download.value.save_as(tmp_path / name)
        saved[name.rpartition(".")[2]] = (tmp_path / name).read_text("utf-8")
    assert [answer["question"] for answer in json.loads(saved["json"])] == ["What is hostile?", QUESTION]
    assert json.loads(saved["json"])[0]["citations"][0]["quote"] == HOSTILE
    assert f"## {QUESTION}" in saved["md"]
    chat.page.context.new_page().set_content(saved["html"])
    assert chat.page.context.pages[-1].locator("section").count() == 2


def test_a_verdict_is_kept_beside_the_index(chat: Chat, place: Path) -> None:
    chat.ask(QUESTION)
    chat.ask("Who sang?")
    chat.page.get_by_role("button", name="Not a good answer").last.click()
    chat.page.locator(".qa-said", has_text="Kept in feedback.jsonl").wait_for()
    chat.page.keyboard.type("Ann sang.")
    chat.page.keyboard.press("Enter")
    chat.page.wait_for_function("document.querySelectorAll('.qa-reason:not([hidden])').length === 0")
    first = chat.page.get_by_role("button", name="A good answer").first
    first.click()
    chat.page.keyboard.press("Escape")
    assert not chat.page.locator(".qa-reason").first.is_visible()
    assert first.get_attribute("aria-pressed") == "true"
    chat.page.locator(".qa-row").first.locator(".qa-said", has_text="Kept in feedback.jsonl").wait_for()
    kept = [json.loads(line) for line in (place / FILE).read_text("utf-8").splitlines()]
    assert [(one["question"], one["verdict"], one["reason"]) for one in kept] == [
        ("Who sang?", "down", ""),  # at once
        ("Who sang?", "down", "Ann sang."),
        (QUESTION, "up", ""),
    ]
    assert kept[0]["answer"]["status"] == "not_found"
