"""The scan is the recurrence, forward and back, whatever the length; and the gates read x alone."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.models import Hidden, TrunkSettings
from core.models.initialise import initialise
from core.models.mingru import MinGRU, MinGRULayer, scan, scanned

B, F, D = 3, 5, 8


def in_turn(kept: Tensor, added: Tensor) -> Tensor:
    state, states = torch.zeros_like(added[:, 0]), []
    for step in range(kept.shape[1]):
        state = kept[:, step] * state + added[:, step]
        states.append(state)
    return torch.stack(states, dim=1)


def parts(length: int, seed: int = 0, batch: int = B) -> tuple[Tensor, Tensor]:
    chance = torch.Generator().manual_seed(seed)
    kept = torch.rand(batch, length, D, generator=chance, dtype=torch.float64)
    return kept, torch.randn(batch, length, D, generator=chance, dtype=torch.float64)


@settings(max_examples=60, deadline=None)
@given(length=st.integers(1, 70), seed=st.integers(0, 99))
def test_a_scan_is_the_recurrence_in_turn(length: int, seed: int) -> None:
    kept, added = parts(length, seed)
    given_kept, given_added = kept.clone(), added.clone()
    torch.testing.assert_close(scan(kept, added), in_turn(kept, added), atol=1e-12, rtol=1e-12)
    assert torch.equal(kept, given_kept)
    assert torch.equal(added, given_added)


@pytest.mark.parametrize("length", [1, 2, 7, 16, 17])
def test_its_gradient_is_that_of_the_recurrence(length: int) -> None:
    kept, added = (part.requires_grad_() for part in parts(length, batch=2))
    slope = torch.randn(2, length, D, dtype=torch.float64)
    found = torch.autograd.grad(scanned(kept, added), (kept, added), slope)
    expected = torch.autograd.grad(in_turn(kept, added), (kept, added), slope)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, atol=1e-12, rtol=1e-12)
    assert torch.autograd.gradcheck(scanned, (kept, added))


def test_gates_that_keep_nothing_or_all() -> None:
    added = parts(20)[1]
    assert torch.equal(scan(torch.zeros_like(added), added), added)
    torch.testing.assert_close(scan(torch.ones_like(added), added), added.cumsum(dim=1))


def trunk() -> MinGRU:
    made = MinGRU(F, TrunkSettings(hidden_size=D, num_layers=2, dropout=0.0))
    initialise(made, torch.Generator().manual_seed(0))
    return made.eval()


def test_a_step_is_the_published_formula() -> None:
    model, x, before = trunk(), torch.randn(B, 1, F), torch.randn(B, D)
    layer = model.layers[0]
    assert isinstance(layer, MinGRULayer)
    gate, candidate = layer.gates(x[:, 0]).chunk(2, dim=-1)
    z = torch.sigmoid(gate)
    expected = (1 - z) * before + z * candidate
    hidden: Hidden = model(x, ((before,), (torch.zeros(B, D),)))
    torch.testing.assert_close(hidden.state[0][0], expected, atol=1e-6, rtol=0)


def test_states_are_summed_in_32_bits_where_the_rest_has_16() -> None:
    model, x = trunk(), torch.randn(B, 9, F)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden: Hidden = model(x)
    assert hidden.states_BTD.dtype == torch.float32
    torch.testing.assert_close(hidden.states_BTD, model(x).states_BTD, atol=0.02, rtol=0.02)
