"""The promise: a citation is a place. Held over any article that can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.store import open_store
from index.zones import CITABLE
from qa import Answer, Assistant, QAError
from tests.fakes import HashEmbedder

PIECES = st.sampled_from(
    ["The harvest was good.", "Prices rose by 3.5 percent in the U.S. market.", "“Nobody knows,” he said.",
     "Урожай был хорошим.", "היבול היה טוב.", "المحصول جيد۔", "収穫は良かった。", "e\u0301e\u0301", "👩‍🌾👍🏽", "\u202eabc\u202c",
     "no\xa0break", "\u2028", "\x0c", "\x85", "\x1c", "\ufeff", "\u200b", " ", "\t", "\n", "\r\n", "\r", "\n\n",
     "## Heading", "- item", "1. Avatar Ann says:", "Tags: a", "Please donate today.", "[9]", "<b>x</b>", "*a*"]
) | st.text(max_size=12)  # fmt: skip
ARTICLE = st.lists(PIECES, min_size=1, max_size=40).map("".join)


def check(assistant: Assistant, answer: Answer, question: str) -> None:
    texts = {article.source: article.text for article in assistant.articles}
    for citation in answer.citations:
        assert texts[citation.source][citation.start : citation.end] == citation.quote != ""
        assert citation.zone in CITABLE
    for hit in [*answer.nearest, *assistant.retrieve(question, k=50)]:
        assert texts[hit.source][hit.start : hit.end] == hit.text != ""


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ARTICLE, min_size=1, max_size=3), st.text(min_size=1, max_size=40))
def test_every_citation_and_hit_is_a_place_in_the_file(articles: list[str], question: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder, index = Path(temporary, "articles"), Path(temporary, "index")
        folder.mkdir()
        for number, text in enumerate(articles):
            (folder / f"{number}.txt").write_bytes(text.encode())
        embedder = HashEmbedder()
        try:
            build_index(folder, index, embedder, skip_bad=True)
        except QAError:
            return  # nothing readable in it
        store = open_store(index)
        for article in store.articles:
            assert article.text.encode() == (folder / article.source).read_bytes()
        assistant = Assistant(store, embedder)
        for asked in (question, "How good was the harvest?"):
            try:
                check(assistant, assistant.ask(asked), asked)
            except QAError:
                assert not any(c.isalnum() for c in asked)


@pytest.mark.parametrize(
    "line", ["word " * 400_000, "x" * 2_000_000, "A short sentence. " * 110_000, "x" + "(" * 2_000_000]
)
def test_one_line_of_two_megabytes(line: str, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(line)
    embedder = HashEmbedder()
    build_index(tmp_path / "articles", tmp_path / "index", embedder)
    assistant = Assistant(open_store(tmp_path / "index"), embedder)
    check(assistant, assistant.ask("A short word?"), "A short word?")
