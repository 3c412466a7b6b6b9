"""Links, conversations, limits, own articles, theme and keyboard in a real browser; the server is `tests.chat_parts`'s."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chat_parts import QUOTES, TEXTS, Chat

QUESTION = "When did the river rise?"


def link(chat: Chat) -> str:
    chat.page.wait_for_function("location.search.startsWith('?ask=')")
    found: str = chat.page.evaluate("location.href")
    return found


def talks(chat: Chat) -> Any:
    menu = chat.page.locator("#qa-talks")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
        menu.locator(".qa-menu-list > a").wait_for()
    return menu.locator(".qa-talk")


def test_a_link_asks_again_and_so_does_a_reload(chat: Chat) -> None:
    chat.ask(QUESTION)
    chat.ask("What is hostile?")
    address = link(chat)
    assert parse_qs(urlsplit(address).query)["ask"] == [QUESTION, "What is hostile?"]
    for _ in range(2):
        chat.page.goto(address)
        chat.page.locator(".qa-answer[data-answer]").nth(1).wait_for()
        chat.page.locator("#qa-box button", has_text="Ask").wait_for()
        assert chat.page.locator(".qa-question").all_inner_texts() == [QUESTION, "What is hostile?"]
    assert chat.marked() == QUOTES["What is hostile?"][0]
    assert talks(chat).count() == 1, "opening a link makes no other conversation of it"


def test_conversations_stay_in_the_browser_until_they_are_deleted(chat: Chat) -> None:
    chat.ask(QUESTION)
    link(chat)
    chat.page.goto(chat.page.url.split("?")[0])
    chat.page.wait_for_selector("#qa-box textarea")
    chat.ask("Who sang?")
    link(chat)
    assert talks(chat).locator("a").all_inner_texts() == ["Who sang?", QUESTION]
    talks(chat).nth(1).locator("a").click()
    chat.page.locator(".qa-answer[data-status=answered]").wait_for()
    chat.page.locator("#qa-box button", has_text="Ask").wait_for()
    assert talks(chat).locator("a").all_inner_texts() == [QUESTION, "Who sang?"], (
        "the one opened last is first"
    )
    talks(chat).locator("button").nth(1).click()
    assert talks(chat).locator("a").all_inner_texts() == [QUESTION]
    chat.page.locator("#qa-talks button", has_text="Delete all").click()
    assert talks(chat).count() == 0
    chat.page.keyboard.press("Escape")
    assert chat.page.evaluate("document.activeElement.matches('#qa-talks summary')")


def test_a_suggestion_is_asked_and_an_earlier_question_comes_back_into_the_box(chat: Chat) -> None:
    chat.ask(QUESTION)
    chat.page.locator(".qa-suggest", has_text="What is hostile?").click()
    chat.page.locator(".qa-answer[data-answer]").nth(1).wait_for()
    assert chat.page.locator(".qa-suggest:visible").count() == 1, "below the newest answer only"
    chat.page.locator(".qa-asked").first.hover()
    chat.page.locator(".qa-asked .qa-edit").first.click()
    assert chat.box.input_value() == QUESTION


def test_a_limit_is_said_and_stands_in_the_link_behind_its_question(chat: Chat) -> None:
    chat.ask(QUESTION)
    chat.page.locator("#qa-filters button").first.click()
    chat.page.get_by_label("Published from").wait_for()
    chat.page.get_by_label("Published from").fill("2021")
    chat.page.get_by_label("Published from").press("Enter")
    chat.page.locator("#qa-within", has_text="0 of 2 articles").wait_for()
    chat.ask("Who sang?")
    assert urlsplit(link(chat)).query == "ask=When+did+the+river+rise%3F&ask=Who+sang%3F&after=2021-01-01"
    chat.page.reload()
    chat.page.locator(".qa-answer[data-answer]").nth(1).wait_for()
    chat.page.locator("#qa-box button", has_text="Ask").wait_for()  # all that the link sets is set
    assert chat.page.locator(".qa-answer").first.get_attribute("data-status") == "answered", "asked of all"
    chat.page.locator(".user-row", has_text="Asked of articles, published from 2021-01-01").wait_for()
    assert chat.page.locator(".user-row", has_text="Asked of").count() == 1
    chat.page.locator("#qa-within", has_text="0 of 2 articles").wait_for()  # where nothing is open
    chat.page.locator("#qa-filters button").first.click()
    assert chat.page.get_by_label("Published from").input_value() == "2021-01-01"
    chat.page.get_by_label("Published from").fill("soon")
    chat.page.get_by_label("Published from").press("Enter")
    chat.page.locator("#qa-limit", has_text="'soon' is no day").wait_for()
    chat.box.fill(QUESTION)
    chat.box.press("Enter")
    chat.page.locator(".bot-row", has_text="Nothing was asked. 'soon' is no day").wait_for()
    assert chat.box.input_value() == QUESTION, "it can be asked again once that is mended"


def test_own_articles_are_opened_from_a_folder_and_from_dropped_files(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(TEXTS["river.txt"], "utf-8")
    chat.ask(QUESTION)
    chat.page.locator("#qa-own button").first.click()
    chat.page.get_by_label("Or a folder of this machine").fill(str(tmp_path))
    chat.page.get_by_role("button", name="Open", exact=True).click()
    chat.page.locator("#qa-own-state", has_text="broken.txt").wait_for()
    chat.page.locator("#qa-header", has_text="1 article").wait_for()
    chat.page.locator("#qa-panel", has_text="mine.txt").wait_for()
    assert chat.page.locator(".qa-question").count() == 0, "another conversation begins"
    assert chat.page.locator("#qa-chat .example").count() == 0, "the examples are about the first articles"
    assert tmp_path.name in chat.page.locator("#qa-header").inner_text()
    chat.page.get_by_role("button", name="Back to the first articles").click()
    chat.page.locator("#qa-header", has_text="2 articles").wait_for()
    chat.page.locator("#qa-chat .example").first.wait_for()
    chat.page.locator("#qa-own input[type=file]").set_input_files(str(tmp_path / "mine.txt"))
    chat.page.locator("#qa-header", has_text="mine.txt").wait_for()
    chat.page.locator("#qa-panel .qa-entry", has_text="mine.txt").click()
    chat.page.locator('#qa-panel article[data-source="mine.txt"]').wait_for()
    assert not chat.page.locator('#qa-own [aria-label="common.upload"]').count(), "every button has a name"
    chat.page.locator("#qa-own").get_by_role("button", name="Clear").click()
    chat.page.locator("#qa-header", has_text="2 articles").wait_for()
    (tmp_path / "more.txt").write_text(TEXTS["river.txt"], "utf-8")
    chat.page.locator("#qa-own input[type=file]").set_input_files(
        [str(tmp_path / "mine.txt"), str(tmp_path / "more.txt")]
    )
    chat.page.locator("#qa-header", has_text="2 dropped files").wait_for()
    chat.page.locator("#qa-own").get_by_label("Remove this file").last.click()
    chat.page.locator("#qa-header", has_text="mine.txt").wait_for()
    chat.page.get_by_label("Or a folder of this machine").fill("/no/such/folder")
    chat.page.get_by_role("button", name="Open", exact=True).click()
    chat.page.locator("#qa-own-state", has_text="there is no such folder").wait_for()


def test_the_theme_is_kept(chat: Chat) -> None:
    theme = chat.page.locator(".qa-theme")
    assert theme.inner_text().endswith("System")
    theme.click()
    theme.click()
    assert theme.inner_text().endswith("Dark")
    assert chat.page.evaluate("document.body.classList.contains('dark')")
    chat.page.reload()
    chat.page.locator(".qa-theme", has_text="Dark").wait_for()
    assert chat.page.evaluate("document.body.classList.contains('dark')")


def test_the_whole_way_by_keyboard(chat: Chat) -> None:
    """From the box to a citation, into the article, back, to the next question, without a pointer."""
    page = chat.page

    def tab_to(selector: str, back: bool = False) -> None:
        for _ in range(60):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".qa-answer[data-answer]").wait_for()
    page.locator("#qa-box button", has_text="Ask").wait_for()
    page.locator("#qa-box textarea").focus()
    tab_to(".qa-marker", back=True)
    page.keyboard.press("Enter")
    assert chat.marked() in QUOTES[QUESTION]
    tab_to("#qa-panel .qa-scroll")
    tab_to("#qa-panel .qa-contents")
    page.keyboard.press("Enter")
    page.locator("#qa-panel .qa-entry").first.wait_for()
    tab_to("#qa-talks summary", back=True)
    page.keyboard.press("Enter")
    page.locator("#qa-talks .qa-talk").wait_for()
    tab_to(".qa-talk-open")
    tab_to("#qa-box textarea")
    page.keyboard.type("Who sang?")
    page.keyboard.press("Enter")
    page.locator(".qa-not-found").wait_for()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing_serious(chat: Chat, dark: bool, width: int) -> None:
    chat.page.set_viewport_size({"width": width, "height": 844})
    chat.page.emulate_media(color_scheme="dark" if dark else "light")
    chat.page.reload()
    chat.page.wait_for_selector("#qa-box textarea")
    assert chat.page.evaluate("document.body.classList.contains('dark')") == dark
    serious: dict[str, list[str]] = {}

    def check(state: str) -> None:
        for found in Axe().run(chat.page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                places = [" ".join(node["target"]) for node in found["nodes"][:3]]
                serious[f"{state}: {found['id']}"] = places

    check("start")
    chat.ask(QUESTION)
    chat.page.locator(".qa-suggest").first.wait_for()
    check("answer")
    chat.ask("Who sang?")
    check("not found")
    for name in ("filters", "own", "llm"):
        chat.page.locator(f"#qa-{name} button").first.click()
    chat.page.locator("#qa-talks summary").click()
    check("menus")
    assert serious == {}


_MOVING = """() => [...document.querySelectorAll("body, body *")].flatMap((element) =>
    [null, "::before", "::after"].filter((part) => {
        const style = getComputedStyle(element, part);
        const longest = (times) => Math.max(...times.split(",").map(parseFloat));
        const animated = style.animationName === "none" ? 0 : longest(style.animationDuration);
        return Math.max(longest(style.transitionDuration), animated) > 0.01 || style.scrollBehavior === "smooth";
    }).map((part) => `${element.tagName}.${element.className}${part ?? ""}`))"""


def test_nothing_moves_for_those_who_asked_for_less_motion(chat: Chat) -> None:
    """The browser says so to every test; here it is measured, and that it would move otherwise."""
    chat.ask(QUESTION)
    chat.page.locator(".qa-answer .qa-marker").first.click()
    chat.page.locator("#qa-panel mark").first.wait_for()
    chat.page.locator("#qa-talks summary").click()
    assert chat.page.evaluate(_MOVING) == []
    chat.page.emulate_media(reduced_motion="no-preference")
    assert any("qa-scroll" in one for one in chat.page.evaluate(_MOVING)), (
        "the measurement measures something"
    )
