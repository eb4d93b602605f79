"""The kernel that is named is the one that ran, and no kernel changes the numbers."""

from __future__ import annotations

import pytest
import torch

from core.explain.kernels import kernel, kernel_in_use
from core.models import MODELS
from tests.core.explain.trunks import noise, trunk_of


def test_the_kernel_is_told_from_what_runs() -> None:
    assert kernel_in_use(trunk_of("transformer")) == "fused attention"
    assert kernel_in_use(trunk_of("transformer"), explicit=True) != "fused attention"
    gru = kernel_in_use(trunk_of("gru"))
    if torch.backends.mkldnn.is_available():
        assert kernel_in_use(trunk_of("lstm")) == "oneDNN"
        with kernel("explicit"):
            assert kernel_in_use(trunk_of("lstm")) == gru
        assert kernel_in_use(trunk_of("lstm")) == "oneDNN"
    assert gru != "oneDNN"


@pytest.mark.parametrize("trunk", MODELS)
def test_kernels_give_the_same_numbers(trunk: str) -> None:
    model, x = trunk_of(trunk), noise(2, 30)
    fused = model(x).states_BTD
    with kernel("explicit"):
        torch.testing.assert_close(model(x).states_BTD, fused, atol=1e-5, rtol=0)
