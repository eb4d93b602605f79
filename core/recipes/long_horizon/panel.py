"""Every column of a table on one scale, cut as the literature cuts it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.models.baselines import forward_filled, seasons_of
from core.recipes.long_horizon.settings import LongHorizonSettings
from core.recipes.long_horizon.windows import Split, check_windows, literature_split, window_starts
from core.vectorizers.table import Table

NOT_DATA = ("time", "step", "reference")
SMALLEST_DEVIATION = 1e-8


@dataclass(frozen=True)
class Panel:
    """The columns of a table, standardised by their train rows.

    Attributes
    ----------
    values_TC : numpy.ndarray, shape (T, C)
    mean_C, deviation_C : numpy.ndarray, shape (C,)
        Of the train rows, in the columns' own units.
    """

    name: str
    columns: tuple[str, ...]
    times: pd.Series | None
    frequency: str | None
    values_TC: np.ndarray
    mean_C: np.ndarray
    deviation_C: np.ndarray
    split: Split
    horizon: int

    @property
    def season(self) -> int:
        """Rows after which the columns may repeat themselves."""
        return seasons_of(self.frequency)[0]

    def test_starts(self, context_length: int) -> np.ndarray:
        """Return the first rows of every test window, shape (N,)."""
        return window_starts(self.split.test, context_length, self.horizon)

    @property
    def test_origins(self) -> np.ndarray:
        """The last known row of every test window, shape (N,)."""
        return np.arange(self.split.test.start - 1, self.split.test.stop - self.horizon)

    @property
    def wanted_NHC(self) -> np.ndarray:
        """What came in every test window, shape (N, H, C)."""
        steps = np.arange(1, self.horizon + 1)
        return self.values_TC[self.test_origins[:, None] + steps]


def read_panel(table: Table, settings: LongHorizonSettings) -> Panel:
    """Return the panel of a table that was read; gaps are filled forward.

    Raises
    ------
    TooShort
        If train, validation or test would hold no window.
    """
    frame = table.frame.drop(columns=[name for name in NOT_DATA if name in table.frame])
    values_TC = forward_filled(frame.to_numpy(np.float64))
    split = literature_split(len(frame), set(frame.columns), table.found.frequency)
    check_windows(split, settings.context_length, settings.horizon)
    train = values_TC[: split.train.stop]
    mean, deviation = np.nanmean(train, axis=0), np.nanstd(train, axis=0)
    deviation = np.where(deviation > SMALLEST_DEVIATION, deviation, 1.0)
    return Panel(
        name=table.name,
        columns=tuple(frame.columns),
        times=table.frame.get("time"),
        frequency=table.found.frequency,
        values_TC=np.nan_to_num((values_TC - mean) / deviation),
        mean_C=mean,
        deviation_C=deviation,
        split=split,
        horizon=settings.horizon,
    )
