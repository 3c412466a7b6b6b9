"""Sixty articles and questions made to run, fetch or hide something: in a real browser they are only words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from index.articles import Article
from index.metadata import Known, Metadata, Published
from index.records import IndexedArticle
from index.zones import find_zones
from qa.markdown import escape_markdown
from qa.serving import serve
from qa.types import Answer, Citation, Differing, TextPiece
from tests.chat_parts import Chat, served

RUN = "window.hit=1"
CASES = (
    f"<script>{RUN}</script>",
    f"<SCRIPT SRC=http://example.org/x.js></SCRIPT>{RUN}",
    f"<script\x0c>{RUN}</script\t>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<<script>{RUN}//<</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</p></div></article><script>{RUN}</script>",
    f"</mark><script>{RUN}</script>",
    f"</template><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}"/>',
    f"<img/src/onerror={RUN}>",
    "<img src=http://example.org/pixel.png>",
    "<img srcset='http://example.org/a.png 2x'>",
    f'" onmouseover="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus x='",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<math href='javascript:{RUN}'>x</math>",
    f"<a href=javascript:{RUN}>read on</a>",
    f"<a href='java\tscript:{RUN}'>read on</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>read on</a>",
    f"[read on](javascript:{RUN})",
    f"[read on](data:text/html;base64,PHNjcmlwdD4) {RUN}",
    f"[1](javascript:{RUN}) [9] [2]: javascript:{RUN}",
    "![picture](http://example.org/picture.png)",
    "![picture](data:image/svg+xml,<svg onload=window.hit=1>)",
    "<https://example.org/auto> https://example.org/bare",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='data:text/html,<script>{RUN}</script>'></object>",
    "<embed src=http://example.org/x.swf>",
    "<link rel=stylesheet href=http://example.org/x.css>",
    "<style>@import 'http://example.org/x.css'; * { display: none }</style>",
    "<style>body { background: url(http://example.org/x.png) }</style>",
    "<div style='position:fixed;inset:0;background:url(http://example.org/y.png)'>cover</div>",
    "<meta http-equiv=refresh content='0;url=http://example.org/'>",
    "<base href=http://example.org/>",
    "<form action=http://example.org/><input name=q autofocus><button>Send</button></form>",
    f"<details open ontoggle={RUN}>more</details>",
    f"<video><source onerror={RUN}></video><audio src=x onerror={RUN}>",
    f"<input onfocus={RUN} autofocus>",
    f"<body onload={RUN}><marquee onstart={RUN}>x</marquee>",
    "<template shadowrootmode=open><slot></slot><b>x</b></template>",
    "<portal src=http://example.org/></portal><noscript><p title='</noscript><img src=x onerror=1>'>",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;script&#62;{RUN}&#60;/script&#62;",
    f"\\<script\\>{RUN}\\</script\\> %3Cscript%3E{RUN}%3C/script%3E",
    f"{{{{constructor.constructor('{RUN}')()}}}} ${{{RUN}}} <%= {RUN} %>",
    "$$\\href{javascript:window.hit=1}{x}$$ \\(\\unicode{x}\\) $\\includegraphics{http://example.org/x}$",
    "```html\n<script>window.hit=1</script>\n```\n| a | b |\n|---|---|\n| <img src=x> | b |",
    "\u202egnp.tpircs\u202c and \u2066hidden\u2069 then \u202dmore",
    "zero\u200bwidth\u200dand\ufefffeff and \u00adsoft\u00adhyphen",
    "null \ufffd bell \x07 escape \x1b[31mred\x1b[0m delete \x7f",
    "İstanbul ﬁn ß 𝔘𝔫𝔦 👩‍👩‍👧 ‏عربي‎ עברית",
    "<!--[if gte IE 4]><script>window.hit=1</script><![endif]--> <![CDATA[ <script>window.hit=1</script> ]]>",
)
AT_ONCE = 5
"""So many are cited by one answer."""

TEXTS = {
    f"{case[:60].replace('/', '|')} {n}.txt": f"{case}\n\n{case} stands here." for n, case in enumerate(CASES)
}


class Hostile:
    """Its articles are the cases, and so are their titles, files, publishers and speakers."""

    endpoint = None
    place = None

    def __init__(self) -> None:
        pairs = [Article(source, text, "") for source, text in TEXTS.items()]
        self.articles = tuple(
            IndexedArticle(a.source, a.text, "", _metadata(case), find_zones(a), (), (), ())
            for a, case in zip(pairs, CASES, strict=True)
        )

    def suggestions(self, question: str, answer: Answer, **_: object) -> list[str]:
        return [question]

    def stream(self, question: str, history: object = None, **_: object) -> Iterator[TextPiece | Answer]:
        first = AT_ONCE * next(n for n in range(len(CASES) // AT_ONCE) if CASES[AT_ONCE * n] == question)
        citations = tuple(_cited(n) for n in range(first, first + AT_ONCE))
        text = "\n\n".join(f"{escape_markdown(c.quote)} [{n}]" for n, c in enumerate(citations, start=1))
        places = [(citation.start, citation.end) for citation in citations]
        differing = Differing("name", "unknown", 1, 2, citations[0].quote, citations[1].quote, *places[:2])
        yield TextPiece(text)
        yield Answer(
            "answered", text, citations, 0.5, understood=question, notice=question, difference=differing,
            reasons=(f"For: {question}",),
        )  # fmt: skip


def _metadata(case: str) -> Metadata:
    known = Known(case, "stated", case)
    return Metadata(known, known, known, Published(None, None, "unknown", case))


def _cited(number: int) -> Citation:
    case, source = CASES[number], list(TEXTS)[number]
    start = len(case) + 2
    return Citation(
        source,
        start,
        start + len(case),
        case,
        case,
        case,
        Published(None, None, "unknown", case),
        case,
        "body",
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("tests.test_chat_hostile") as (url, _):
        yield url


def test_there_are_sixty() -> None:
    assert len(CASES) == len(set(CASES)) == 60
    assert len(CASES) % AT_ONCE == 0


def test_nothing_runs_nothing_is_fetched_and_words_stay_words(chat: Chat) -> None:
    """That nothing is fetched from elsewhere and no script fails is checked for every page (`chat` in `tests.conftest`)."""
    dialogs: list[str] = []

    def refuse(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    chat.page.on("dialog", refuse)
    start = chat.page.url
    alive = ":is(script, img, iframe, object, embed, link, style, base, form, video, audio, a[href^='java'])"
    for first in range(0, len(CASES), AT_ONCE):
        chat.ask(CASES[first])
        answer = chat.page.locator(".qa-answer[data-answer]").last
        assert chat.page.locator(".qa-question").last.evaluate("e => e.textContent") == browsers(CASES[first])
        paragraphs = answer.locator(".qa-text p").evaluate_all("all => all.map(p => p.textContent)")
        shown = " ".join(" ".join(paragraphs).split())
        for number in range(first, first + AT_ONCE):
            assert " ".join(browsers(CASES[number]).split()) in shown, CASES[number]
        for place in range(AT_ONCE):
            answer.locator(".qa-marker").nth(place).hover()
            answer.locator(".qa-marker").nth(place).click()
            chat.page.wait_for_function(
                "s => document.querySelector('#qa-panel article')?.dataset.source === s",
                arg=list(TEXTS)[first + place],
            )
            assert chat.marked() == browsers(CASES[first + place])
        assert answer.locator(".qa-text .qa-marker").count() == AT_ONCE
        inside = chat.page.locator(f":is(#qa-chat, #qa-panel, .qa-card) {alive}")
        others = "all => all.filter(e => !e.closest('.qa-reason, button:not([class*=qa-]) svg')).map(e => e.outerHTML)"
        assert inside.evaluate_all(others) == []
    assert chat.page.evaluate("window.hit") is None
    assert dialogs == []
    assert chat.page.url.split("?")[0] == start
    assert chat.page.locator("#qa-box").is_visible()


def browsers(text: str) -> str:
    """What of a text a browser can hold."""
    return text.replace("\0", "\ufffd")


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    serve(Hostile(), port=0, ready=print)  # type: ignore[arg-type]
