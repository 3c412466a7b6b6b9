"""The evidence model: what is read where, what a reading says, and weights that are what they claim."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import safetensors.torch
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers import BertConfig, BertModel

import qa.judge_net
from eval.model_card import card_in_words
from index.e5 import PackedEncoder
from index.embedding import PACKAGED, PACKAGED_SHA256, SentenceTransformerEmbedder
from index.errors import ModelError
from index.sentences import split_sentences
from qa.judge import Judge, Pair, Reading
from qa.judge_net import (
    CARD,
    MAX_ANSWER_TOKENS,
    OTHER,
    QUESTION,
    Batch,
    JudgeNet,
    Logits,
    changed,
    encode,
    load_reader,
    reading_of,
)

ROOT = Path(__file__).parent.parent
LONGEST = 512
NONE = -torch.inf
RIVER = "The river rose by ten metres. "
COMET = "Comets are old. Mary Ann found the comet in 1847. Nobody believed her."


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """For passages this short a second one only costs time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    """The packaged model, loaded once for this file."""
    return SentenceTransformerEmbedder(PACKAGED)


@pytest.fixture(scope="module")
def tokenizer(embedder: SentenceTransformerEmbedder) -> Any:
    return embedder.load()[0].tokenizer


@pytest.fixture(scope="module")
def judge(embedder: SentenceTransformerEmbedder) -> Judge:
    return Judge(embedder)


def pair(question: str, text: str, lead: str = "") -> Pair:
    """As the assistant makes them: the text begins with its first sentence and ends with its last."""
    found = list(split_sentences(text, 0, len(text)))
    begin, end = found[0][0], found[-1][1]
    return Pair(question, lead, text[begin:end], tuple((a - begin, b - begin) for a, b in found))


def inside(batch: Batch, row: int = 0) -> list[tuple[int, int, int]]:
    """Sentence, start and end of each token that lies in a sentence."""
    columns = zip(
        *(getattr(batch, name)[row].tolist() for name in ("sentence", "starts", "ends")), strict=True
    )
    return [(sentence, start, end) for sentence, start, end in columns if sentence >= 0]


# Where a token stands

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
    assert with_it.ids.shape[1] == without.ids.shape[1] + len(ids)
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
        assert int(batch.mask[row].sum()) == alone.ids.shape[1]
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


# What a reading says


def batch_of(sentence: Sequence[int]) -> Batch:
    """One pair whose tokens are three characters long, with one between them."""
    numbers = torch.tensor([list(sentence)])
    places = torch.arange(len(sentence)).unsqueeze(0) * 4
    return Batch(torch.zeros_like(numbers), torch.ones_like(numbers), numbers, places, places + 3)


def logits_of(
    batch: Batch, sentences: Sequence[float], first: Sequence[float], last: Sequence[float]
) -> Logits:
    outside = batch.sentence < 0
    return Logits(
        torch.tensor([1.5]),
        torch.tensor([list(sentences)], dtype=torch.float32),
        torch.tensor([list(first)], dtype=torch.float32).masked_fill(outside, NONE),
        torch.tensor([list(last)], dtype=torch.float32).masked_fill(outside, NONE),
    )


def test_a_reading_worked_out_by_hand() -> None:
    """Sentence 0: (0, 0) has 0 + 3; last before first would have 2 + 3. Sentence 1: (0, 1) has 1 + 1."""
    batch = batch_of([QUESTION, 0, 0, 1, 1, OTHER])
    logits = logits_of(batch, [math.log(3), 0.0], [9, 0, 2, 1, 0, 9], [9, 3, 0, 0, 1, 9])
    reading = reading_of(logits, batch, 0, 2)
    assert reading.answers == 1.5
    assert [math.exp(s) for s in reading.sentences] == pytest.approx([3 / 4, 1 / 4])
    assert reading.spans == ((4, 7), (12, 19))


def test_a_span_ends_in_the_sentence_in_which_it_begins() -> None:
    batch = batch_of([0, 0, 1, 1])
    logits = logits_of(batch, [0.0, 0.0], [9, 0, 0, 1], [0, 1, 0, 9])
    assert reading_of(logits, batch, 0, 2).spans == ((0, 7), (12, 15))


