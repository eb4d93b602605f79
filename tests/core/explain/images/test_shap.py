from __future__ import annotations

import itertools
import math
from importlib import import_module

import numpy as np
import pytest
import torch

from core.errors import NoCaptum
from core.explain.images import Goal, explain, methods_for
from core.explain.images.baselines import baseline_of
from core.models.vision import ImageModel
from tests.core.explain.images.models import (
    WEIGHTS,
    B,
    H,
    Linear,
    W,
    net,
    pictures,
    reader,
    tensors,
)

shap = import_module("core.explain.images.shap")  # its function has the same name


def windows_of_map(values_HW: np.ndarray) -> np.ndarray:
    """Return the one number of each window."""
    windows_HW, (rows, columns) = shap.windows_of(H, W)
    one = [values_HW[windows_HW.numpy() == number] for number in range(rows * columns)]
    assert all((values == values[0]).all() for values in one)
    return np.array([values[0] for values in one])


@pytest.mark.parametrize("baseline", ["zero", "blur"])
def test_of_a_linear_model_they_are_known(baseline: str) -> None:
    found = shap.shap(Linear(), tensors(), Goal.same(B, 2, 1), baseline)
    away = pictures() - baseline_of(tensors(), baseline).numpy()
    worth = (away * (WEIGHTS[2] - WEIGHTS[1])).sum(axis=1)
    windows_HW, (rows, columns) = shap.windows_of(H, W)
    for picture, values in zip(worth, found.values, strict=True):
        expected = np.bincount(windows_HW.numpy().ravel(), weights=picture.ravel())
        np.testing.assert_allclose(windows_of_map(values), expected, atol=1e-3)
    assert found.signed
    assert found.cells == (rows, columns)


@pytest.mark.parametrize("model", [net(), reader()])
def test_they_sum_to_the_difference(model: ImageModel) -> None:
    x, goal = tensors(), Goal.same(B, 1)
    found = shap.shap(model, x, goal)
    model.eval()
    with torch.no_grad():
        difference = goal.score(model(x)) - goal.score(model(baseline_of(x, "blur")))
    sums = [windows_of_map(values).sum() for values in found.values]
    np.testing.assert_allclose(sums, difference.numpy(), atol=1e-3)


def test_all_orders_give_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shap, "WINDOWS_A_SIDE", 2)
    monkeypatch.setattr(shap, "NUM_ORDERS", math.factorial(4))
    monkeypatch.setattr(shap, "drawn_orders", lambda count, _: itertools.permutations(range(count)))
    model, x, goal = net(), tensors(), Goal.same(B, 0)
    found = shap.shap(model, x, goal, "zero")
    model.eval()
    windows_HW, _cells = shap.windows_of(H, W)

    def worth(coalition: tuple[int, ...]) -> torch.Tensor:
        shown_HW = torch.isin(windows_HW, torch.tensor(coalition, dtype=torch.int64))
        with torch.no_grad():
            return goal.score(model(x * shown_HW))

    expected = torch.zeros(B, 4)
    for window in range(4):
        others = [other for other in range(4) if other != window]
        for size in range(4):
            share = math.factorial(size) * math.factorial(3 - size) / math.factorial(4)
            for coalition in itertools.combinations(others, size):
                gain = worth((*coalition, window)) - worth(coalition)
                expected[:, window] += share * gain
    given = np.array([windows_of_map(values) for values in found.values])
    np.testing.assert_allclose(given, expected.numpy(), atol=1e-4)


def test_without_captum_it_is_not_offered_and_says_how_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shap, "find_spec", lambda _name: None)
    assert "shap" not in methods_for(net())
    with pytest.raises(NoCaptum, match="pip install captum"):
        explain("shap", net(), pictures(), Goal.same(B, 0))
