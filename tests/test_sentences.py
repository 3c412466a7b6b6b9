"""Sentences: hazards of real articles, the libraries on the same hazards, and any text at all."""

from __future__ import annotations

from collections.abc import Callable

import pysbd
import pytest
import syntok.segmenter
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import MAX_SENTENCE, split_sentences

# Each string is a text; ¶ stands where a sentence ends and the next begins.
HAZARDS = [
    "He spoke at the St. Petersburg International Economic Forum in June.¶The hall was full.",
    "NBC reported, citing the U.S. National Security Council, that they refused.¶Others did not.",
    "They follow the principles of the U.N. when it comes to war.¶This position is different.",
    "It happened in the U.S.¶The ministry denied it.",
    "The risk of becoming a pariah state (e.g., Iran) is real.¶So are sanctions.",
    "Edited by: A. N. Petrov and J. R. Smith.¶All rights reserved.",
    "He said “no one has repealed geography.”¶Kazakhstan is fated to be an ally.",
    "“We gradually would become a sphere of interest,” he says, and “be forced to turn.”¶Those are naïve.",
    "‘They are our bridge’, he said.¶‘Nobody else is.’¶The rest was silence.",
    "“Where was he sent?” she asked.¶“To Moscow!” he said.",
    "He told them to ‘help urgently… Almaty was attacked, destroyed’.¶Nobody came.",
    "it is our duty... to take all possible actions.¶We will.",
    "Lukoil has four projects: ‘Tengiz (5%), Zhenis (50%), and Al Farabi (49.9%)’.¶That is a lot.",
    "(A third group has emerged in recent months. It is called the Southerners.)¶It has no leader.",
    "A fifth of trade (see Fig. 3. It shows 2021.) is with Russia.¶The rest is not.",
    "The CPC (31 percent) passed No. 5 in the list on Jan. 5, 2022.¶It stopped twice.",
    "Growth was 3.5 percent.¶Inflation was 8.",
    "Dr. Smith and Gen. Ivanov met Mr. Xi at 5 p.m. on Sept. 14.¶They talked.",
    "Firms such as Gazprom Inc. and Lukoil Ltd. left.¶Others stayed, etc.¶Nobody minded.",
    "Why?¶Because of the war!¶What else?!",
    "As noted above,.¶Details shared of the meeting include this.",
    "No break here:\xa0the sentence goes on.\xa0¶A no-break space ends it too.",
    "Россия и Казахстан подписали договор в 2013 г. в Екатеринбурге.¶Он действует.",
    "Об этом сообщил А. С. Пушкин, т.е. пресс-служба.¶Подробностей нет.",
    "Бюджет вырос на 5 млрд. руб. за год.¶Эксперты удивлены.",
    "Ол 2022 ж. Алматыға келді.¶Бұл маңызды.",
    "会議は東京で開かれた。¶大臣は出席しなかった。",
    "The site example.com says 1.2.3 is out.¶Version 2 follows.",
    "1. Were it to break with Moscow, Astana would suffer.¶Russia would not.",
    "Doors close at 11 p.m.¶Tickets cost nine euros.",
    "He left in 1972.[^1]¶His name is known.[2][3]¶It is carved there.",
    "Sales fell 4% in Q3 vs. Q2.¶Analysts at J.P. Morgan expected it.",
]


def ours(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


def with_pysbd(text: str) -> list[str]:
    return [s.strip() for s in pysbd.Segmenter(language="en", clean=False).segment(text)]


def with_syntok(text: str) -> list[str]:
    return [
        text[sentence[0].offset : sentence[-1].offset + len(sentence[-1].value)].strip()
        for paragraph in syntok.segmenter.analyze(text)
        for sentence in paragraph
    ]


def expected(marked: str) -> tuple[str, list[str]]:
    sentences = marked.split("¶")
    text, spans = "", []
    for sentence in sentences:
        joint = "" if not text or text[-1].isspace() or (not text[-1].isascii() and text[-1] in "。") else " "
        text += joint + sentence
        spans.append(sentence.strip())
    return text, spans


@pytest.mark.parametrize("marked", HAZARDS)
def test_hazard(marked: str) -> None:
    text, sentences = expected(marked)
    assert ours(text) == [s.removeprefix("1. ") for s in sentences]


@pytest.mark.parametrize("library", [with_pysbd, with_syntok])
def test_the_libraries_do_worse_on_the_same_hazards(library: Callable[[str], list[str]]) -> None:
    """Why the splitter is our own. Should a library ever get them all, use it instead."""
    right = 0
    for marked in HAZARDS:
        text, sentences = expected(marked)
        right += library(text) in (sentences, [s.removeprefix("1. ") for s in sentences])
    assert right < len(HAZARDS)


def test_bullets_and_marks_of_markdown_are_no_part_of_the_sentence() -> None:
    assert ours("• Despite its desire, it moved on.") == ["Despite its desire, it moved on."]
    assert ours("> - Quoted item.") == ["Quoted item."]
    assert ours("## A heading") == ["A heading"]


def test_a_line_without_an_end_is_cut_at_white_space() -> None:
    text = "word " * 1000
    sentences = ours(text)
    assert all(len(s) <= MAX_SENTENCE and not s.startswith(" ") for s in sentences)
    assert "".join(sentences).replace(" ", "") == "word" * 1000


def test_a_cut_never_parts_a_letter_from_its_marks() -> None:
    text = "e\u0301" * 2000
    assert all(s.startswith("e") for s in ours(text))


PIECES = st.sampled_from(
    ["Word", "word", " ", "  ", "\xa0", ".", "!", "?", "…", "...", "“", "”", "‘", "’", "(", ")", "[", "U.S.",
     "St.", "5", "e\u0301", "👩‍🌾", "\u202e", "שלום", "。", "\r\n", "\n", "\ufeff", ",", "—", "г.", "\x85"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=80), st.integers(0, 5))
def test_sentences_are_ordered_disjoint_trimmed_and_lose_nothing(pieces: list[str], start: int) -> None:
    text = "".join(pieces)
    start = min(start, len(text))
    last = start
    covered: set[int] = set()
    for begin, end in split_sentences(text, start, len(text)):
        assert last <= begin < end <= len(text)
        assert end - begin <= MAX_SENTENCE
        assert not text[begin].isspace()
        assert not text[end - 1].isspace()
        covered.update(range(begin, end))
        last = end
    lost = "".join(c for i, c in enumerate(text[start:], start) if i not in covered)
    assert not any(c.isalpha() for c in lost)
