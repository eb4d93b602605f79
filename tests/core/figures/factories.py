"""Invented forecasts to draw: sizes all different, so that a swapped axis cannot hide."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.figures.checks import Line
from core.figures.forecast import Fan, FanWords, LagWords
from core.figures.forecast_data import Bars, BarWords, Pane

LEVELS = (0.5, 0.8, 0.95)
FAN_WORDS = FanWords(
    unit="Volatility, % a day", measured="measured", median="median", last="last close, 28 Dec 2018"
)
LAG_WORDS = LagWords(
    share="Share, %",
    back="Days back",
    attention="attention",
    occlusion="effect of hiding that day",
    gradients="integrated gradients",
    uniform="uniform",
)
BAR_WORDS = BarWords(unit="Index points", price="price", mean="mean")


def make_fan(num_rows: int = 60, horizon: int = 10, *, before: bool = False) -> Fan:
    """Return a fan of business days whose bands widen with the step."""
    random = np.random.default_rng(num_rows + horizon)
    days = pd.bdate_range("2018-10-08", periods=num_rows + horizon)
    history = 1.0 + 0.3 * np.abs(random.standard_normal(num_rows))
    median = np.full(horizon, 1.05)
    widths = np.array([0.15, 0.35, 0.8])[:, None] * np.sqrt(np.arange(1, horizon + 1))
    return Fan(
        history_times=days[:num_rows],
        history=history,
        times=days[num_rows:],
        median=median,
        levels=LEVELS,
        low=median * np.exp(-widths / 2),
        high=median * np.exp(widths / 2),
        before=np.full(num_rows, 1.1) if before else None,
    )


def make_lags(num_lags: int = 22) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return attention that looks far back and two effects that do not."""
    lags = np.arange(num_lags)
    shares = [np.exp(-lags / width) for width in (7.0, 2.5, 3.5)]
    attention, *effects = (share / share.sum() for share in shares)
    return attention, effects


def make_bars(num_rows: int = 61, *, candles: bool = True) -> tuple[Bars, tuple[Pane, ...]]:
    """Return prices of business days with a pane of RSI, of MACD and of volume."""
    random = np.random.default_rng(num_rows)
    close = 2600 * np.exp(np.cumsum(random.normal(0, 0.01, num_rows)))
    opened = close * np.exp(random.normal(0, 0.005, num_rows))
    mean = pd.Series(close).rolling(20).mean().to_numpy()
    ohlc = {
        "open": opened,
        "high": np.maximum(opened, close) * 1.004,
        "low": np.minimum(opened, close) * 0.996,
    }
    bars = Bars(
        times=pd.bdate_range("2018-10-05", periods=num_rows),
        close=close,
        mean=mean,
        **(ohlc if candles else {}),
    )
    rsi = 50 + 20 * np.sin(np.arange(num_rows) / 6)
    panes = (
        Pane("RSI, 14 days", lines=(("RSI", rsi),), band=(30, 70)),
        Pane("MACD", lines=(("MACD", rsi - 50), ("signal", rsi - 48)), bars=rsi - 49),
        Pane("Volume", bars=random.uniform(2e9, 4e9, num_rows)),
    )
    return bars, panes


def make_lines(num_rows: int = 700) -> tuple[pd.Index, list[Line]]:
    """Return two lines over business days, the second the grey of a reference."""
    random = np.random.default_rng(num_rows)
    rising = np.cumsum(random.normal(0.02, 0.1, num_rows))
    return pd.bdate_range("2014-01-06", periods=num_rows), [
        Line("LSTM", rising),
        Line("HAR", rising / 2, hue=None),
    ]