def test_a_span_has_no_more_tokens_than_an_answer_may_have() -> None:
    """The best end is 36 tokens off, the next best 31; the 30th token is the last that is allowed."""
    first, last = [0.0] * 40, [0.0] * 40
    first[0], last[35], last[30], last[29] = 5.0, 4.0, 3.0, 1.0
    batch = batch_of([0] * 40)
    assert MAX_ANSWER_TOKENS == 30
    assert reading_of(logits_of(batch, [0.0], first, last), batch, 0, 1).spans == ((0, 29 * 4 + 3),)


def test_a_sentence_beyond_what_was_read_has_no_span_and_no_chance() -> None:
    batch = batch_of([QUESTION, 0, 0, 1])
    logits = logits_of(batch, [0.0, 0.0], [0] * 4, [0] * 4)
    reading = reading_of(logits, batch, 0, 4)
    assert reading.spans[2:] == (None, None)
    assert reading.sentences == pytest.approx((math.log(0.5), math.log(0.5), -50.0, -50.0))


def test_a_row_with_fewer_sentences_than_its_batch_shares_out_all_of_its_probability() -> None:
    batch = batch_of([QUESTION, 0, 0, OTHER])
    logits = logits_of(batch, [7.0, NONE, NONE], [0] * 4, [0] * 4)
    assert reading_of(logits, batch, 0, 1).sentences == (0.0,)


SCORE = st.floats(-20, 20, width=32)


@settings(deadline=None, max_examples=50)
@given(st.data(), st.lists(st.integers(OTHER, 3), min_size=1, max_size=40).map(sorted))
def test_the_spans_are_the_best_there_are(data: st.DataObject, sentence: list[int]) -> None:
    count = max(sentence) + 1
    assume(count > 0)
    scores = st.lists(SCORE, min_size=len(sentence), max_size=len(sentence))
    first, last = data.draw(scores), data.draw(scores)
    batch = batch_of(sentence)
    reading = reading_of(logits_of(batch, [0.0] * count, first, last), batch, 0, count)
    for number, span in enumerate(reading.spans):
        tokens = [i for i, s in enumerate(sentence) if s == number]
        allowed = [(i, j) for i in tokens for j in tokens if i <= j < i + MAX_ANSWER_TOKENS]
        if span is None:
            assert not tokens
            continue
        chosen = span[0] // 4, span[1] // 4
        assert chosen in allowed
        best = max(first[i] + last[j] for i, j in allowed)
        assert first[chosen[0]] + last[chosen[1]] == pytest.approx(best, abs=1e-4)


@settings(deadline=None)
@given(st.lists(SCORE, min_size=1, max_size=8))
def test_the_probabilities_of_the_sentences_sum_to_one(scores: list[float]) -> None:
    batch = batch_of(range(len(scores)))
    zeros = [0.0] * len(scores)
    reading = reading_of(logits_of(batch, scores, zeros, zeros), batch, 0, len(scores))
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-5)
    assert all(-50.0 <= s <= 0.0 for s in reading.sentences)


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


# Low-rank changes


