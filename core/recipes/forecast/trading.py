"""What the forecasts of a return would have earned, after costs, and how much of it is chance.

The rule, the costs and the figures are those of `core.metrics.backtest`; here stand the band of
resampled histories and the interval of what the rule earns over buying and holding.

Conventions: N scored origins, oldest first; returns are logarithmic, of one step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.backtest import TRADING_DAYS, Backtest, Costs, backtest
from core.metrics.bootstrap import SHORTEST_BLOCK, mean_interval, resampled_rows
from core.recipes.forecast.result import Scored

BAND = (0.05, 0.95)


@dataclass(frozen=True)
class Traded:
    """A back-test with its doubts.

    Attributes
    ----------
    low, high : numpy.ndarray, shape (N,)
        Where 90 % of resampled histories of the equity after costs lie.
    edge_low, edge_high : float
        95 % interval of the log return a year, after costs, over buying and holding.
    """

    test: Backtest
    low: np.ndarray
    high: np.ndarray
    edge_low: float
    edge_high: float


def trade(scored: Scored, name: str, costs: Costs, seed: int = 0) -> Traded:
    """Hold while `name` forecasts a rise for the next step, and count what that earns."""
    rows = rows_a_year(scored)
    test = backtest(scored.actual_NH[:, 0], scored.predictions[name][:, 0], costs, rows, seed)
    net, hold = (np.diff(np.log(s.equity), prepend=0.0) for s in (test.net, test.hold))
    low, high = _band(net, seed)
    edge_low, edge_high = mean_interval(net - hold, seed=seed)
    return Traded(test, low, high, rows * edge_low, rows * edge_high)


def rows_a_year(scored: Scored) -> float:
    """Return how many rows a year has, by the times; 252 where they are no dates."""
    times = pd.to_datetime(pd.Series([scored.times[0], scored.times[-1]]), errors="coerce")
    days = (times.iloc[1] - times.iloc[0]).days if times.notna().all() else 0
    return len(scored.times) / (days / 365.25) if days > 0 else TRADING_DAYS


def _band(returns: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the band of a stationary bootstrap (Politis and Romano 1994) of the equity."""
    blocks = resampled_rows(len(returns), SHORTEST_BLOCK, seed=seed)
    paths = np.concatenate([np.cumsum(returns[rows], axis=1) for rows in blocks])
    low, high = np.quantile(paths, BAND, axis=0)
    return np.exp(low), np.exp(high)
