from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from core.explain.attention import lag_attention, segment_attention
from core.models import (
    FeatureInputs,
    LagAttentionHead,
    PooledAttentionHead,
    SegmentInputs,
    SequenceModel,
    TrunkSettings,
    build,
)

T, F, L = 17, 3, 5


def dense() -> SequenceModel:
    return build(
        FeatureInputs(F),
        "lstm",
        partial(LagAttentionHead, horizon=2, lags=L, dropout=0.5),
        TrunkSettings(hidden_size=8),
        torch.Generator().manual_seed(0),
    )


def segmented() -> SequenceModel:
    return build(
        SegmentInputs(1, segment_length=4, width=7, dropout=0.5),
        "gru",
        partial(PooledAttentionHead, horizon=2, dropout=0.5),
        TrunkSettings(hidden_size=8),
        torch.Generator().manual_seed(0),
        normalised=True,
    )


def series(features: int = F) -> np.ndarray:
    return np.random.default_rng(2).normal(size=(T, features))


def test_the_weights_are_those_that_make_the_forecast() -> None:
    model, origins = dense(), np.array([6, 9, 16])
    weights = lag_attention(model, series(), origins)
    assert weights.shape == (3, L)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    states = model.states(torch.tensor(series(), dtype=torch.float32)[None])
    assert isinstance(model.head, LagAttentionHead)
    context = model.head.context(states).detach().numpy()[0]
    past = states.detach().numpy()[0][origins[:, None] - np.arange(L)]
    np.testing.assert_allclose((weights[..., None] * past).sum(axis=1), context[origins], atol=1e-6)


def test_a_model_that_cannot_tell_steps_apart_looks_at_all_alike() -> None:
    model = dense()
    assert isinstance(model.head, LagAttentionHead)
    with torch.no_grad():
        model.head.score.out.weight.zero_()
    np.testing.assert_allclose(lag_attention(model, series(), np.array([8])), 1 / L, atol=1e-6)


def test_segments_are_told_newest_first() -> None:
    model = segmented()
    windows = series(1)[None, :16]
    weights = segment_attention(model, windows)
    assert weights.shape == (1, 4)
    assert isinstance(model.head, PooledAttentionHead)
    oldest_first = model.head.weights(model.states(torch.tensor(windows, dtype=torch.float32)))
    np.testing.assert_allclose(weights[:, ::-1], oldest_first.detach().numpy(), atol=1e-6)


def test_a_head_of_the_other_kind_is_a_bug_and_said() -> None:
    with pytest.raises(TypeError, match="PooledAttentionHead"):
        lag_attention(segmented(), series(1), np.array([8]))
    with pytest.raises(TypeError, match="LagAttentionHead"):
        segment_attention(dense(), series()[None])
