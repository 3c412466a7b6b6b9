"""The chat's HTML, parsed back: nothing from outside becomes markup, and marks stand where they should."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from index.metadata import Known, Metadata, Published
from index.records import IndexedArticle
from index.zones import Zone
from qa import cards, page, reader
from qa.chat_session import following_html
from qa.header import header_html
from qa.markdown import escape_markdown
from qa.taking import row_html
from qa.terminal import safe
from qa.types import Answer, Citation, Hit
from qa.words import date_words, excerpt

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[link](javascript:alert(1))",
    "![i](http://example.org/x.png)",
    "$$x$$ and `code` and **bold**",
    "[9] and [1] and \\[1\\]",
    "</mark></article><mark>",
    '" onmouseover="alert(1)" \'',
    "{{value}} ${value} &lt;b&gt; &amp;",
    "a\u202eb\u2066c\u2069d",
]
DAY = date(2022, 3, 6)
UNKNOWN = Metadata()
ALLOWED = {
    "a", "article", "bdi", "blockquote", "button", "details", "div", "form", "h1", "h2", "h3", "header", "input",
    "li", "mark", "ol", "p", "path", "pre", "span", "summary", "svg", "ul",
}  # fmt: skip


class Parsed(HTMLParser):
    """Collects tags, attributes, all text, and the text inside the marks of each number."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.marks: dict[int, str] = {}
        self._open: list[tuple[str, int | None]] = []
        self.feed(html)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self._open.append((tag, int(found["data-number"]) if tag == "mark" else None))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for _, number in self._open:
            if number is not None:
                self.marks[number] = self.marks.get(number, "") + data

    def with_class(self, name: str) -> list[dict[str, str]]:
        return [found for _, found in self.tags if name in found.get("class", "").split()]


def citation(quote: str, **changed: object) -> Citation:
    plain = Citation("a.txt", 0, len(quote), quote, "A title", None, Published(), None, "body")
    return replace(plain, **changed)  # type: ignore[arg-type]


def article(
    text: str, zones: tuple[Zone, ...], source: str = "a.txt", known: Metadata = UNKNOWN
) -> IndexedArticle:
    return IndexedArticle(source, text, "", known, zones, (), (), ())


def answered(*citations: Citation) -> Answer:
    text = "\n\n".join(f"{escape_markdown(c.quote)} [{n}]" for n, c in enumerate(citations, start=1))
    return Answer("answered", text, citations, 0.9)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_everywhere(words: str) -> None:
    everywhere = citation(words, source=words, title=words, publisher=words, voice=words, zone="comment")
    dated = Published(date(2022, 1, 1), None, "inferred", words)
    near = Hit(words, 0, len(words), words, 1.0)
    known = Known(words, "supplied")
    zones = (Zone("comment", 0, len(words), words),)
    piece = article(words, zones, words, Metadata(known, known, known, dated))
    shown = [
        page.answer_html(answered(everywhere), words, {}),
        page.answer_html(Answer("not_found", "Nothing.", (), 0.1, (near,)), words, {words: piece}),
        reader.article_html(piece, [reader.Mark(1, 0, len(words))]),
        reader.contents_html([piece]),
        header_html(words, 1, words, 1),
        following_html([words]),
        page.partial_html(escape_markdown(words)),
        page.question_html(words),
        page.partial_html("", stage=words),
        page.notice_html(words),
        cards.cards_html(answered(everywhere), words),
        row_html(answered(everywhere), 0, judging=True),
    ]
    for html in shown:
        parsed = Parsed(html)
        assert {tag for tag, _ in parsed.tags} <= ALLOWED
        assert not [name for _, found in parsed.tags for name in found if name.startswith("on")]
        assert all(found["href"].startswith("#qa-mark-") for tag, found in parsed.tags if tag == "a")
        as_shown = (words, words.capitalize(), safe(words))
        assert any(said in parsed.text for said in as_shown) or html == shown[1]


