"""What trading on a forecast would have earned, after costs, beside buying and holding.

Conventions: N days, oldest first; at the close of the origin the forecast of the next return is
known and the position is taken, the next day's return is earned on it. The position is all in where
the forecast is above 0 and out where it is not, without borrowing or short sales. Returns are log
returns of the price; equity starts at 1 and is what is left after costs of trading so far. Both
strategies begin with nothing bought and are not sold at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import SHORTEST_BLOCK, bootstrap
from core.words import N_

FloatArray = NDArray[np.float64]

TRADING_DAYS = 252.0


@dataclass(frozen=True)
class Costs:
    """Shares of the traded amount that are lost when buying and when selling."""

    label: str
    buy: float
    sell: float


COSTS: Mapping[str, Costs] = {
    "none": Costs(N_("No costs"), 0.0, 0.0),
    "five_basis_points": Costs(N_("5 basis points a side"), 0.0005, 0.0005),
    # commission 0.1425 % a side; the tax on a sale is 0.3 % for shares, 0.1 % for funds
    "taiwan_stock": Costs(N_("Taiwan, shares"), 0.001425, 0.004425),
    "taiwan_etf": Costs(N_("Taiwan, exchange-traded funds"), 0.001425, 0.002425),
}


@dataclass(frozen=True)
class Strategy:
    """One way to trade, as its equity and what is usually asked of it.

    Attributes
    ----------
    equity : numpy.ndarray, shape (N,)
        What 1 has become after each day.
    growth : float
        A year, compound: 0.07 for 7 %.
    sharpe, sharpe_low, sharpe_high : float
        Mean over deviation of the daily returns, a year, with its 95 % bootstrap band.
    deepest_fall : float
        The largest loss from a top: -0.3 for 30 %.
    """

    equity: FloatArray
    growth: float
    sharpe: float
    sharpe_low: float
    sharpe_high: float
    deepest_fall: float


@dataclass(frozen=True)
class Backtest:
    """Trading on the forecast, before and after costs, and buying and holding after costs.

    Attributes
    ----------
    position : numpy.ndarray, shape (N,)
        1 in, 0 out, during each day.
    trades : int
        How often the position was changed.
    trades_a_year : float
    exposure : float
        Share of the days in the market.
    """

    position: FloatArray
    gross: Strategy
    net: Strategy
    hold: Strategy
    trades: int
    trades_a_year: float
    exposure: float


def backtest(
    returns: FloatArray,
    forecasts: FloatArray,
    costs: Costs,
    days_a_year: float = TRADING_DAYS,
    seed: int = 0,
) -> Backtest:
    """Trade on the sign of each forecast.

    Parameters
    ----------
    returns : numpy.ndarray, shape (N,)
        The log return of the day after each origin; a missing one counts as no move.
    forecasts : numpy.ndarray, shape (N,)
        What was forecast for it at the origin; a missing one keeps out.
    costs : Costs
        Such as one of `COSTS`.
    days_a_year : float
        Rows that a year has.
    seed : int
        Fixes the resampling of the Sharpe ratio's band.
    """
    earned = np.expm1(np.nan_to_num(returns))
    position = (np.nan_to_num(forecasts) > 0).astype(np.float64)
    held = np.ones_like(position)
    free = COSTS["none"]
    trades = int(np.abs(np.diff(position, prepend=0.0)).sum())
    gross, net, hold = (
        _strategy(_paid(earned, place, cost), days_a_year, seed)
        for place, cost in ((position, free), (position, costs), (held, costs))
    )
    years = max(len(returns) / days_a_year, 1 / days_a_year)
    exposure = float(position.mean()) if position.size else 0.0
    return Backtest(position, gross, net, hold, trades, trades / years, exposure)


def _paid(earned: FloatArray, position: FloatArray, costs: Costs) -> FloatArray:
    """Return the simple return of each day after what changing the position cost, shape (N,)."""
    change = np.diff(position, prepend=0.0)
    lost = costs.buy * np.maximum(change, 0.0) + costs.sell * np.maximum(-change, 0.0)
    paid: FloatArray = (1 - lost) * (1 + position * earned) - 1
    return paid


def _strategy(earned: FloatArray, days_a_year: float, seed: int) -> Strategy:
    equity = np.cumprod(1 + earned).astype(np.float64)
    final = float(equity[-1]) if equity.size else 1.0
    years = max(len(earned), 1) / days_a_year
    top = np.maximum.accumulate(np.maximum(equity, 1.0))
    both = np.stack([earned, earned**2], axis=1)

    def sharpe(means: FloatArray) -> FloatArray:
        variance = means[:, 1] - means[:, 0] ** 2
        moved = variance > np.finfo(np.float64).eps * means[:, 1]
        ratio = means[:, 0] / np.sqrt(np.where(moved, variance, 1.0))
        return np.where(moved, ratio * np.sqrt(days_a_year), 0.0)

    low, high = bootstrap(both, sharpe, SHORTEST_BLOCK, seed=seed)
    return Strategy(
        equity=equity,
        growth=max(final, 0.0) ** (1 / years) - 1,
        sharpe=float(sharpe(both.mean(axis=0)[None])[0]) if len(both) else float("nan"),
        sharpe_low=low,
        sharpe_high=high,
        deepest_fall=float((equity / top - 1).min()) if equity.size else 0.0,
    )
