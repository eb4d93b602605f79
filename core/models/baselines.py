"""What any model must beat, each computed before anything learns. NumPy only.

Conventions: a series is float64 of shape (T,), oldest first, NaN where a value is missing. An
origin t is the last known row; a forecast has shape (N, H) for N origins and steps 1 to H. The
naive forecasts use rows up to their origin only. What is fitted is fitted on the rows that are
handed in and nothing else, and becomes a frozen record that predicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PENALTIES = (0.0, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5)
ROWS_AT_ONCE = 2048  # examples whose lags are laid out in memory together
SMALLEST_EIGENVALUE = 1e-12  # relative to the largest; below it a direction holds rounding only
SEASONS: Mapping[str, tuple[int, ...]] = {
    "s": (60,),
    "min": (60, 1440),
    "h": (24, 168),
    "D": (7, 365),
    "B": (5,),
    "W": (52,),
    "M": (12,),
    "Q": (4,),
    "Y": (1,),
}
DAY_MINUTES = 1440


def seasons_of(frequency: str | None) -> tuple[int, ...]:
    """Return the rows after which a series of this frequency may repeat itself, shortest first.

    Parameters
    ----------
    frequency : str or None
        An offset alias of pandas, such as "B", "15min", "W-MON", "ME" or "QS".

    Examples
    --------
    >>> seasons_of("h"), seasons_of("15min"), seasons_of("ME"), seasons_of(None)
    ((24, 168), (96, 672), (12,), (1,))
    """
    found = re.fullmatch(r"(\d*)(min|[A-Za-z]+?)(?:[SE](?=$|-))?(?:-.*)?", frequency or "")
    if found is None:
        return (1,)
    count, unit = int(found[1] or 1), found[2]
    if unit in ("min", "h"):
        day = DAY_MINUTES // (count if unit == "min" else 60 * count)
        return (day, 7 * day) if day > 1 else (7,)
    return SEASONS.get(unit, (1,)) if count == 1 else (1,)


def forward_filled(series: FloatArray) -> FloatArray:
    """Return the last known value at each row, shape (T, ...); NaN before the first."""
    rows = np.arange(len(series)).reshape(-1, *[1] * (series.ndim - 1))
    known = np.maximum.accumulate(np.where(np.isfinite(series), rows, 0), axis=0)
    filled: FloatArray = np.take_along_axis(series, known, axis=0)
    return filled


def zero(origins: IntArray, horizon: int) -> FloatArray:
    """Forecast 0: for returns, the price stays; shape (N, H)."""
    return np.zeros((len(origins), horizon))


def last_value(series: FloatArray, origins: IntArray, horizon: int) -> FloatArray:
    """Forecast the last known value of `series`, shape (T,), for every step, shape (N, H)."""
    return np.repeat(forward_filled(series)[origins, None], horizon, axis=1)


def drift(series: FloatArray, origins: IntArray, horizon: int) -> FloatArray:
    """Go on along the line from the first to the last value of `series`, shape (T,), to (N, H)."""
    known = np.flatnonzero(np.isfinite(series))
    first = int(known[0]) if known.size else 0
    last = forward_filled(series)[origins]
    slope: FloatArray = (last - series[first]) / np.maximum(origins - first, 1)
    return last[:, None] + slope[:, None] * np.arange(1.0, horizon + 1)


def mean_so_far(series: FloatArray, origins: IntArray, horizon: int) -> FloatArray:
    """Forecast the mean of all values of `series`, shape (T,), up to the origin, shape (N, H)."""
    return trailing_mean(series, origins, horizon, len(series))


def trailing_mean(
    series: FloatArray, origins: IntArray, horizon: int, window: int = 22
) -> FloatArray:
    """Forecast the mean of the last `window` rows of `series`, shape (T,), to shape (N, H).

    Missing values are left out; NaN where nothing is known.
    """
    known = np.isfinite(series)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, series, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    first = np.maximum(origins + 1 - window, 0)
    number = count[origins + 1] - count[first]
    mean = (total[origins + 1] - total[first]) / np.maximum(number, 1)
    return np.repeat(np.where(number > 0, mean, np.nan)[:, None], horizon, axis=1)


def seasonal_naive(series: FloatArray, origins: IntArray, horizon: int, season: int) -> FloatArray:
    """Forecast the value one season before, for `series` of shape (T,), to shape (N, H).

    Step k repeats the newest known row that lies whole seasons before it; where the series is too
    short for that, its last value.
    """
    filled = forward_filled(series)
    steps = np.arange(1, horizon + 1)
    rows = origins[:, None] + steps - season * ((steps - 1) // season + 1)
    return np.where(rows >= 0, filled[np.maximum(rows, 0)], filled[origins, None])


@dataclass(frozen=True)
class LinearFit:
    """A linear forecast of every step: (x − centre) · coefficients + intercept.

    A missing feature counts as its mean over the rows of the fit.
    """

    centre_F: FloatArray
    coefficients_FH: FloatArray
    intercept_H: FloatArray

    def predict(self, x_NF: FloatArray) -> FloatArray:
        """Return the forecast for rows of features, shape (N, H)."""
        centred = x_NF - self.centre_F
        known = np.where(np.isfinite(centred), centred, 0.0)
        forecast: FloatArray = known @ self.coefficients_FH + self.intercept_H
        return forecast


def fit_linear(x_NF: FloatArray, y_NH: FloatArray, kind: str = "linear") -> LinearFit:
    """Fit a linear forecast; missing labels are left out, step by step.

    Parameters
    ----------
    kind : str
        "linear" for ordinary least squares with intercept (of two columns that say the same, both
        get half), "mean" for the intercept alone, "zero" for a forecast of nothing.
    """
    finite = np.isfinite(x_NF)
    centre = np.where(finite, x_NF, 0.0).sum(axis=0) / np.maximum(finite.sum(axis=0), 1)
    x = np.where(finite, x_NF - centre, 0.0)
    coefficients = np.zeros((x.shape[1], y_NH.shape[1]))
    intercept = np.zeros(y_NH.shape[1])
    for step in range(y_NH.shape[1] if kind != "zero" else 0):
        rows = np.isfinite(y_NH[:, step])
        columns = x[rows] if kind == "linear" else np.empty((rows.sum(), 0))
        intercept[step], slope = _least_squares(columns, y_NH[rows, step])
        coefficients[: len(slope), step] = slope
    return LinearFit(centre, coefficients, intercept)


def _least_squares(x_NF: FloatArray, y_N: FloatArray) -> tuple[float, FloatArray]:
    """Return intercept and slopes of least norm, whatever the units of the columns."""
    if not len(y_N):
        return 0.0, np.zeros(x_NF.shape[1])
    middle, mean = x_NF.mean(axis=0), float(y_N.mean())
    size = np.sqrt(np.mean((x_NF - middle) ** 2, axis=0))
    size = np.where(size > 0, size, 1.0)
    slope = np.linalg.lstsq((x_NF - middle) / size, y_N - mean, rcond=None)[0] / size
    return mean - float(middle @ slope), slope


@dataclass(frozen=True)
class Windows:
    """Examples cut from columns: L rows that end at an origin, and the H rows after it."""

    series_TC: FloatArray
    origins_N: IntArray
    context_length: int
    horizon: int

    def chunks(self) -> Iterator[tuple[FloatArray, FloatArray]]:
        """Yield lags (n, L) and labels (n, H) as differences from the last known value.

        Columns come one after the other, rows with anything missing are left out.
        """
        lags_TCL = np.lib.stride_tricks.sliding_window_view(
            forward_filled(self.series_TC), self.context_length, axis=0
        )
        labels_TCH = np.lib.stride_tricks.sliding_window_view(self.series_TC, self.horizon, axis=0)
        for first in range(0, len(self.origins_N), ROWS_AT_ONCE):
            origins = self.origins_N[first : first + ROWS_AT_ONCE]
            for column in range(self.series_TC.shape[1]):
                lags = lags_TCL[origins - self.context_length + 1, column]
                labels = labels_TCH[origins + 1, column]
                last = lags[:, -1:].copy()
                lags -= last
                labels -= last
                rows = np.isfinite(lags[:, 0]) & np.isfinite(labels).all(axis=1)
                yield (lags, labels) if rows.all() else (lags[rows], labels[rows])

    def moments(self) -> tuple[FloatArray, FloatArray, float, int]:
        """Return X'X (L, L), X'Y (L, H), the sum of Y² and the number of examples."""
        length, horizon = self.context_length, self.horizon
        gram, cross, power, count = np.zeros((length, length)), np.zeros((length, horizon)), 0.0, 0
        for lags, labels in self.chunks():
            gram += lags.T @ lags
            cross += lags.T @ labels
            power += float(np.vdot(labels, labels))
            count += len(lags)
        return gram, cross, power, count

    def variance(self) -> float:
        """Return the mean variance of the columns over the rows that are read."""
        rows = self.series_TC[self.origins_N[0] - self.context_length + 1 : self.origins_N[-1] + 1]
        known = np.isfinite(rows)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, rows, 0.0).sum(axis=0) / count
        return float((np.where(known, rows - mean, 0.0) ** 2 / count).sum(axis=0).mean())


@dataclass(frozen=True)
class RidgeFit:
    """Ridge regression on lags, as differences from the last value."""

    coefficients_LH: FloatArray
    penalty: float
    validation_mse: float

    def predict(self, series_TC: FloatArray, origins_N: IntArray) -> FloatArray:
        """Return the forecast of every column from every origin, shape (N, H, C)."""
        length = len(self.coefficients_LH)
        filled = forward_filled(series_TC)
        lags_TCL = np.lib.stride_tricks.sliding_window_view(filled, length, axis=0)
        lags_NCL = lags_TCL[origins_N - length + 1]
        last_NC1 = lags_NCL[..., -1:]
        forecast_NCH = (lags_NCL - last_NC1) @ self.coefficients_LH + last_NC1
        return np.ascontiguousarray(forecast_NCH.transpose(0, 2, 1))


def fit_ridge(
    train: Windows, validation: Windows, penalties: tuple[float, ...] = PENALTIES
) -> RidgeFit:
    """Fit ridge regression on lags in closed form; `validation` chooses the penalty.

    One eigendecomposition answers for every penalty, and the validation error follows from moments
    alone, so no example is looked at twice. Penalties are in units of the train variance. After
    Toner and Darlow (2024), "An Analysis of Linear Time Series Forecasting Models".
    """
    gram, cross, _, _ = train.moments()
    gram_v, cross_v, power_v, count_v = validation.moments()
    eigenvalues, vectors = np.linalg.eigh(gram)
    eigenvalues = np.where(eigenvalues > SMALLEST_EIGENVALUE * eigenvalues[-1], eigenvalues, 0.0)
    turned, unit = vectors.T @ cross, train.variance()
    best: RidgeFit | None = None
    for penalty in penalties:
        size = eigenvalues + penalty * unit
        inverse = np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)
        coefficients = vectors @ (inverse[:, None] * turned)
        lost = power_v - 2 * np.vdot(coefficients, cross_v)
        lost += np.vdot(coefficients, gram_v @ coefficients)
        mse = float(lost) / max(count_v * validation.horizon, 1)
        if best is None or mse < best.validation_mse:
            best = RidgeFit(coefficients, penalty, mse)
    assert best is not None, "there is always a penalty to try"  # noqa: S101 -- for us, not users
    return best
