"""Intervals from resampling a series in blocks, so that what hangs together stays together.

Conventions: N observations, oldest first; R resamples; a seed fixes every draw. Politis and Romano
(1994), "The Stationary Bootstrap": blocks of random length, joined end to start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

RESAMPLES = 1000
SHORTEST_BLOCK = 10
NUMBERS_AT_ONCE = 2_000_000


def block_length(horizon: int) -> int:
    """Return the mean length of a block: no shorter than the overlap of two forecasts."""
    return max(SHORTEST_BLOCK, horizon)


def resampled_rows(
    count: int, block: float, resamples: int = RESAMPLES, seed: int = 0
) -> Iterator[IntArray]:
    """Yield the rows of stationary bootstrap samples, a few samples at once, shape (r, N)."""
    random = np.random.default_rng(seed)
    step = np.arange(count)
    at_once = max(1, NUMBERS_AT_ONCE // count)
    for first in range(0, resamples, at_once):
        shape = (min(at_once, resamples - first), count)
        begins = random.random(shape) < 1 / block
        begins[:, 0] = True
        start = np.maximum.accumulate(np.where(begins, step, 0), axis=1)
        drawn = random.integers(0, count, shape)
        yield (np.take_along_axis(drawn, start, axis=1) + step - start) % count


def bootstrap(
    observations: FloatArray,
    figure: Callable[[FloatArray], FloatArray],
    block: float = SHORTEST_BLOCK,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the interval of a figure of the columns' means.

    Parameters
    ----------
    observations : numpy.ndarray, shape (N, K)
        Rows with anything missing are left out.
    figure : callable
        From means of shape (r, K) to shape (r,).

    Returns
    -------
    tuple of float
        The lower and upper end of the percentile interval; NaN for fewer than two rows.
    """
    rows = observations[np.isfinite(observations).all(axis=1)]
    if len(rows) < 2:
        return float("nan"), float("nan")
    found = [
        figure(np.stack([column[drawn].mean(axis=1) for column in rows.T], axis=1))
        for drawn in resampled_rows(len(rows), block, seed=seed)
    ]
    low, high = np.quantile(np.concatenate(found), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def mean_interval(
    values: FloatArray, block: float = SHORTEST_BLOCK, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Return the interval of the mean of values of shape (N,), such as loss differences."""
    return bootstrap(values[:, None], lambda means: means[:, 0], block, level, seed)


def skill_interval(
    loss: FloatArray,
    reference_loss: FloatArray,
    block: float = SHORTEST_BLOCK,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the interval of 1 - mean loss / mean reference loss, both of shape (N,)."""
    both = np.stack([loss, reference_loss], axis=1)
    tiny = np.finfo(np.float64).tiny
    return bootstrap(both, lambda m: 1 - m[:, 0] / np.maximum(m[:, 1], tiny), block, level, seed)
