"""Exponential smoothing and Theta against statsmodels' own forecasts, and blind to the future."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

from core.models.smoothing import exponential_smoothing, theta

Floats = NDArray[np.float64]
NUM_TRAIN, SEASON = 90, 7


def series(rows: int = 131) -> Floats:
    random = np.random.default_rng(4)
    time = np.arange(rows)
    wave = 3 * np.sin(2 * np.pi * time / SEASON)
    return np.asarray(50 + 0.2 * time + wave + random.normal(0, 0.5, rows))


@pytest.mark.parametrize("season", [1, SEASON])
def test_equal_to_statsmodels_at_every_origin(season: int) -> None:
    x, last = series(), np.array([NUM_TRAIN - 1, 104, 117])
    forecast = exponential_smoothing(x, NUM_TRAIN, last, 10, season)
    form = {"error": "add", "trend": "add", "damped_trend": True}
    if season > 1:
        form |= {"seasonal": "add", "seasonal_periods": season}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        params = ETSModel(x[:NUM_TRAIN], **form).fit(disp=False).params
        expected = [ETSModel(x[: t + 1], **form).smooth(params).forecast(10) for t in last]
    np.testing.assert_allclose(forecast, expected, rtol=1e-9)


def test_theta_equals_statsmodels_at_the_end_of_train() -> None:
    x = series()
    reference = ThetaModel(x[:NUM_TRAIN], deseasonalize=False).fit()
    forecast = theta(x, NUM_TRAIN, np.array([NUM_TRAIN - 1]), 8)
    np.testing.assert_allclose(forecast[0], reference.forecast(8), rtol=1e-9)


def test_the_future_does_not_matter_and_holes_do_no_harm() -> None:
    x, origins = series(), np.array([95, 100])
    x[[0, 1, 40, 98]] = np.nan
    wild = x.copy()
    wild[101:] = 1e6
    found = exponential_smoothing(x, NUM_TRAIN, origins, 3, SEASON)
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found, exponential_smoothing(wild, NUM_TRAIN, origins, 3, SEASON))
    assert np.isfinite(theta(x, NUM_TRAIN, origins, 3)).all()
    np.testing.assert_array_equal(
        theta(x, NUM_TRAIN, origins, 3), theta(wild, NUM_TRAIN, origins, 3)
    )


def test_a_season_too_long_for_the_train_rows_is_left_out() -> None:
    x, origins = series(), np.array([110])
    np.testing.assert_array_equal(
        exponential_smoothing(x, NUM_TRAIN, origins, 4, season=40),
        exponential_smoothing(x, NUM_TRAIN, origins, 4, season=1),
    )
