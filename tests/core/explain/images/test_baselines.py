from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from core.explain.images.baselines import baseline_of, blurred
from tests.core.explain.images.models import pictures, tensors


@pytest.mark.parametrize("sigma", [0.5, 2.0, 7.0])
def test_the_blur_is_scipys(sigma: float) -> None:
    expected = gaussian_filter(
        pictures().astype(np.float64), (0, 0, sigma, sigma), mode="nearest", truncate=3.0
    )
    if (3 * sigma) % 1:  # scipy rounds how far it reaches, we reach further
        np.testing.assert_allclose(blurred(tensors(), sigma), expected, atol=0.02)
    else:
        np.testing.assert_allclose(blurred(tensors(), sigma), expected, atol=1e-5)


def test_an_even_picture_stays_as_it_is() -> None:
    even = torch.full((1, 3, 5, 1), 2.5)
    np.testing.assert_allclose(baseline_of(even, "blur"), even, rtol=1e-5)
    assert not baseline_of(even, "zero").any()
