from __future__ import annotations

import numpy as np

from core.explain.images.probing import Goal
from core.explain.images.saliency import saliency
from tests.core.explain.images.models import WEIGHTS, B, Linear, net, tensors


def test_of_a_linear_model_it_is_the_largest_weight() -> None:
    found = saliency(Linear(), tensors(), Goal.same(B, 2))
    np.testing.assert_allclose(found.values, [np.abs(WEIGHTS[2]).max(axis=0)] * B, rtol=1e-5)
    assert not found.signed


def test_against_another_class_it_is_the_difference_of_the_weights() -> None:
    found = saliency(Linear(), tensors(), Goal.same(B, 2, 0))
    expected = np.abs(WEIGHTS[2] - WEIGHTS[0]).max(axis=0)
    np.testing.assert_allclose(found.values, [expected] * B, rtol=1e-5)


def test_it_is_the_slope_of_the_answer() -> None:
    model, goal = net().eval(), Goal.same(1, 1)
    x, small = tensors(1).double(), 1e-6
    model.double()
    found = saliency(model, x, goal).values[0]
    steep = np.zeros((x.shape[1], 2))
    for channel in range(x.shape[1]):
        for number, (row, column) in enumerate(((3, 4), (11, 0))):
            moved = x.clone()
            moved[0, channel, row, column] += small
            steep[channel, number] = (model(moved) - model(x))[0, 1].item() / small
    np.testing.assert_allclose(np.abs(steep).max(axis=0), found[[3, 11], [4, 0]], rtol=1e-4)
