"""Errors and scores: known answers, and independent references."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from core.metrics import forecast

ACTUAL = np.array([[1.0, -2.0], [3.0, np.nan], [-4.0, 6.0]])
SAID = np.array([[2.0, -2.0], [1.0, 5.0], [-4.0, 5.0]])


def test_errors_leave_missing_outcomes_out() -> None:
    assert forecast.mae(ACTUAL, SAID) == pytest.approx(4 / 5)
    assert forecast.mse(ACTUAL, SAID) == pytest.approx(6 / 5)
    assert forecast.rmse(ACTUAL, SAID) == pytest.approx(np.sqrt(6 / 5))
    assert np.isnan(forecast.mae(ACTUAL * np.nan, SAID))


def test_mase_is_one_for_the_seasonal_naive_forecast_of_the_train_rows() -> None:
    series = np.random.default_rng(0).normal(size=97).cumsum()
    scale = forecast.mase_scale(series, season=7)
    assert forecast.mase(series[7:], series[:-7], scale) == pytest.approx(1)
    assert np.isnan(forecast.mase(ACTUAL, SAID, 0.0))


def test_r2_is_the_share_of_the_references_error_that_is_gone() -> None:
    reference = np.zeros_like(ACTUAL)
    assert forecast.r2(ACTUAL, SAID, reference) == pytest.approx(1 - 6 / 66)
    assert forecast.r2(ACTUAL, reference, reference) == 0
    assert np.isnan(forecast.r2(ACTUAL, SAID, ACTUAL))


def test_tables_by_fold_and_step() -> None:
    loss, against = (ACTUAL - SAID) ** 2, ACTUAL**2
    fold = np.array([0, 0, 3])
    np.testing.assert_allclose(
        forecast.skill_by_fold(loss, against, fold), [1 - 5 / 14, 1 - 1 / 52]
    )
    np.testing.assert_allclose(forecast.skill_by_step(loss, against), [1 - 5 / 26, 1 - 1 / 40])
    np.testing.assert_allclose(forecast.mean_by_step(loss), [5 / 3, 0.5])
    np.testing.assert_allclose(forecast.mean_by_fold(loss, fold), [[2.5, 0.0], [0.0, 1.0]])


def test_direction_counts_only_what_was_said_and_moved() -> None:
    actual = np.array([1.0, 2.0, -1.0, 0.0, np.nan, 3.0, -2.0])
    said = np.array([0.5, -1.0, -1.0, 1.0, 1.0, 0.0, 0.1])
    found = forecast.direction(actual, said)
    assert (found.accuracy, found.count, found.majority) == (0.5, 4, 0.5)
    assert found.low < 0.5 < found.high


def test_a_forecast_of_zero_says_no_direction() -> None:
    found = forecast.direction(np.array([1.0, 1.0, -1.0, 1.0, 1.0]), np.zeros(5))
    assert np.isnan(found.accuracy)
    assert (found.low, found.high, found.count, found.majority) == (0, 1, 0, 0.8)


@pytest.mark.parametrize(("hits", "count"), [(0, 5), (3, 7), (51, 100), (1287, 2519), (4, 4)])
def test_wilson_equals_statsmodels(hits: int, count: int) -> None:
    expected = proportion_confint(hits, count, method="wilson")
    np.testing.assert_allclose(forecast.wilson(hits, count), expected, atol=1e-12)


def test_pinball_is_least_at_the_quantile() -> None:
    actual = np.random.default_rng(1).normal(size=20_000)
    tried = np.linspace(-2, 2, 81)
    losses = [forecast.pinball(actual, np.full_like(actual, q), 0.9) for q in tried]
    assert tried[int(np.argmin(losses))] == pytest.approx(1.2816, abs=0.06)
    assert forecast.pinball(np.array([3.0]), np.array([1.0]), 0.9) == pytest.approx(1.8)
    assert forecast.pinball(np.array([1.0]), np.array([3.0]), 0.9) == pytest.approx(0.2)


def test_interval_scores() -> None:
    low, high = SAID - 1.0, SAID + 0.5
    assert forecast.coverage(ACTUAL, low, high) == pytest.approx(3 / 5)
    assert forecast.width(low, high) == pytest.approx(1.5)
    one = forecast.winkler(np.array([4.0]), np.array([0.0]), np.array([1.0]), 0.9)
    assert one == pytest.approx(1 + 20 * 3)
