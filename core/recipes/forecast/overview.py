"""A table as its picture shows it: the newest rows, their trailing mean, and three indicators.

Conventions: rows oldest first; indicators are computed over the whole table and cut afterwards, so
that the first row shown knows what came before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.recipes.forecast.series import choose_column
from core.vectorizers import indicators
from core.vectorizers.table import Table

MEAN_ROWS = 20
DAILY = frozenset({"B", "D"})


@dataclass(frozen=True)
class Overview:
    """The newest rows, each array of shape (rows,); None for what the table does not have."""

    column: str
    is_daily: bool
    times: pd.Index
    close: np.ndarray
    mean: np.ndarray
    rsi: np.ndarray
    macd: np.ndarray
    signal: np.ndarray
    open: np.ndarray | None = None
    high: np.ndarray | None = None
    low: np.ndarray | None = None
    volume: np.ndarray | None = None


def overview(table: Table, rows: int) -> Overview:
    """Return the newest `rows` of a table with what is drawn beside them."""
    frame, column = table.frame, choose_column(table, "")
    close = frame[column].to_numpy(np.float64)
    moving = indicators.macd(close)
    known = {"mean": indicators.sma(close, MEAN_ROWS), "rsi": indicators.rsi(close)}
    times = pd.DatetimeIndex(frame["time"]) if "time" in frame else pd.RangeIndex(len(frame))
    candles = column == "close" and all(name in frame for name in ("open", "high", "low"))
    drawn = (*(("open", "high", "low") if candles else ()), "volume")
    given = {name: frame[name].to_numpy(np.float64)[-rows:] for name in drawn if name in frame}
    return Overview(
        column=table.found.columns.get(column) or column,
        is_daily=is_daily(table),
        times=times[-rows:],
        close=close[-rows:],
        macd=moving.line[-rows:],
        signal=moving.signal[-rows:],
        **{name: values[-rows:] for name, values in known.items()},
        **given,
    )


def is_daily(table: Table) -> bool:
    """Return whether one row is one day."""
    return table.found.frequency in DAILY
