"""Everyone on the same test windows: scores, the test against ridge, and the verdict.

The reference is ridge, not the last value: on long horizons a linear forecast in closed form is
what published models have to beat, and repeating the last value is beaten by anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.metrics import forecast as measures
from core.metrics.significance import Contest, Verdict, compare, verdict, weigh
from core.recipes.long_horizon.learning import Seed
from core.recipes.long_horizon.opponents import Said
from core.recipes.long_horizon.panel import Panel
from core.recipes.long_horizon.settings import LongHorizonSettings

REFERENCE = "ridge"


@dataclass(frozen=True)
class Entry:
    """One row of the table: scores over all windows and columns, and the loss of each window.

    Attributes
    ----------
    loss_N : numpy.ndarray, shape (N,)
        Of each window.
    seed_losses : tuple of numpy.ndarray, shape (N,)
        Of each seed alone, where the row is a mean over seeds.
    """

    name: str
    kind: str
    seed: int | None
    mse: float
    mae: float
    loss_N: np.ndarray
    seconds: float
    seed_losses: tuple[np.ndarray, ...] = ()


def enter(
    panel: Panel,
    settings: LongHorizonSettings,
    baselines: Mapping[str, Said],
    seeds: Sequence[Seed],
) -> list[Entry]:
    """Score the baselines, each seed, the mean of each model's seeds, and that mean with ridge."""
    wanted = panel.wanted_NHC
    ridge, ridge_seconds = baselines[REFERENCE]
    entries = [
        _score(name, "baseline", None, said, wanted, seconds)
        for name, (said, seconds) in baselines.items()
    ]
    for trunk in settings.model:
        mine = [one for one in seeds if one.trunk == trunk]
        name, seconds = f"segment_{trunk}", sum(one.seconds for one in mine)
        alone = [
            _score(f"{name}/{one.seed}", "model", one.seed, one.said_NHC, wanted, one.seconds)
            for one in mine
        ]
        said = np.mean([one.said_NHC for one in mine], axis=0)
        mean = _score(name, "ensemble", None, said, wanted, seconds)
        both = (said + ridge) / 2
        mixed = _score(f"{name}+ridge", "ensemble", None, both, wanted, seconds + ridge_seconds)
        halves = tuple(_losses((one.said_NHC + ridge) / 2 - wanted) for one in mine)
        entries += [
            *alone,
            replace(mean, seed_losses=tuple(one.loss_N for one in alone)),
            replace(mixed, seed_losses=halves),
        ]
    return entries


def _score(
    name: str,
    kind: str,
    seed: int | None,
    said_NHC: np.ndarray,
    wanted_NHC: np.ndarray,
    seconds: float,
) -> Entry:
    error = said_NHC - wanted_NHC
    return Entry(
        name=name,
        kind=kind,
        seed=seed,
        mse=float(np.mean(error**2)),
        mae=float(np.mean(np.abs(error))),
        loss_N=_losses(error),
        seconds=seconds,
    )


def _losses(error_NHC: np.ndarray) -> np.ndarray:
    return np.asarray(np.mean(error_NHC**2, axis=(1, 2)))


def contract_of(
    panel: Panel, settings: LongHorizonSettings, entries: Sequence[Entry], seconds: float
) -> dict[str, Any]:
    """Return what `forecast --protocol ltsf --json` prints, but for the run's id."""
    losses = {one.name: one.loss_N for one in entries}
    judged = _judge(panel, settings, entries)
    return {
        "data": {
            "rows": len(panel.values_TC),
            "first": _stamp(panel, 0),
            "last": _stamp(panel, -1),
            "frequency": panel.frequency,
        },
        "target": {"column": "all", "quantity": "value", "horizon": settings.horizon},
        "protocol": _protocol(panel, settings),
        "rows": [_row(one, losses[REFERENCE], settings.horizon) for one in entries],
        "reference": REFERENCE,
        "direction": None,
        "interval": None,
        "verdict": {
            "outcome": judged.outcome,
            "model": judged.model,
            "sentence": judged.sentence.say(),
        },
        "forecast": {"times": [], "mean": [], "low": [], "high": []},
        "seconds": seconds,
    }


def _judge(panel: Panel, settings: LongHorizonSettings, entries: Sequence[Entry]) -> Verdict:
    best = min((one for one in entries if one.kind == "ensemble"), key=lambda one: one.mse)
    contest = Contest(
        model=best.name,
        loss=best.loss_N,
        seeds=best.seed_losses,
        baselines={one.name: one.loss_N for one in entries if one.kind == "baseline"},
        reference=REFERENCE,
        horizon=settings.horizon,
        quantity="value",
        daily=panel.frequency in ("B", "D"),
    )
    return verdict(weigh(contest))


def _protocol(panel: Panel, settings: LongHorizonSettings) -> dict[str, Any]:
    split = panel.split
    return {
        "name": "ltsf",
        "folds": 1,
        "origins": len(panel.test_origins),
        "embargo": 0,
        "context_length": settings.context_length,
        "seeds": settings.seeds,
        "train": [split.train.start, split.train.stop],
        "validation": [split.validation.start, split.validation.stop],
        "test": [split.test.start, split.test.stop],
    }


def _row(one: Entry, reference_N: np.ndarray, horizon: int) -> dict[str, Any]:
    is_reference = one.name == REFERENCE
    return {
        "name": one.name,
        "kind": one.kind,
        "seed": one.seed,
        "mse": one.mse,
        "mae": one.mae,
        "rmse": float(np.sqrt(one.mse)),
        "mase": None,
        "r2_vs_reference": measures.skill(one.loss_N, reference_N),
        "dm_p": None if is_reference else compare(reference_N - one.loss_N, horizon).p,
        "in_mcs": None,
        "seconds": one.seconds,
    }


def _stamp(panel: Panel, row: int) -> str | None:
    return None if panel.times is None else panel.times.iloc[row].isoformat()