def test_markers_are_links_to_their_citations_and_nothing_else_is() -> None:
    text = "Escaped \\[1\\] is text. [1] So is [3], and [0]. [2]"
    html = page.text_html(text, [citation("x"), citation("y", title=None)])
    markers = Parsed(html).with_class("qa-marker")
    assert [marker["data-number"] for marker in markers] == ["1", "2"]
    assert markers[1]["aria-label"] == "Citation 2: show the passage in a.txt"
    assert Parsed(html).text.replace("\xa0", " ") == "Escaped [1] is text. [1] So is [3], and [0]. [2]"


def test_partial_text_has_no_markers_to_press() -> None:
    assert not Parsed(page.partial_html("Said so. [1]")).with_class("qa-marker")


def test_entries_carry_the_place() -> None:
    html = page.answer_html(answered(citation("One.", start=7, end=11)), "key", {})
    (entry,) = Parsed(html).with_class("qa-entry")
    assert (entry["data-source"], entry["data-start"], entry["data-end"]) == ("a.txt", "7", "11")


def test_cited_list_says_who_and_when() -> None:
    dated = Published(date(2022, 9, 1), date(2022, 12, 31), "inferred")
    comment = citation("One.", voice="Murf", zone="comment", published=dated, publisher="The Post")
    words = Parsed(page.answer_html(answered(comment, citation("Two.", zone="caption")), "k", {})).text
    assert "comment by Murf (a reader)" in words
    assert "The Post" in words
    assert "published between 2022-09-01 and 2022-12-31 (inferred)" in words
    assert "caption" in words
    assert "Confidence: high (90\xa0%)" in words


def test_not_found_never_calls_its_passages_evidence() -> None:
    near = Hit("a.txt", 3, 9, "Nearby.", 1.0)
    nothing = Answer("not_found", "The articles do not say.", (), 0.04, (near,))
    words = Parsed(page.answer_html(nothing, "k", {})).text
    assert "Nearest passages — not evidence" in words
    assert "Cited" not in words
    assert "low (4\xa0%)" in words


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "high (99"), (0.8, "high (80"), (0.5, "medium (50"), (0.49, "low (49"), (0.0, "low (1")],
)
def test_confidence_is_never_certain(probability: float, words: str) -> None:
    assert page.confidence_words(probability).startswith(words)


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (Published(), "publication date unknown"),
        (Published(DAY, DAY, "stated"), "published on 2022-03-06 (stated in the article)"),
        (Published(DAY, None, "inferred"), "published on or after 2022-03-06 (inferred)"),
        (Published(None, DAY, "supplied"), "published on or before 2022-03-06 (supplied with the file)"),
    ],
)
def test_dates_say_how_they_are_known(published: Published, said: str) -> None:
    assert date_words(published) == said


def test_marks_are_the_text_at_their_offsets() -> None:
    text = "Title\r\n\r\nFirst 𝔘𝔫𝔦 <b>one</b>.\r\nSecond\u202e & two.\n\n\nTags: x\r\n"
    title, first = text.index("Title"), text.index("First")
    second, tags = text.index("Second"), text.index("Tags")
    zones = (
        Zone("title", title, 5),
        Zone("body", first, text.index("\r\nSecond")),
        Zone("body", second, text.index("\n\n\nTags")),
        Zone("tags", tags, tags + 7),
    )
    piece = article(text, zones)
    generator = random.Random(4)
    for _ in range(300):
        edges = [sorted(generator.sample(range(len(text) + 1), 2)) for _ in range(generator.randint(1, 4))]
        marks = [reader.Mark(n, start, end) for n, (start, end) in enumerate(edges, start=1)]
        parsed = Parsed(reader.article_html(piece, marks))
        assert parsed.marks == {mark.number: text[mark.start : mark.end] for mark in marks}
        ids = [found["id"] for tag, found in parsed.tags if tag == "mark" and "id" in found]
        assert sorted(ids) == [f"qa-mark-{mark.number}" for mark in marks]


