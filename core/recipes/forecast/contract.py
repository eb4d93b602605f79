"""A result in the words of the command line's contract: one JSON object that people script on."""

from __future__ import annotations

from typing import Any

from core.recipes.forecast.result import Outlook, Result, Row
from core.recipes.packing import pack

ROW_KEYS = (
    "name", "kind", "seed", "rmse", "mae", "mase", "r2_vs_reference", "dm_p", "in_mcs", "seconds"
)  # fmt: skip


def contract_of(result: Result) -> dict[str, Any]:
    """Return what `forecast --json` prints, but for the run's id: plain, finite or nothing."""
    told: dict[str, Any] = pack(_told(result), {})
    return told


def _told(result: Result) -> dict[str, Any]:
    level = result.interval.level if result.interval else None
    return {
        "data": dict(result.data),
        "target": {
            "column": result.column,
            "quantity": result.quantity,
            "horizon": result.settings["horizon"],
        },
        "protocol": dict(result.protocol),
        "rows": [_row(row) for row in result.rows],
        "reference": result.reference,
        "direction": result.direction,
        "interval": result.interval,
        "verdict": {
            "outcome": result.verdict.outcome,
            "model": result.verdict.model,
            "sentence": result.verdict.sentence.say(),
        },
        "forecast": _outlook(result.outlook, level),
        "tried": result.tried,
        "seconds": result.seconds,
    }


def _row(row: Row) -> dict[str, Any]:
    return {key: getattr(row, key) for key in ROW_KEYS}


def _outlook(outlook: Outlook, level: float | None) -> dict[str, Any]:
    chosen = outlook.levels.index(level) if level in outlook.levels else -1
    return {
        "times": list(outlook.times),
        "mean": outlook.mean_H.tolist(),
        "low": outlook.low_LH[chosen].tolist(),
        "high": outlook.high_LH[chosen].tolist(),
    }
