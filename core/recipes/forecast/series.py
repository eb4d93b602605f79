"""A table turned into what a model may read and must predict.

Conventions: T rows, oldest first. At origin t every row up to t is known; the label of step k is
`target_T[t + k] - base_T[t]`, divided by `scale_T[t]` for learning. Features, base, scale and
spread of row t use rows up to t only, so cutting the future off changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import Constant, NoSuchColumn, NotPositive, TooShort
from core.models.baselines import seasons_of
from core.recipes.forecast.settings import QUANTITIES
from core.vectorizers import indicators
from core.vectorizers.table import Table
from core.words import N_, Sentence

WARM_UP = 22  # rows before the first origin: the longest trailing mean of the features
FEWEST_ROWS = 250
SMALLEST_SPREAD = 1e-8  # nothing that is forecast here is quieter


@dataclass(frozen=True)
class Series:
    """One target with its features, and what is known of its scale at each origin."""

    name: str
    column: str
    quantity: str
    unit: str
    times: pd.DatetimeIndex | pd.RangeIndex
    feature_names: tuple[str, ...]
    features_TF: np.ndarray
    target_T: np.ndarray
    base_T: np.ndarray
    scale_T: np.ndarray
    spread_T: np.ndarray
    level_T: np.ndarray
    frequency: str | None

    @property
    def season(self) -> int:
        """Rows after which the series may repeat itself."""
        return seasons_of(self.frequency)[0]

    @property
    def daily(self) -> bool:
        """Whether a row is a day."""
        return self.frequency in ("B", "D")

    def data(self) -> dict[str, object]:
        """Return what the answer says of the data."""
        rows = len(self.target_T)
        first, last = self.stamps(np.array([0, rows - 1]))
        return {"rows": rows, "first": first, "last": last, "frequency": self.frequency}

    def stamps(self, rows_N: np.ndarray) -> tuple[str, ...]:
        """Return the times of rows as text; rows beyond the end go on at the usual step."""
        if isinstance(self.times, pd.RangeIndex):
            return tuple(str(int(row)) for row in rows_N)
        beyond = int(rows_N[-1]) - len(self.times) + 1
        coming = self._coming(self.times, beyond) if beyond > 0 else self.times[:0]
        times = pd.DatetimeIndex(np.concatenate([self.times, coming]))
        chosen = times[rows_N]
        if (times == times.normalize()).all():
            return tuple(chosen.strftime("%Y-%m-%d"))
        return tuple(chosen.strftime("%Y-%m-%dT%H:%M:%S"))

    def years(self, rows_N: np.ndarray) -> list[str]:
        """Return the year of each row; nothing where the series has no times."""
        if isinstance(self.times, pd.RangeIndex):
            return []
        return [str(year) for year in self.times[rows_N].year]

    def _coming(self, times: pd.DatetimeIndex, count: int) -> pd.DatetimeIndex:
        first, last = times.min(), times.max()
        if self.frequency is None:
            step = (last - first) / (len(times) - 1)
            return pd.DatetimeIndex([last + step * k for k in range(1, count + 1)])
        # the last row need not lie on the calendar itself: a Saturday's next business day is Monday
        usual = pd.date_range(last, periods=count + 1, freq=self.frequency)
        return usual[usual > last][:count]

    def origins(self, horizon: int) -> range:
        """Return the origins whose features and labels lie inside the table."""
        return range(WARM_UP, len(self.target_T) - horizon)

    def labels(self, horizon: int) -> np.ndarray:
        """Return what is to be predicted, in the target's unit, float64, shape (T, H).

        NaN where a label is missing or lies beyond the end.
        """
        padded = np.concatenate([self.target_T, np.full(horizon, np.nan)])
        steps = np.arange(1, horizon + 1)
        labels_TH: np.ndarray = padded[np.arange(len(self.target_T))[:, None] + steps]
        return labels_TH

    def learnt(self, labels_TH: np.ndarray) -> np.ndarray:
        """Return labels as the model learns them: from the base, in units of the scale, (T, H)."""
        learnt_TH: np.ndarray = (labels_TH - self.base_T[:, None]) / self.scale_T[:, None]
        return learnt_TH

    def told(self, learnt_NH: np.ndarray, origins_N: np.ndarray) -> np.ndarray:
        """Undo `learnt` for predictions made at `origins_N`, shape (N, H)."""
        scaled_NH: np.ndarray = learnt_NH * self.scale_T[origins_N, None]
        told_NH: np.ndarray = scaled_NH + self.base_T[origins_N, None]
        return told_NH


def build_series(table: Table, quantity: str, column: str) -> Series:
    """Build the series of `quantity` from a table that was read and repaired.

    Raises
    ------
    NoSuchColumn
        If `column` is given and the table has no such column of numbers.
    Constant
        If the target never changes.
    NotPositive
        If returns are asked of something that is zero or negative.
    TooShort
        If there are not even enough rows for the features.
    """
    chosen = choose_column(table, column)
    frame = _frame_of(table, chosen)
    level = frame["close"].to_numpy(np.float64)
    _check_level(level, chosen, quantity)
    names = indicators.suited(frame, quantity)
    target, unit = TARGETS[quantity](frame)
    asked = {"what": Sentence(QUANTITIES[quantity]), "of": chosen}
    _check_changing(target, Sentence(N_("{what} of {of}"), asked))
    spread = _spread(frame, level, quantity)
    zeros, ones = np.zeros(len(level)), np.ones(len(level))
    return Series(
        name=table.name,
        column=chosen,
        quantity=quantity,
        unit=unit,
        times=pd.DatetimeIndex(frame["time"]) if "time" in frame else pd.RangeIndex(len(frame)),
        feature_names=names,
        features_TF=indicators.features(frame, names),
        target_T=target,
        base_T=filled(level) if quantity == "value" else zeros,
        scale_T=spread if quantity == "return" else ones,
        spread_T=spread,
        level_T=level,
        frequency=table.found.frequency,
    )


def _frame_of(table: Table, column: str) -> pd.DataFrame:
    """Return the table's prices, or the one column under the name that features know."""
    if column == "close":
        return table.frame
    times = {"time": table.frame["time"]} if "time" in table.frame else {}
    return pd.DataFrame({**times, "close": table.frame[column]})


