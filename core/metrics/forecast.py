"""How far forecasts were from what came.

Conventions: actual and predicted values are float64 of the same shape, mostly (N, H) for N origins
and steps 1 to H; an outcome that is missing (NaN) is left out. Skill is the share of a reference
forecast's squared error that is gone: 0.1 for 10 % less, negative for more. A figure that cannot be
known is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

WILSON_Z = 1.959963984540054  # the normal quantile at 97.5 %


def known_mean(values: FloatArray) -> float:
    """Return the mean of what is not NaN, of any shape; NaN when there is nothing."""
    known = np.isfinite(values)
    return float(values[known].mean()) if known.any() else float("nan")


def mae(actual: FloatArray, predicted: FloatArray) -> float:
    """Return the mean absolute error of arrays of one shape, in the target's unit."""
    return known_mean(np.abs(actual - predicted))


def mse(actual: FloatArray, predicted: FloatArray) -> float:
    """Return the mean squared error of arrays of one shape."""
    return known_mean((actual - predicted) ** 2)


def rmse(actual: FloatArray, predicted: FloatArray) -> float:
    """Return the root mean squared error of arrays of one shape, in the target's unit."""
    return float(np.sqrt(mse(actual, predicted)))


def mase_scale(train: FloatArray, season: int = 1) -> float:
    """Return the mean absolute error of the seasonal naive forecast on train rows, shape (T,)."""
    return known_mean(np.abs(train[season:] - train[:-season]))


def mase(actual: FloatArray, predicted: FloatArray, scale: float) -> float:
    """Return the mean absolute scaled error of arrays of one shape; below 1 beats seasonal naive.

    Hyndman and Koehler (2006), "Another Look at Measures of Forecast Accuracy". `scale` comes from
    `mase_scale` of the train rows, never from the test rows.
    """
    return mae(actual, predicted) / scale if scale > 0 else float("nan")


def skill(loss: FloatArray, reference_loss: FloatArray) -> float:
    """Return 1 - loss / reference_loss over arrays of one shape, where both are known."""
    known = np.isfinite(loss) & np.isfinite(reference_loss)
    total = float(reference_loss[known].sum())
    return 1 - float(loss[known].sum()) / total if total > 0 else float("nan")


def r2(actual: FloatArray, predicted: FloatArray, reference: FloatArray) -> float:
    """Return the out-of-sample R² against a reference forecast, arrays of one shape.

    Campbell and Thompson (2008), "Predicting Excess Stock Returns Out of Sample".
    """
    return skill((actual - predicted) ** 2, (actual - reference) ** 2)


def skill_by_fold(
    loss: FloatArray, reference_loss: FloatArray, folds: NDArray[np.int64]
) -> FloatArray:
    """Return the skill in each test block, in rising order of fold, shape (folds,).

    Losses have shape (N, H); `folds`, shape (N,), tells the block of each origin.
    """
    blocks = [folds == fold for fold in np.unique(folds)]
    return np.array([skill(loss[rows], reference_loss[rows]) for rows in blocks])


def skill_by_step(loss: FloatArray, reference_loss: FloatArray) -> FloatArray:
    """Return the skill at each step ahead, from losses of shape (N, H), shape (H,)."""
    return np.array([skill(loss[:, h], reference_loss[:, h]) for h in range(loss.shape[1])])


def mean_by_fold(values: FloatArray, folds: NDArray[np.int64]) -> FloatArray:
    """Return the mean in each test block and step of any loss (N, H), shape (folds, H)."""
    return np.stack([mean_by_step(values[folds == fold]) for fold in np.unique(folds)])


def mean_by_step(values: FloatArray) -> FloatArray:
    """Return the mean at each step ahead of any loss (N, H), shape (H,)."""
    return np.array([known_mean(column) for column in values.T])


@dataclass(frozen=True)
class Direction:
    """How often the sign was right, with its 95 % Wilson interval, beside the commoner sign's rate.

    Attributes
    ----------
    majority : float
        How often always saying the commoner sign would have been right on the same outcomes.
    count : int
        Outcomes that moved and for which a direction was said.
    """

    accuracy: float
    low: float
    high: float
    majority: float
    count: int


def direction(actual: FloatArray, predicted: FloatArray) -> Direction:
    """Return how often the sign of arrays of one shape was right.

    A forecast of exactly 0 says no direction and is not counted; an outcome of exactly 0 has none.
    """
    moved = np.isfinite(actual) & (actual != 0)
    said = moved & np.isfinite(predicted) & (predicted != 0)
    count = int(said.sum())
    right = int((np.sign(actual[said]) == np.sign(predicted[said])).sum())
    rises = actual[said if count else moved] > 0
    low, high = wilson(right, count)
    return Direction(
        accuracy=right / count if count else float("nan"),
        low=low,
        high=high,
        majority=float(max(rises.mean(), 1 - rises.mean())) if rises.size else float("nan"),
        count=count,
    )


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; nothing counted leaves it between 0 and 1.

    Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".
    """
    if not count:
        return 0.0, 1.0
    share, z2 = hits / count, WILSON_Z**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = WILSON_Z * np.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def pinball(actual: FloatArray, quantile: FloatArray, share: float) -> float:
    """Return the mean pinball loss of forecasts of the `share` quantile, arrays of one shape.

    Koenker and Bassett (1978), "Regression Quantiles".
    """
    short = actual - quantile
    return known_mean(np.maximum(share * short, (share - 1) * short))


def inside(actual: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return 1 where the outcome fell inside its interval, 0 outside, NaN unknown; same shape."""
    hit = ((low <= actual) & (actual <= high)).astype(np.float64)
    return np.where(np.isfinite(actual), hit, np.nan)


def coverage(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Return the share of outcomes inside their interval, arrays of one shape."""
    return known_mean(inside(actual, low, high))


def width(low: FloatArray, high: FloatArray) -> float:
    """Return the mean width of intervals, arrays of one shape, in the target's unit."""
    return known_mean(high - low)


def winkler(actual: FloatArray, low: FloatArray, high: FloatArray, level: float) -> float:
    """Return the interval score of arrays of one shape: width, and 2 / (1 - level) of each miss.

    Winkler (1972), "A Decision-Theoretic Approach to Interval Estimation".
    """
    missed = np.maximum(low - actual, 0.0) + np.maximum(actual - high, 0.0)
    return known_mean(high - low + 2 / (1 - level) * missed)
