"""Small tables as bytes of CSV, read as an upload is, and settings that learn from them at once."""

from __future__ import annotations

from collections.abc import Collection, Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source, Work, keep_blob
from core.vectorizers.table import Table, read

T = TypeVar("T")
R = TypeVar("R")

QUICK: dict[str, Any] = {
    "hidden_size": 8,
    "context_length": 8,
    "folds": 2,
    "members": 1,
    "seeds": 1,
    "max_epochs": 3,
}


def quick(**turned: Any) -> ForecastSettings:
    """Return settings that learn in a moment."""
    return ForecastSettings(**(QUICK | turned))


def prices(rows: int = 347, seed: int = 0, x_days: Collection[int] = ()) -> bytes:
    """Return daily prices that chance moves, calm and wild in turn; X days compare with nothing."""
    random = np.random.default_rng(seed)
    spread = 0.004 * np.exp(np.sin(np.arange(rows) / 23))
    close = 200 * np.exp(np.cumsum(random.normal(0, spread)))
    opened = close * np.exp(random.normal(0, spread / 3))
    high = np.maximum(opened, close) * np.exp(np.abs(random.normal(0, spread / 2)))
    low = np.minimum(opened, close) * np.exp(-np.abs(random.normal(0, spread / 2)))
    volume = random.integers(1_000, 90_000, rows)
    change = np.diff(close.round(4), prepend=close[0] - 1)
    days = pd.bdate_range("2016-03-07", periods=rows).strftime("%Y-%m-%d")
    lines = ["Date,Open,High,Low,Close,Volume,Change"]
    for row, day in enumerate(days):
        cells = [f"{x[row]:.4f}" for x in (opened, high, low, close)]
        moved = "X0.00" if row in x_days else f"{change[row]:+.4f}"
        lines.append(",".join([day, *cells, str(volume[row]), moved]))
    return "\n".join([*lines, ""]).encode()


def values(series: np.ndarray) -> bytes:
    """Return one column of numbers without times."""
    return "\n".join(["level", *(f"{value:.9g}" for value in series), ""]).encode()


def first_rows(data: bytes, rows: int) -> bytes:
    """Return a table cut off after so many rows."""
    return b"".join(data.splitlines(keepends=True)[: rows + 1])


def table(data: bytes) -> Table:
    """Read a table."""
    return read(data, "table.csv")


def finish(learning: Generator[T, None, R]) -> tuple[list[T], R]:
    """Return all that a learning tells, and its result."""
    told = []
    try:
        while True:
            told.append(next(learning))
    except StopIteration as stop:
        return told, stop.value


def work(folder: Path, data: bytes, settings: ForecastSettings, job: str = "job") -> Work:
    """Return the work of learning from `data`, with a folder of its own."""
    source = Source("table.csv", sha256=keep_blob(folder, data))
    return Work(source, settings.record(), folder, folder / job, "cpu")
