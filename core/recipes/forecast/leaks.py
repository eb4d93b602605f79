"""Does anything look into the future? Three answers, each a figure that should be nothing.

The future is cut off, or overwritten with nonsense, and everything is computed again: features,
scalers, models, forecasts. What was known before must not move.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.recipes.forecast.learning import Frame
from core.recipes.forecast.planning import Plan, plan_walk
from core.recipes.forecast.series import Series, build_series
from core.recipes.forecast.settings import ForecastSettings
from core.recipes.forecast.walking import learner_of, walk
from core.training.progress import Epoch, Tick
from core.vectorizers.table import Table

T = TypeVar("T")

SHARE_KEPT = 0.9
FEW_EPOCHS = 4


@dataclass(frozen=True)
class LeakReport:
    """The largest change, in the unit of each quantity, of what should not change at all."""

    prefix_invariance: float
    future_overwrite: float
    scaler_train_only: bool


def check_leaks(table: Table, settings: ForecastSettings, device: str) -> LeakReport:
    """Cut off and overwrite the last tenth of a table, and compare what was known before.

    The models are the settings' own, learnt for a few epochs with one seed: a leak does not need
    a good model to show.
    """
    quick = replace(settings, seeds=1, members=1, max_epochs=FEW_EPOCHS)
    cut = int(len(table.frame) * SHARE_KEPT)
    series = _series(table, quick)
    short = _series(replace(table, frame=table.frame.iloc[:cut].copy()), quick)
    wild = _series(_overwritten(table, cut), quick)
    plan, wild_plan = plan_walk(series, quick), plan_walk(wild, quick)
    return LeakReport(
        prefix_invariance=max(
            largest_change(told[:cut], again)
            for told, again in zip(_known(series), _known(short), strict=True)
        ),
        future_overwrite=largest_change(
            _before(plan, cut, device), _before(wild_plan, cut, device)
        ),
        scaler_train_only=_same_frame(plan, wild_plan, cut),
    )


def _series(table: Table, settings: ForecastSettings) -> Series:
    return build_series(table, settings.quantity, settings.column)


def _known(series: Series) -> tuple[np.ndarray, ...]:
    """Return all that is known at each row, row by row."""
    return series.features_TF, series.base_T, series.scale_T, series.spread_T


def _overwritten(table: Table, cut: int) -> Table:
    """Return the table with its rows from `cut` on 3 to 7 times as large, each cell by its own.

    One factor for a whole row would leave its return and its range as they were.
    """
    frame = table.frame.copy()
    random = np.random.default_rng(0)
    for column in frame.columns.drop("time", errors="ignore"):
        values = frame[column].to_numpy(np.float64, copy=True)
        values[cut:] *= 3 + 4 * random.random(len(frame) - cut)
        frame[column] = values
    return replace(table, frame=frame)


def _before(plan: Plan, cut: int, device: str) -> np.ndarray:
    """Return the forecasts made before `cut`, from models learnt anew, shape (n, H).

    A walk may find that learning does not pay and leave the skip alone, which would prove nothing
    of the net; so one net learns in any case, before the last test block that begins in time.
    """
    fold = [fold for fold in plan.folds if fold.test.start < cut][-1]
    learnt_TH = plan.series.learnt(plan.labels_TH)
    with tempfile.TemporaryDirectory() as folder:
        walked = _result_of(walk(plan, Path(folder), device))[0]
        learner = learner_of(plan, walked.trunk, Path(folder), device)
        learning = learner.relearn("check", 0, learnt_TH, fold.development, FEW_EPOCHS)
        net_NH = learner.predict(_result_of(learning), range(fold.test.start, cut))
    return np.concatenate([walked.predictions_NH[: cut - plan.test.start], net_NH])


def _result_of(learning: Generator[Epoch | Tick, None, T]) -> T:
    while True:
        try:
            next(learning)
        except StopIteration as stop:
            result: T = stop.value
            return result


def _same_frame(plan: Plan, wild: Plan, cut: int) -> bool:
    """Tell whether scaler and skip of every fold that ends before `cut` are the same."""
    return all(
        np.array_equal(a.scaler.mean_F, b.scaler.mean_F)
        and np.array_equal(a.scaler.deviation_F, b.scaler.deviation_F)
        and np.array_equal(a.skip.coefficients_FH, b.skip.coefficients_FH)
        and np.array_equal(a.rho_H, b.rho_H)
        for a, b in zip(_frames(plan, cut), _frames(wild, cut), strict=True)
    )


def _frames(plan: Plan, cut: int) -> list[Frame]:
    learnt_TH, horizon = plan.series.learnt(plan.labels_TH), plan.settings.horizon
    past = [fold.development for fold in plan.folds if fold.development.stop + horizon <= cut]
    return [Frame.fit(plan.series, learnt_TH, rows) for rows in past]


def largest_change(before: np.ndarray, after: np.ndarray) -> float:
    """Return the largest absolute difference between two arrays of one shape, at least 0.

    What is known in one of them only has changed by its own size, and by 1 at least.
    """
    change = np.abs(np.nan_to_num(before) - np.nan_to_num(after))
    appeared = np.isnan(before) != np.isnan(after)
    return float(np.max(np.where(appeared, np.maximum(change, 1.0), change), initial=0.0))