def tiny(size: int = 16) -> PackedEncoder:
    """Something with an encoder of two layers, and nothing else of a packed one."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=50, hidden_size=size, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    return cast(PackedEncoder, SimpleNamespace(bert=BertModel(config, add_pooling_layer=False).eval()))


QUERY = "bert.encoder.layer.1.attention.self.query"


def test_a_change_is_added_to_its_weight_and_to_no_other() -> None:
    encoder = tiny()
    before = {name: tensor.clone() for name, tensor in encoder.bert.state_dict().items()}
    a, b = torch.zeros(2, 16), torch.zeros(16, 2)
    a[0, 3], b[5, 0], a[1, 4], b[6, 1] = 2.0, 0.5, 1.0, 4.0
    net = changed(encoder, {f"{QUERY}.a": a.half(), f"{QUERY}.b": b.half()})
    expected = torch.zeros(16, 16)
    expected[5, 3], expected[6, 4] = 1.0, 4.0
    for name, parameter in net.named_parameters():
        if name.startswith("bert."):
            change = expected if name == f"{QUERY}.weight" else 0.0
            assert torch.equal(parameter, before[name.removeprefix("bert.")] + change), name
    assert all(torch.equal(tensor, before[name]) for name, tensor in encoder.bert.state_dict().items())


def test_the_embeddings_are_shared_and_the_layers_are_not() -> None:
    encoder = tiny()
    net = changed(encoder, {})
    assert net.bert.embeddings is encoder.bert.embeddings
    layers = {p.data_ptr() for p in encoder.bert.encoder.parameters()}
    assert layers.isdisjoint(p.data_ptr() for p in net.bert.encoder.parameters())
    assert not any(p.requires_grad for p in net.parameters())
    assert not net.training


def test_the_heads_are_those_of_the_weights() -> None:
    heads = {
        "tokens.bias": torch.tensor([1.0, 2.0, 3.0]),
        "similarity": torch.tensor([7.0, 8.0]),
        "passage.2.bias": torch.tensor([9.0]),
    }
    net = changed(tiny(), heads)
    assert all(torch.equal(net.state_dict()[name], tensor) for name, tensor in heads.items())


def test_the_network_says_nothing_of_sentences_that_are_not_there() -> None:
    """Two pairs; the second has one sentence of the first one's two, and no third is invented."""
    net = changed(tiny(), {})
    sentence = torch.tensor([[QUESTION, 0, 0, 1], [QUESTION, 0, 0, OTHER]])
    zeros = torch.zeros_like(sentence)
    logits = net(Batch(zeros + 5, zeros + 1, sentence, zeros, zeros))
    assert logits.sentences.shape == (2, 2)
    assert torch.isinf(logits.sentences).tolist() == [[False, False], [False, True]]
    assert torch.isinf(logits.first).tolist() == [[True, False, False, False], [True, False, False, True]]
    assert torch.equal(torch.isinf(logits.last), torch.isinf(logits.first))
    assert torch.isfinite(logits.answers).all()


def test_how_alike_a_question_and_a_sentence_are_counts_as_the_weights_say() -> None:
    """All heads zero but the similarity: sentence 0 is the question's own token, so its cosine is 1."""
    heads = {name: torch.zeros_like(tensor) for name, tensor in JudgeNet(tiny().bert).state_dict().items()}
    heads = {name: tensor for name, tensor in heads.items() if not name.startswith("bert.")}
    net = changed(tiny(), heads | {"similarity": torch.tensor([3.0, 2.0])})
    same = torch.eye(16)[torch.tensor([[0, 0, 1]])]
    net.bert.forward = lambda *_, **__: SimpleNamespace(last_hidden_state=same)
    sentence = torch.tensor([[QUESTION, 0, 1]])
    logits = net(Batch(sentence, sentence, sentence, sentence, sentence))
    assert logits.sentences.tolist() == [[3.0, 0.0]]
    assert logits.answers.tolist() == [2.0]


# The weights that the project carries


def packaged() -> tuple[dict[str, Any], bytes]:
    folder = resources.files("qa")
    card: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))
    return card, (folder / card["file"]).read_bytes()


def test_the_card_describes_the_weights_beside_it() -> None:
    card, data = packaged()
    assert card["sha256"] == hashlib.sha256(data).hexdigest()
    assert card["bytes"] == len(data) <= 25_000_000
    assert card["base_sha256"] == PACKAGED_SHA256
    assert card["base"] == PACKAGED


def test_the_weights_are_plain_numbers_and_no_program() -> None:
    """safetensors: eight bytes of length, that much JSON, then numbers up to the last byte."""
    _, data = packaged()
    length = int.from_bytes(data[:8], "little")
    tensors = {n: t for n, t in json.loads(data[8 : 8 + length]).items() if n != "__metadata__"}
    assert {tensor["dtype"] for tensor in tensors.values()} <= {"F16", "F32"}
    assert max(tensor["data_offsets"][1] for tensor in tensors.values()) == len(data) - 8 - length
    changes = {name.removesuffix(".a") for name in tensors if name.endswith(".a")}
    assert changes == {name.removesuffix(".b") for name in tensors if name.endswith(".b")} != set()


