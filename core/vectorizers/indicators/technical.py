"""The indicators that traders read, each equal to TA-Lib's once it is known.

Conventions: prices are float64 of shape (T,), oldest first; every result has shape (T,), uses rows
up to its own and is NaN during warm-up. Unlike in TA-Lib a missing price costs at most one warm-up
(there RSI says 0 for ever after, everything else NaN), and a price that does not move has RSI 50.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.vectorizers.indicators.rolling import (
    FloatArray,
    lagged,
    on_each_stretch,
    rolling_deviation,
    rolling_mean,
    smoothed,
)


class Bollinger(NamedTuple):
    """A trailing mean and the lines some deviations above and below it."""

    upper: FloatArray
    middle: FloatArray
    lower: FloatArray


class Macd(NamedTuple):
    """The difference of two exponential means, its own mean, and how far it is from that."""

    line: FloatArray
    signal: FloatArray
    histogram: FloatArray


def sma(price: FloatArray, window: int = 20) -> FloatArray:
    """Return the plain mean of the last `window` rows, shape (T,)."""
    return rolling_mean(price, window)


def ema(price: FloatArray, window: int = 20) -> FloatArray:
    """Return the exponential mean with weight 2 / (window + 1), shape (T,)."""
    return smoothed(price, window, 2 / (window + 1))


def rsi(price: FloatArray, window: int = 14) -> FloatArray:
    """Return the relative strength index by Wilder's smoothing, 0 to 100, shape (T,).

    Wilder (1978), "New Concepts in Technical Trading Systems". Where nothing has moved it is 50.
    """

    def strength(change: FloatArray) -> FloatArray:
        rose = smoothed(np.maximum(change, 0.0), window, 1 / window)[window - 1 :]
        fell = smoothed(np.maximum(-change, 0.0), window, 1 / window)[window - 1 :]
        moved = rose + fell
        still = moved == 0.0
        return np.where(still, 50.0, 100 * rose / np.where(still, 1.0, moved))

    return on_each_stretch(price - lagged(price, 1), window, strength)


def bollinger(price: FloatArray, window: int = 20, deviations: float = 2.0) -> Bollinger:
    """Return Bollinger's bands of arrays of shape (T,); the deviation is the population's (ddof 0).

    Bollinger (2001), "Bollinger on Bollinger Bands".
    """
    middle = rolling_mean(price, window)
    width = deviations * rolling_deviation(price, window)
    return Bollinger(middle + width, middle, middle - width)


def macd(price: FloatArray, fast: int = 12, slow: int = 26, signal: int = 9) -> Macd:
    """Return Appel's moving average convergence/divergence, arrays of shape (T,).

    Both means start so that they are first known at the same row, and everything is NaN until the
    signal is known, as in TA-Lib.
    """
    quick = smoothed(price, fast, 2 / (fast + 1), skip=slow - fast)
    line = quick - smoothed(price, slow, 2 / (slow + 1))
    mean = smoothed(line, signal, 2 / (signal + 1))
    return Macd(np.where(np.isnan(mean), np.nan, line), mean, line - mean)


def atr(high: FloatArray, low: FloatArray, close: FloatArray, window: int = 14) -> FloatArray:
    """Return Wilder's average true range in the price's unit, shape (T,)."""
    before = lagged(close, 1)
    true_range = np.maximum(high - low, np.maximum(np.abs(high - before), np.abs(low - before)))
    return smoothed(true_range, window, 1 / window)
