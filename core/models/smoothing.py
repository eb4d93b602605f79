"""Exponential smoothing and Theta as baselines: fitted once, then carried forward row by row.

Conventions: as in `core.models.baselines`; a missing value counts as the last one known. The
parameters come from the first `num_train` rows alone; from there on only the state moves, so that
one fit answers for every origin. `statsmodels` is imported when first asked, for it takes a second;
both are slower than every other baseline and therefore optional.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.baselines import FloatArray, IntArray, forward_filled

FEWEST_SEASONS = 3  # of train rows, for a season to be told from noise
LEAST_WEIGHT = 1e-6  # of the newest value; at 0 the trend of Theta would be endless


def exponential_smoothing(
    series: FloatArray, num_train: int, origins: IntArray, horizon: int, season: int = 1
) -> FloatArray:
    """Forecast by additive errors, damped trend and, where it repeats, additive season.

    Hyndman et al. (2002), "A State Space Framework for Automatic Forecasting Using Exponential
    Smoothing Methods"; fitted by `statsmodels`.

    Parameters
    ----------
    series : numpy.ndarray, shape (T,)
    num_train : int
        Rows from the first on that the parameters are fitted on.
    origins : numpy.ndarray, shape (N,)
        Last known rows; not before the end of the train rows.
    season : int
        Rows after which the series repeats itself; 1 for none.

    Returns
    -------
    numpy.ndarray, shape (N, H)
    """
    known = _from_first_known(series)
    lost = len(series) - len(known)
    seasonal = 1 < season <= num_train // FEWEST_SEASONS
    fitted, states = _ets(
        known[: origins.max() + 1 - lost], num_train - lost, season if seasonal else None
    )
    rows, steps = origins - lost, np.arange(1, horizon + 1)
    damping = np.cumsum(fitted.damping_trend**steps)
    level, slope = np.asarray(states.level)[rows], np.asarray(states.slope)[rows]
    forecast = level[:, None] + slope[:, None] * damping
    if seasonal:
        at = rows[:, None] + steps - season * ((steps - 1) // season + 1)
        forecast = forecast + np.asarray(states.season)[at]
    return np.asarray(forecast, dtype=np.float64)


def _ets(known: FloatArray, num_train: int, season: int | None) -> tuple[Any, Any]:
    """Return what was fitted on the train rows, and the states it gives to all rows."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    form = {
        "error": "add",
        "trend": "add",
        "damped_trend": True,
        "seasonal": "add" if season else None,
        "seasonal_periods": season,
    }
    with warnings.catch_warnings():  # a fit that has not settled is still a fair baseline
        warnings.simplefilter("ignore")
        fitted = ETSModel(known[:num_train], **form).fit(disp=False)
        return fitted, ETSModel(known, **form).smooth(fitted.params)


def theta(series: FloatArray, num_train: int, origins: IntArray, horizon: int) -> FloatArray:
    """Forecast by simple exponential smoothing with half the trend of the train rows, shape (N, H).

    Assimakopoulos and Nikolopoulos (2000), "The Theta Model", in the form that Hyndman and Billah
    (2003) showed it to be; the weight is fitted by `statsmodels` on the first `num_train` rows of
    `series`, shape (T,). No season.
    """
    from statsmodels.tsa.forecasting.theta import ThetaModel

    known = _from_first_known(series)
    lost = len(series) - len(known)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ThetaModel(known[: num_train - lost], deseasonalize=False).fit()
    slope, weight = float(fitted.params["b0"]), max(float(fitted.params["alpha"]), LEAST_WEIGHT)
    level = _smoothed(known[: origins.max() + 1 - lost], weight)
    rows, steps = origins - lost, np.arange(horizon)
    lag = 1 / weight - (1 - weight) ** (rows[:, None] + 1) / weight
    return level[rows, None] + slope / 2 * (steps + lag)


def _from_first_known(series: FloatArray) -> FloatArray:
    filled = forward_filled(series)
    first = int(np.argmax(np.isfinite(filled)))
    return filled[first:]


def _smoothed(series: FloatArray, weight: float) -> NDArray[np.float64]:
    """Return the level after each row, from the first value on, shape (T,)."""
    level = np.empty_like(series)
    now = float(series[0])
    for row, value in enumerate(series.tolist()):
        now += weight * (value - now)
        level[row] = now
    return level
