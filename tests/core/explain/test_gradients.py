from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from core.explain.gradients import integrated_gradients
from core.models import MODELS, FeatureInputs, LagAttentionHead, SequenceModel, TrunkSettings, build
from tests.core.explain.linear import WEIGHTS, F, N, T, baseline, linear_model, windows


def test_credits_of_a_linear_model_are_known() -> None:
    x = windows()
    credits = integrated_gradients(linear_model(), x, baseline(), ahead=1, num_points=2)
    expected = (x - baseline()) * WEIGHTS[1]
    np.testing.assert_allclose(credits.values, expected, atol=1e-5)
    np.testing.assert_allclose(credits.by_lag, expected.sum(axis=2)[:, ::-1], atol=1e-5)
    np.testing.assert_allclose(credits.by_feature, expected.sum(axis=1), atol=1e-5)
    assert credits.completeness_error < 1e-5


def trained(trunk: str) -> SequenceModel:
    head = partial(LagAttentionHead, horizon=2, lags=4, dropout=0.5)
    settings = TrunkSettings(hidden_size=8, num_heads=2)
    model = build(FeatureInputs(F), trunk, head, settings, torch.Generator().manual_seed(0))
    assert isinstance(model.head, LagAttentionHead)
    with torch.no_grad():  # it starts at zero, and zero is easily explained
        model.head.output.weight.normal_(generator=torch.Generator().manual_seed(1))
    return model


@pytest.mark.parametrize("trunk", MODELS)
def test_credits_sum_to_the_difference_of_the_forecasts(trunk: str) -> None:
    model = trained(trunk)
    credits = integrated_gradients(model, windows(), baseline(), ahead=1)
    assert credits.values.shape == (N, T, F)
    assert credits.completeness_error < 0.01
    assert all(weight.grad is None for weight in model.parameters())


def test_more_points_miss_less() -> None:
    errors = [
        integrated_gradients(
            trained("lstm"), 5 * windows(), baseline(), num_points=points
        ).completeness_error
        for points in (1, 4, 32)
    ]
    assert errors[0] > errors[1] > errors[2]


def test_the_baseline_itself_has_no_credits() -> None:
    ordinary = np.broadcast_to(baseline(), (N, T, F))
    credits = integrated_gradients(trained("gru"), ordinary, baseline())
    assert not credits.values.any()
    assert credits.completeness_error == 0


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this computer")
@pytest.mark.parametrize("trunk", MODELS)
def test_credits_on_a_gpu_are_those_on_a_cpu(trunk: str) -> None:
    here = integrated_gradients(trained(trunk), windows(), baseline()).values
    there = integrated_gradients(trained(trunk).cuda(), windows(), baseline()).values
    np.testing.assert_allclose(there, here, atol=1e-3)
