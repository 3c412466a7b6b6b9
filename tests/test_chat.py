"""Asking, and opening what is cited, in the web chat. The server is `tests.chat_parts`'s."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.chat_parts import HOSTILE, QUOTES, Chat


def test_a_marker_opens_the_cited_place(chat: Chat) -> None:
    question = "When did the river rise?"
    first, second = QUOTES[question]
    assert chat.page.evaluate("document.activeElement === document.querySelector('#qa-box textarea')")
    chat.ask(question)
    assert chat.marked() == first
    chat.page.locator(".qa-marker").nth(1).click()
    chat.page.locator('#qa-panel article[data-source="town.txt"]').wait_for()
    assert chat.marked() == second
    chat.page.locator(".qa-entry", has_text="river.txt").first.focus()
    chat.page.keyboard.press("Enter")
    chat.page.locator('#qa-panel article[data-source="river.txt"]').wait_for()
    assert chat.marked() == first
    assert chat.page.evaluate("window.scrollY") == 0, "the panel scrolls, not the page"
    chat.ask("What did I say?")
    words = chat.page.locator(".qa-text").last.inner_text()
    assert "<" not in words, "history is plain text"
    assert question in words
    chat.page.locator(".qa-marker").first.click()
    assert chat.marked() == first, "an earlier answer opens its own citations"


def test_on_a_narrow_screen_the_article_comes_below(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 390, "height": 844})
    chat.ask("When did the river rise?")
    assert chat.page.evaluate("window.scrollY") == 0
    chat.page.locator(".qa-marker").nth(1).click()
    assert chat.marked() == "The town kept its bridge."
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.page.locator(".qa-back").click()
    assert chat.page.evaluate("document.activeElement.matches('.qa-marker[data-number=\"2\"]')")


def test_hostile_words_are_only_words(chat: Chat) -> None:
    chat.ask("What is hostile?")
    assert chat.marked() == HOSTILE
    chat.ask(HOSTILE)
    assert chat.page.locator(".qa-question").last.evaluate("e => e.textContent") == HOSTILE
    assert chat.page.locator(".qa-text").first.evaluate("e => e.textContent").startswith(HOSTILE)
    assert chat.page.locator(".qa-answer .qa-marker").count() == 2
    alive = ":is(script, img, iframe, a:not(.qa-marker), .katex, [onerror])"
    assert chat.page.locator(f":is(#qa-chat, #qa-panel) {alive}").count() == 0
    assert chat.page.evaluate("window.hit") is None


def test_what_is_not_found_or_fails_is_said_gently(chat: Chat) -> None:
    chat.ask("Who sang?")
    assert "Nearest passages — not evidence" in chat.page.locator(".qa-not-found").inner_text()
    chat.ask("x" * 10_001, ".qa-notice")
    assert "at most 10,000" in chat.page.locator("#qa-chat .qa-notice").last.inner_text()
    chat.ask("Break!", ".qa-notice")
    assert "Something went wrong" in chat.page.locator("#qa-chat .qa-notice").last.inner_text()


def test_stop_retry_and_clear(chat: Chat) -> None:
    chat.box.fill("Be slow.")
    chat.box.press("Enter")
    chat.page.locator(".qa-text", has_text="Slowly.").wait_for()
    chat.box.fill("Too early?")
    chat.box.press("Enter")
    chat.page.locator(".qa-text", has_text="Slowly. Slowly. Slowly. Slowly. Slowly.").wait_for()
    assert chat.page.locator(".qa-question").count() == 1, "one question at a time"
    assert chat.box.input_value() == "Too early?"
    chat.page.locator("#qa-box button", has_text="Stop").click()
    chat.page.locator(".qa-notice", has_text="Stopped.").wait_for()
    chat.ask("When did the river rise?")
    chat.page.get_by_role("button", name="Retry").click()
    chat.page.wait_for_timeout(500)
    chat.page.locator(".qa-answer[data-answer]").wait_for()
    assert chat.page.locator(".qa-answer[data-answer]").count() == 1
    chat.box.fill("Be slow.")
    chat.box.press("Enter")
    chat.page.locator(".qa-text", has_text="Slowly.").wait_for()
    chat.page.get_by_role("button", name="Clear").click()
    chat.page.locator("#qa-box button", has_text="Ask").wait_for()
    chat.page.locator("#qa-chat .example").first.click()
    chat.page.locator(".qa-answer[data-answer]").wait_for()
    assert chat.page.locator(".qa-question").count() == 1


def test_tabs_do_not_mix(chat: Chat) -> None:
    other = Chat(chat.page.context.new_page(), chat.page.url)
    chat.ask("When did the river rise?")
    other.ask("What did I say?")
    assert "[]" in other.page.locator(".qa-text").inner_text()
    assert other.page.locator(".qa-question").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "file=https://example.org/",
        "file=http://127.0.0.1/",
        "proxy=https://example.org/",
        "file=/etc/passwd",
        "file=qa/chat.py",
        "file=../etc/passwd",
    ],
)
def test_files_are_not_served(address: str, path: str) -> None:
    assert httpx.get(f"{address}gradio_api/{path}", timeout=5).status_code in (400, 403, 404)


def test_the_page_names_no_other_host(address: str) -> None:
    response = httpx.get(address, timeout=5)
    headers = response.headers
    assert set(re.findall(r"https?://[^/\\\"'\s]+", response.text)) <= {address.rstrip("/")}
    assert re.search(r'<html\s[^>]*lang="en"', response.text)
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
