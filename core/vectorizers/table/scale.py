"""Prices that suddenly stand on another scale: a unit mistaken for its hundredth, a split.

Conventions: rows in order of time; the newest scale of a split stays, as exchanges quote it; of a
mistaken unit, the scale that most rows have.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

HUNDRED = 100.0
UNIT_TOLERANCE = np.log(1.4)  # a day's own move beside the factor of 100
SPLIT_TOLERANCE = 0.03  # of the opening price beside the exact ratio
RATIOS = np.array([2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 1.5])
LEAST_JUMP = 8.0  # a split's jump in units of the usual absolute move
MOST_SPLITS = 0.02  # share of the rows; more are no splits but a wild series
STAYS_ROWS, STAYS_WITHIN = 5, 0.2  # the level on both sides of a split, and how well it must fit


def unit_factors(prices: np.ndarray) -> np.ndarray:
    """Return by what each price is to be multiplied to stand on the scale of most, shape (T,)."""
    factors = np.ones(len(prices))
    rows = np.flatnonzero(np.isfinite(prices) & (prices > 0))
    if len(rows) < 3:
        return factors
    steps = np.diff(np.log(prices[rows]))
    jumps = np.where(np.abs(np.abs(steps) - np.log(HUNDRED)) < UNIT_TOLERANCE, np.sign(steps), 0)
    levels = np.concatenate([[0], np.cumsum(jumps)]).astype(np.int64)
    if not jumps.any():
        return factors
    values, counts = np.unique(levels, return_counts=True)
    usual = values[len(values) - 1 - np.argmax(counts[::-1])]
    factors[rows] = HUNDRED ** (usual - levels)
    return factors


def find_splits(frame: pd.DataFrame) -> list[tuple[int, float]]:
    """Return the rows at which earlier prices must be divided, and by what.

    A split shows at the opening: the ratio to the last close is exact within `SPLIT_TOLERANCE`,
    far beyond the usual move, and the level stays.
    """
    close = frame["close"].to_numpy()
    opening = frame["open"].to_numpy() if "open" in frame else close
    rows = np.flatnonzero((close > 0) & (opening > 0) & np.isfinite(close) & np.isfinite(opening))
    if len(rows) < 2 * STAYS_ROWS:
        return []
    closes = close[rows]
    usual = np.median(np.abs(np.diff(np.log(closes))))
    gaps = closes[:-1] / opening[rows][1:]
    ratios = np.where(gaps >= 1, gaps, 1 / gaps)
    nearest = RATIOS[np.abs(np.log(ratios)[:, None] - np.log(RATIOS)).argmin(axis=1)]
    fits = np.abs(ratios / nearest - 1) < SPLIT_TOLERANCE
    far = np.log(nearest) > LEAST_JUMP * usual
    at = np.flatnonzero(fits & far) + 1
    if not 0 < len(at) <= 1 + MOST_SPLITS * len(rows):
        return []
    factors = np.where(gaps[at - 1] >= 1, nearest[at - 1], 1 / nearest[at - 1])
    levels = _level_before(closes, at) / _level_before(closes[::-1], len(closes) - at)
    stays = np.abs(levels / factors - 1) < STAYS_WITHIN
    return [(int(rows[row]), float(f)) for row, f in zip(at[stays], factors[stays], strict=True)]


def _level_before(closes: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the median of the rows before each place of `at`, shape (K,)."""
    padded = np.concatenate([np.full(STAYS_ROWS, np.nan), closes])
    windows = np.lib.stride_tricks.sliding_window_view(padded, STAYS_ROWS)
    medians: np.ndarray = np.nanmedian(windows[at], axis=1)
    return medians