def trained() -> dict[str, Any]:
    """The packaged card."""
    return packaged()[0]


def test_no_head_of_the_network_is_left_untrained() -> None:
    trained()
    tensors = safetensors.torch.load(packaged()[1])
    heads = {
        name: t.shape for name, t in JudgeNet(tiny(384).bert).state_dict().items() if name[:5] != "bert."
    }
    assert {name: t.shape for name, t in tensors.items() if not name.endswith((".a", ".b"))} == heads


def test_the_card_in_words_is_the_cards() -> None:
    words = (Path(qa.__file__).parent / "EVIDENCE_MODEL.md").read_text("utf-8")
    assert words == card_in_words(trained())


def test_the_card_says_how_the_weights_were_made_and_how_good_they_are() -> None:
    card = trained()
    assert {"seed", "epochs", "rank", "rate"} <= card["settings"].keys()
    assert card["trained_on"]["questions"] > 0
    for figures in card["figures"].values():
        assert figures["questions"] > 0
        assert all(0 <= figures[name] <= 1 for name in ("sentence", "exact", "f1"))


def card_in(folder: Path, **changes: object) -> Path:
    """The packaged weights and their card in a folder, the card changed."""
    card, data = packaged()
    (folder / card["file"]).write_bytes(data)
    path = folder / "card.json"
    path.write_text(json.dumps({n: v for n, v in (card | changes).items() if v is not None}), "utf-8")
    return path


def test_weights_named_by_another_card_are_read(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    reader = load_reader(embedder, card_in(tmp_path))
    assert reader.net.bert.embeddings is embedder.load()[0].bert.embeddings


def test_a_missing_card_is_named(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.json"):
        Judge(embedder, tmp_path / "nowhere.json").read([pair("Who?", COMET)])


def test_missing_weights_are_an_error_that_names_the_card(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    path = card_in(tmp_path, file="gone.safetensors")
    with pytest.raises(ModelError, match=r"card\.json.*gone\.safetensors"):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_changed_byte_in_the_weights_is_noticed(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, place: int
) -> None:
    path = card_in(tmp_path)
    file = tmp_path / packaged()[0]["file"]
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelError, match=file.name):
        Judge(embedder, path).read([pair("Who?", COMET)])


def test_weights_for_another_encoder_are_refused(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    path = card_in(tmp_path, base_sha256="0" * 64)
    with pytest.raises(ModelError, match=packaged()[0]["file"]):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("key", ["file", "sha256", "base_sha256"])
def test_a_card_that_lacks_something_is_named(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, key: str
) -> None:
    path = card_in(tmp_path, **{key: None})
    with pytest.raises(ModelError, match=r"card\.json"):
        Judge(embedder, path).read([pair("Who?", COMET)])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b"\xff"])
def test_a_card_that_is_no_card_is_named(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"card\.json"):
        Judge(embedder, path).read([pair("Who?", COMET)])


def test_importing_the_judge_loads_no_network() -> None:
    code = "import sys, qa.judge; qa.judge.Judge(); print({'torch', 'transformers', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# The packaged model at work


def assert_same(one: Reading, other: Reading) -> None:
    assert one.answers == pytest.approx(other.answers, abs=0.05)
    assert one.sentences == pytest.approx(other.sentences, abs=0.05)


def test_a_passage_reads_the_same_alone_and_among_others(judge: Judge) -> None:
    read = pair("Who discovered the comet?", COMET, "Comets")
    others = [pair("What rose?", "It rose. " * n) for n in range(1, 12)]
    (alone,) = judge.read([read])
    assert_same(judge.read([*others[:5], read, *others[5:]])[5], alone)
    assert_same(judge.read([read, pair("Where?", RIVER * 10)])[0], alone)


def test_readings_come_in_the_order_of_their_pairs(judge: Judge) -> None:
    lengths = [5, 1, 9, 3, 12, 2, 7, 4, 10, 6]
    readings = judge.read([pair("What rose?", "It rose. " * n) for n in lengths])
    assert [len(reading.sentences) for reading in readings] == lengths
    assert [len(reading.spans) for reading in readings] == lengths


def test_no_passages_have_no_readings(judge: Judge) -> None:
    assert judge.read([]) == []


def test_a_reading_is_made_of_probabilities_and_places(judge: Judge) -> None:
    read = pair(
        "Кто открыл комету?",
        "Кометы стары. Её нашла\xa0Мэри в 1847 г. Ей не верили. 👩‍🌾 видела её!",
        "Кометы",
    )
    (reading,) = judge.read([read])
    assert math.isfinite(reading.answers)
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-3)
    for (begin, stop), span in zip(read.sentences, reading.spans, strict=True):
        assert span is not None
        assert begin <= span[0] < span[1] <= stop


