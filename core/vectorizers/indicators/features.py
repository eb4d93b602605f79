"""The features that a model may choose from: one visible table.

Conventions: a feature is a function of a table's frame that returns float64 of shape (T,); row t
uses rows up to t only. "mean5" and "sum5" are over the last five rows, the row itself included.
r is the log return, v the log Parkinson variance, e the EWMA variance of r. Returns are in percent
so that a linear model's coefficients can be read. NaN means not known; nothing is ever filled
backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from core.vectorizers.indicators.rolling import FloatArray, lagged, rolling_mean, rolling_sum
from core.vectorizers.indicators.volatility import (
    column,
    ewma_variance,
    log_garman_klass,
    log_of,
    log_parkinson,
    log_returns,
    reference,
)
from core.words import N_

SMALLEST_EWMA = 1e-16
SMALLEST_RANGE = 1e-12
LAGS = (*range(1, 13), 24)  # up to a year of months, and a day of hours


@dataclass(frozen=True)
class Feature:
    """One column of what a model reads: its words, its formula and how it is computed."""

    label: str
    formula: str
    compute: Callable[[pd.DataFrame], FloatArray]
    needs: frozenset[str]


def _row(
    label: str, formula: str, compute: Callable[[pd.DataFrame], FloatArray], needs: str = "close"
) -> Feature:
    return Feature(label, formula, compute, frozenset(needs.split()))


def _mean(series: Callable[[pd.DataFrame], FloatArray], window: int) -> Callable[..., FloatArray]:
    return lambda frame: rolling_mean(series(frame), window)


def _percent(frame: pd.DataFrame) -> FloatArray:
    return 100 * log_returns(frame)


def _absolute(frame: pd.DataFrame) -> FloatArray:
    return np.abs(_percent(frame))


def _fall(frame: pd.DataFrame) -> FloatArray:
    return np.minimum(_percent(frame), 0.0)


def _return_sum(window: int) -> Callable[[pd.DataFrame], FloatArray]:
    return lambda frame: rolling_sum(np.nan_to_num(_percent(frame)), window)


def _log_ewma(frame: pd.DataFrame) -> FloatArray:
    return np.log(np.maximum(ewma_variance(log_returns(frame)), SMALLEST_EWMA))


def _gap(frame: pd.DataFrame) -> FloatArray:
    return 100 * np.abs(log_of(column(frame, "open")) - log_of(reference(frame)))


def _volume(frame: pd.DataFrame) -> FloatArray:
    volume = log_of(column(frame, "volume"))
    return volume - rolling_mean(volume, 22)


def _place(frame: pd.DataFrame) -> FloatArray:
    high, low = column(frame, "high"), column(frame, "low")
    return (column(frame, "close") - low) / np.maximum(high - low, SMALLEST_RANGE) - 0.5


def _value(frame: pd.DataFrame) -> FloatArray:
    return column(frame, "close")


def _since(lag: int, frame: pd.DataFrame) -> FloatArray:
    value = _value(frame)
    return value - lagged(value, lag)


def _from_mean(window: int, frame: pd.DataFrame) -> FloatArray:
    value = _value(frame)
    return value - rolling_mean(value, window)


def _turn(part: str, wave: Callable[[FloatArray], FloatArray], frame: pd.DataFrame) -> FloatArray:
    """Return where in the day, week or year a row stands, on a circle."""
    times = pd.DatetimeIndex(frame["time"])
    day = (times - times.normalize()) / pd.Timedelta(days=1)
    shares = {
        "day": day,
        "week": (times.day_of_week + day) / 7,
        "year": (times.day_of_year - 1 + day) / 365.2425,
    }
    turned: FloatArray = wave(2 * np.pi * np.asarray(shares[part], dtype=np.float64))
    return turned


_RANGE = "high low"
PRICE_FEATURES: Mapping[str, Feature] = {
    "variance": _row(N_("Log variance of the day"), "v", log_parkinson, _RANGE),
    "variance_5": _row(N_("Log variance, mean of 5"), "mean5 v", _mean(log_parkinson, 5), _RANGE),
    "variance_22": _row(
        N_("Log variance, mean of 22"), "mean22 v", _mean(log_parkinson, 22), _RANGE
    ),
    "garman_klass": _row(
        N_("Log variance by Garman and Klass"),
        "ln max(½ ln(H/L)² − (2 ln 2 − 1) ln(C/O)², 1e-8)",
        log_garman_klass,
        "open high low close",
    ),
    "return": _row(N_("Return, percent"), "100 r", _percent),
    "absolute_return": _row(N_("Size of the return, percent"), "100 |r|", _absolute),
    "fall": _row(N_("Fall, percent"), "100 min(r, 0)", _fall),
    "return_5": _row(N_("Return over 5 rows, percent"), "100 sum5 r", _return_sum(5)),
    "return_22": _row(N_("Return over 22 rows, percent"), "100 sum22 r", _return_sum(22)),
    "ewma": _row(N_("Log variance, exponential mean"), "ln e, e = 0.94 e′ + 0.06 r²", _log_ewma),
    "gap": _row(N_("Gap at the opening, percent"), "100 |ln(O / C′)|", _gap, "open close"),
    "volume": _row(N_("Volume against its month"), "ln V − mean22 ln V", _volume, "volume"),
    "place": _row(N_("Close within the range"), "(C − L) / (H − L) − ½", _place, "high low close"),
}
SIZE_FEATURES: Mapping[str, Feature] = {
    "absolute_return_5": _row(
        N_("Size of the return, mean of 5"), "100 mean5 |r|", _mean(_absolute, 5)
    ),
    "absolute_return_22": _row(
        N_("Size of the return, mean of 22"), "100 mean22 |r|", _mean(_absolute, 22)
    ),
}
VALUE_FEATURES: Mapping[str, Feature] = {
    "value": _row(N_("Value"), "x", _value),
    **{
        f"since_{lag}": _row(
            N_("Change since an earlier row"), f"x − x[−{lag}]", partial(_since, lag)
        )
        for lag in LAGS
    },
    **{
        f"from_mean_{window}": _row(
            N_("Distance from a moving mean"), f"x − mean{window} x", partial(_from_mean, window)
        )
        for window in (5, 22)
    },
}
CALENDAR_FEATURES: Mapping[str, Feature] = {
    f"{name}_of_{part}": _row(
        N_("Place in the calendar"), f"{name} 2π {part}", partial(_turn, part, wave), "time"
    )
    for part in ("day", "week", "year")
    for name, wave in (("sin", np.sin), ("cos", np.cos))
}
FEATURES: Mapping[str, Feature] = {
    **PRICE_FEATURES,
    **SIZE_FEATURES,
    **VALUE_FEATURES,
    **CALENDAR_FEATURES,
}
HAR = ("variance", "variance_5", "variance_22")
HAR_OF_SIZES = ("absolute_return", "absolute_return_5", "absolute_return_22")


def features(frame: pd.DataFrame, names: Sequence[str]) -> FloatArray:
    """Return the named features of a table, one a column, float64, shape (T, F)."""
    if not names:
        return np.empty((len(frame), 0))
    return np.stack([FEATURES[name].compute(frame) for name in names], axis=1)


def suited(frame: pd.DataFrame, quantity: str) -> tuple[str, ...]:
    """Return the names of the features that suit a quantity and that the table's columns allow.

    A value is read by its lags, moving means and the calendar; everything else by returns and
    variances, which fall back on the size of returns where there is no range of the day. The
    choice looks at the names of the columns only, never at what is in them.
    """
    table = {**VALUE_FEATURES, **CALENDAR_FEATURES} if quantity == "value" else PRICE_FEATURES
    if quantity != "value" and not set(frame.columns) >= {"high", "low"}:
        table = {**PRICE_FEATURES, **SIZE_FEATURES}
    return tuple(name for name, feature in table.items() if feature.needs <= set(frame.columns))


def har_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the three features of HAR among `names`: of variances, else of sizes of returns.

    Corsi (2009), "A Simple Approximate Long-Memory Model of Realized Volatility": yesterday, last
    week, last month. Empty where neither three are there.
    """
    for three in (HAR, HAR_OF_SIZES):
        if set(three) <= set(names):
            return three
    return ()
