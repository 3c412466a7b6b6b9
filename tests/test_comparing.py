"""Sources that differ side by side, and where on the page they are compared: from answers made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from index.metadata import Published
from qa import page
from qa.answering import arrange
from qa.comparing import comparison_html
from qa.types import Answer, Citation, Differing

EARLY = Published(date(2017, 8, 1), date(2017, 12, 31), "inferred")
AUTUMN = Published(date(2022, 9, 1), date(2022, 12, 31), "inferred")
OLD_QUOTE, NEW_QUOTE = "Kazakhstan has 18 million inhabitants.", "Kazakhstan has 19.5 million inhabitants."
MORE = Differing("number", "update", 1, 2, "18 million", "19.5 million", (25, 35), (25, 37))
VOID = {"circle", "line", "rect"}


class Parsed(HTMLParser):
    """Tags with their attributes, all text, and the text of the marks."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text, self.marks = "", list[str]()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marks[-1] += data

    def with_class(self, name: str) -> list[dict[str, str]]:
        return [found for _, found in self.tags if name in found.get("class", "").split()]


def citation(quote: str, source: str = "a.txt", published: Published = EARLY, **more: object) -> Citation:
    made = Citation(source, 10, 10 + len(quote), quote, source.upper(), None, published, None, "body")
    return replace(made, **more)  # type: ignore[arg-type]


def answered(*citations: Citation, difference: Differing | None = None) -> Answer:
    text = "\n\n".join(f"Said. [{number}]" for number in range(1, len(citations) + 1))
    return Answer("answered", text, citations, 0.9, difference=difference)


def compared(old: Citation, new: Citation, difference: Differing = MORE) -> Parsed:
    return Parsed(comparison_html(answered(old, new, difference=difference), lambda n, c: f"[{n}]"))


# ---- The value ----


def test_an_arrangement_tells_what_differs_by_the_numbers_of_the_citations() -> None:
    new, old = citation(NEW_QUOTE, "new.txt", AUTUMN), citation(OLD_QUOTE, "old.txt", EARLY)
    arranged = arrange([new, old], "How many inhabitants does Kazakhstan have?")
    found = arranged.differing
    assert found == MORE
    for number, words in ((found.first, found.first_words), (found.second, found.second_words)):
        assert words in arranged.citations[number - 1].quote
    assert arrange([new], "How many?").differing is None


def test_a_difference_turns_into_json() -> None:
    said = answered(citation(OLD_QUOTE), citation(NEW_QUOTE), difference=MORE).to_dict()
    assert said["difference"] == {
        "kind": "number",
        "relation": "update",
        "first": 1,
        "second": 2,
        "first_words": "18 million",
        "second_words": "19.5 million",
        "first_at": [25, 35],
        "second_at": [25, 37],
    }
    assert answered().to_dict()["difference"] is None
    assert said["reasons"] == []


# ---- Side by side ----


def test_nothing_is_compared_where_nothing_differs() -> None:
    assert comparison_html(answered(citation("One."), citation("Two.")), lambda n, c: "") == ""


def test_both_sources_say_who_and_when_and_the_earlier_comes_first() -> None:
    old = citation(OLD_QUOTE, "old.txt", publisher="The Post", voice="Ann Lee")
    parsed = compared(old, citation(NEW_QUOTE, "new.txt", AUTUMN))
    assert parsed.text == (
        "Where the sources differ"
        "The numbers differ: “18 million” and “19.5 million”. "
        "The later source updates the earlier one; each can be true of its time."
        "Earlier sourceOLD.TXT [1]"
        f"The Post · published between 2017-08-01 and 2017-12-31 (inferred){OLD_QUOTE}said by Ann Lee"
        "Later sourceNEW.TXT [2]"
        f"published between 2022-09-01 and 2022-12-31 (inferred){NEW_QUOTE}the article’s own words"
    )
    assert parsed.marks == ["18 million", "19.5 million"]


