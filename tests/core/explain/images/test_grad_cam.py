from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam  # type: ignore[import-untyped]

from core.errors import UnknownOption
from core.explain.images.grad_cam import grad_cam, slope_of, weighted_features
from core.explain.images.probing import Goal
from tests.core.explain.images.models import B, H, Linear, W, net, reader, tensors


@pytest.mark.parametrize("stage", ["stem", "last"])
def test_it_is_captums(stage: str) -> None:
    model, target = net().eval(), torch.tensor([0, 3, 1])
    found = grad_cam(model, tensors(), Goal(target), stage)
    layer = model.stages()[stage]
    theirs = LayerGradCam(model, layer).attribute(tensors(), target=target)
    ours = weighted_features(*slope_of(model, layer, tensors(), Goal(target)))
    np.testing.assert_allclose(ours, theirs[:, 0].detach(), atol=1e-6)
    assert found.cells == tuple(ours.shape[1:])
    assert found.values.shape == (B, H, W)
    assert found.values.min() >= 0


def test_of_a_mean_and_a_linear_head_it_is_the_class_activation_map() -> None:
    model = net().eval()
    caught: list[torch.Tensor] = []
    hook = model.last.register_forward_hook(lambda *seen: caught.append(seen[2].clone()))
    model(tensors())
    hook.remove()
    score = caught[0].detach().relu()
    weights = model.head.output.weight[2].detach()
    expected = torch.einsum("bdhw,d->bhw", score, weights)
    # the slope of the ReLU after the stage is part of the weight; through it all is as in CAM
    slope, features = slope_of(model, model.last, tensors(), Goal.same(B, 2))
    cells = features.shape[2] * features.shape[3]
    np.testing.assert_allclose((slope * features).sum(dim=1) * cells, expected, atol=1e-5)


def test_an_empty_name_is_the_last_stage() -> None:
    model, goal = net(), Goal.same(B, 1, 0)
    named, last = grad_cam(model, tensors(), goal, "last"), grad_cam(model, tensors(), goal)
    np.testing.assert_array_equal(named.values, last.values)
    assert not np.allclose(grad_cam(model, tensors(), goal, "stem").values, last.values)


def test_a_model_that_is_frozen_can_be_explained() -> None:
    model, goal = net(), Goal.same(B, 1)
    expected = grad_cam(model, tensors(), goal).values
    np.testing.assert_array_equal(
        grad_cam(model.requires_grad_(False), tensors(), goal).values, expected
    )


def test_a_stage_that_is_not_there_is_refused() -> None:
    for model, stage in ((net(), "layer9"), (Linear(), ""), (reader(), "")):
        with pytest.raises(UnknownOption):
            grad_cam(model, tensors(), Goal.same(B, 1), stage)
