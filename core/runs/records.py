"""A run as a frozen record, and how it is written in MLflow's terms.

Settings are parameters, one each, as JSON; final metrics keep their names; the points of a curve go
under "curve/NAME". What MLflow has no field for are tags that begin with "seqlab.". MLflow's own
status knows no difference between stopped and interrupted, so the exact state is a tag too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from core.runs.work import Source

CURVE = "curve/"
FORBIDDEN_IN_KEY = re.compile(r"[^\w/. :-]")
LONGEST_KEY = 250


class State(StrEnum):
    """Where a job or a run is; compare by value, for a reload of sources makes the class anew."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


MLFLOW_STATUS: Mapping[str, str] = {
    State.QUEUED: "SCHEDULED",
    State.RUNNING: "RUNNING",
    State.DONE: "FINISHED",
    State.FAILED: "FAILED",
    State.CANCELLED: "KILLED",
    State.INTERRUPTED: "KILLED",
}


class History(NamedTuple):
    """One curve: the steps, ascending, and the value at each; a repeated step counts once."""

    steps: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Opening:
    """What is known of a run when it starts.

    Attributes
    ----------
    kind : str
        Such as "forecast".
    title : str
    source : Source
    settings : mapping
        Plain JSON values.
    command : str
        The command that repeats it.
    tags : mapping of str to str
        What runs are found by: "contest" names data and target, "configuration" the settings that
        decide the result.
    """

    kind: str
    title: str
    source: Source
    settings: Mapping[str, Any]
    command: str
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run as it is kept; `started` is Unix time, `seconds` None while it runs.

    `curves` names what `history` knows.
    """

    id: str
    opening: Opening
    status: State
    started: float
    seconds: float | None
    metrics: Mapping[str, float]
    curves: tuple[str, ...] = ()

    @property
    def settings(self) -> Mapping[str, Any]:
        """The record of the settings."""
        return self.opening.settings


def key_of(name: str) -> str:
    """Return `name` as MLflow takes it for a metric: other characters become underscores."""
    return FORBIDDEN_IN_KEY.sub("_", name)[:LONGEST_KEY]


def tags_of(run: str, opening: Opening) -> dict[str, str]:
    """Return the tags a run is opened with."""
    return {
        **{str(key): str(value) for key, value in opening.tags.items()},
        "seqlab.id": run,
        "seqlab.kind": opening.kind,
        "seqlab.source": json.dumps(opening.source.record(), ensure_ascii=False),
        "seqlab.command": opening.command,
        "seqlab.status": State.RUNNING.value,
    }


def run_of(entity: Any) -> Run:
    """Return the run that an MLflow entity describes."""
    info, tags, metrics = entity.info, entity.data.tags, entity.data.metrics
    status = State(tags["seqlab.status"])
    running = status == State.RUNNING or info.end_time is None
    opening = Opening(
        kind=tags["seqlab.kind"],
        title=info.run_name,
        source=Source.from_record(json.loads(tags["seqlab.source"])),
        settings={key: json.loads(value) for key, value in entity.data.params.items()},
        command=tags["seqlab.command"],
        tags={k: v for k, v in tags.items() if not k.startswith(("seqlab.", "mlflow."))},
    )
    return Run(
        id=tags["seqlab.id"],
        opening=opening,
        status=status,
        started=info.start_time / 1000,
        seconds=None if running else (info.end_time - info.start_time) / 1000,
        metrics={key: value for key, value in metrics.items() if not key.startswith(CURVE)},
        curves=tuple(sorted(key.removeprefix(CURVE) for key in metrics if key.startswith(CURVE))),
    )
