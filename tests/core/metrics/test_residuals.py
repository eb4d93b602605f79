"""Autocorrelation and tails against statsmodels and scipy."""

from __future__ import annotations

import numpy as np
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

from core.metrics.residuals import memory, tails

NOISE = np.random.default_rng(0).standard_t(4, size=531)


def test_autocorrelation_equals_statsmodels() -> None:
    found = memory(NOISE, num_lags=13)
    np.testing.assert_allclose(found.autocorrelation, acf(NOISE, nlags=13)[1:], atol=1e-12)
    table = acorr_ljungbox(NOISE, lags=[13])
    np.testing.assert_allclose(found.p, table["lb_pvalue"].iloc[0], rtol=1e-9)
    np.testing.assert_allclose(found.bound, 1.96 / np.sqrt(531), rtol=1e-4)


def test_what_is_left_to_learn_is_seen() -> None:
    walk = np.cumsum(NOISE)
    assert memory(walk).p < 1e-10
    assert (memory(walk).autocorrelation > memory(walk).bound).all()


def test_missing_residuals_are_left_out() -> None:
    holed = NOISE.copy()
    holed[::10] = np.nan
    found = memory(holed)
    assert np.isfinite(found.autocorrelation).all()
    assert (np.abs(found.autocorrelation) < 0.2).all()
    assert memory(np.full(5, np.nan)).autocorrelation.size == 0


def test_flat_residuals() -> None:
    found = memory(np.full(50, 2.0))
    np.testing.assert_array_equal(found.autocorrelation, np.zeros(12))
    np.testing.assert_array_equal(tails(np.full(50, 2.0)).found, np.zeros(99))


def test_tails_against_the_normal() -> None:
    found = tails(NOISE, num_points=37)
    np.testing.assert_allclose(found.expected, stats.norm.ppf(np.arange(1, 38) / 38))
    assert found.expected.shape == found.found.shape == (37,)
    exact = tails(stats.norm.ppf((np.arange(4001) + 0.5) / 4001) * 3 + 1)
    np.testing.assert_allclose(exact.found, exact.expected, atol=5e-3)
    assert np.isnan(tails(np.empty(0)).found).all()
