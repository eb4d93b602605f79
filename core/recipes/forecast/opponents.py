"""Who the model must beat: simple forecasts, made before any training and scored on the same rows.

Conventions: an opponent is fitted on a fold's development rows (train and validation together,
which makes it stronger) and forecasts the given origins in the target's own unit, (N, H).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

import numpy as np

from core.models import baselines, smoothing
from core.recipes.forecast.planning import Plan
from core.vectorizers import indicators
from core.windows import Fold, split_development

Opponent = Callable[[Plan, Fold, np.ndarray], np.ndarray]


def zero(plan: Plan, _: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast no change at all, shape (N, H)."""
    return baselines.zero(origins_N, plan.settings.horizon)


def mean(plan: Plan, _: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast the mean so far: the drift of returns, the share of rises; shape (N, H)."""
    return baselines.mean_so_far(plan.series.target_T, origins_N, plan.settings.horizon)


def last(plan: Plan, _: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast the last value for every step, shape (N, H)."""
    return baselines.last_value(plan.series.target_T, origins_N, plan.settings.horizon)


def drift(plan: Plan, _: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast along the line from the first value to the last, shape (N, H)."""
    return baselines.drift(plan.series.target_T, origins_N, plan.settings.horizon)


def seasonal(plan: Plan, _: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast what was one season before, shape (N, H)."""
    series = plan.series
    return baselines.seasonal_naive(
        series.target_T, origins_N, plan.settings.horizon, series.season
    )


def har(plan: Plan, fold: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast from yesterday's, last week's and last month's size (Corsi 2009), shape (N, H)."""
    names = plan.series.feature_names
    columns = [names.index(name) for name in indicators.har_of(names)]
    return _least_squares(plan, fold, origins_N, plan.series.features_TF[:, columns])


def linear(plan: Plan, fold: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast by least squares from every feature the model reads, shape (N, H)."""
    return _least_squares(plan, fold, origins_N, plan.series.features_TF)


def ridge(plan: Plan, fold: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast by ridge regression on the last rows of the target itself, shape (N, H)."""
    target_T1 = plan.series.target_T[:, None]
    horizon = plan.settings.horizon
    length = min(plan.settings.context_length, len(fold.train) // 2)  # or nothing could be fitted
    train, validation = (
        baselines.Windows(
            target_T1, np.arange(max(rows.start, length - 1), rows.stop), length, horizon
        )
        for rows in (fold.train, fold.validation)
    )
    return baselines.fit_ridge(train, validation).predict(target_T1, origins_N)[..., 0]


def ets(plan: Plan, fold: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast by exponential smoothing with damped trend and season, shape (N, H)."""
    series, horizon = plan.series, plan.settings.horizon
    return smoothing.exponential_smoothing(
        series.target_T, fold.development.stop, origins_N, horizon, series.season
    )


def theta(plan: Plan, fold: Fold, origins_N: np.ndarray) -> np.ndarray:
    """Forecast by the Theta method, shape (N, H)."""
    target_T, horizon = plan.series.target_T, plan.settings.horizon
    return smoothing.theta(target_T, fold.development.stop, origins_N, horizon)


def _least_squares(
    plan: Plan, fold: Fold, origins_N: np.ndarray, terms_TF: np.ndarray
) -> np.ndarray:
    rows = slice(fold.development.start, fold.development.stop)
    learnt_TH = plan.series.learnt(plan.labels_TH)
    fitted = baselines.fit_linear(terms_TF[rows], learnt_TH[rows])
    return plan.told(fitted.predict(terms_TF[origins_N]), origins_N)


OPPONENTS: Mapping[str, Mapping[str, Opponent]] = {
    "return": {"zero": zero, "mean": mean, "linear": linear},
    "volatility": {"last": last, "har": har, "lhar": linear, "ridge": ridge},
    "direction": {"base_rate": mean, "linear": linear},
    "value": {
        "last": last,
        "drift": drift,
        "seasonal_naive": seasonal,
        "linear": linear,
        "ridge": ridge,
    },
}
SMOOTHERS: Mapping[str, Opponent] = {"ets": ets, "theta": theta}
SMOOTHED = ("volatility", "value")  # the other quantities have no level to smooth
REFERENCES: Mapping[str, tuple[str, ...]] = {
    "return": ("zero",),
    "volatility": ("har",),
    "direction": ("base_rate",),
    "value": ("last", "drift", "seasonal_naive"),
}


def opponents_of(plan: Plan) -> Mapping[str, Opponent]:
    """Return who is asked, by name: the slow smoothers only where the settings want them."""
    quantity = plan.series.quantity
    wanted = plan.settings.smoothers and quantity in SMOOTHED
    return {**OPPONENTS[quantity], **(SMOOTHERS if wanted else {})}


def said_before(plan: Plan, name: str, rows: range, origins: range) -> np.ndarray:
    """Return what an opponent that knows `rows` alone says of later `origins`, shape (N, H)."""
    fold = Fold(*split_development(rows, plan.settings.horizon), test=origins)
    return opponents_of(plan)[name](plan, fold, np.asarray(origins))


def best_reference(plan: Plan, said: Mapping[str, np.ndarray]) -> str:
    """Return the reference: the best, on the test origins, of those that the quantity names."""
    losses = {
        name: float(np.nanmean((said[name] - plan.actual_NH) ** 2))
        for name in REFERENCES[plan.series.quantity]
    }
    return min(losses, key=lambda name: losses[name])


def reference_of(plan: Plan) -> str:
    """Return the reference without asking the other opponents."""
    names = REFERENCES[plan.series.quantity]
    if len(names) == 1:
        return names[0]
    return best_reference(plan, {name: _said_of_test(plan, name) for name in names})


def forecast_opponents(plan: Plan) -> dict[str, tuple[np.ndarray, float]]:
    """Return what every opponent says of all test origins, shape (N, H), and its seconds."""
    said = {}
    for name in opponents_of(plan):
        began = monotonic()
        said[name] = (_said_of_test(plan, name), monotonic() - began)
    return said


def _said_of_test(plan: Plan, name: str) -> np.ndarray:
    opponent = opponents_of(plan)[name]
    return np.concatenate([opponent(plan, fold, np.asarray(fold.test)) for fold in plan.folds])