def _check_level(level: np.ndarray, column: str, quantity: str) -> None:
    known = level[np.isfinite(level)]
    if len(known) <= 2 * WARM_UP:
        raise TooShort(steps=len(known), needed=FEWEST_ROWS)
    _check_changing(known, column)
    if quantity != "value" and known.min() <= 0:
        raise NotPositive(column=column, count=int((known <= 0).sum()))


def _check_changing(values: np.ndarray, column: str | Sentence) -> None:
    known = values[np.isfinite(values)]
    if not len(known) or known.min() == known.max():
        raise Constant(column=column, steps=len(known))


def _spread(frame: pd.DataFrame, level: np.ndarray, quantity: str) -> np.ndarray:
    """Return how far the level moves in a row, as known at each row, shape (T,); never 0."""
    if quantity != "value":
        changes, smallest = indicators.log_returns(frame), SMALLEST_SPREAD
    else:
        changes = np.diff(level, prepend=level[0])
        smallest = SMALLEST_SPREAD * float(np.nanmax(np.abs(level[:WARM_UP]), initial=1e-300))
    return np.maximum(np.sqrt(indicators.ewma_variance(changes)), smallest)


def choose_column(table: Table, column: str) -> str:
    """Return the column to predict: the one named, else the close, else the last of numbers.

    Raises
    ------
    NoSuchColumn
        If the named one is not there.
    """
    known = [name for name in table.frame.columns if name not in ("time", "reference", "step")]
    if column:
        by_heading = {heading: role for role, heading in table.found.columns.items() if heading}
        name = column if column in known else by_heading.get(column, column)
        if name not in known:
            raise NoSuchColumn(column=column, known=", ".join(known))
        return name
    return "close" if "close" in known else known[-1]


def filled(values_T: np.ndarray) -> np.ndarray:
    """Fill gaps forward, those at the very beginning with 0; float64, shape (T,)."""
    return pd.Series(values_T).ffill().fillna(0.0).to_numpy(np.float64)


def _return_target(frame: pd.DataFrame) -> tuple[np.ndarray, str]:
    return indicators.log_returns(frame), N_("log return")


def _volatility_target(frame: pd.DataFrame) -> tuple[np.ndarray, str]:
    if all(name in frame for name in ("high", "low")):
        return indicators.log_parkinson(frame), N_("log variance")
    return np.abs(indicators.log_returns(frame)), N_("absolute log return")


def _direction_target(frame: pd.DataFrame) -> tuple[np.ndarray, str]:
    returns = indicators.log_returns(frame)
    return np.where(np.isnan(returns), np.nan, (returns > 0).astype(np.float64)), N_("probability")


def _value_target(frame: pd.DataFrame) -> tuple[np.ndarray, str]:
    return frame["close"].to_numpy(np.float64), ""


TARGETS: dict[str, Callable[[pd.DataFrame], tuple[np.ndarray, str]]] = {
    "return": _return_target,
    "volatility": _volatility_target,
    "direction": _direction_target,
    "value": _value_target,
}
