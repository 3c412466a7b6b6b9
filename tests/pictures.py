"""Takes the pictures of the documentation: ``make pictures``. They show what the chat really answers on ``seeds/``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa.assistant import Assistant
from qa.serving import serve
from tests.chat_parts import CHROMIUM, served

DOCS = Path(__file__).parent.parent / ".docs"
WIDE, PHONE = (1360, 860), (390, 844)
ANSWER = "Which share of the pipeline does Russia hold?"
DIFFER = "Who is the president of Kazakhstan?"
NOT_FOUND = "How many tanks did the CSTO send to Kazakhstan?"


def main() -> None:
    """Take all of them, each in a fresh page."""
    from playwright.sync_api import sync_playwright

    with served("tests.pictures", "--serve") as (address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, take in TAKES.items():
            dark = name == "dark"
            width, height = PHONE if name.startswith("phone") else WIDE
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(address)
            page.wait_for_selector("#qa-box textarea")
            take(page)
            page.wait_for_timeout(400)
            page.screenshot(path=DOCS / f"{name}.png")
            print(DOCS / f"{name}.png")
            context.close()
        browser.close()


def asked(page: Any, question: str) -> None:
    """Ask, and wait until all of the answer is there."""
    before = page.locator("#qa-chat .qa-answer[data-answer]").count()
    page.locator("#qa-box textarea").fill(question)
    page.locator("#qa-box textarea").press("Enter")
    page.locator("#qa-chat .qa-answer[data-answer]").nth(before).wait_for()
    page.locator("#qa-box button", has_text="Ask").wait_for()


def _hover(page: Any) -> None:
    asked(page, ANSWER)
    page.locator(".qa-marker").first.hover()
    page.locator(".qa-card:popover-open").wait_for()


def _panel(page: Any) -> None:
    asked(page, ANSWER)
    page.locator(".qa-marker").last.click()


def _phone_article(page: Any) -> None:
    asked(page, ANSWER)
    page.locator(".qa-marker").first.click()


def _comparison(page: Any) -> None:
    asked(page, DIFFER)
    page.locator(".qa-compare").evaluate("e => e.scrollIntoView({ block: 'start' })")


def _confidence(page: Any) -> None:
    asked(page, ANSWER)
    page.locator(".qa-answer details.qa-confidence summary, .qa-confidence summary").first.click()


TAKES: dict[str, Callable[[Any], None]] = {
    "chat": lambda page: asked(page, ANSWER),
    "card": _hover,
    "panel": _panel,
    "comparison": _comparison,
    "confidence": _confidence,
    "not-found": lambda page: asked(page, NOT_FOUND),
    "phone": lambda page: asked(page, ANSWER),
    "phone-article": _phone_article,
    "dark": lambda page: asked(page, ANSWER),
}
"""The pictures by name; those of a phone begin with "phone"."""

if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve(Assistant.open(), port=0, corpus="seeds", ready=print)
    else:
        main()
