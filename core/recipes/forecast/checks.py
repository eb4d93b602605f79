"""What a doubter asks of a finished forecast, as arrays: where, when and how it wins or fails.

Conventions: N scored origins, oldest first; H steps; skill is the share of the reference's squared
error that is gone, 0.1 for 10 % less. Nothing here is learnt; everything follows from `Scored`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.metrics import forecast as measures
from core.recipes.forecast.result import Scored

COVERAGE_WINDOW = 250
NUM_LAGS = 20
NUM_QUANTILES = 99


def squared_errors(scored: Scored, name: str) -> np.ndarray:
    """Return the squared error of one row of the table of scores, shape (N, H)."""
    errors: np.ndarray = (scored.predictions[name] - scored.actual_NH) ** 2
    return errors


def skill_by_fold(scored: Scored, name: str, reference: str) -> np.ndarray:
    """Return the skill in each test block, shape (folds,)."""
    error, against = squared_errors(scored, name), squared_errors(scored, reference)
    return measures.skill_by_fold(error, against, scored.fold_N)


def skill_by_step(scored: Scored, name: str, reference: str) -> np.ndarray:
    """Return the skill at each step ahead, shape (H,)."""
    return measures.skill_by_step(squared_errors(scored, name), squared_errors(scored, reference))


def cumulative_gain(scored: Scored, name: str, reference: str) -> np.ndarray:
    """Return how much of the reference's whole squared error was saved up to each origin.

    Shape (N,); it rises while the model wins and ends at its skill. The picture is that of Welch
    and Goyal (2008), "A Comprehensive Look at the Empirical Performance of Equity Premium
    Prediction".
    """
    error, against = squared_errors(scored, name), squared_errors(scored, reference)
    saved = np.nan_to_num(np.nanmean(against - error, axis=1))
    return np.cumsum(saved) / max(float(np.nansum(np.nanmean(against, axis=1))), 1e-300)


def rolling_coverage(scored: Scored, window: int = COVERAGE_WINDOW) -> np.ndarray:
    """Return the share of the last `window` outcomes inside their interval, shape (N,).

    NaN before there are so many. Step 1 only: later steps overlap.
    """
    first = scored.actual_NH[:, 0]
    inside = ((scored.low_NH[:, 0] <= first) & (first <= scored.high_NH[:, 0])).astype(float)
    inside[np.isnan(first)] = np.nan
    known = np.isfinite(inside)
    total = np.cumsum(np.where(known, inside, 0.0))
    count = np.cumsum(known)
    share = np.full(len(inside), np.nan)
    before = np.concatenate([[0.0], total[:-window]])
    counted = np.concatenate([[0], count[:-window]])
    share[window - 1 :] = (total[window - 1 :] - before) / np.maximum(
        count[window - 1 :] - counted, 1
    )
    return share


def chance_band(level: float, window: int = COVERAGE_WINDOW) -> tuple[float, float]:
    """Return the shares between which a right interval stays 95 % of the time, by the binomial."""
    low, high = stats.binom.interval(0.95, window, level)
    return low / window, high / window


@dataclass(frozen=True)
class Residuals:
    """What the model leaves, in deviations: its memory and its tails.

    Attributes
    ----------
    autocorrelation : numpy.ndarray, shape (lags,)
        At lags 1, 2, …; within `bound` of zero if nothing is left to learn.
    expected, found : numpy.ndarray, shape (99,)
        Quantiles of the normal distribution and of the residuals.
    """

    autocorrelation: np.ndarray
    bound: float
    expected: np.ndarray
    found: np.ndarray

    @property
    def num_outside(self) -> int:
        """How many lags lie outside the band of chance."""
        return int(np.sum(np.abs(self.autocorrelation) > self.bound))


def residuals(scored: Scored, name: str) -> Residuals:
    """Return the memory and the tails of the errors of step 1."""
    left = scored.actual_NH[:, 0] - scored.predictions[name][:, 0]
    left = left[np.isfinite(left)]
    centred = left - left.mean()
    spread = float(np.sqrt(np.mean(centred**2))) or 1.0
    power = float(np.sum(centred**2)) or 1.0
    lags = range(1, min(NUM_LAGS, len(left) // 4) + 1)
    correlation = np.array([np.sum(centred[lag:] * centred[:-lag]) / power for lag in lags])
    shares = np.arange(1, NUM_QUANTILES + 1) / (NUM_QUANTILES + 1)
    return Residuals(
        autocorrelation=correlation,
        bound=float(1.96 / np.sqrt(len(left))),
        expected=stats.norm.ppf(shares),
        found=np.quantile(centred / spread, shares),
    )
