"""Own articles in the chat: dropped files and folders are opened, and what cannot be is said in a line."""

from __future__ import annotations

import gc
import json
import re
import tempfile
from html import unescape
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import CorpusError, QAError
from index.store import open_store
from qa import Assistant, Within
from qa.chat_corpus import opened_html
from qa.chat_events import linked
from qa.chat_filters import limit
from qa.chat_session import Session
from qa.corpora import MAX_FILES, MAX_OPEN, Corpora, Corpus
from qa.page import question_html
from tests.fakes import HashEmbedder, write_corpus

ALMA = {"alma.txt": "Alma\n\nThe mayor of Alma opened the long bridge."}
ORAL = {
    "oral.txt": "Oral\n\nThe mayor of Oral closed the old mill.",
    "notes.md": "Notes\n\nThe mill was built in 1904.",
}


def quiet(done: int, total: int) -> None:
    pass


@pytest.fixture
def corpora(tmp_path: Path) -> Corpora:
    folder = write_corpus(tmp_path / "alma", ALMA)
    build_index(folder, tmp_path / "index", HashEmbedder())
    store = open_store(tmp_path / "index", model=HashEmbedder().fingerprint)
    return Corpora(Corpus("", "towns", Assistant(store, HashEmbedder(), tmp_path / "index")))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "own", ORAL)


def test_a_folder_is_opened_and_its_index_lies_in_it(corpora: Corpora, own: Path) -> None:
    steps: list[tuple[int, int]] = []
    corpus = corpora.open_folder(f" {own} ", lambda done, total: steps.append((done, total)))
    assert set(corpus.articles) == set(ORAL)
    assert corpora[corpus.key] is corpus
    assert corpus.name == "own"
    assert (own / ".qa-index").is_dir()
    assert steps[-1][0] == steps[-1][1] > 0
    answer = corpus.assistant.ask("Who closed the old mill?")
    assert {c.source for c in answer.citations} | {hit.source for hit in answer.nearest} <= set(ORAL)
    assert set(corpora[""].articles) == set(ALMA), "the first articles stay open"


def test_dropped_files_are_copied_and_the_copies_go_when_their_corpus_is_closed(
    corpora: Corpora, own: Path
) -> None:
    corpus = corpora.open_files([str(own / name) for name in ORAL], quiet)
    assert corpus.name == "2 dropped files"
    copies = corpus.copies
    assert copies is not None
    assert {path.name for path in (copies / "articles").iterdir()} == set(ORAL)
    assert not (own / ".qa-index").exists()
    key = corpus.key
    del corpus
    for _ in range(MAX_OPEN):
        corpora.open_files([str(own / "oral.txt")], quiet)
    with pytest.raises(CorpusError, match="no longer open"):
        corpora[key]
    gc.collect()
    assert not copies.exists()


def test_files_that_cannot_be_opened_leave_no_copies(corpora: Corpora, own: Path, tmp_path: Path) -> None:
    (own / "picture.txt").write_bytes(b"\x89PNG\x00\x01" * 40)
    before = set(Path(tempfile.gettempdir()).glob("qa-articles-*"))
    with pytest.raises(QAError, match="None of the dropped files") as refused:
        corpora.open_files([str(own / "picture.txt")], quiet)
    assert tempfile.gettempdir() not in str(refused.value)
    assert set(Path(tempfile.gettempdir()).glob("qa-articles-*")) == before


def test_a_dropped_file_that_is_left_out_is_called_by_its_name_alone(corpora: Corpora, own: Path) -> None:
    (own / "empty.txt").write_text("", "utf-8")
    corpus = corpora.open_files([str(own / name) for name in (*ORAL, "empty.txt")], quiet)
    assert [line.split(":")[0] for line in corpus.left_out] == ["empty.txt"]


def test_two_dropped_files_may_have_one_name(corpora: Corpora, own: Path, tmp_path: Path) -> None:
    other = write_corpus(tmp_path / "other", {"oral.txt": "Another\n\nThe lake of Oral froze."})
    corpus = corpora.open_files([str(own / "oral.txt"), str(other / "oral.txt")], quiet)
    assert set(corpus.articles) == {"oral.txt", "1-oral.txt"}


def test_files_that_cannot_be_read_are_named_and_the_others_open(corpora: Corpora, own: Path) -> None:
    (own / "picture.txt").write_bytes(b"\x89PNG\x00\x01" * 40)
    corpus = corpora.open_folder(str(own), quiet)
    assert set(corpus.articles) == set(ORAL)
    assert len(corpus.left_out) == 1
    assert "picture.txt" in corpus.left_out[0]
    assert "picture.txt" in opened_html(corpus)


@pytest.mark.parametrize(
    "folder", ["", "  ", "/no/such/folder", "alma.txt", "~nobody-here/x", "x" * 5000, "a\0b"]
)
def test_what_is_no_folder_is_one_clear_line(corpora: Corpora, folder: str) -> None:
    with pytest.raises(CorpusError, match="there is no such folder"):
        corpora.open_folder(folder, quiet)


def test_an_empty_folder_is_one_clear_line(corpora: Corpora, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(QAError, match="empty"):
        corpora.open_folder(str(tmp_path / "empty"), quiet)


@pytest.mark.parametrize("count", [0, MAX_FILES + 1])
def test_so_many_files_are_refused(corpora: Corpora, count: int) -> None:
    with pytest.raises(CorpusError, match="between one and 2,000 files"):
        corpora.open_files(["x.txt"] * count, quiet)


# Limits, and links


def test_a_limit_is_kept_and_what_cannot_be_used_changes_nothing(corpora: Corpora) -> None:
    session = Session()
    assert "1 of 1 articles may answer" in limit(corpora, session, ["alma.txt"], "", "")
    assert session.way.within == Within(("alma.txt",))
    assert "is no day" in limit(corpora, session, ["alma.txt"], "soon", "")
    assert session.way.within == Within(("alma.txt",))
    assert "hidden>1 of 1 articles" in limit(corpora, session, [], "", "")
    assert session.way.within is None


@pytest.mark.parametrize(
    "sent", [None, "x", 5, [], {"ask": "x"}, ["x"], [{"ask": 5}, {"ask": " "}, {}], [{"ask": {"a": 1}}]]
)
def test_a_link_that_asks_nothing_asks_nothing(sent: object) -> None:
    assert linked(sent) == []


def test_a_link_asks_in_order_each_under_its_own_limits_and_not_for_ever() -> None:
    sent: list[dict[str, object]] = [{"ask": f"{n}?"} for n in range(100)]
    sent[1] |= {"source": ["a.txt", 5], "after": "2021", "before": None}
    sent[2] |= {"source": "a.txt", "after": "soon"}
    asked = linked(sent)
    assert [one.question for one in asked] == [f"{n}?" for n in range(12)]
    assert [one.within for one in asked[:2]] == [None, Within.of(["a.txt"], "2021")]
    assert "'soon' is no day" in asked[2].problem


def test_the_page_says_what_limited_a_question_and_its_links_carry_it() -> None:
    html = question_html("Who?", Within.of(['a"><b.txt'], "2021", "2022-02"))
    assert "Asked of a&quot;&gt;&lt;b.txt, published from 2021-01-01, published until 2022-02-28" in html
    carried = re.search('data-limits="([^"]*)"', html)
    assert carried
    expected = {"sources": ['a"><b.txt'], "after": "2021-01-01", "before": "2022-02-28"}
    assert json.loads(unescape(carried[1])) == expected
    assert "data-limits" not in question_html("Who?")


def test_many_sources_are_counted() -> None:
    assert Within(("a", "b", "c", "d")).words == "Asked of 4 articles"
