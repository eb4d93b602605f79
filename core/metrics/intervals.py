"""Prediction intervals that follow the spread: rolling conformal, and how well they hold.

Conventions: a stream has P rows, one for each origin that was forecast, oldest first: validation
first, then every test origin, so that the first test row already has something to go by. Column k
is step k + 1. Its outcome is known that many rows later and not before; a score is used from then
on. A missing residual (NaN) is a forecast whose outcome is not known (yet) and teaches nothing. A
half width is infinite while there are too few scores for its level.

A score is |residual| / scale, where the scale is known at the origin; the half width is the scale
times the ⌈(m + 1) level⌉-th smallest of the last m scores. After Lei et al. (2018),
"Distribution-Free Predictive Inference for Regression", with the rolling window and the scaling of
Gibbs and Candès (2021) and Papadopoulos et al. (2008).
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.metrics.forecast import known_mean

FloatArray = NDArray[np.float64]

WINDOW = 500
DECAY = 0.97
FIFTHS = 5
ROLLING_ORIGINS = 250


def half_widths(
    residuals: FloatArray, scales: FloatArray, levels: Sequence[float], window: int = WINDOW
) -> FloatArray:
    """Return half the width of the interval at each level, step and origin.

    Parameters
    ----------
    residuals : numpy.ndarray, shape (P, H)
        Outcome minus forecast.
    scales : numpy.ndarray, shape (P, H)
        What was known at the origin of how far off the forecast may be; above 0.
    levels : sequence of float
        Shares of outcomes that shall fall inside, between 0 and 1.
    window : int
        How many of the newest known scores count.

    Returns
    -------
    numpy.ndarray, shape (levels, P, H)
    """
    scores = np.abs(residuals) / scales
    quantiles = [
        _rolling_quantiles(column, step + 1, levels, window) for step, column in enumerate(scores.T)
    ]
    return np.stack(quantiles, axis=2) * scales


def _rolling_quantiles(
    scores: FloatArray, delay: int, levels: Sequence[float], window: int
) -> FloatArray:
    """Return the quantile of scores known at each row, shape (levels, P)."""
    newest: list[float] = []
    ranked: list[float] = []
    found = np.full((len(scores), len(levels)), np.inf)
    for row in range(len(scores)):
        score = float(scores[row - delay]) if row >= delay else math.nan
        if not math.isnan(score):
            newest.append(score)
            insort(ranked, score)
            if len(ranked) > window:
                del ranked[bisect_left(ranked, newest[-window - 1])]
        for place, level in enumerate(levels):
            rank = math.ceil(round((len(ranked) + 1) * level, 9))
            if rank <= len(ranked):
                found[row, place] = ranked[rank - 1]
    return found.T


def residual_spread(residuals: FloatArray, start: FloatArray, decay: float = DECAY) -> FloatArray:
    """Return √ of the exponential mean of the squared residuals that are known, shape (P, H).

    Parameters
    ----------
    residuals : numpy.ndarray, shape (P, H)
    start : numpy.ndarray, shape (H,)
        The mean squared residual before anything is known, of validation.
    decay : float
        What yesterday's mean keeps of its weight.
    """
    steps = residuals.shape[1]
    squared = np.full((len(residuals) + 1, steps), np.nan)
    squared[0] = start
    for step in range(min(steps, len(residuals))):
        squared[step + 2 :, step] = residuals[: len(residuals) - step - 1, step] ** 2
    mean = pd.DataFrame(squared).ewm(alpha=1 - decay, adjust=False, ignore_na=True).mean()
    spread: FloatArray = np.sqrt(mean.to_numpy(np.float64)[1:])
    return spread


def coverage_by_year(inside: FloatArray, years: Sequence[str]) -> Mapping[str, float]:
    """Return the share inside for each year, from hits of shape (N,) or (N, H)."""
    named = np.asarray(years)
    return {str(year): known_mean(inside[named == year]) for year in np.unique(named)}


def coverage_by_fifth(inside: FloatArray, spread: FloatArray) -> tuple[float, ...]:
    """Return the share inside for each fifth of the origins, calm to wild.

    Parameters
    ----------
    inside : numpy.ndarray, shape (N,) or (N, H)
        1 for a hit, 0 for a miss, NaN for an outcome that is missing.
    spread : numpy.ndarray, shape (N,)
        The volatility known at each origin.
    """
    order = np.argsort(spread, kind="stable")
    return tuple(known_mean(inside[rows]) for rows in np.array_split(order, FIFTHS))


def rolling_coverage(inside: FloatArray, window: int = ROLLING_ORIGINS) -> FloatArray:
    """Return the share of the last `window` known outcomes inside, shape (N,), from hits (N,).

    NaN before there are so many.
    """
    share = pd.Series(inside).dropna().rolling(window).mean()
    return share.reindex(range(len(inside))).ffill().to_numpy(np.float64)