SAID = [
    (
        replace(MORE, relation="contradiction"),
        AUTUMN,
        "The later source contradicts the earlier one; only one",
    ),
    (replace(MORE, relation="contradiction"), EARLY, "They contradict each other; only one can be true."),
    (replace(MORE, relation="unknown"), Published(), "The dates do not decide whether one updates the other"),
    (replace(MORE, relation="update"), Published(), "One brings the other up to date; each can be true"),
    (replace(MORE, kind="date"), AUTUMN, "The dates differ: “18 million” and"),
    (replace(MORE, kind="name"), AUTUMN, "The names differ: “18 million” and"),
    (replace(MORE, kind="polarity"), AUTUMN, "One says what the other denies: “18 million” and"),
]


@pytest.mark.parametrize(("difference", "published", "words"), SAID)
def test_it_is_told_in_words_what_differs_and_what_that_means(
    difference: Differing, published: Published, words: str
) -> None:
    parsed = compared(citation(OLD_QUOTE), citation(NEW_QUOTE, "b.txt", published), difference)
    assert words in parsed.text
    assert ("Later source" in parsed.text) == (published == AUTUMN), "only where the dates are known to"


def test_of_words_that_stand_twice_those_that_differ_are_set_off() -> None:
    texts = ("In January 2022, 20 people died.", "In January 2022, 22 people died.")
    old, new = citation(texts[0], "a.txt", EARLY), citation(texts[1], "b.txt", AUTUMN)
    arranged = arrange([old, new], "How many people died in January 2022?")
    assert arranged.differing
    html = comparison_html(answered(old, new, difference=arranged.differing), lambda n, c: "")
    assert "In January 2022, <mark>20 people</mark> died." in html or "2022, <mark>20</mark> people" in html


@pytest.mark.parametrize("place", [(0, 0), (35, 25), (900, 910), (0, 10)])
def test_a_place_outside_the_quote_marks_nothing(place: tuple[int, int]) -> None:
    parsed = compared(citation(OLD_QUOTE), citation(NEW_QUOTE), replace(MORE, first_at=place))
    assert parsed.marks == ["19.5 million"]
    assert OLD_QUOTE in parsed.text


# ---- On the page ----


def test_an_answer_shows_the_comparison_before_its_sources_and_the_timeline_after_them() -> None:
    answer = answered(citation(OLD_QUOTE), citation(NEW_QUOTE, "b.txt", AUTUMN), difference=MORE)
    parsed = Parsed(page.answer_html(answer, "key", {}, card=lambda n: f"card-{n}"))
    order = ["Said.", "Where the sources differ", "Cited", "When the cited articles", "Confidence"]
    places = [parsed.text.index(words) for words in order]
    assert places == sorted(places)
    markers = [found for found in parsed.with_class("qa-marker") if found["data-number"] == "2"]
    assert len(markers) == 2
    assert markers[0] == markers[1], "the one beside the quote opens the place as the one in the text does"


def test_a_marker_that_the_text_does_not_name_has_no_card() -> None:
    answer = answered(citation(OLD_QUOTE), citation(NEW_QUOTE, "b.txt", AUTUMN), difference=MORE)
    parsed = Parsed(page.answer_html(replace(answer, text="A. [1]"), "key", {}, card=lambda n: f"card-{n}"))
    described = {f["data-number"]: f.get("aria-describedby") for f in parsed.with_class("qa-marker")}
    assert described == {"1": "card-1", "2": None}
    assert {found["data-number"] for found in parsed.with_class("qa-entry")} == {"1", "2"}


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '" onclick="x" \'', "</mark></div>", "a\u202eb", "**[1]**", "&lt;"]
)
def test_hostile_words_stay_words(words: str) -> None:
    said = citation(words, words, title=words, publisher=words, voice=words)
    other = replace(said, source="b.txt", published=AUTUMN)
    place = (10, 10 + len(words))
    difference = replace(MORE, first_words=words, second_words=words, first_at=place, second_at=place)
    html = page.answer_html(answered(said, other, difference=difference), "key", {})
    assert "qa-compare" in html
    assert "qa-times" in html
    parsed = Parsed(html)
    allowed = {"a", "bdi", "blockquote", "button", "details", "div", "h3", "li", "mark", "ol", "p", "span"}
    assert {tag for tag, _ in parsed.tags} <= allowed | VOID | {"summary", "svg"}
    assert not [name for _, found in parsed.tags for name in found if name.startswith("on")]
    assert parsed.marks == [words, words]
