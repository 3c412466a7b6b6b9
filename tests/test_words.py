"""What articles are called: by their title, else by their first words, else by their file."""

from __future__ import annotations

import pytest

from index.metadata import Known, Metadata, Published
from index.passages import Sentence
from index.records import IndexedArticle
from index.zones import Zone
from qa.types import Citation
from qa.words import article_name, beginning

CAPTION = "A river in flood."
BODY = "The river that nobody had measured for thirty years rose by a metre in May."


def article(title: str | None = None, *, text: str = f"{CAPTION}\n\n{BODY}") -> IndexedArticle:
    known = Metadata(title=Known(title, "stated", "")) if title else Metadata()
    if not text:
        return IndexedArticle("a.txt", "", "", known, (), (), (), ())
    cut = len(CAPTION) + 2
    zones = (Zone("caption", 0, len(CAPTION)), Zone("body", cut, len(text)))
    sentences = (Sentence(0, len(CAPTION), 0), Sentence(cut, len(text), 1))
    return IndexedArticle("a.txt", text, "", known, zones, sentences, (), ())


def test_an_article_without_a_title_is_called_by_the_first_words_of_its_body() -> None:
    assert beginning(article()) == "The river that nobody had measured for thirty years rose by…"
    assert article_name(article()) == "“The river that nobody had measured for thirty years rose by…”"


def test_one_with_a_title_by_that_and_an_empty_one_by_its_file() -> None:
    assert (beginning(article("High water")), article_name(article("High water"))) == ("", "High water")
    assert (beginning(article(text="")), article_name(article(text=""))) == ("", "a.txt")


@pytest.mark.parametrize(
    ("title", "begins", "name"),
    [("High water", "", "High water"), (None, "The river …", "“The river …”"), (None, "", "a.txt")],
)
def test_a_citation_is_called_the_same(title: str | None, begins: str, name: str) -> None:
    cited = Citation("a.txt", 0, 1, "T", title, None, Published(), None, "body", beginning=begins)
    assert cited.name == name
