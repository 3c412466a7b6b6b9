"""The web chat in a real browser, against a real server in its own process.

The assistant is a stand-in whose answers can be read below; everything between it and the
screen is real.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.articles import Article
from index.errors import ServeError
from index.metadata import Metadata, Published
from index.records import IndexedArticle
from index.zones import find_zones
from qa import page
from qa.assistant import checked_question
from qa.chat import article_for
from qa.chat_session import Turn, history_of, turns_of
from qa.corpora import Corpora, Corpus
from qa.frames import FRAMES
from qa.markdown import escape_markdown
from qa.serving import check_port, serve
from qa.types import Answer, Citation, Hit, Stage, TextPiece

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = (
    "<script>window.hit=1</script> <img src=x onerror=window.hit=1> [link](javascript:window.hit=1) "
    "![i](http://example.org/i.png) $$x$$ [9] </mark></div> {{value}} ${value} *b* \u202eevitagen\u202c"
)
FILLER = "".join(f"Paragraph {n} tells of other things, to fill the page.\n\n" for n in range(60))
TEXTS = {
    "river.txt": f"The River\n\n{FILLER}The river 𝔘 rose on\r\n 5 January. It fell later.\n\n{FILLER}",
    "town.txt": f"The Town\n\n{FILLER}The town kept its bridge.\n\n{FILLER}{HOSTILE} ends here.\n\n{FILLER}",
}
QUOTES = {
    "When did the river rise?": ["The river 𝔘 rose on\r\n 5 January.", "The town kept its bridge."],
    "What is hostile?": [HOSTILE],
    HOSTILE: ["It fell later."],
}


class StandIn:
    """Answers the questions of `QUOTES`; says nothing about others; can be slow, or break."""

    def __init__(self) -> None:
        pairs = [Article(source, text, "") for source, text in TEXTS.items()]
        self.articles = tuple(
            IndexedArticle(a.source, a.text, "", Metadata(), find_zones(a), (), (), ()) for a in pairs
        )

    endpoint = None

    def suggestions(self, question: str, answer: Answer, **_: object) -> list[str]:
        return ["What is hostile?"] if answer.citations else []

    def beside(self, folder: Path, index: Path | None = None, **_: object) -> tuple[StandIn, tuple[str, ...]]:
        own = StandIn()
        pairs = [Article(path.name, path.read_text("utf-8"), "") for path in sorted(folder.glob("*.txt"))]
        own.articles = tuple(
            IndexedArticle(a.source, a.text, "", Metadata(), find_zones(a), (), (), ()) for a in pairs
        )
        return own, ("broken.txt: cannot be read.",)

    place = Path(sys.argv[1]) if __name__ == "__main__" and sys.argv[1:] else None

    def stream(
        self, question: str, history: object = None, **_: object
    ) -> Iterator[Stage | TextPiece | Answer]:
        return self._stream(checked_question(question), history)

    def _stream(self, question: str, history: object) -> Iterator[Stage | TextPiece | Answer]:
        yield Stage("searching")
        if question == "Break!":
            raise RuntimeError("broken on purpose")
        if question == "Be slow.":
            for _ in range(150):
                yield TextPiece("Slowly. ")
                time.sleep(0.2)
        if question == "What did I say?":
            yield Answer("answered", escape_markdown(str(history)), (), 1.0)
        elif question in QUOTES:
            citations = tuple(_cited(quote) for quote in QUOTES[question])
            pieces = [f"{escape_markdown(c.quote)} [{n}]" for n, c in enumerate(citations, start=1)]
            yield from (TextPiece(piece + "\n\n") for piece in pieces)
            yield Answer("answered", "\n\n".join(pieces), citations, 0.83)
        else:
            near = Hit("town.txt", 0, 8, "The Town", 1.0)
            yield Answer("not_found", FRAMES["absent"]["en"], (), 0.02, (near,))


def _cited(quote: str) -> Citation:
    source, text = next((source, text) for source, text in TEXTS.items() if quote in text)
    start = text.index(quote)
    return Citation(source, start, start + len(quote), quote, None, None, Published(), None, "body")


# ---- Without a browser ----


def test_importing_the_chat_loads_nothing_heavy() -> None:
    heavy = "'gradio', 'torch', 'faiss', 'fastapi'"
    code = f"import sys, qa.chat; print([name for name in ({heavy}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServeError) as raised:
            serve(StandIn(), port=port)  # type: ignore[arg-type]
        with pytest.raises(ServeError):
            check_port("127.0.0.1", port)
    words = "is taken by another program. Name another port with --port."
    assert str(raised.value) == f"127.0.0.1:{port}: {words}"


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("no-such-host.invalid", 0)])
def test_an_impossible_address_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(ServeError, match=re.escape(f"{host}:{port}: ")):
        serve(StandIn(), host=host, port=port)  # type: ignore[arg-type]


def test_errors_become_lines_of_the_conversation(caplog: pytest.LogCaptureFixture) -> None:
    assistant: Any = StandIn()
    *_, last = turns_of(assistant, "x" * 10_001, [])
    assert "10,001 characters" in last[0].html
    assert last[0].answer is None
    with caplog.at_level(logging.ERROR):
        *_, last = turns_of(assistant, "Break!", [])
    assert "Something went wrong" in last[0].html
    assert "broken on purpose" not in last[0].html
    assert "broken on purpose" in caplog.text


def test_history_is_plain_text_of_answered_questions() -> None:
    turns = [Turn("One?", "<p>1</p>", Answer("answered", "1 \\*", (), 1.0)), Turn("Two?", "<p>Stopped.</p>")]
    assert history_of(turns) == [
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "1 \\*"},
    ]


@pytest.mark.parametrize(
    "request_",
    [
        None,
        "x",
        {"source": "../etc/passwd", "marks": []},
        {"source": ["river.txt"], "marks": []},
        {"source": "river.txt", "marks": [["a", "b"]]},
        {"source": "river.txt", "marks": 3},
        {"source": "river.txt"},
    ],
)
def test_a_nonsense_request_for_an_article_is_refused(request_: object) -> None:
    assert "There is no such article." in article_for(opened(), request_)


@pytest.mark.parametrize("key", ["x", "../etc", 5, None, ["a"], {}])
def test_articles_that_are_not_open_are_not_shown(key: object) -> None:
    html = article_for(opened(), {"corpus": key, "source": "river.txt", "marks": []})
    assert ("no longer open" in html) == (isinstance(key, str) and key != "")


def test_without_a_source_the_articles_are_listed() -> None:
    html = article_for(opened(), {"corpus": "", "source": None})
    assert "river.txt" in html
    assert "town.txt" in html


def opened() -> Corpora:
    assistant: Any = StandIn()
    return Corpora(Corpus("", "articles", assistant))


def test_words_that_have_changed_are_not_marked() -> None:
    mark = [1, 0, 9, page.fingerprint("The River")]
    fresh = article_for(opened(), {"source": "river.txt", "marks": [mark]})
    assert "<mark" in fresh
    assert "has changed" not in fresh
    stale = article_for(opened(), {"source": "river.txt", "marks": [[1, 0, 10, mark[3]]]})
    assert "<mark" not in stale
    assert "has changed since the answer was given" in stale


def test_marks_outside_the_article_are_left_out() -> None:
    articles = opened()
    asked = {"source": "river.txt", "marks": [[1, -5, 3], [2, 5, 5], [3, 0, 10**9], [4, 0, 5]]}
    assert re.findall(r'<mark [^>]*data-number="(\d+)"', article_for(articles, asked)) == ["4"]


# ---- With one ----


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A chat that runs in its own process; at the end it must go quietly on Ctrl-C."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "tests.test_chat"] if (root / "tests/__init__.py").exists() else None
    process = subprocess.Popen(
        command or [sys.executable, str(Path(__file__))],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    url = process.stdout.readline().strip()
    try:
        assert url.startswith("http://127.0.0.1:"), url + process.stdout.read()
        yield url
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
        assert process.returncode == 0
        assert "Traceback" not in output.replace("Traceback of Break!", ""), output
    finally:
        process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    switches = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    with api.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM,
            args=[*switches.split(), "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()


@pytest.fixture
def chat(browser: Any, address: str) -> Iterator[Chat]:
    context = browser.new_context(viewport={"width": 1360, "height": 860}, reduced_motion="reduce")
    opened = Chat(context.new_page(), address)
    yield opened
    context.close()
    hosts = {url.split("/")[2] for url in opened.requests if "://" in url}
    assert hosts == {address.split("/")[2]}, "the page asks nobody but its own server"
    assert not opened.errors


class Chat:
    """A page with the chat, and what it asked for."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(30_000)  # a busy machine draws the page slowly
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.wait_for_selector("#qa-box textarea")
        self.box = page.locator("#qa-box textarea")

    def ask(self, question: str, wait_for: str = ".qa-answer[data-answer]") -> None:
        before = self.page.locator(f"#qa-chat {wait_for}").count()
        self.box.fill(question)
        self.box.press("Enter")
        self.page.locator(f"#qa-chat {wait_for}").nth(before).wait_for()
        self.page.locator("#qa-box button", has_text="Ask").wait_for()

    def marked(self) -> str:
        """The text of the active mark, once it lies in the visible part of the panel."""
        self.page.wait_for_function(
            """() => {
                const marks = [...document.querySelectorAll("#qa-panel mark.qa-active")];
                if (!marks.length) return false;
                const box = document.querySelector("#qa-panel .qa-scroll").getBoundingClientRect();
                return marks.every((mark) => [...mark.getClientRects()].every(
                    (r) => r.top >= Math.max(0, box.top) && r.bottom <= Math.min(innerHeight, box.bottom)));
            }"""
        )
        texts: list[str] = self.page.locator("#qa-panel mark.qa-active").evaluate_all(
            "marks => marks.map(mark => mark.textContent)"
        )
        return "".join(texts)


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
    assert "at most 10,000" in chat.page.locator(".qa-notice").last.inner_text()
    chat.ask("Break!", ".qa-notice")
    assert "Something went wrong" in chat.page.locator(".qa-notice").last.inner_text()


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


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    logging.Formatter.formatException = lambda self, info: "(no traceback here)"  # type: ignore[method-assign, assignment]
    serve(StandIn(), port=0, ready=print, examples=["When did the river rise?"])  # type: ignore[arg-type]
