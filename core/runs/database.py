"""Runs in MLflow's terms: the only functions that talk to its client.

Runs are found by our own short id, which is a tag; MLflow's long one stays in here.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import NoSuchRun, RunsUnreachable
from core.runs.folders import is_id
from core.runs.records import (
    CURVE,
    MLFLOW_STATUS,
    History,
    Opening,
    Run,
    State,
    key_of,
    run_of,
    tags_of,
)
from core.runs.tracking import Connection, connect, tracking_uri
from core.runs.writer import Point

log = logging.getLogger("seqlab.runs")

PAGE = 1000
BATCH = 100  # MLflow refuses more parameters at once
CONFUSING = {"'", '"', "`", "\\", "%"}  # MLflow's search knows no escapes: compared here
AWAY = {"TEMPORARILY_UNAVAILABLE", "INTERNAL_ERROR", "BAD_REQUEST", "REQUEST_LIMIT_EXCEEDED"}
GONE = {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE", "INVALID_STATE"}


class Database:
    """The runs of one home; opened on first use, from any thread."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._opening = threading.Lock()
        self._open: Connection | None = None
        self._keys: dict[str, str] = {}

    def connect(self) -> Connection:
        """Return the open connection.

        Raises
        ------
        RunsUnreachable
            If it cannot be opened.
        """
        with self._opening:
            if self._open is None:
                self._open = connect(self.home)
            return self._open

    @contextlib.contextmanager
    def _asking(self) -> Iterator[Connection]:
        connection = self.connect()
        from mlflow.exceptions import MlflowException

        try:
            yield connection
        except MlflowException as cause:
            if cause.error_code in AWAY:
                raise RunsUnreachable(place=tracking_uri(self.home)) from cause
            raise

    def create(self, run: str, opening: Opening, started: float | None = None) -> None:
        """Open a run as running; `started` is Unix time, now if None."""
        with self._asking() as (client, experiment):
            from mlflow.entities import Param

            settings = [Param(key, json.dumps(value)) for key, value in opening.settings.items()]
            entity = client.create_run(
                experiment,
                start_time=int((started or time.time()) * 1000),
                tags=tags_of(run, opening),
                run_name=opening.title or opening.kind,
            )
            self._keys[run] = entity.info.run_id
            for start in range(0, len(settings), BATCH):
                client.log_batch(entity.info.run_id, params=settings[start : start + BATCH])

    def search(self, tags: Mapping[str, str], *, deleted: bool = False) -> tuple[Run, ...]:
        """Return the runs with all of these tags, the newest first.

        `deleted` adds those that were deleted.
        """
        asked = {key: value for key, value in tags.items() if not set(value) & CONFUSING}
        wanted = " and ".join(f"tags.`{key}` = '{value}'" for key, value in asked.items())
        found: list[Any] = []
        token: str | None = ""
        with self._asking() as (client, experiment):
            from mlflow.entities import ViewType

            view = ViewType.ALL if deleted else ViewType.ACTIVE_ONLY
            newest_first = ["attributes.start_time DESC"]
            while token is not None:
                page = client.search_runs(
                    [experiment], wanted, view, PAGE, newest_first, token or None
                )
                found += [e for e in page if tags.items() <= e.data.tags.items()]
                token = page.token or None
        self._keys.update({e.data.tags["seqlab.id"]: e.info.run_id for e in found})
        return tuple(run_of(entity) for entity in found)

    def find(self, run: str) -> Run | None:
        """Return a run, or None if nobody kept it."""
        found = self.search({"seqlab.id": run}) if is_id(run) else ()
        return found[0] if found else None

    def _key(self, run: str) -> str:
        """Return MLflow's own id of a run.

        Raises
        ------
        NoSuchRun
            If nobody kept it.
        """
        if run not in self._keys and self.find(run) is None:
            raise NoSuchRun(run=run)
        return self._keys[run]

    def set_status(self, run: str, status: State, ended: float | None = None) -> None:
        """Say where a run is; any state but running ends it, now or at a Unix time."""
        with self._asking() as (client, _):
            key = self._key(run)
            client.set_tag(key, "seqlab.status", status.value)
            if status == State.RUNNING:
                client.update_run(key, status=MLFLOW_STATUS[status])
            else:
                at = int((ended or time.time()) * 1000)
                client.set_terminated(key, MLFLOW_STATUS[status], at)

    def set_metrics(self, run: str, metrics: Mapping[str, float]) -> None:
        """Keep the final metrics of a run."""
        now = time.time()
        points = [Point(key_of(key), value, 0, now) for key, value in metrics.items()]
        self._log(run, points)

    def add_points(self, run: str, points: Sequence[Point]) -> None:
        """Keep points of the curves of a run; those of a run that was deleted are let go.

        Raises
        ------
        RunsUnreachable
            If they should be written again later.
        """
        self._log(run, [p._replace(key=key_of(CURVE + p.key)) for p in points])

    def _log(self, run: str, points: Sequence[Point]) -> None:
        with self._asking() as (client, _):
            from mlflow.entities import Metric
            from mlflow.exceptions import MlflowException

            metrics = [Metric(p.key, float(p.value), int(p.at * 1000), p.step) for p in points]
            try:
                client.log_batch(self._key(run), metrics=metrics)
            except (NoSuchRun, MlflowException) as error:
                if isinstance(error, MlflowException) and error.error_code not in GONE:
                    raise
                log.info("run %s was deleted: %d points are let go", run, len(points))

    def history(self, run: str, curve: str) -> History:
        """Return one curve; a step that was logged twice has its newest value."""
        with self._asking() as (client, _):
            points = client.get_metric_history(self._key(run), key_of(CURVE + curve))
        newest = {p.step: p.value for p in sorted(points, key=lambda p: p.timestamp)}
        steps = sorted(newest)
        return History(np.array(steps, np.int64), np.array([newest[step] for step in steps]))

    def delete(self, run: str) -> None:
        """Take a run off the list; MLflow keeps it marked as deleted."""
        with self._asking() as (client, _):
            client.delete_run(self._key(run))
        self._keys.pop(run, None)
