"""Runs: what was tried, on what, and what came of it; with the uploads and the results.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     sha256 = keep_blob(home(folder), b"date,close")
...     read_blob(home(folder), sha256)
b'date,close'

Importing this loads no MLflow and no torch; `run_store(home)` opens the database when first asked.
"""

from __future__ import annotations

from core.runs.artifacts import load_artifact, plain, save_artifact
from core.runs.blobs import keep_blob, read_blob
from core.runs.bundles import export_zip, import_zip
from core.runs.folders import home
from core.runs.records import History, Opening, Run, State
from core.runs.store import RunStore, run_store
from core.runs.work import Source, Work

__all__ = [
    "History",
    "Opening",
    "Run",
    "RunStore",
    "Source",
    "State",
    "Work",
    "export_zip",
    "home",
    "import_zip",
    "keep_blob",
    "load_artifact",
    "plain",
    "read_blob",
    "run_store",
    "save_artifact",
]
