"""What the errors of a forecast still remember, and what their tails look like.

Conventions: residuals have shape (N,), outcome minus forecast of one step, oldest first; a missing
one (NaN) is left out, and pairs with it. Lags count origins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

FloatArray = NDArray[np.float64]

NUM_LAGS = 20
BAND_Z = 1.959963984540054  # 95 % of a normal


@dataclass(frozen=True)
class Memory:
    """The autocorrelation of residuals.

    Attributes
    ----------
    autocorrelation : numpy.ndarray, shape (lags,)
        At lags 1, 2, …
    bound : float
        Where nothing is left to learn, 95 % of them lie between -bound and bound.
    p : float
        Of all of them being zero (Ljung and Box 1978).
    """

    autocorrelation: FloatArray
    bound: float
    p: float

    @property
    def num_outside(self) -> int:
        """How many lags lie outside the band of chance."""
        return int(np.sum(np.abs(self.autocorrelation) > self.bound))


def memory(residuals: FloatArray, num_lags: int = NUM_LAGS) -> Memory:
    """Return the autocorrelation of residuals of shape (N,) at the first lags."""
    known = np.isfinite(residuals)
    count = int(known.sum())
    lags = np.arange(1, min(num_lags, count // 4) + 1)
    if not lags.size:
        return Memory(np.empty(0), float("nan"), float("nan"))
    centred = np.where(known, residuals - residuals[known].mean(), 0.0)
    power = float(centred @ centred)
    found = np.array([centred[lag:] @ centred[:-lag] for lag in lags]) / (power or 1.0)
    statistic = count * (count + 2) * float(np.sum(found**2 / (count - lags)))
    return Memory(found, BAND_Z / float(np.sqrt(count)), float(chdtrc(len(lags), statistic)))


@dataclass(frozen=True)
class Tails:
    """Quantiles of the residuals, in deviations, beside those of a normal; shape (points,) each."""

    expected: FloatArray
    found: FloatArray


def tails(residuals: FloatArray, num_points: int = 99) -> Tails:
    """Return the points of a quantile–quantile plot of residuals of shape (N,)."""
    known = residuals[np.isfinite(residuals)]
    shares = np.arange(1, num_points + 1) / (num_points + 1)
    expected: FloatArray = ndtri(shares)
    if not known.size:
        return Tails(expected, np.full(num_points, np.nan))
    centred = known - known.mean()
    spread = float(np.sqrt(np.mean(centred**2))) or 1.0
    return Tails(expected, np.quantile(centred / spread, shares))
