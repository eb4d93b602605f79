"""A server may be killed at any moment: nothing is unreadable, and what goes on ends the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.kills import Tally, kill_often, start_server
from core.jobs import JobManager, State, perform
from core.jobs.executors import EXECUTORS
from core.runs import run_store
from core.runs.claims import is_claimed
from tests.core.jobs import toy
from tests.core.jobs.waiting import ended, until


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_killed_server_leaves_a_job_that_ends_the_same(
    home: Path, tmp_path: Path, executor: str
) -> None:
    gate = tmp_path / "gate"
    settings = {"epochs": 6, "hold": str(gate), "hold_at": 3}
    server, job = start_server(home, executor, settings)
    until((home / "jobs" / job / "work" / "partial").exists)
    until(lambda: run_store(home).show(job).curves != ())
    server.kill()
    server.wait()
    until(lambda: not is_claimed(home, job))  # a worker process ends by itself
    manager = JobManager(home, executor)
    assert manager.snapshot(job).state == State.INTERRUPTED
    assert run_store(home).show(job).status == State.INTERRUPTED
    gate.touch()
    manager.resume(job)
    assert ended(manager, job).state == State.DONE
    manager.close()
    plain = perform(toy.order(epochs=6), home, lambda _: None)
    assert plain.artifact is not None
    np.testing.assert_array_equal(
        run_store(home).artifact(job).arrays["weights"], plain.artifact.arrays["weights"]
    )


def test_killed_again_and_again(home: Path) -> None:
    assert kill_often(home, kills=3) == Tally(kills=3, unreadable=0, left_running=0, same=True)
