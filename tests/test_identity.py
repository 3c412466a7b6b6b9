"""Which questions ask who or what something is, and which words of a sentence say it."""

from __future__ import annotations

from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.identity import read_identity
from index.build import build_index
from index.store import open_store
from qa import Assistant
from qa.identity import Identity, describing, who_is
from tests.fakes import HashEmbedder, write_corpus


@pytest.mark.parametrize(
    ("question", "name", "person"),
    [
        ("Who is Ann Bolen?", "Ann Bolen", True),
        ("and who's Bolen", "Bolen", True),
        ("who is bolen?", "bolen", True),
        ("Who exactly was Ann Bolen?", "Ann Bolen", True),
        ("What is the Bank of Ormia?", "Bank of Ormia", False),
        ("What is Decree 44?", "Decree 44", False),
        ("What was the EAEU?", "EAEU", False),
        ("Кто такая Анна Болен?", "Анна Болен", True),
        ("Что такое фонд «Опора»?", "Опора", False),
        ("Кто это: Ann Bolen?", "Ann Bolen", True),
        ("Анна Болен деген кім?", "Анна Болен", True),
        ("ОДКБ деген не?", "ОДКБ", False),
    ],
)
def test_a_question_for_who_or_what_it_is(question: str, name: str, person: bool) -> None:
    assert who_is(question) == Identity(name, person)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the head of the bank?",
        "Who is Bolen's daughter?",
        "What is inflation?",
        "What is Ormia doing about it?",
        "Who was arrested in Orm?",
        "Why is Ann Bolen here?",
        "Who?",
        "Who is it?",
        "Что такое хорошо?",
        "Кто пришёл?",
        "Who is " + "Ann " * 60,
    ],
)
def test_another_question(question: str) -> None:
    assert who_is(question) is None


def said(text: str, name: str, person: bool = True, before: str = "") -> str | None:
    """The words of a sentence that say who or what a name is."""
    from qa.identity import described

    start = len(before) + 1 if before else 0
    whole = f"{before} {text}" if before else text
    sentences = [SimpleNamespace(start=0, end=len(before))] if before else []
    sentences.append(SimpleNamespace(start=start, end=len(whole)))
    article: Any = SimpleNamespace(text=whole, sentences=sentences)
    found = described(Identity(name, person), article, len(sentences) - 1)
    return whole[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("The retired judge Ann Bolen said no.", "Ann Bolen", "The retired judge"),
        ("Energy Minister Ann Bolen said no.", "Bolen", "Energy Minister"),
        ("They asked former silo master Ann Bolen.", "Bolen", "former silo master"),
        ("Ann Bolen, a political analyst, said no.", "Bolen", "a political analyst"),
        ("Ann Bolen, 54, a teacher, said no.", "Bolen", "a teacher"),
        ("Ann Bolen, who heads the bank, said no.", "Bolen", "who heads the bank"),
        ("Ann Bolen, who was the first mayor, said no.", "Bolen", "the first mayor"),
        ("Its chairwoman, Ann Bolen, said no.", "Bolen", "Its chairwoman"),
        ("“No,” said the union, whose head, Ann Bolen, left.", "Bolen", "whose head"),
        ("He told the head of the bank, Ann Bolen, to go.", "Bolen", "the head of the bank"),
        ("It was an obstinate man named Ann Bolen.", "Bolen", "an obstinate man"),
        ("Ann Bolen was the first mayor of Orm.", "Bolen", "the first mayor of Orm"),
        ("Bolen now advises the president.", "Bolen", "advises the president"),
        ("A post by former mayor—and now envoy—Ann Bolen was read.", "Bolen", "former mayor—and now envoy"),
        ("So says Ann Bolen of the Orm Institute.", "Bolen", "of the Orm Institute"),
        ("Ann Bolen (a lawyer) said no.", "Bolen", "a lawyer"),
        ("По словам политолога, президент Токаев согласен.", "Токаев", "президент"),
    ],
)  # fmt: skip
def test_the_words_beside_a_name_say_who_it_is(text: str, name: str, words: str) -> None:
    assert said(text, name) == words


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("It joined the Eurasian Economic Union (EAEU).", "EAEU", "Eurasian Economic Union"),
        (
            "It is run by Medprocure, the state purchasing agency.",
            "Medprocure",
            "the state purchasing agency",
        ),
        ("They praised the nationalist Hearth party.", "Hearth", "The nationalist"),
        ("It moved to the software house Domra.", "Domra", "the software house"),
    ],
)
def test_what_something_is(text: str, name: str, words: str) -> None:
    assert (said(text, name, person=False) or "").casefold() == words.casefold()


