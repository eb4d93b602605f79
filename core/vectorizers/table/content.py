"""Which columns are prices where no heading says so: a bar's high and low hold its other prices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

LEAST_BARS = 0.98  # share of rows whose high and low must hold the other two
LEAST_SPREAD = 0.2  # share of rows whose high lies above their low


def roles_by_content(numbers: Mapping[int, np.ndarray]) -> dict[str, int]:
    """Return the columns of open, high, low, close, and volume behind them, or nothing.

    Parameters
    ----------
    numbers : mapping of int to np.ndarray
        The columns of numbers by their index, each of shape (N,).
    """
    indices = sorted(numbers)
    for start in range(len(indices) - 3):
        bar = indices[start : start + 4]
        opening, high, low, close = (numbers[index] for index in bar)
        if not _is_bar(opening, high, low, close):
            continue
        roles = dict(zip(("open", "high", "low", "close"), bar, strict=True))
        behind = indices[start + 4 : start + 5]
        if behind and _is_volume(numbers[behind[0]]):
            roles["volume"] = behind[0]
        return roles
    return {}


def _is_bar(opening: np.ndarray, high: np.ndarray, low: np.ndarray, close: np.ndarray) -> bool:
    known = np.isfinite(opening) & np.isfinite(high) & np.isfinite(low) & np.isfinite(close)
    if known.sum() < 2:
        return False
    holds = (high >= np.maximum(opening, close)) & (low <= np.minimum(opening, close)) & (low > 0)
    return bool(holds[known].mean() >= LEAST_BARS and (high > low)[known].mean() >= LEAST_SPREAD)


def _is_volume(column: np.ndarray) -> bool:
    known = column[np.isfinite(column)]
    return bool(len(known) and (known >= 0).all())
