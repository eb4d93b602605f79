"""A causal convolution is a weighted sum of chosen steps, and a ladder of them sees so far back."""

from __future__ import annotations

import pytest
import torch

from core.models import Hidden, TrunkSettings
from core.models.initialise import initialise
from core.models.tcn import DILATIONS, TAPS, TCN, CausalConvolution

B, T, F, D = 2, 13, 3, 16


def trunk(num_layers: int = 1, width_in: int = F) -> TCN:
    made = TCN(width_in, TrunkSettings(hidden_size=D, num_layers=num_layers, dropout=0.0))
    initialise(made, torch.Generator().manual_seed(0))
    return made.eval()


@pytest.mark.parametrize("dilation", [1, 3])
def test_a_convolution_is_a_sum_over_its_taps(dilation: int) -> None:
    layer, x = CausalConvolution(F, D, dilation), torch.randn(B, F, T)
    initialise(layer, torch.Generator().manual_seed(0))
    found, kept = layer.convolve(x, None)
    assert kept.shape == (B, F, (TAPS - 1) * dilation)
    for step in range(T):
        taps = [step - (TAPS - 1 - tap) * dilation for tap in range(TAPS)]
        parts = [
            torch.einsum("of,bf->bo", layer.weight[:, :, tap], x[:, :, at])
            for tap, at in enumerate(taps)
            if at >= 0
        ]
        torch.testing.assert_close(found[:, :, step], sum(parts), atol=1e-5, rtol=0)


@pytest.mark.parametrize("dilation", [1, 3])
def test_a_lone_step_is_the_last_of_many(dilation: int) -> None:
    layer, x = CausalConvolution(F, D, dilation), torch.randn(B, F, T)
    _, before = layer.convolve(x[:, :, :-1], None)
    lone, kept = layer.convolve(x[:, :, -1:], before)
    whole, kept_whole = layer.convolve(x, None)
    torch.testing.assert_close(lone, whole[:, :, -1:], atol=1e-5, rtol=0)
    assert torch.equal(kept, kept_whole)


@pytest.mark.parametrize("num_layers", [1, 2])
def test_it_sees_exactly_as_far_as_it_says(num_layers: int) -> None:
    model = trunk(num_layers)
    assert model.reach == num_layers * 2 * (TAPS - 1) * sum(DILATIONS)
    x = torch.randn(B, model.reach + 9, F, requires_grad=True)
    hidden: Hidden = model(x)
    hidden.states_BTD[:, -1].sum().backward()
    assert x.grad is not None
    reached = (x.grad != 0).any(dim=2).any(dim=0).flip(0)
    assert reached[model.reach]
    assert not reached[model.reach + 1 :].any()


def test_what_it_carries_over_does_not_grow() -> None:
    model = trunk()
    hidden: Hidden = model(torch.randn(B, 500, F))
    kept = [part.shape[2] for block in hidden.state for part in block]
    assert kept == [(TAPS - 1) * dilation for dilation in DILATIONS for _ in range(2)]
    assert [part.shape[1] for part in hidden.state[0]] == [F, D]


def test_inputs_as_wide_as_the_states_are_added_as_they_are() -> None:
    assert trunk(width_in=D).blocks[0].skip is None
    assert trunk().blocks[0].skip is not None
