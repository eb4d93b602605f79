from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import AlreadyRunning, Bug, Diverged, NoSuchJob
from core.jobs import JobManager, State, perform, resume
from core.jobs.files import JobFiles
from core.jobs.orders import Job, kept_job, write_job
from core.runs import run_store
from core.runs.claims import claim
from core.runs.folders import new_id
from tests.core.jobs import toy
from tests.core.jobs.waiting import ended


def test_two_hundred_jobs_on_disk_are_listed_and_the_oldest_forgotten(home: Path) -> None:
    now = time.time()
    jobs = [Job(new_id(), toy.order(), State.DONE, now - age) for age in range(203)]
    for job in jobs:
        write_job(home, job)
    waiting = replace(jobs[202], id=new_id(), state=State.QUEUED)
    write_job(home, waiting)
    files = JobFiles(home)
    with claim(home, waiting.id):
        files.prune(200)
        found = {job.id for job in files.jobs()}
        assert found == {job.id for job in jobs[:200]} | {waiting.id}
        assert files.find(waiting.id).state == State.QUEUED
        files.recover()
        assert kept_job(home, waiting.id).state == State.QUEUED
    assert files.find(waiting.id).state == State.INTERRUPTED
    files.recover()
    assert kept_job(home, waiting.id).state == State.INTERRUPTED


def test_many_jobs_in_a_row(home: Path) -> None:
    manager = JobManager(home)
    jobs = []
    for _ in range(3):
        jobs += [manager.submit(toy.order(epochs=1, seed=seed)) for seed in range(8)]
        ended(manager, jobs[-1])
    assert {s.state for s in manager.list()} == {State.DONE}
    assert [s.id for s in manager.list()] == jobs[::-1]
    assert {r.status for r in run_store(home).runs("toy")} == {State.DONE}
    assert run_store(home).count_configurations("toys") == 8
    manager.close()


def test_the_command_line_gets_what_went_wrong_and_can_go_on(home: Path) -> None:
    with pytest.raises(Diverged):
        perform(toy.order(fault="diverged", fault_at=2), home, lambda _: None)
    with pytest.raises(Bug) as bug:
        perform(toy.order(fault="bug"), home, lambda _: None)
    assert isinstance(bug.value.__cause__, ZeroDivisionError)
    runs = run_store(home).runs()
    assert [run.status for run in runs] == [State.FAILED, State.FAILED]
    said: list[object] = []
    done = resume(home, runs[1].id, said.append)
    assert (done.run, done.state, len(said)) == (runs[1].id, State.DONE, 3)
    with claim(home, runs[0].id), pytest.raises(AlreadyRunning):
        resume(home, runs[0].id, said.append)
    with pytest.raises(NoSuchJob):
        resume(home, "0123456789", said.append)


def test_ctrl_c_keeps_what_was_published(home: Path) -> None:
    def press(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(toy.order(), home, press)
    (run,) = run_store(home).runs()
    assert run.status == State.CANCELLED
    assert run_store(home).artifact(run.id).record == {"epoch": 1}
    assert resume(home, run.id, lambda _: None).state == State.DONE
