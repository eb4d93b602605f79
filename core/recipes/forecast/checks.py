"""What a doubter asks of a finished forecast, as arrays: where, when and how it wins or fails.

Conventions: N scored origins, oldest first; H steps; skill is the share of the reference's squared
error that is gone, 0.1 for 10 % less. Nothing here is learnt; everything follows from `Scored`.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from core.metrics import forecast as measures
from core.metrics import intervals
from core.metrics.intervals import ROLLING_ORIGINS
from core.metrics.residuals import Memory, Tails, memory, tails
from core.recipes.forecast.result import Scored


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


def rolling_coverage(scored: Scored, window: int = ROLLING_ORIGINS) -> np.ndarray:
    """Return the share of the last `window` outcomes inside their interval, shape (N,).

    NaN before there are so many. Step 1 only: later steps overlap.
    """
    first = scored.actual_NH[:, 0]
    hits = measures.inside(first, scored.low_NH[:, 0], scored.high_NH[:, 0])
    return intervals.rolling_coverage(hits, window)


def chance_band(level: float, window: int = ROLLING_ORIGINS) -> tuple[float, float]:
    """Return the shares between which a right interval stays 95 % of the time, by the binomial."""
    low, high = stats.binom.interval(0.95, window, level)
    return low / window, high / window


def memory_of(scored: Scored, name: str) -> Memory:
    """Return what the errors of step 1 still remember."""
    return memory(_residuals(scored, name))


def tails_of(scored: Scored, name: str) -> Tails:
    """Return the tails of the errors of step 1, beside those of a normal distribution."""
    return tails(_residuals(scored, name))


def _residuals(scored: Scored, name: str) -> np.ndarray:
    left: np.ndarray = scored.actual_NH[:, 0] - scored.predictions[name][:, 0]
    return left
