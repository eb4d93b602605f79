from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients  # type: ignore[import-untyped]

from core.explain.images.baselines import baseline_of
from core.explain.images.integrated_gradients import MOST_STEPS, integrated_gradients
from core.explain.images.probing import Goal
from core.models.vision import ImageModel
from tests.core.explain.images.models import WEIGHTS, B, Linear, net, pictures, reader, tensors


@pytest.mark.parametrize("baseline", ["zero", "blur"])
def test_of_a_linear_model_they_are_known(baseline: str) -> None:
    found = integrated_gradients(Linear(), tensors(), Goal.same(B, 2, 1), baseline, num_steps=1)
    away = pictures() - baseline_of(tensors(), baseline).numpy()
    expected = (away * (WEIGHTS[2] - WEIGHTS[1])).sum(axis=1)
    np.testing.assert_allclose(found.values, expected, atol=1e-4)
    assert found.signed
    assert found.completeness_error is not None
    assert found.completeness_error < 1e-5


@pytest.mark.parametrize("model", [net(), reader(), reader(class_token=False, trunk="gru")])
@pytest.mark.parametrize("baseline", ["zero", "blur"])
def test_credits_sum_to_the_difference_they_explain(model: ImageModel, baseline: str) -> None:
    goal = Goal(torch.tensor([0, 3, 1]))
    found = integrated_gradients(model, tensors(), goal, baseline)
    model.eval()
    with torch.no_grad():
        start = baseline_of(tensors(), baseline)
        difference = goal.score(model(tensors())) - goal.score(model(start))
    assert found.difference is not None
    np.testing.assert_allclose(found.difference, difference, atol=1e-5)
    missed = np.abs(found.values.sum(axis=(1, 2)) - difference.numpy())
    assert np.all(missed < 0.01 * np.maximum(difference.abs().numpy(), 0.01) + 1e-5)
    assert found.completeness_error is not None
    assert found.completeness_error < 0.01


def test_the_steps_are_halved_until_the_credits_are_complete() -> None:
    model, goal = net(), Goal.same(B, 1)
    exact = integrated_gradients(model, tensors(), goal, "zero", num_steps=MOST_STEPS)
    grown = integrated_gradients(model, tensors(), goal, "zero", num_steps=1)
    missed = np.abs(grown.values - exact.values).sum() / np.abs(exact.values).sum()
    assert missed < 0.1
    stopped = integrated_gradients(model, tensors(), goal, "zero", num_steps=1, most_steps=1)
    assert stopped.completeness_error is not None
    assert grown.completeness_error is not None
    assert stopped.completeness_error > 0.01 > grown.completeness_error


def test_they_are_captums(monkeypatch: pytest.MonkeyPatch) -> None:
    model = net().eval().double()
    x, goal, num_points = tensors().double(), Goal(torch.tensor([0, 3, 1])), 17
    theirs = IntegratedGradients(model).attribute(
        x,
        torch.zeros_like(x),
        target=goal.target_B,
        n_steps=num_points,
        method="riemann_trapezoid",
    )
    # captum's weights of n points are 1/n, halved at both ends: together (n − 1)/n, not 1
    theirs = theirs.sum(dim=1) * num_points / (num_points - 1)
    monkeypatch.setattr(import_module(integrated_gradients.__module__), "MOST_MISSED", 0)
    for first in (1, 4, 16):  # steps that are halved end in the same ones
        ours = integrated_gradients(model, x, goal, "zero", first, num_points - 1)
        np.testing.assert_allclose(ours.values, theirs.detach(), atol=1e-6)
