"""How far prices moved: returns and what was realised of their variance.

Conventions: a frame is a table after repairs, rows oldest first, with columns close and perhaps
open, high, low, volume and reference (the price that a row's return is measured against; without
that column, the close before). Results are float64 of shape (T,), from rows up to their own; log is
natural; a return that is not known is NaN, counts as 0 in sums, and leaves a recursion as it was.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.vectorizers.indicators.rolling import FloatArray, exponential, lagged, rolling_sum

SMALLEST_VARIANCE = 1e-8  # a move of 0.01 %: below it a logarithm would only magnify the tick size
DECAY = 0.94  # RiskMetrics (1996), daily data
FIRST_MEAN = 22  # rows, a month of trading, whose plain mean starts the recursion


def column(frame: pd.DataFrame, name: str) -> FloatArray:
    """Return a column as float64, shape (T,)."""
    return frame[name].to_numpy(np.float64)


def log_of(values: FloatArray) -> FloatArray:
    """Return the logarithm where there is one, else NaN, of the shape given."""
    positive = np.isfinite(values) & (values > 0)
    return np.log(np.where(positive, values, np.nan))


def reference(frame: pd.DataFrame) -> FloatArray:
    """Return the price each row's return is measured against, shape (T,)."""
    if "reference" in frame:
        return column(frame, "reference")
    return lagged(column(frame, "close"), 1)


def log_returns(frame: pd.DataFrame) -> FloatArray:
    """Return ln(close / reference), shape (T,)."""
    return log_of(column(frame, "close")) - log_of(reference(frame))


def log_parkinson(frame: pd.DataFrame) -> FloatArray:
    """Return the logarithm of the variance that the day's range tells, shape (T,).

    Parkinson (1980), "The Extreme Value Method for Estimating the Variance of the Rate of Return":
    ln max(ln(H/L)² / (4 ln 2), 1e-8).
    """
    spread = log_of(column(frame, "high")) - log_of(column(frame, "low"))
    return _log_variance(spread**2 / (4 * np.log(2)))


def log_garman_klass(frame: pd.DataFrame) -> FloatArray:
    """Return the logarithm of the variance that range and body of the day tell, shape (T,).

    Garman and Klass (1980), "On the Estimation of Security Price Volatilities from Historical
    Data": ln max(½ ln(H/L)² − (2 ln 2 − 1) ln(C/O)², 1e-8).
    """
    spread = log_of(column(frame, "high")) - log_of(column(frame, "low"))
    body = log_of(column(frame, "close")) - log_of(column(frame, "open"))
    return _log_variance(0.5 * spread**2 - (2 * np.log(2) - 1) * body**2)


def _log_variance(variance: FloatArray) -> FloatArray:
    return log_of(np.maximum(variance, SMALLEST_VARIANCE))


def ewma_variance(changes: FloatArray, decay: float = DECAY) -> FloatArray:
    """Return e_t = decay e_{t-1} + (1 - decay) r_t² of changes of shape (T,), shape (T,).

    It starts with the plain mean of 22 rows, the row before the first known change among them as 0,
    and is NaN before. A missing change leaves it as it was.
    """
    out = np.full(len(changes), np.nan)
    known = np.flatnonzero(np.isfinite(changes))
    if not known.size:
        return out
    first = max(int(known[0]) - 1, 0)
    start = first + FIRST_MEAN - 1
    if start < len(changes):
        squared = changes**2
        squared[start] = np.nansum(squared[first : start + 1]) / FIRST_MEAN
        out[start:] = exponential(squared[start:], 1 - decay)
    return out


def realised_volatility(changes: FloatArray, window: int = FIRST_MEAN) -> FloatArray:
    """Return √ of the mean square of the last `window` changes of shape (T,), shape (T,)."""
    return np.sqrt(rolling_sum(np.nan_to_num(changes) ** 2, window) / window)