def test_two_threads_load_the_model_once_and_read_the_same(
    embedder: SentenceTransformerEmbedder, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path | None] = []

    def counted(shared: SentenceTransformerEmbedder, card: Path | None) -> qa.judge_net.Reader:
        loaded.append(card)
        return load_reader(shared, card)

    monkeypatch.setattr(qa.judge_net, "load_reader", counted)
    fresh, start = Judge(embedder), threading.Barrier(2)
    pairs = [pair("Who discovered the comet?", COMET), pair("What rose?", RIVER * 3)]
    found: dict[int, list[Reading]] = {}

    def work(number: int) -> None:
        start.wait(timeout=30)
        for _ in range(3):
            found[number] = fresh.read(pairs)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    expected = judge.read(pairs)
    assert loaded == [None]
    for number in range(2):
        for one, other in zip(found[number], expected, strict=True):
            assert_same(one, other)
            assert one.spans == other.spans


def test_reading_leaves_the_embedding_model_as_it_was(
    embedder: SentenceTransformerEmbedder, judge: Judge
) -> None:
    weights: Tensor = embedder.load()[0].bert.encoder.layer[-1].output.dense.weight
    before, vector = weights.clone(), embedder.encode_query("Who?")
    judge.read([pair("Who discovered the comet?", COMET)])
    assert torch.equal(weights, before)
    assert embedder.encode_query("Who?").tolist() == vector.tolist()


def test_a_passage_that_is_too_long_is_read_as_far_as_it_goes(judge: Judge, tokenizer: Any) -> None:
    read = pair("What rose?", RIVER * 200)
    batch = encode(tokenizer, [read])
    assert batch.ids.shape == (1, LONGEST)
    (reading,) = judge.read([read])
    far = max(sentence for sentence, _, _ in inside(batch))
    assert 50 < far < 199
    assert [span is not None for span in reading.spans] == [number <= far for number in range(200)]
    assert set(reading.sentences[far + 1 :]) == {-50.0}
    assert sum(math.exp(s) for s in reading.sentences) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("word", ["why ", "почему ", "x", "👍🏽 ", "不"])
def test_the_longest_question_leaves_room_for_the_passage(tokenizer: Any, word: str) -> None:
    question = (word * 10_000)[:10_000]
    batch = encode(tokenizer, [pair(question, RIVER * 40, "A long title of an article " * 18)])
    assert batch.ids.shape[1] <= LONGEST
    assert (batch.sentence == QUESTION).sum() > 200
    assert {0, 1, 2} <= {sentence for sentence, _, _ in inside(batch)}


def test_the_longest_question_is_read(judge: Judge) -> None:
    (reading,) = judge.read([pair("why " * 2500, COMET, "Comets")])
    assert math.isfinite(reading.answers)
    assert None not in reading.spans


def test_a_passage_for_which_there_is_no_room_is_one_that_says_nothing(judge: Judge) -> None:
    """A lead can be any length. It takes the passage's place, and the passages beside it keep theirs."""
    crowded, beside = pair("Who?", COMET, "Long title " * 1000), pair("Who found the comet?", COMET)
    reading, other = judge.read([crowded, beside])
    assert math.isfinite(reading.answers)
    assert reading.sentences == (-50.0,) * 3
    assert reading.spans == (None,) * 3
    assert None not in other.spans
