from __future__ import annotations

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.models.dropout import Dropout, generator_states, reseed, restore_generators


@settings(max_examples=20, deadline=None)
@given(share=st.floats(0, 0.95), seed=st.integers(0, 2**62))
def test_the_share_is_kept_and_the_mean_stays(share: float, seed: int) -> None:
    layer = Dropout(share)
    reseed(layer, seed)
    out = layer(torch.ones(101, 503))
    assert (out == 0).float().mean().item() == pytest.approx(share, abs=0.012)
    assert out.mean().item() == pytest.approx(1, abs=0.1)
    assert len(out.unique()) <= 2


def test_signals_are_silenced_independently_of_their_neighbours() -> None:
    # Four signals share one draw of 64 bits: none may follow from another.
    layer = Dropout(0.5)
    reseed(layer, 3)
    silenced = (layer(torch.ones(50_000, 4)) == 0).double()
    correlation = torch.corrcoef(silenced.T) - torch.eye(4)
    assert correlation.abs().max() < 0.02
    assert (silenced.mean(dim=0) - 0.5).abs().max() < 0.01


def test_nothing_is_silenced_in_use() -> None:
    x = torch.randn(3, 5)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0)(x) is x


def net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 4), Dropout(0.5), nn.Linear(4, 4), Dropout(0.5))


def test_one_seed_sets_every_generator_and_each_has_a_stream_of_its_own() -> None:
    first, second = net(), net()
    reseed(first, 5)
    reseed(second, 5)
    x = torch.ones(64, 7)
    assert torch.equal(first[1](x), second[1](x))
    assert torch.equal(first[3](x), second[3](x))
    reseed(first, 5)
    assert not torch.equal(first[1](x), first[3](x))


def test_a_state_put_back_repeats_the_draws() -> None:
    model, x = net(), torch.ones(64, 7)
    reseed(model, 5)
    model[1](x)
    states = generator_states(model)
    then = model[1](x)
    restore_generators(model, states)
    assert torch.equal(model[1](x), then)


def test_the_process_wide_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    Dropout(0.5)(torch.ones(9, 9))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_copied_layer_draws_on_its_own() -> None:
    layer, x = Dropout(0.5), torch.ones(64, 7)
    twin = copy.deepcopy(layer)
    assert torch.equal(layer(x), twin(x))
