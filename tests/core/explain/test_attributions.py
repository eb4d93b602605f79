from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy, spearmanr

from core.explain import attributions
from core.explain.attributions import (
    Profile,
    effective_number,
    occlusion,
    profile,
    rank_agreement,
)
from tests.core.explain.linear import WEIGHTS, baseline, linear_model, windows


def test_occlusion_of_a_linear_model_is_known() -> None:
    x = windows()
    expected = ((x - baseline()) * WEIGHTS[1]).sum(axis=2)[:, ::-1]
    np.testing.assert_allclose(
        occlusion(linear_model(), x, baseline(), ahead=1), expected, atol=1e-5
    )


def test_windows_in_parts_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = occlusion(linear_model(), windows(), baseline())
    monkeypatch.setattr(attributions, "ROWS_AT_ONCE", 13)  # two windows at once, then one
    np.testing.assert_allclose(occlusion(linear_model(), windows(), baseline()), whole, atol=1e-6)


def test_the_windows_are_left_as_they_were() -> None:
    x = windows()
    before = x.copy()
    occlusion(linear_model(), x, baseline())
    assert np.array_equal(x, before)


def test_a_profile_is_the_share_of_the_mean_size() -> None:
    shares = profile(np.array([[3.0, -1.0, 0.0], [-3.0, 1.0, 0.0]])).shares
    np.testing.assert_allclose(shares, [0.75, 0.25, 0])
    assert profile(np.zeros((2, 3))).shares.tolist() == [0, 0, 0]


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=9))
def test_effective_lags_are_exp_of_the_entropy(sizes: list[float]) -> None:
    given_profile = profile(np.array([sizes]))
    assert given_profile.effective_lags == pytest.approx(np.exp(entropy(sizes)))
    assert 1 <= given_profile.effective_lags <= len(sizes) + 1e-9


def test_the_extremes_of_effective_lags() -> None:
    one, all_alike = np.eye(5)[2], np.full(5, 0.2)
    np.testing.assert_allclose(effective_number(np.stack([one, all_alike])), [1, 5])
    assert Profile(all_alike).uniform == 0.2


@given(st.integers(0, 1000))
def test_rank_agreement_is_spearmans(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 4, 7) / 10, rng.integers(0, 4, 7) / 10
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return
    ours = rank_agreement(Profile(first), Profile(second))
    assert ours == pytest.approx(spearmanr(first, second).statistic)


def test_a_flat_profile_agrees_with_nothing() -> None:
    assert (
        rank_agreement(Profile(np.full(4, 0.25)), Profile(np.array([0.4, 0.3, 0.2, 0.1]))) is None
    )


def test_training_mode_does_not_add_noise() -> None:
    model = linear_model()
    model.train()
    first = occlusion(model, windows(), baseline())
    assert np.array_equal(first, occlusion(model, windows(), baseline()))
    assert torch.is_grad_enabled()
