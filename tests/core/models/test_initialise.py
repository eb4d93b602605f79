from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from core.models.initialise import ZeroLinear, initialise
from core.models.tcn import CausalConvolution


@pytest.mark.parametrize(
    ("layer", "bound"),
    [
        (nn.Linear(400, 300), 1 / math.sqrt(400)),
        (nn.LSTM(30, 200), 1 / math.sqrt(200)),
        (nn.GRU(30, 200), 1 / math.sqrt(200)),
        (nn.RNN(30, 200), 1 / math.sqrt(200)),
    ],
    ids=["linear", "lstm", "gru", "rnn"],
)
def test_the_distributions_are_those_of_pytorch(
    layer: nn.Linear | nn.RNNBase, bound: float
) -> None:
    torch.manual_seed(1)
    layer.reset_parameters()
    theirs = {name: weight.detach().clone() for name, weight in layer.named_parameters()}
    initialise(layer, torch.Generator().manual_seed(0))
    for name, weight in layer.named_parameters():
        assert not torch.equal(weight, theirs[name])
        assert weight.abs().max().item() <= bound
        assert weight.abs().max().item() == pytest.approx(theirs[name].abs().max().item(), rel=0.05)
        assert weight.std().item() == pytest.approx(theirs[name].std().item(), rel=0.1)


def test_norms_start_as_identity_and_zero_layers_at_zero() -> None:
    norm, last = nn.LayerNorm(5), ZeroLinear(5, 3)
    model = nn.Sequential(norm, last)
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(7.0)
    initialise(model, torch.Generator())
    assert torch.equal(norm.weight, torch.ones(5))
    assert torch.equal(norm.bias, torch.zeros(5))
    assert torch.equal(model(torch.randn(2, 5)), torch.zeros(2, 3))


def test_rows_of_a_table_are_about_one_long() -> None:
    table = nn.EmbeddingBag(50, 400)
    initialise(table, torch.Generator().manual_seed(0))
    lengths = table.weight.detach().norm(dim=1)
    assert lengths.mean().item() == pytest.approx(1, abs=0.02)
    assert table.weight.mean().item() == pytest.approx(0, abs=0.002)


def test_a_convolution_keeps_the_size_of_gradients() -> None:
    layer = nn.Conv2d(30, 50, 3, bias=False)
    initialise(layer, torch.Generator().manual_seed(0))
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / (50 * 9)), rel=0.03)
    assert layer.weight.mean().item() == pytest.approx(0, abs=0.002)


def test_a_causal_convolution_keeps_the_size_of_signals() -> None:
    layer = CausalConvolution(300, 200, 1)
    initialise(layer, torch.Generator().manual_seed(0))
    assert layer.bias is not None
    assert not layer.bias.any()
    x = torch.randn(2, 300, 50, generator=torch.Generator().manual_seed(1))
    size = torch.relu(layer(torch.relu(x))).square().mean().item()
    assert size == pytest.approx(torch.relu(x).square().mean().item(), rel=0.1)


def test_vectors_that_are_added_begin_small() -> None:
    table = nn.Embedding(50, 400)
    initialise(table, torch.Generator().manual_seed(0))
    assert table.weight.std().item() == pytest.approx(0.02, rel=0.03)
