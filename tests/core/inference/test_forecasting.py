"""Forecasts in chunks are those of a loop over origins, and none sees what comes after it."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.forecasting import forecast_origins
from core.models import FeatureInputs, LagAttentionHead, SequenceModel, TrunkSettings, build

ROWS, FEATURES, HORIZON, LAGS = 53, 3, 2, 6
X_TF = torch.randn(ROWS, FEATURES, generator=torch.Generator().manual_seed(3))


def net(trunk: str = "lstm") -> SequenceModel:
    head = partial(LagAttentionHead, horizon=HORIZON, lags=LAGS, dropout=0.3)
    random = torch.Generator().manual_seed(4)
    sizes = TrunkSettings(hidden_size=8, attention_span=LAGS)
    model = build(FeatureInputs(FEATURES), trunk, head, sizes, random)
    with torch.no_grad():
        for weight in model.head.parameters():
            weight.uniform_(-0.5, 0.5, generator=random)
    return model


MODEL = net()


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(1, 12), st.integers(0, 7), st.integers(1, 9))
def test_chunks_are_the_loop_over_origins(start: int, count: int, lead: int, length: int) -> None:
    origins = range(start, start + count)
    said_NH = forecast_origins(MODEL, X_TF, origins, lead=lead, length=length)
    assert said_NH.shape == (count, HORIZON)
    assert said_NH.dtype == np.float64
    for number, origin in enumerate(origins):
        begin = max(start - lead, 0) + number // length * length
        with torch.no_grad():
            alone_H = MODEL(X_TF[None, begin : origin + 1]).output[0, -1]
        np.testing.assert_allclose(said_NH[number], alone_H.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("trunk", ["rnn", "transformer"])
def test_no_forecast_sees_a_later_row(trunk: str) -> None:
    model, changed_TF = net(trunk), X_TF.clone()
    changed_TF[31:] *= -7
    before, after = (
        forecast_origins(model, x_TF, range(17, 49), lead=5, length=11)
        for x_TF in (X_TF, changed_TF)
    )
    np.testing.assert_array_equal(before[: 31 - 17], after[: 31 - 17])
    assert np.abs(before[31 - 17 :] - after[31 - 17 :]).min() > 0
