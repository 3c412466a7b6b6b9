"""The article at the side of the chat: what is shown for what a browser asks. No browser needed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from qa import page
from qa.chat import article_for
from qa.corpora import Corpora, Corpus
from tests.chat_parts import StandIn


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
