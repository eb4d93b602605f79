"""The door to MLflow: the only place that imports it, and how its database is opened.

MLflow is imported on first use (a second) and never asks the network of itself: its telemetry is
switched off before it is imported. The database is one sqlite file in write-ahead mode, so that
readers and several programs do not wait for one another; a newer MLflow changes the file for good,
so a copy is laid beside it first. `SEQLAB_TRACKING_URI` names a server instead.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import RunsUnreachable

URI_VARIABLE = "SEQLAB_TRACKING_URI"
EXPERIMENT = "seqlab"
DATABASE = "runs.sqlite"

BEFORE_IMPORT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # 7 retries keep a page waiting for minutes
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
}


class Connection(NamedTuple):
    """An open store: MLflow's client and the experiment that all our runs belong to."""

    client: Any
    experiment: str


def load_mlflow() -> Any:
    """Return the class of MLflow's client, imported with its telemetry off."""
    for name, value in BEFORE_IMPORT.items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        # MLflow 3.17 still maps its tables with a strategy that SQLAlchemy 2.1 calls deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        import mlflow.store.tracking.sqlalchemy_store  # noqa: F401
        from mlflow import MlflowClient
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return MlflowClient


def tracking_uri(home: Path) -> str:
    """Return where runs are recorded."""
    return os.environ.get(URI_VARIABLE) or f"sqlite:///{home / DATABASE}"


def connect(home: Path) -> Connection:
    """Open the store of a home; the first time on a home makes its tables (1 to 8 seconds).

    Raises
    ------
    RunsUnreachable
        If the server does not answer, or the file was written by a newer version.
    """
    client_class = load_mlflow()
    from mlflow.exceptions import MlflowException

    uri = tracking_uri(home)
    local = uri.startswith("sqlite:")
    try:
        with _alone(home):
            if local:
                _quicken()
                _copy_before_migration(home)
            client = client_class(uri)
            return Connection(client, _experiment(client, home, local=local))
    except MlflowException as cause:
        raise RunsUnreachable(place=uri) from cause


def _experiment(client: Any, home: Path, *, local: bool) -> str:
    known = client.get_experiment_by_name(EXPERIMENT)
    if known is not None:
        return str(known.experiment_id)
    # without a location MLflow would write to ./mlruns of whatever folder we were started in
    location = (home / "runs").as_uri() if local else None
    return str(client.create_experiment(EXPERIMENT, artifact_location=location))


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process at a time make the tables."""
    with (home / "opening.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy_before_migration(home: Path) -> None:
    version = importlib.metadata.version("mlflow-skinny")
    stamp, database = home / "mlflow.version", home / DATABASE
    before = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if before == version:
        return
    if before and database.exists():
        copy = home / f"runs.before-{version}.sqlite"
        with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    stamp.write_text(version, encoding="utf-8")


def _quicken() -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    if not event.contains(Engine, "connect", _write_ahead):
        event.listen(Engine, "connect", _write_ahead)


def _write_ahead(connection: Any, _record: Any) -> None:
    """Commit in 1.2 ms instead of 4; a power cut may lose the last second, never the file."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
