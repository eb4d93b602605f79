from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from core.explain.images.baselines import baseline_of
from core.explain.images.occlusion import occlusion
from core.explain.images.probing import Goal
from tests.core.explain.images.models import (
    WEIGHTS,
    B,
    H,
    Linear,
    W,
    pictures,
    reader,
    tensors,
)


@pytest.mark.parametrize("baseline", ["zero", "blur"])
def test_of_a_linear_model_it_is_known(baseline: str) -> None:
    found = occlusion(Linear(), tensors(), Goal.same(B, 2, 1), baseline, window=1)
    away = pictures() - baseline_of(tensors(), baseline).numpy()
    expected = (away * (WEIGHTS[2] - WEIGHTS[1])).sum(axis=1)
    np.testing.assert_allclose(found.values, expected, atol=1e-4)
    assert found.signed
    assert found.cells == (H, W)


def test_a_window_loses_what_its_pixels_are_worth() -> None:
    found = occlusion(Linear(), tensors(), Goal.same(B, 0), "zero", window=10)
    worth = (pictures() * WEIGHTS[0]).sum(axis=1)
    assert found.cells == (2, 2)
    for rows, columns in product((slice(10), slice(10, H)), (slice(10), slice(10, W))):
        expected = worth[:, rows, columns].sum(axis=(1, 2))[:, None, None]
        window = found.values[:, rows, columns]
        np.testing.assert_allclose(window, expected * np.ones_like(window), atol=1e-3)


def test_a_reader_of_patches_loses_a_patch_at_a_time() -> None:
    found = occlusion(reader(), tensors(), Goal.same(B, 0))
    assert found.cells == (3, 4)
    assert all(len(np.unique(one)) == 12 for one in found.values)
    assert (found.values[:, 4:8, 12:] == found.values[:, 4:5, 12:13]).all()


def test_the_pictures_are_left_as_they_were() -> None:
    x = tensors()
    before = x.clone()
    occlusion(Linear(), x, Goal.same(B, 0))
    assert x.equal(before)
