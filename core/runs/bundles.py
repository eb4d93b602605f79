"""A run as one zip file to keep or to hand on.

Inside: `run.json` (settings, metrics, curves, the command that repeats it), the two files of the
result, the upload it was learnt from, and `README.txt`. `core.runs.gate` checks what comes back.
"""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from typing import Any

from core.errors import NoArtifact, NoSuchBlob
from core.runs import folders
from core.runs.artifacts import ARRAYS, RECORD, pack, plain, save_artifact
from core.runs.blobs import keep_blob, read_blob
from core.runs.claims import claim
from core.runs.gate import FORMAT, README, RUN, UPLOAD, open_bundle
from core.runs.records import Run
from core.runs.store import RunStore
from core.runs.writer import MOST_POINTS, Point

ANY_DAY = (2026, 1, 1, 0, 0, 0)  # the same run makes the same bytes


def export_zip(store: RunStore, run: str) -> bytes:
    """Return a run as a zip file.

    Raises
    ------
    NoSuchRun
        If nobody kept it.
    DamagedArtifact
        If its result was changed.
    """
    shown = store.show(run)
    record = json.dumps(_record(store, shown), ensure_ascii=False, allow_nan=False, indent=1)
    files = {RUN: record.encode(), README: _readme(shown).encode()}
    with contextlib.suppress(NoArtifact):  # a run that failed is worth keeping too
        files |= pack(store.artifact(run))
    if shown.opening.source.sha256:
        with contextlib.suppress(NoSuchBlob):
            files[UPLOAD] = read_blob(store.home, shown.opening.source.sha256)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def _record(store: RunStore, run: Run) -> Any:
    opening = run.opening
    curves = {name: store.history(run.id, name) for name in run.curves}
    return plain(
        {
            "format": FORMAT,
            "id": run.id,
            "kind": opening.kind,
            "title": opening.title,
            "status": run.status.value,
            "started": run.started,
            "seconds": run.seconds,
            "source": opening.source.record(),
            "settings": opening.settings,
            "tags": opening.tags,
            "command": opening.command,
            "metrics": run.metrics,
            "curves": {k: [c.steps.tolist(), c.values.tolist()] for k, c in curves.items()},
        }
    )


def _readme(run: Run) -> str:
    return (
        f"A run of SeqLab: {run.opening.title} ({run.opening.kind}, {run.status.value}).\n\n"
        f"The command that repeats it:\n\n    {run.opening.command}\n\n"
        f"{RUN} holds its settings, metrics and curves, {RECORD} and {ARRAYS} its result,\n"
        f"{UPLOAD} the file it was learnt from. The page of runs opens this zip file again.\n"
    )


def import_zip(store: RunStore, data: bytes) -> str:
    """Keep the run in a zip file as a new run, and return its id.

    Raises
    ------
    BundleTooLarge
        If there is more in it than a run can have.
    DamagedBundle
        If it is no zip file of a run, or was changed.
    DamagedArtifact
        If the two files of the result do not fit together.
    """
    bundle = open_bundle(data)
    run = folders.new_id()
    with claim(store.home, run):  # were we killed half-way, the next start would say so
        if bundle.upload is not None:
            keep_blob(store.home, bundle.upload)
        if bundle.artifact is not None:
            save_artifact(folders.run_folder(store.home, run), bundle.artifact)
        database = store.database
        database.create(run, bundle.opening, bundle.started)
        database.set_metrics(run, bundle.metrics)
        for name, curve in bundle.curves.items():
            points = [Point(name, value, step, bundle.started) for step, value in curve]
            for start in range(0, len(points), MOST_POINTS):
                database.add_points(run, points[start : start + MOST_POINTS])
        database.set_status(run, bundle.status, bundle.started + bundle.seconds)
    return run
