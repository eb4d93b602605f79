"""Kill a training server at random moments, 20 times by default, and count what cannot be read.

Run it with `python -m benchmarks.kills [KILLS]`; it fails unless 0 files are unreadable, no run is
left marked as running, and the training, resumed after every kill, ends with the same weights to
the last bit as one that was left alone.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import SeqLabError
from core.jobs import State, perform, resume
from core.jobs.orders import kept_job, work_folder
from core.runs import load_artifact, run_store
from core.training.checkpoints import Checkpoint
from tests.core.jobs import toy

EPOCHS_PER_KILL = 150  # more than a server learns before it is killed
LONGEST_SECONDS = 0.5  # from the first epoch of a server to its end


@dataclass(frozen=True)
class Tally:
    """What the kills did; `kills` counts those that hit a training at work."""

    kills: int
    unreadable: int
    left_running: int
    same: bool


def start_server(
    home: Path, executor: str, settings: dict[str, Any], job: str = ""
) -> tuple[subprocess.Popen[str], str]:
    """Start a server on a toy order, or on a job to be resumed; return it and the job's id."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.core.jobs.server", home, executor, json.dumps(settings), job],
        stdout=subprocess.PIPE,
        text=True,
    )
    with server.stdout or sys.stdin as told:
        return server, told.readline().strip()


def unreadable(home: Path, job: str) -> int:
    """Return how many of a job's files cannot be read."""
    faults = 0
    work = work_folder(home, job)
    for read in (
        lambda: kept_job(home, job),
        lambda: Checkpoint(work / "toy.pt").load(),
        lambda: (work / "partial").exists() and load_artifact(work / "partial"),
    ):
        try:
            read()
        except (SeqLabError, ValueError, OSError):
            faults += 1
    with closing(sqlite3.connect(home / "runs.sqlite")) as database:
        whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return faults + (not whole)


def kill_often(home: Path, kills: int = 20) -> Tally:
    """Kill and resume one training `kills` times, then let it end and compare."""
    chance = np.random.default_rng(kills)
    settings: dict[str, Any] = {"epochs": EPOCHS_PER_KILL * kills}
    faults = left_running = hits = 0
    job = ""
    for _ in range(kills):
        server, job = start_server(home, "thread", settings, job)
        _await_an_epoch(work_folder(home, job) / "toy.pt", server)
        threading.Event().wait(chance.uniform(0, LONGEST_SECONDS))
        server.kill()
        server.wait()
        hits += kept_job(home, job).state == State.RUNNING
        faults += unreadable(home, job)
        run_store(home).reap()
        left_running += run_store(home).show(job).status == State.RUNNING
    again = resume(home, job, lambda _: None).artifact
    plain = perform(toy.order(**settings), home, lambda _: None).artifact
    same = again and plain and np.array_equal(again.arrays["weights"], plain.arrays["weights"])
    return Tally(hits, faults, left_running, bool(same))


def _await_an_epoch(checkpoint: Path, server: subprocess.Popen[str]) -> None:
    before = _changed_at(checkpoint)
    while _changed_at(checkpoint) == before and server.poll() is None:
        threading.Event().wait(0.002)


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20
        tally = kill_often(Path(folder), wanted)
    print(tally)
    sys.exit(tally != Tally(wanted, 0, 0, True))