def test_every_zone_is_an_element_and_labels_do_not_repeat() -> None:
    text = "Body. Tag one. Tag two. 1. Ann says: Hello."
    zones = (
        Zone("body", 0, 5),
        Zone("tags", 6, 14),
        Zone("tags", 15, 23),
        Zone("byline", 24, 36),
        Zone("comment", 37, 43, "Ann"),
    )
    parsed = Parsed(reader.article_html(article(text, zones)))
    assert len(parsed.with_class("qa-zone")) == len(zones)
    assert parsed.text.count("Tags") == 1
    assert "Reader’s comment · Ann" in parsed.text
    assert "Byline" not in parsed.text


def test_excerpts_end_at_a_word() -> None:
    assert excerpt("short  \n text") == "short text"
    assert excerpt("word " * 100).endswith("word …")
    assert len(excerpt("x" * 1000)) < 300


def test_a_card_says_whose_the_words_are_and_from_when() -> None:
    quote = "It was, he said, forty people\r\n who came."
    dated = Published(DAY, DAY, "inferred")
    said = citation(quote, start=10, end=10 + len(quote), highlight=(27, 39), voice="Ann", published=dated)
    said = replace(said, publisher="The Post")
    parsed = Parsed(cards.cards_html(answered(said, citation("Two.")), "key"))
    assert parsed.text == (
        f"A titleThe Post · published on 2022-03-06 (inferred){quote}said by Ann"
        "A titlepublication date unknownTwo.the article’s own words"
    )
    assert [found["id"] for found in parsed.with_class("qa-card")] == ["qa-card-key-1", "qa-card-key-2"]
    assert "<strong>forty people</strong>" in cards.quote_html(said)


def test_markers_name_their_cards_and_nothing_else() -> None:
    def described(answer: Answer) -> list[str]:
        html = page.answer_html(answer, "key", {}, card=lambda n: cards.card_id("key", n))
        return [found["aria-describedby"] for found in Parsed(html).with_class("qa-marker")]

    answer = answered(citation("One."), citation("Two."))
    assert described(answer) == ["qa-card-key-1", "qa-card-key-2"]
    named = replace(answer, text="One. [2]")
    assert cards.cards_html(named, "key").count("qa-card-key-") == 1


@pytest.mark.parametrize(("start", "end"), [(0, 5), (380, 420), (900, 1000), (0, 1000), (995, 1000)])
def test_a_long_quote_is_cut_around_the_words_that_answer(start: int, end: int) -> None:
    quote = "".join(f"{n:04} " for n in range(200))
    shown = Parsed(cards.quote_html(citation(quote, highlight=(start, end)), cards.QUOTE)).text
    assert shown.strip("… ") in quote
    assert len(shown) <= cards.QUOTE + 4
    assert quote[start:end][:300].strip() in shown
    assert shown.startswith("… ") == (not quote.startswith(shown[:20]))
    assert shown.endswith(" …") == (not quote.endswith(shown[-20:]))
    assert shown.strip("… ").count(" ") + 1 == len(shown.strip("… ").split()), "between words"


def test_a_row_keeps_the_text_to_copy_as_it_is() -> None:
    answer = answered(citation("a * b < c"))
    html = row_html(answer, 3, judging=False)
    assert (
        "a * b < c [1]\n\n[1] A title · publication date unknown · a.txt, characters 0–9" in Parsed(html).text
    )
    assert 'data-turn="3"' in html
    assert "qa-verdict" not in html
    assert "qa-verdict" in row_html(answer, 3, judging=True)


def test_what_a_follow_up_is_read_with_stands_apart_from_it() -> None:
    about = "how much did the tunnel cost; " + "<b>x</b> " * 40
    answer = Answer("answered", "It. [1]", (), 0.5, understood=f"When did it reopen? (about: {about})")
    html = page.answer_html(answer, "k", {})
    assert "Understood as: <bdi>When did it reopen?</bdi>" in html
    assert "with what was said before: <bdi>how much did the tunnel cost; &lt;b&gt;" in html
    assert "<b>x" not in html
    assert 'data-question="When did it reopen?"' in html, "what is corrected is the question"
