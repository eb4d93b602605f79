"""Trailing windows and recursions that a missing value interrupts but does not poison.

Conventions: a series is float64 of shape (T,), oldest first; row t of a result uses rows up to t
only. A result is NaN until its window is full. A NaN inside costs at most one window: trailing
windows know it again once it has left, recursions start afresh after it. Window sums are added up
anew for each row, so neither an outlier long gone nor a later row leaves a rounding error behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def rolling_sum(series: FloatArray, window: int) -> FloatArray:
    """Return the sum of the last `window` rows, shape (T,)."""
    out = np.full(len(series), np.nan)
    num_full = len(series) - window + 1
    if num_full > 0:
        total = np.zeros(num_full)
        for lag in range(window):  # one order of adding for every row, whatever comes after it
            total += series[lag : lag + num_full]
        out[window - 1 :] = total
    return out


def rolling_mean(series: FloatArray, window: int) -> FloatArray:
    """Return the mean of the last `window` rows, shape (T,)."""
    return rolling_sum(series, window) / window


def rolling_deviation(series: FloatArray, window: int) -> FloatArray:
    """Return the population deviation (ddof 0) of the last `window` rows, shape (T,)."""
    out = np.full(len(series), np.nan)
    num_full = len(series) - window + 1
    if num_full > 0:
        mean = rolling_mean(series, window)[window - 1 :]
        total = np.zeros(num_full)
        for lag in range(window):
            total += (series[lag : lag + num_full] - mean) ** 2
        out[window - 1 :] = np.sqrt(total / window)
    return out


def smoothed(series: FloatArray, window: int, weight: float, skip: int = 0) -> FloatArray:
    """Return y_t = y_{t-1} + weight (x_t - y_{t-1}), shape (T,), afresh after each NaN.

    Each unbroken stretch starts with the plain mean of `window` rows, as TA-Lib does; the first
    `skip` rows of a stretch are left out before that.
    """

    def recursion(stretch: FloatArray) -> FloatArray:
        rows = stretch[skip:]
        start = rolling_mean(rows[:window], window)[-1]
        return exponential(np.concatenate([[start], rows[window:]]), weight)

    return on_each_stretch(series, skip + window, recursion)


def exponential(series: FloatArray, weight: float) -> FloatArray:
    """Return the recursion from the first row on; it keeps its value over NaN, shape (T,)."""
    mean = pd.Series(series).ewm(alpha=weight, adjust=False, ignore_na=True).mean()
    return mean.to_numpy(np.float64)


def on_each_stretch(
    series: FloatArray, shortest: int, recursion: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Apply `recursion` to each stretch without NaN of at least `shortest` rows, shape (T,).

    What it returns is put at the end of the stretch; the rows before stay NaN.
    """
    out = np.full(len(series), np.nan)
    for start, stop in stretches(series):
        if stop - start >= shortest:
            found = recursion(series[start:stop])
            out[stop - len(found) : stop] = found
    return out


def stretches(series: FloatArray) -> Iterator[tuple[int, int]]:
    """Yield first and last-but-one row of each run without NaN in a series of shape (T,)."""
    known = np.concatenate([[False], np.isfinite(series), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def lagged(series: FloatArray, lag: int) -> FloatArray:
    """Return the value `lag` rows before, NaN where there is none, shape (T,)."""
    out = np.full(len(series), np.nan)
    if lag < len(series):
        out[lag:] = series[: len(series) - lag]
    return out
