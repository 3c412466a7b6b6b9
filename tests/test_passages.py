"""Passages: whole sentences that belong together, each exactly once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, read_corpus
from index.build import index_article, passage_texts, sentence_texts
from index.metadata import Known, Metadata
from index.passages import TARGET
from index.records import IndexedArticle, from_record, to_record
from index.store import FORMAT

LONG = "The ministry said on Monday that the harvest had been better than in any year since 2011. "
TITLE = Metadata(title=Known("A harvest", "supplied"))


def indexed(text: str, metadata: Metadata = TITLE) -> IndexedArticle:
    return index_article(Article("a.txt", text, "", metadata=metadata))


def passages(text: str) -> list[str]:
    article = indexed(text)
    return [
        article.text[article.sentences[p.first].start : article.sentences[p.last - 1].end]
        for p in article.passages
    ]


def test_a_long_paragraph_is_cut_into_even_parts_at_sentence_ends() -> None:
    parts = passages(LONG * 25)
    assert len(parts) == 3
    assert all(part.startswith("The ministry") and part.endswith("2011.") for part in parts)
    assert max(map(len, parts)) - min(map(len, parts)) <= len(LONG)


def test_short_paragraphs_join_and_headings_part() -> None:
    short = "Prices rose a little in the north."
    text = f"{LONG}\n\n{short}\n\n{short}\n\n## Farmers\n\n{short}\n\n{LONG}"
    first, second = passages(text)
    assert first.count(short) == 2
    assert second.count(short) == 1
    assert [p.heading for p in indexed(text).passages] == ["", "Farmers"]


def test_comments_of_two_readers_and_captions_stay_apart() -> None:
    text = (
        f"{LONG}\n\nPictured: a field\n\n{LONG}\n\n1. Avatar Ann says:\n\nI doubt it.\n\n"
        "2. Avatar Bo says:\n\nSo do I.\n"
    )
    assert passages(text)[-2:] == ["I doubt it.", "So do I."]
    assert "Pictured: a field" in passages(text)


def test_title_and_heading_are_the_context_of_what_is_embedded() -> None:
    article = indexed(f"{LONG}\n\n## Farmers\n\n{LONG}")
    assert passage_texts(article)[1].startswith("A harvest\nFarmers\nThe ministry")
    assert sentence_texts(article) == [LONG.strip()] * 2


TEXTS = st.lists(
    st.sampled_from(
        [LONG, "Short one.", "## H", "1. Avatar Ann says:", "- item", "\n", "\n\n", "Tags: a", "x" * 2500]
    ),
    max_size=40,
).map("\n".join)


@given(TEXTS)
def test_each_sentence_lies_in_exactly_one_passage_and_records_come_back(text: str) -> None:
    article = indexed(text)
    numbers = [n for p in article.passages for n in range(p.first, p.last)]
    assert numbers == list(range(len(article.sentences)))
    assert from_record(to_record(article)) == article
    for passage in article.passages:
        first, last = article.sentences[passage.first], article.sentences[passage.last - 1]
        longest = max(s.end - s.start for s in article.sentences[passage.first : passage.last])
        assert last.end - first.start <= 2 * TARGET + longest


def test_what_the_index_holds_has_not_changed_without_its_format() -> None:
    """An index of an older program must not pass for one of this one: raise `FORMAT`, then mend this."""
    corpus = read_corpus(Path(__file__).parent.parent / "seeds")
    articles = [index_article(article) for article in corpus.articles]
    held = [[to_record(a), passage_texts(a), sentence_texts(a)] for a in articles]
    digest = hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
    assert (FORMAT, digest[:16]) == ("2", "6052de408b9355a4")
