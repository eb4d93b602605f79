from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from core.explain.images.rollout import attention_rollout, read_out, rollout
from tests.core.explain.images.models import PATCH, B, H, W, net, reader, tensors


def drawn(layers: int, heads: int, tokens: int, seed: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    sharp = [3 * torch.randn(2, heads, tokens, tokens, generator=generator) for _ in range(layers)]
    return [scores.softmax(dim=-1) for scores in sharp]


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 9), st.sampled_from(["mean", "max"]))
def test_every_row_sums_to_one(layers: int, heads: int, tokens: int, fuse: str) -> None:
    rolled = rollout(drawn(layers, heads, tokens, seed=layers), fuse)
    np.testing.assert_allclose(rolled.sum(dim=-1), 1, atol=1e-6)
    assert rolled.min() >= 0


def test_one_layer_passes_on_half_of_what_it_had() -> None:
    (weights,) = drawn(1, 3, 5, seed=0)
    expected = (weights.mean(dim=1) + torch.eye(5)) / 2
    np.testing.assert_allclose(rollout([weights]), expected, atol=1e-6)


def test_layers_are_walked_from_the_last_to_the_first() -> None:
    """Token 0 reads from 1 in the last layer, 1 from 2 in the first: so 0 has some of 2."""
    first, last = torch.eye(3)[None, None].clone(), torch.eye(3)[None, None].clone()
    first[0, 0, 1] = torch.tensor([0.0, 0.0, 1.0])
    last[0, 0, 0] = torch.tensor([0.0, 1.0, 0.0])
    np.testing.assert_allclose(rollout([first, last])[0, 0], [0.5, 0.25, 0.25])
    np.testing.assert_allclose(rollout([last, first])[0, 0], [0.5, 0.5, 0])


def test_the_strongest_head_counts_for_more() -> None:
    sharp = torch.zeros(1, 2, 2, 2)
    sharp[0, 0] = torch.tensor([[0.0, 1.0], [0.5, 0.5]])
    sharp[0, 1] = torch.tensor([[0.5, 0.5], [0.5, 0.5]])
    np.testing.assert_allclose(rollout([sharp], "max")[0, 0], [0.6, 0.4], atol=1e-6)
    np.testing.assert_allclose(rollout([sharp], "mean")[0, 0], [0.625, 0.375], atol=1e-6)


@pytest.mark.parametrize("class_token", [True, False])
def test_a_patch_is_drawn_where_it_is(*, class_token: bool) -> None:
    model = reader(class_token=class_token)
    found = attention_rollout(model, tensors())
    with torch.no_grad():
        rolled = rollout(model.eval().attention(tensors()))
    shares = read_out(rolled, has_class_token=class_token).reshape(B, 3, 4)
    assert found.cells == (3, 4)
    assert found.values.shape == (B, H, W)
    np.testing.assert_allclose(found.values[:, ::PATCH, ::PATCH], shares, atol=1e-6)
    assert (found.values[:, 4:8, 12:15] == found.values[:, 4:5, 12:13]).all()


def test_a_model_without_attention_has_no_rollout() -> None:
    for model in (net(), reader(trunk="lstm", class_token=False)):
        with pytest.raises(TypeError, match="no attention"):
            attention_rollout(model, tensors())
