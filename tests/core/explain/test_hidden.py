"""What is shown of a trunk's inside is what it computes with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.explain.hidden import SHARES, TRACK_WORDS, look_inside
from core.models import MODELS, Hidden
from tests.core.explain.trunks import noise, trunk_of

T, D, H = 7, 16, 4
TRACKS = {
    "rnn": ["hidden"],
    "gru": ["hidden", "keep", "reset", "candidate"],
    "lstm": ["hidden", "cell", "keep", "input", "output", "candidate"],
    "mingru": ["hidden", "keep", "candidate"],
    "tcn": ["hidden"],
    "transformer": ["hidden"],
}


@pytest.mark.parametrize("trunk", MODELS)
def test_every_trunk_shows_what_it_has(trunk: str) -> None:
    model, x = trunk_of(trunk, num_layers=2), noise(1, T)
    inside = look_inside(model, x[0])
    hidden: Hidden = model(x)
    assert list(inside.tracks) == TRACKS[trunk]
    assert list(inside.tracks) == [name for name in TRACK_WORDS if name in inside.tracks]
    expected = hidden.states_BTD[0].detach().numpy()
    np.testing.assert_allclose(inside.tracks["hidden"], expected, atol=1e-5)
    for name, values in inside.tracks.items():
        assert values.shape == (T, D)
        if name in SHARES:
            assert ((values >= 0) & (values <= 1)).all()


def test_attention_looks_back_only() -> None:
    weights = look_inside(trunk_of("transformer"), noise(1, T)[0]).attention
    assert weights is not None
    assert weights.shape == (H, T, T)
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert not np.triu(weights, 1).any()
    assert look_inside(trunk_of("lstm"), noise(1, T)[0]).attention is None


def test_layers_can_be_chosen() -> None:
    model, x = trunk_of("gru", num_layers=2), noise(1, T)
    lower = look_inside(model, x[0], layer=0).tracks["hidden"]
    expected = model(x).state[0][0][0, 0].detach()
    np.testing.assert_allclose(lower[-1], expected, atol=1e-6)
    assert not np.allclose(lower, look_inside(model, x[0]).tracks["hidden"])


def test_the_trunk_is_left_as_it_was() -> None:
    model = trunk_of("transformer").train()
    look_inside(model, torch.zeros(T, 5))
    assert model.training
    assert all(weight.dtype == torch.float32 for weight in model.parameters())
