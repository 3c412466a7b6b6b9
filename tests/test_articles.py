"""Files to text, and what is known of an article."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from index.articles import read_corpus, read_text
from index.build import index_article
from index.errors import CorpusError
from index.metadata import Known, Metadata, Published, front_matter, parse_date, read_sources_file

SEEDS = Path(__file__).parent.parent / "seeds"


def test_the_stored_text_is_the_file_decoded_and_nothing_else(tmp_path: Path) -> None:
    data = "\ufeffOne.\r\nTwo\rThree\n\x85e\u0301 👩‍🌾\u2028".encode()
    (tmp_path / "a.txt").write_bytes(data)
    text, sha256 = read_text(tmp_path / "a.txt")
    assert text.encode() == data
    assert sha256 == hashlib.sha256(data).hexdigest()


def test_sources_are_named_by_their_path_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.txt", ".hidden.txt", ".git/x.txt", "notes.pdf", "UP.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert [a.source for a in read_corpus(tmp_path).articles] == ["UP.TXT", "a.txt", "a/z.md", "b.txt"]


def test_bad_files_are_left_out_and_named_when_asked(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Text.")
    (tmp_path / "bad.txt").write_bytes(b"one\ntwo \xff")
    with pytest.raises(CorpusError, match=r"bad\.txt: is not UTF-8: byte 0xff at position 8, line 2"):
        read_corpus(tmp_path)
    corpus = read_corpus(tmp_path, skip_bad=True)
    assert [a.source for a in corpus.articles] == ["good.txt"]
    assert len(corpus.problems) == 1


def test_front_matter_gives_metadata_and_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: A better  harvest\nauthor: [Jane Doe, Ben Roe]\ndate: 2022-09\n---\nIt was good.\n"
    )
    (article,) = read_corpus(tmp_path).articles
    assert article.metadata == Metadata(
        title=Known("A better harvest", "supplied"),
        author=Known("Jane Doe, Ben Roe", "supplied"),
        published=Published(date(2022, 9, 1), date(2022, 9, 30), "supplied"),
    )
    indexed = index_article(article)
    assert [article.text[s.start : s.end] for s in indexed.sentences] == ["It was good."]
    assert indexed.zones[0].kind == "metadata"


@pytest.mark.parametrize(
    "text", ["---\nJust a rule above.\n---\nText", "--- title: x ---", "---\n- a\n---\n"]
)
def test_what_is_no_mapping_is_no_front_matter(text: str) -> None:
    assert front_matter(text) == (Metadata(), 0)


def test_the_sources_file_wins_over_front_matter_and_that_over_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Second\npublisher: The Paper\n---\nThird\n\nIt was very good.\n"
    )
    (tmp_path / "sources.toml").write_text('["a.md"]\ntitle = "First"\n')
    (article,) = read_corpus(tmp_path).articles
    known = index_article(article).metadata
    assert known.title == Known("First", "supplied")
    assert known.publisher == Known("The Paper", "supplied")


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12-05", date(2022, 12, 5), date(2022, 12, 5)),
        (2019, date(2019, 1, 1), date(2019, 12, 31)),
        (date(2020, 5, 6), date(2020, 5, 6), date(2020, 5, 6)),
    ],
)
def test_a_date_is_an_interval(value: object, first: date, last: date) -> None:
    assert parse_date(value) == (first, last)


@pytest.mark.parametrize("value", ["", "soon", "2022-13", "2022-02-30", "05.06.2022", "20222"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        parse_date(value)


def test_what_is_known_of_the_five_articles_has_its_basis() -> None:
    known = read_sources_file(SEEDS)
    assert {name[:3] for name in known} == {"000", "001", "002", "003", "004"}
    for metadata in known.values():
        assert metadata.publisher is None
        assert metadata.author is None
        assert metadata.published.basis == "inferred"
        assert metadata.published.why
    untitled = {name[:3] for name, metadata in known.items() if metadata.title is None}
    assert untitled == {"003", "004"}


def test_titles_of_the_five_articles_stand_in_them() -> None:
    for article in read_corpus(SEEDS).articles:
        title = article.metadata.title
        assert title is None or article.text.startswith(title.value)


def test_front_matter_that_is_nearly_yaml_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Kazakhstan: a history\ndate: 2022-09\n---\nIt was good.\n")
    (article,) = read_corpus(tmp_path).articles
    assert article.metadata.title == Known("Kazakhstan: a history", "supplied")
    assert str(article.metadata.published) == "2022-09-01 to 2022-09-30"
    assert article.body_start > 0


@pytest.mark.parametrize("value", ["null", "~", '""', ""])
def test_what_is_left_empty_is_unknown(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: {value}\npublisher: {value}\ndate: {value}\n---\nGood.\n")
    (article,) = read_corpus(tmp_path).articles
    assert article.metadata == Metadata()


def test_a_misspelt_key_of_the_sources_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")
    (tmp_path / "sources.toml").write_text('["a.md"]\ntitel = "First"\n')
    with pytest.raises(CorpusError, match="'titel' is none of title, publisher"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("name", ["نامه\u200cها.txt", "no\xa0break.txt", "👩\u200d🌾.txt", "全角\u3000.txt"])
def test_names_in_any_language_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Text.")
    assert [a.source for a in read_corpus(tmp_path).articles] == [name]
