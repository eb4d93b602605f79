"""A finished forecast as an artifact: plain values and arrays, never a pickle.

The artifact holds all that inference needs — scalers, skips, weights, names of the features — and
all that the page shows, so it can be opened with nothing else at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.models.baselines import LinearFit
from core.recipes.forecast.contract import contract_of
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.result import Result
from core.recipes.forecast.walking import Walked
from core.recipes.packing import pack, unpack
from core.training.progress import Artifact


@dataclass(frozen=True)
class KeptModel:
    """One seed's last model, learnt from everything: what comes before the net, and its members."""

    trunk: str
    seed: int
    feature_names: tuple[str, ...]
    mean_F: np.ndarray
    deviation_F: np.ndarray
    skip: LinearFit
    rho_H: np.ndarray
    members: tuple[Mapping[str, np.ndarray], ...]


def pack_result(result: Result, plan: Plan, walked: list[Walked]) -> Artifact:
    """Return the artifact of a result and of the models that made it."""
    arrays: dict[str, np.ndarray] = {}
    models = tuple(_kept(plan, one) for one in walked)
    record = {
        "kind": "forecast",
        "contract": contract_of(result),
        "result": pack(result, arrays, "result"),
        "models": pack(models, arrays, "models"),
    }
    return Artifact(record, arrays, metrics_of(result))


def unpack_result(artifact: Artifact) -> Result:
    """Return the result that an artifact holds."""
    result: Result = unpack(Result, artifact.record["result"], artifact.arrays)
    return result


def metrics_of(result: Result) -> dict[str, float]:
    """Return the final metrics of the run: those of the model that the verdict is about."""
    row = next((row for row in result.rows if row.name == result.best), result.rows[0])
    found: dict[str, float | None] = {
        "rmse": row.rmse,
        "mae": row.mae,
        "mase": row.mase,
        "r2_vs_reference": row.r2_vs_reference,
        "dm_p": row.dm_p,
        "coverage": result.interval.coverage if result.interval else None,
    }
    known = {name: value for name, value in found.items() if value is not None}
    return {name: float(value) for name, value in known.items() if np.isfinite(value)}


def _kept(plan: Plan, one: Walked) -> KeptModel:
    frame = one.final.frame
    return KeptModel(
        trunk=one.trunk,
        seed=one.seed,
        feature_names=plan.series.feature_names,
        mean_F=frame.scaler.mean_F,
        deviation_F=frame.scaler.deviation_F,
        skip=frame.skip,
        rho_H=frame.rho_H,
        members=tuple(
            {name: weight.numpy() for name, weight in member.items()}
            for member in one.final.members
        ),
    )
