"""Homes for tests: the tables of a run store take seconds to make, so they are made once."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from core.runs import run_store


def make_template(folder: Path) -> Path:
    """Return a home with empty tables."""
    run_store(folder).open()
    return folder


def copy_of(template: Path, folder: Path) -> Path:
    """Return a new home with the same empty tables."""
    folder.mkdir()
    shutil.copy(template / "mlflow.version", folder)
    with (
        closing(sqlite3.connect(template / "runs.sqlite")) as old,
        closing(sqlite3.connect(folder / "runs.sqlite")) as new,
    ):
        old.backup(new)
    return folder.resolve()
