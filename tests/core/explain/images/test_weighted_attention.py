from __future__ import annotations

import numpy as np
import pytest
import torch

from core.explain.images.probing import Goal
from core.explain.images.rollout import read_out
from core.explain.images.weighted_attention import relevance, weighted_attention
from tests.core.explain.images.models import PATCH, B, net, reader, tensors


def test_one_layer_is_weights_times_slopes() -> None:
    weights = torch.tensor([[[[0.25, 0.75], [0.5, 0.5]], [[1.0, 0.0], [0.5, 0.5]]]])
    slopes = torch.tensor([[[[4.0, 2.0], [-1.0, 0.0]], [[1.0, 9.0], [2.0, -2.0]]]])
    found = relevance([weights], (slopes,))
    np.testing.assert_allclose(found, [[[1.0, 0.75], [0.5, 0.0]]])


def test_layers_and_slopes_go_together_from_the_first_to_the_last() -> None:
    generator = torch.Generator().manual_seed(1)
    weights = [torch.rand(2, 3, 4, 4, generator=generator) for _ in range(3)]
    slopes = tuple(torch.randn(2, 3, 4, 4, generator=generator) for _ in range(3))
    own = torch.eye(4)
    first, second, third = (
        own + (w * s).clamp(min=0).mean(dim=1) for w, s in zip(weights, slopes, strict=True)
    )
    np.testing.assert_allclose(relevance(weights, slopes), third @ second @ first - own, rtol=1e-4)


@pytest.mark.parametrize("class_token", [True, False])
def test_the_slopes_are_those_of_the_goal(*, class_token: bool) -> None:
    model = reader(class_token=class_token).eval()
    found = weighted_attention(model, tensors(), Goal.same(B, 1, 3))
    logits, layers = model.look(tensors())
    slopes = torch.autograd.grad((logits[:, 1] - logits[:, 3]).sum(), layers)
    expected = read_out(relevance(layers, slopes), has_class_token=class_token).detach()
    seen = found.values[:, ::PATCH, ::PATCH]
    np.testing.assert_allclose(seen, expected.reshape(B, 3, 4), rtol=1e-4, atol=1e-6)
    assert seen.max() > 0


def test_it_knows_the_class() -> None:
    model = reader()
    one, other = (weighted_attention(model, tensors(), Goal.same(B, k)).values for k in (0, 1))
    assert not np.allclose(one, other, rtol=0.1)


def test_a_model_that_is_frozen_can_be_explained() -> None:
    model = reader()
    expected = weighted_attention(model, tensors(), Goal.same(B, 1)).values
    found = weighted_attention(model.requires_grad_(False), tensors(), Goal.same(B, 1)).values
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_model_without_patches_has_none() -> None:
    with pytest.raises(TypeError, match="no attention"):
        weighted_attention(net(), tensors(), Goal.same(B, 1))
