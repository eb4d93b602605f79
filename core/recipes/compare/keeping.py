"""A study as an artifact, and as what the command line promises: plain values and arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.errors import DamagedArtifact
from core.recipes.compare.result import Pair, Result, Row
from core.recipes.compare.settings import CompareSettings
from core.recipes.packing import pack, unpack
from core.training.progress import Artifact

KIND = "compare"


def pack_result(result: Result) -> Artifact:
    """Return the artifact of a study."""
    arrays: dict[str, np.ndarray] = {}
    record = {
        "kind": KIND,
        "contract": contract_of(result),
        "result": pack(result, arrays, "result"),
    }
    return Artifact(record, arrays, metrics_of(result))


def unpack_result(artifact: Artifact) -> Result:
    """Return the study that an artifact holds.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a study.
    """
    if artifact.record.get("kind") != KIND:
        raise DamagedArtifact(name=str(artifact.record.get("kind")))
    result: Result = unpack(Result, artifact.record["result"], artifact.arrays)
    return result


def contract_of(result: Result) -> dict[str, Any]:
    """Return what the command line promises of a study, and a little more."""
    settings = CompareSettings.from_record(dict(result.settings))
    return {
        "task": settings.task,
        "length": settings.steps,
        "metric": result.metric,
        "baseline": result.baseline,
        "solved_beyond": result.line,
        "published": dict(result.published),
        "budget": f"{settings.budget_unit}:{settings.amount:g}",
        "match": settings.match,
        "rows": [_row(row) for row in result.rows],
        "pairs": [_pair(pair) for pair in result.pairs],
        "outcome": result.verdict.outcome,
        "sentence": str(result.verdict.sentence),
        "core_share": result.machine.share,
        "busy": result.machine.busy,
    }


def _row(row: Row) -> dict[str, Any]:
    ended = [run for run in row.runs if run.result is not None]
    return {
        "trunk": row.name,
        "parameters": row.parameters,
        "results": [run.result for run in ended],
        "solved": row.solved,
        "n": len(ended),
        "solved_low": row.low,
        "solved_high": row.high,
        "solved_after": [run.solved_after for run in ended],
        "updates": [run.updates for run in ended],
        "core_seconds": [run.core_seconds for run in ended],
        "saved_mib": row.saved_mib,
        "flops_a_step": row.flops,
        "kernel": row.kernel,
        "rate": row.rate,
        "longer": {times: [run.longer[times] for run in ended] for times in _longer(row)},
        "tuning": {
            "trials": len(row.trials),
            "core_seconds": math.fsum(trial.core_seconds for trial in row.trials),
            "rates": [trial.rate for trial in row.trials],
            "figures": [trial.figure for trial in row.trials],
        },
    }


def _longer(row: Row) -> list[str]:
    return list(row.runs[0].longer) if row.runs else []


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "a": pair.a,
        "b": pair.b,
        "difference": pair.difference,
        "low": pair.low,
        "high": pair.high,
        "statement": str(pair.statement),
    }


def metrics_of(result: Result) -> Mapping[str, float]:
    """Return the final metrics of the run: the mean figure of each contender, and the baseline."""
    known = {row.name: row.mean for row in result.rows if row.mean is not None}
    return {**known, "baseline": result.baseline}