@pytest.mark.parametrize(
    "text", ["On the day Bolen left, it rained.", "They broke a new law Bolen had made."]
)
def test_a_noun_with_a_clause_behind_it_is_not_sure(text: str) -> None:
    from qa.identity import SURE, described

    article: Any = SimpleNamespace(text=text, sentences=[SimpleNamespace(start=0, end=len(text))])
    found = described(Identity("Bolen", True), article, 0)
    assert found is None or found.strength < SURE


def test_a_namesake_is_less_sure() -> None:
    from qa.identity import described

    text = "Mayor Greta Olsson said no."
    article: Any = SimpleNamespace(text=text, sentences=[SimpleNamespace(start=0, end=len(text))])
    strengths = []
    for name in ("Greta Olsson", "Olsson", "Ivan Olsson", "Иван Olsson"):
        found = described(Identity(name, True), article, 0)
        assert found
        strengths.append(found.strength)
    assert strengths == [1.0, 1.0, 0.7, 0.7]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bolen puts her ear to the concrete.",
        "The police arrested Ann Bolen.",
        "When Ann Bolen came, it rained.",
        "Third, supporting Bolen was a natural decision.",
        "Mr Bolen said no.",
        "They told Bolen, too.",
        "He met Bo, Ann Bolen and others.",
        "Bolen, 54, left.",
        "Nobody was there.",
        "Bolen, the ministry said, had left.",
    ],
)
def test_what_somebody_does_says_not_who_it_is(text: str) -> None:
    assert said(text, "Bolen") is None


def test_the_next_sentence_may_say_it() -> None:
    assert said("She was head of audit.", "Bolen", before="Ann Bolen opens the door.") == "was head of audit"
    assert said("She was head of audit.", "Bolen", before="Eve Lind opens the door.") is None


@given(st.text("Bolen, (the a)—was who.“ ", max_size=80), st.booleans())
def test_the_words_are_in_the_sentence(text: str, person: bool) -> None:
    found = said(text, "Bolen", person)
    assert found is None or found in text


def test_a_hostile_sentence_takes_no_time() -> None:
    begin = perf_counter()
    for text in (
        "Ann Bolen " * 3000,
        "the a " * 5000 + "Bolen",
        "Bolen, who " * 3000,
        "A" * 30000 + " Bolen",
    ):
        said(text, "Bolen")
        who_is("Who is " + text)
        who_is(("Who is " + text)[:150])
    assert perf_counter() - begin < 5, "seconds, where an explosion would take minutes"


def test_such_a_sentence_comes_first_with_its_words(tmp_path: Any) -> None:
    files = {
        "a.txt": "Door\n\nAnn Bolen opens the heavy old door of the house by the river, slowly.",
        "b.txt": "Mill\n\nThe mill was sold in May to the retired judge Ann Bolen, and the river rose again.",
        "c.txt": "Comments\n\nGreat!\n\nComments\n\nBo says:\n\nAnn Bolen is a fool, as everybody in this whole town knows by now.",
    }
    build_index(write_corpus(tmp_path / "a", files), tmp_path / "i", HashEmbedder())
    assistant = Assistant(open_store(tmp_path / "i"), HashEmbedder())
    for question in ("Who is Ann Bolen?", "Кто такая Анна Болен?"):
        first = assistant.evidence(question).ranked[0]
        article, _ = assistant.store.sentence(first.number)
        assert first.span
        assert (article.source, article.text[slice(*first.span)]) == ("b.txt", "the retired judge")
    found = [
        assistant.articles[a].source for a, _ in describing(Identity("Ann Bolen", True), assistant.articles)
    ]
    assert "b.txt" in found


def test_the_questions_fit_their_articles() -> None:
    folders = read_identity("all")
    assert len(folders) == 34
    assert {case.split for folder in folders for case in folder.cases} == {"dev", "test"}
