"""Ranking, with an embedder that a person can compute; BM25 against its formula."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build_index
from index.lexical import Bm25, stem, terms
from index.store import open_store
from qa import Assistant, QAError
from qa.assistant import MAX_QUESTION
from qa.retrieval import Retriever
from tests.fakes import HashEmbedder, write_corpus

FARM = "The harvest of wheat was good this year. Farmers in the north sold it to China."
OIL = "The pipeline carries oil to the port. It was closed twice in June for repairs."
NOTE = "Nothing much happened in the capital. The weather was mild."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    folder = write_corpus(tmp_path / "a", {"farm.txt": FARM, "oil.txt": OIL, "note.txt": NOTE})
    build_index(folder, tmp_path / "i", HashEmbedder())
    return Assistant(open_store(tmp_path / "i"), HashEmbedder())


def test_terms_are_stems_without_stop_words_in_two_languages() -> None:
    assert terms("When did the farmers’ pipelines close?") == ["farmer", "pipelin", "close"]
    assert terms("Когда закрыли трубопроводы в городе?") == terms("закрыли трубопровод, город")
    assert terms("Kazakhstan's U.S. ﬁne") == [stem("kazakhstan"), "us", "fine"]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=9), min_size=2, max_size=6))
def test_bm25_is_the_published_formula(documents: list[list[str]]) -> None:
    """Lucene's BM25: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), k1 = 1.5, b = 0.75."""
    words = [[f"zz{letter}x" for letter in document] for document in documents]
    query = ["zzax", "zzbx", "zzcx"]
    scores = Bm25(" ".join(document) for document in words).scores(query)
    average = sum(map(len, words)) / len(words)
    for document, score in zip(words, scores, strict=True):
        counts, expected = Counter(document), 0.0
        for term in query:
            containing = sum(term in other for other in words)
            idf = math.log(1 + (len(words) - containing + 0.5) / (containing + 0.5))
            if containing:
                norm = 1.5 * (1 - 0.75 + 0.75 * len(document) / average)
                expected += idf * counts[term] / (counts[term] + norm)
        assert score == pytest.approx(expected, abs=1e-4)


def test_the_passage_with_the_words_of_the_question_comes_first(assistant: Assistant) -> None:
    hits = assistant.retrieve("Who bought the wheat harvest of the farmers?", k=2)
    assert [hit.source for hit in hits][:1] == ["farm.txt"]
    assert len(hits) == 2
    assert hits[0].score > hits[1].score


def test_the_sentence_is_scored_with_its_passage(assistant: Assistant) -> None:
    evidence = assistant.evidence("pipeline closed twice June")
    article, sentence = assistant.store.sentence(evidence.chosen[0].number)
    assert article.text[sentence.start : sentence.end].startswith("It was closed twice")


def test_a_question_without_a_known_word_ranks_by_similarity_alone(assistant: Assistant) -> None:
    ranking = Retriever(assistant.store, HashEmbedder()).rank("Землетрясение в Чили")
    assert np.isfinite(ranking.passages).all()
    assert np.isfinite(ranking.sentences).all()


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n", "x" * (MAX_QUESTION + 1), None, 7])
def test_what_cannot_be_asked_is_refused_in_words(assistant: Assistant, question: str) -> None:
    with pytest.raises(QAError, match="question"):
        assistant.ask(question)
    with pytest.raises(QAError, match="question"):
        assistant.stream(question)
    with pytest.raises(QAError):
        assistant.retrieve("wheat", k=0)


def test_how_rare_a_term_is_and_which_texts_have_it() -> None:
    found = list(Bm25(["wheat barley", "wheat", "oil"]).occurrences(["wheat", "oil", "wheat", "gas"]))
    assert [has.tolist() for _, has in found] == [[True, True, False], [False, False, True], [False] * 3]
    assert [rarity for rarity, _ in found] == pytest.approx(
        [math.log(1 + 3 / 2.5), math.log(1 + 3 / 1.5), math.log(1 + 3 / 0.5)]
    )


def test_the_words_of_a_sentence_and_those_of_the_one_before_it(tmp_path: Path) -> None:
    """Of "wheat north China" each word is in one sentence of three: the same rarity, a third each."""
    files = {"a.txt": "Wheat grew well. It went to China by rail.", "b.txt": "The north stayed dry."}
    build_index(write_corpus(tmp_path / "a", files), tmp_path / "i", HashEmbedder())
    ranking = Retriever(open_store(tmp_path / "i"), HashEmbedder()).rank("wheat north China?")
    assert ranking.words.tolist() == pytest.approx([1 / 3, 2 / 3, 1 / 3])
