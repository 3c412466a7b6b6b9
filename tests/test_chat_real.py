"""The chat over the five articles, with the real model of the index, in a real browser."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.cases import read_cases
from index.articles import read_corpus
from index.build import build_index, default_index
from index.embedding import SentenceTransformerEmbedder
from qa.assistant import Assistant, seeds_folder
from qa.serving import serve
from tests.chat_parts import Chat, served

ANSWERS = 50
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("articles") / "seeds"
    shutil.copytree(seeds_folder(), copy, ignore=shutil.ignore_patterns(".qa-index"))
    return copy


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served("tests.test_chat_real", folder) as (url, _):
        yield url


@pytest.fixture(scope="module")
def questions() -> list[str]:
    texts = {article.source: article.text for article in read_corpus(seeds_folder()).articles}
    cases = read_cases(ROOT / "eval" / "questions.jsonl", texts)
    asked = dict.fromkeys(case.question for case in cases if case.split == "dev" and not case.history)
    return list(asked)[: 2 * ANSWERS]


@pytest.mark.parametrize(
    ("width", "dark", "part"),
    [(1360, False, 0), (390, False, 1), (1360, True, 2)],
    ids=["wide", "phone", "dark"],
)
def test_each_marker_opens_exactly_the_quoted_words(
    chat: Chat, folder: Path, questions: list[str], width: int, dark: bool, part: int
) -> None:
    """A third of fifty answers on each screen; what is marked is compared with the articles by offsets."""
    page = chat.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if dark else "light")
    texts = {article.source: article.text for article in read_corpus(folder).articles}
    wanted, answered = -(-ANSWERS // 3), 0
    for question in questions[part::3]:
        chat.ask(question)
        answer = page.locator(".qa-answer[data-answer]").last
        if answer.get_attribute("data-status") != "answered":
            continue
        answered += 1
        for marker in answer.locator(".qa-text .qa-marker").all():
            number = marker.get_attribute("data-number")
            entry = answer.locator(f'.qa-entry[data-number="{number}"]')
            source, start, end = (entry.get_attribute(f"data-{name}") for name in ("source", "start", "end"))
            assert source
            marker.click()
            page.wait_for_function(
                "([s, n]) => document.querySelector('#qa-panel article')?.dataset.source === s"
                " && document.querySelector('#qa-panel mark.qa-active')?.dataset.number === n",
                arg=[source, number],
            )
            assert chat.marked() == texts[source][int(start or 0) : int(end or 0)], question
        if answered == wanted:
            break
        if answered % 6 == 0:  # a new conversation, as people begin one
            page.get_by_role("button", name="Clear").click()
            page.locator("#qa-chat .user-row").first.wait_for(state="detached")
    assert answered == wanted


def test_an_article_that_goes_or_changes_meanwhile_is_said_in_words(chat: Chat, folder: Path) -> None:
    """The index is made anew while the page is open: what stands in the conversation stays as it was."""
    page = chat.page
    chat.ask("Which share of the pipeline does Russia hold?")
    shown = page.locator(".qa-answer .qa-text").inner_text()
    page.locator(".qa-contents").click()
    cited = page.locator(".qa-answer .qa-entry").first.get_attribute("data-source")
    assert cited
    whole = (folder / cited).read_text("utf-8")
    try:
        (folder / cited).write_text("A new beginning of this article.\n\n" + whole, "utf-8")
        indexed(folder)
        chat.ask("How many people died in January?")
        page.locator(".qa-answer").first.locator(".qa-marker").first.click()
        page.locator("#qa-panel", has_text="has changed since the answer was given").wait_for()
        (folder / cited).unlink()
        indexed(folder)
        chat.ask("Who is Sultanbek Sultangaliyev?")
        page.locator(".qa-answer").first.locator(".qa-marker").first.click()
        page.locator("#qa-panel", has_text="There is no such article.").wait_for()
        assert page.locator(".qa-answer .qa-text").first.inner_text() == shown
    finally:
        (folder / cited).write_text(whole, "utf-8")
        indexed(folder)


def test_a_language_model_that_is_not_there_costs_one_line(chat: Chat) -> None:
    page = chat.page
    page.locator("#qa-llm button").first.click()
    page.get_by_label("Address").fill("http://127.0.0.1:9/v1")
    page.get_by_role("button", name="Let it write").click()
    page.locator("#qa-llm-state", has_text="127.0.0.1:9").wait_for()
    chat.ask("How many people died in January?")
    notice = page.locator("#qa-chat .qa-answer .qa-notice").last.inner_text()
    assert "The language model did not answer" in notice
    assert page.locator("#qa-chat .qa-text .qa-marker").count() > 0
    page.get_by_role("button", name="Do without").click()
    page.locator("#qa-llm-state", has_text="No language model").wait_for()
    chat.ask("Who is Sultanbek Sultangaliyev?")
    assert page.locator("#qa-chat .qa-answer .qa-notice").count() == 1


def test_a_reload_in_the_middle_loses_nothing_that_was_answered(chat: Chat) -> None:
    page = chat.page
    chat.ask("How many people died in January?")
    page.wait_for_function("location.search.includes('ask=')")
    chat.box.fill("Who is Sultanbek Sultangaliyev?")
    chat.box.press("Enter")
    page.locator(".qa-question", has_text="Who is Sultanbek").wait_for()
    page.reload()
    page.locator(".qa-answer[data-answer]").wait_for()
    assert page.locator(".qa-question").first.inner_text() == "How many people died in January?"
    page.locator("#qa-box button", has_text="Ask").wait_for()
    if page.locator(".qa-question").count() == 1:  # the answer had not come before the reload
        page.wait_for_function(
            "document.querySelector('#qa-box textarea').value.startsWith('Who is Sultanbek')"
        )
    # Gradio's own words for the answer that was on its way to the page that was left.
    gone = ("signal is aborted", "Connection errored out")
    chat.errors = [error for error in chat.errors if not any(words in error for words in gone)]


def indexed(folder: Path) -> None:
    build_index(folder, default_index(folder), SentenceTransformerEmbedder(), skip_bad=True)


if __name__ == "__main__":
    assistant = Assistant.open(sys.argv[1], evidence_model="none")  # quicker; markers do not care
    serve(assistant, port=0, corpus="seeds", ready=print)
