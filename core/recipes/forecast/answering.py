"""The answer put together: what was learnt, against the baselines, with intervals and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from core.metrics import forecast as measures
from core.metrics.forecast import Direction
from core.metrics.intervals import coverage_by_fifth, coverage_by_year
from core.recipes.forecast.judging import Entry, Standings, enter, hold, score, weigh_model
from core.recipes.forecast.opponents import forecast_opponents
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.result import Interval, Outlook, Result, Scored
from core.recipes.forecast.spreading import Bands, spread_bands
from core.recipes.forecast.walking import Walked

HISTORY_ROWS = 250


@dataclass(frozen=True)
class Earlier:
    """What was tried before on the same rows: losses that are still known, and how many in all."""

    losses: tuple[np.ndarray, ...] = ()
    count: int = 0


def answer(plan: Plan, walked: Sequence[Walked], earlier: Earlier, began: float) -> Result:
    """Judge everything that was forecast; how far back the model looks is asked elsewhere.

    Without `walked`, the baselines are judged alone: the best of them against the reference.

    Parameters
    ----------
    began : float
        When the work began, on the monotonic clock.
    """
    entries = enter(forecast_opponents(plan), walked)
    standings = hold(plan, entries)
    best = _best(standings)
    bands = spread_bands(plan, best, walked)
    return Result(
        title=plan.series.name,
        quantity=plan.series.quantity,
        column=plan.series.column,
        unit=plan.series.unit,
        data=plan.series.data(),
        protocol=_protocol(plan, walked),
        rows=score(standings),
        reference=standings.reference,
        best=best.name,
        verdict=weigh_model(standings, best.name, earlier.losses, earlier.count),
        direction=_direction(plan, best),
        interval=_interval(plan, bands),
        outlook=_outlook(plan, bands),
        scored=_scored(plan, entries, bands),
        lags=None,
        history_times=plan.series.stamps(_history_rows(plan)),
        history=plan.series.target_T[_history_rows(plan)],
        settings=plan.settings.record(),
        seconds=monotonic() - began,
        tried=1 + len(standings.other_trunks(best.name)) + earlier.count,
    )


def _best(standings: Standings) -> Entry:
    """Return the best trunk's mean over seeds, or the best baseline where nothing learnt."""
    learnt = [one for one in standings.entries if one.kind == "ensemble"]
    others = [one for one in standings.entries if one.name != standings.reference]
    return max(learnt or others, key=lambda one: standings.skill(one.name))


def _protocol(plan: Plan, walked: Sequence[Walked]) -> dict[str, object]:
    return {
        "name": "walk_forward",
        "folds": len(plan.folds),
        "origins": len(plan.test),
        "embargo": plan.settings.horizon,
        "context_length": plan.settings.context_length,
        "seeds": len({one.seed for one in walked}),
    }


def _direction(plan: Plan, best: Entry) -> Direction | None:
    """Return how often the sign of the next return was right; a chance of a half has no sign."""
    middle = {"return": 0.0, "direction": 0.5}.get(plan.series.quantity)
    if middle is None:
        return None
    return measures.direction(plan.actual_NH[:, 0] - middle, best.said_NH[:, 0] - middle)


def _interval(plan: Plan, bands: Bands) -> Interval | None:
    if plan.series.quantity == "direction":
        return None
    actual_N, low_N, high_N = plan.actual_NH[:, 0], bands.low_NH[:, 0], bands.high_NH[:, 0]
    rows_N = np.asarray(plan.test)
    years = plan.series.years(rows_N + 1)
    inside_N = measures.inside(actual_N, low_N, high_N)
    return Interval(
        level=float(plan.settings.level),
        coverage=measures.known_mean(inside_N),
        by_year=coverage_by_year(inside_N, years) if years else {},
        by_volatility_fifth=coverage_by_fifth(inside_N, plan.series.spread_T[rows_N]),
    )


def _outlook(plan: Plan, bands: Bands) -> Outlook:
    last = plan.last.start
    return Outlook(
        times=plan.series.stamps(np.arange(last + 1, last + 1 + plan.settings.horizon)),
        mean_H=bands.future_H,
        levels=bands.levels,
        low_LH=bands.future_low_LH,
        high_LH=bands.future_high_LH,
    )


def _scored(plan: Plan, entries: Sequence[Entry], bands: Bands) -> Scored:
    rows_N = np.asarray(plan.test)
    label_rows = np.arange(rows_N[0] + 1, rows_N[-1] + 1 + plan.settings.horizon)
    return Scored(
        times=plan.series.stamps(rows_N),
        label_times=plan.series.stamps(label_rows),
        fold_N=plan.fold_N,
        actual_NH=plan.actual_NH,
        predictions={one.name: one.said_NH for one in entries},
        low_NH=bands.low_NH,
        high_NH=bands.high_NH,
        spread_N=plan.series.spread_T[rows_N],
    )


def _history_rows(plan: Plan) -> np.ndarray:
    rows = len(plan.series.target_T)
    return np.arange(max(rows - HISTORY_ROWS, 0), rows)
