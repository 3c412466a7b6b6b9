"""The chat in a real browser, against a real server in a process of its own: what its tests share.

The assistant of most of them is a stand-in whose answers can be read below; everything between it
and the screen is real. A module that is started by `served` serves when it is run.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from index.articles import Article
from index.metadata import Metadata, Published
from index.records import IndexedArticle
from index.zones import find_zones
from qa.assistant import checked_question
from qa.frames import FRAMES
from qa.markdown import escape_markdown
from qa.serving import serve
from qa.types import Answer, Citation, Hit, Stage, TextPiece

ROOT = Path(__file__).parent.parent
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


@contextmanager
def served(
    module: str, *arguments: object, stderr: int | IO[str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """What a module prints first when it is run, its address, and its process, which ends with this."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,  # a module may end when this is closed
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


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


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    logging.Formatter.formatException = lambda self, info: "(no traceback here)"  # type: ignore[method-assign, assignment]
    serve(StandIn(), port=0, ready=print, examples=["When did the river rise?"])  # type: ignore[arg-type]
