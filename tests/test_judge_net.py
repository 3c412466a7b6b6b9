"""The network of the evidence model: low-rank changes go where they belong, heads count as their weights say."""

from __future__ import annotations

from types import SimpleNamespace

import torch

from qa.judge_net import OTHER, QUESTION, Batch, JudgeNet, changed
from tests import judge_parts
from tests.judge_parts import tiny

one_thread = judge_parts.one_thread

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
