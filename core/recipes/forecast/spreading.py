"""How far off a forecast may be: intervals around the one that is judged, and around the future.

Conventions: one stream of origins, oldest first: the validation block of the first fold, every test
origin, then the rows up to the last known one, whose outcomes are still to come. Returns are scaled
by the volatility known at the origin, everything else by how far off the forecast was of late.
A chance has no interval: its band is the chance itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.metrics.intervals import half_widths, residual_spread
from core.recipes.forecast.judging import Entry
from core.recipes.forecast.opponents import said_before
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.walking import Walked

SHOWN_LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True)
class Bands:
    """The interval at the chosen level over the test origins, and bands at all levels ahead."""

    levels: tuple[float, ...]
    low_NH: np.ndarray
    high_NH: np.ndarray
    future_H: np.ndarray
    future_low_LH: np.ndarray
    future_high_LH: np.ndarray


def spread_bands(plan: Plan, entry: Entry, walked: Sequence[Walked]) -> Bands:
    """Return intervals for the forecast of `entry`, a trunk's mean over seeds or a baseline."""
    mine = [one for one in walked if one.trunk == entry.name]
    if mine:
        first_VH = np.mean([one.first_validation_VH for one in mine], axis=0)
        future_H = np.mean([one.future_H for one in mine], axis=0)
    else:
        first_VH = said_before(plan, entry.name, plan.folds[0].train, plan.folds[0].validation)
        future_H = said_before(plan, entry.name, plan.everything, plan.last)[0]
    levels = tuple(sorted({*SHOWN_LEVELS, float(plan.settings.level)}))
    half_LPH = _half_widths(plan, entry.said_NH, first_VH, levels)
    tested = slice(len(first_VH), len(first_VH) + len(plan.test))
    half_NH = half_LPH[levels.index(float(plan.settings.level)), tested]
    return Bands(
        levels=levels,
        low_NH=entry.said_NH - half_NH,
        high_NH=entry.said_NH + half_NH,
        future_H=future_H,
        future_low_LH=future_H - half_LPH[:, -1],
        future_high_LH=future_H + half_LPH[:, -1],
    )


def _half_widths(
    plan: Plan, said_NH: np.ndarray, first_VH: np.ndarray, levels: tuple[float, ...]
) -> np.ndarray:
    """Return half the width at each level of the whole stream, shape (levels, P, H)."""
    validation, horizon = plan.folds[0].validation, plan.settings.horizon
    first_left = plan.labels_TH[validation.start : validation.stop] - first_VH
    coming = np.full((horizon, horizon), np.nan)
    left_PH = np.concatenate([first_left, plan.actual_NH - said_NH, coming])
    if plan.series.quantity == "direction":
        return np.zeros((len(levels), *left_PH.shape))
    if plan.series.quantity == "return":
        rows = np.r_[np.asarray(validation), np.arange(plan.test.start, plan.last.stop)]
        scale_PH = np.repeat(plan.series.spread_T[rows, None], horizon, axis=1)
    else:
        start_H = np.nanmean(first_left**2, axis=0)
        scale_PH = residual_spread(left_PH, np.maximum(start_H, 1e-300))
    half_LPH = half_widths(left_PH, scale_PH, levels)
    # Too few scores for a level: as wide as the widest residual so far is all that can be said.
    widest = np.nanmax(np.abs(first_left), initial=0.0)
    return np.where(np.isfinite(half_LPH), half_LPH, widest)
