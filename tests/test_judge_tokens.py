"""What the evidence model reads of a passage: every token lies in its sentence and keeps its word whole."""

from __future__ import annotations

import unicodedata
from typing import Any

import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.sentences import split_sentences
from qa.judge import Pair
from qa.judge_net import OTHER, QUESTION, WIDTH, encode
from qa.judge_reader import reading_of
from tests import judge_parts
from tests.judge_parts import LONGEST, inside, logits_of, pair

one_thread = judge_parts.one_thread
embedder = judge_parts.embedder
tokenizer = judge_parts.tokenizer

WORDS = st.sampled_from(
    ["Word", "word", "Слово", "жаңа", "5", "3.5", "U.S.", "г.", "e\u0301te\u0301", "и\u0306", "ﬁn", "½", "שלום", "収穫", "👩‍🌾",
     "👍🏽", "“", "”", "(", ")", "[", "—", ",", "…", ".", "!", "?", "。", "<unk>"]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "  ", "\xa0", "\n", "\r\n", "\n\n", "\u2003", "\u200b", "\ufeff", "\x85", "\u202e", ""]
)
TEXT = st.lists(st.tuples(WORDS | st.text(max_size=4), GAPS), min_size=1, max_size=30).map(
    lambda pieces: "".join(word + gap for word, gap in pieces)
)
LEAD = st.sampled_from(["", "A title", "Заголовок. Второй", "e\u0301", "Ends with a space "])


def readable(text: str) -> str:
    """The text, if there is a sentence in it; such that UTF-8 can hold it."""
    text = text.encode("utf-8", "replace").decode()
    assume(any(split_sentences(text, 0, len(text))))
    return text


@settings(deadline=None, max_examples=200)
@given(TEXT, LEAD)
def test_every_token_lies_in_its_sentence_and_begins_and_ends_with_its_word(
    tokenizer: Any, text: str, lead: str
) -> None:
    read = pair("Who?", readable(text), lead)
    last = 0
    for sentence, start, end in inside(encode(tokenizer, [read])):
        first, stop = read.sentences[sentence]
        assert first <= start <= end <= stop
        assert sentence >= last
        words = read.text[start:end]
        assert words == words.strip()  # a piece may be the mere space before a word, and is empty then
        last = sentence


LETTERS = st.lists(
    st.sampled_from(
        ["Word", "слово", "жаңа", "5", "1,000", "ﬁn", "収穫", "e\u0301te\u0301", "👍🏽", "(", "”", ","]
    ),
    min_size=1,
).map(" ".join)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(LETTERS, min_size=1, max_size=4).map(
        lambda sentences: "".join(s + ".\xa0\n " for s in sentences)
    )
)
def test_every_letter_and_digit_of_a_sentence_is_in_one_of_its_tokens(tokenizer: Any, text: str) -> None:
    read = pair("Who?", text)
    batch = encode(tokenizer, [read])
    assume(batch.ids.shape[1] < LONGEST)
    held = {(sentence, place) for sentence, start, end in inside(batch) for place in range(start, end)}
    for number, (start, end) in enumerate(read.sentences):
        assert {(number, i) for i in range(start, end) if read.text[i].isalnum()} <= held


@settings(deadline=None, max_examples=100)
@given(TEXT, st.sampled_from(["A title", "Заголовок. Второй", "Is it? Yes. No"]))
def test_a_lead_is_read_but_stands_in_no_sentence(tokenizer: Any, text: str, lead: str) -> None:
    text = readable(text)
    without, with_it = (encode(tokenizer, [pair("Who?", text, title)]) for title in ("", lead))
    assume(with_it.ids.shape[1] < LONGEST)
    assert inside(with_it) == inside(without)
    ids = tokenizer.encode(lead, add_special_tokens=False).ids
    assert with_it.mask.sum() == without.mask.sum() + len(ids)
    assert with_it.ids.shape[1] % WIDTH == 0, "few shapes, so that what is kept for each stays small"
    row = with_it.ids[0].tolist()
    assert any(row[at : at + len(ids)] == ids for at in range(len(row)))


@settings(deadline=None, max_examples=50)
@given(TEXT, TEXT)
def test_the_tokens_of_the_question_are_marked_and_those_of_the_padding_are_not(
    tokenizer: Any, question: str, text: str
) -> None:
    question = question.encode("utf-8", "replace").decode()
    short, long = Pair("Who?", "", "A.", ((0, 2),)), pair(question, readable(text))
    batch = encode(tokenizer, [short, long])
    for row, asked in enumerate((short, long)):
        ids = tokenizer.encode(f"query: {asked.question}", add_special_tokens=False).ids
        assert batch.ids[row][batch.sentence[row] == QUESTION].tolist() == ids
        padding = batch.mask[row] == 0
        assert (batch.sentence[row][padding] == OTHER).all()
        assert (batch.ids[row][padding] == 1).all()
        alone = encode(tokenizer, [asked])
        assert batch.mask[row].sum() == alone.mask.sum()
        assert inside(batch, row) == inside(alone)


def test_where_the_tokens_of_a_short_passage_stand(tokenizer: Any) -> None:
    read = Pair("Who?", "A title", "Ann came.\xa0\n “Он ушёл…”", ((0, 9), (12, 22)))
    words = [(sentence, read.text[start:end]) for sentence, start, end in inside(encode(tokenizer, [read]))]
    assert words[:3] == [(0, "Ann"), (0, "came"), (0, ".")]
    assert "".join(word for sentence, word in words if sentence == 1) in ("“Онушёл…”", "“Онушёл……”")
    assert {sentence for sentence, _ in words} == {0, 1}


def test_a_letter_written_with_a_mark_keeps_it(tokenizer: Any) -> None:
    """In decomposed text the short i is two characters, and the tokenizer makes one of them."""
    text = unicodedata.normalize("NFD", "Это музей. Там жил Толстой")
    read = pair("Кто?", text)
    words = [(start, end) for _, start, end in inside(encode(tokenizer, [read]))]
    ends = {end for _, end in words}
    assert {text.index("."), len(text)} <= ends
    assert not any(unicodedata.combining(text[end]) for end in ends if end < len(text))


@settings(deadline=None, max_examples=100)
@given(TEXT, st.integers(0, 2**32))
def test_the_words_of_a_span_are_whole_and_in_their_sentence_whatever_the_network_says(
    tokenizer: Any, text: str, seed: int
) -> None:
    read = pair("Who?", readable(text), "A title")
    batch = encode(tokenizer, [read])
    noise = torch.randn(3, batch.ids.shape[1], generator=torch.Generator().manual_seed(seed))
    count = len(read.sentences)
    logits = logits_of(batch, [0.0] * count, noise[0].tolist(), noise[1].tolist())
    for (begin, stop), span in zip(read.sentences, reading_of(logits, batch, 0, count).spans, strict=True):
        if span is not None:
            start, end = span
            assert begin <= start < end <= stop
            assert read.text[start:end] == read.text[start:end].strip()
            assert end == stop or not unicodedata.combining(read.text[end])  # a letter keeps its marks
