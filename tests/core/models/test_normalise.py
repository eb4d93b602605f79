from __future__ import annotations

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import PooledAttentionHead, SegmentInputs, SequenceModel, TrunkSettings, build
from core.models.normalise import SPREAD_FLOOR, WindowNormalised, normalise

B, T, H = 3, 20, 4


def model(*, normalised: bool) -> SequenceModel:
    return build(
        SegmentInputs(1, segment_length=5, width=7, dropout=0.3),
        "lstm",
        partial(PooledAttentionHead, horizon=H, dropout=0.3),
        TrunkSettings(hidden_size=16),
        torch.Generator().manual_seed(0),
        normalised=normalised,
    ).eval()


def test_the_forecast_comes_back_in_the_windows_own_units() -> None:
    x = 30 + 4 * torch.randn(B, T, 1)
    mean, spread = x.mean(1), x.std(1, correction=0) + SPREAD_FLOOR
    plain = model(normalised=False)((x - mean[:, None]) / spread[:, None]).output[:, 0]
    ours = model(normalised=True)(x).output
    assert ours.shape == (B, 1, H)
    torch.testing.assert_close(ours[:, 0], plain * spread + mean, atol=1e-4, rtol=0)


@settings(max_examples=20, deadline=None)
@given(shift=st.floats(-50, 50))
def test_a_shifted_window_gives_a_shifted_forecast(shift: float) -> None:
    x = torch.randn(B, T, 1)
    ours = model(normalised=True)
    torch.testing.assert_close(ours(x + shift).output, ours(x).output + shift, atol=1e-3, rtol=0)


def test_a_flat_window_stays_flat_and_has_a_gradient() -> None:
    x = torch.full((B, T, 1), 5.0, requires_grad=True)
    torch.testing.assert_close(normalise(x).shape_BTF, torch.zeros(B, T, 1))
    model(normalised=True)(x).output.sum().backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


def test_a_window_cannot_be_fed_in_pieces() -> None:
    ours, x = model(normalised=True), torch.randn(B, T, 1)
    assert isinstance(ours, WindowNormalised)
    with pytest.raises(ValueError, match="in pieces"):
        ours(x, ours(x).state)


def test_states_are_those_that_the_head_reads() -> None:
    ours, x = model(normalised=True), 9 + torch.randn(B, T, 1)
    output = ours.head(ours.states(x)).output_BKH
    _, mean, spread = normalise(x)
    torch.testing.assert_close(output * spread + mean, ours(x).output)
