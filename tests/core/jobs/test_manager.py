"""What a job manager promises, whichever way it carries jobs out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import (
    AlreadyRunning,
    NoSuchJob,
    NothingToResume,
    OutOfRange,
    QueueFull,
    UnknownOption,
)
from core.jobs import JobManager, Order, State, job_manager, perform
from core.jobs.executors import EXECUTORS
from core.jobs.manager import MOST_WAITING
from core.runs import run_store
from core.runs.claims import claim, is_claimed
from tests.core.jobs import toy
from tests.core.jobs.waiting import at_epoch, ended, until


@pytest.fixture(params=EXECUTORS)
def manager(home: Path, request: pytest.FixtureRequest) -> Iterator[JobManager]:
    made = JobManager(home, request.param)
    yield made
    made.close()


def weights(home: Path, run: str) -> np.ndarray:
    return run_store(home).artifact(run).arrays["weights"]


def test_a_job_is_learnt_watched_and_recorded(manager: JobManager, home: Path) -> None:
    job = manager.submit(toy.order(epochs=6, fault="chatty"))
    snapshot = ended(manager, job)
    assert (snapshot.state, snapshot.error) == (State.DONE, None)
    assert [epoch.epoch for epoch in snapshot.epochs] == [1, 2, 3, 4, 5, 6]
    assert snapshot.best is not None
    assert snapshot.best.validation_loss == min(e.validation_loss or 0 for e in snapshot.epochs)
    assert (snapshot.fraction, snapshot.parts) == (1.0, toy.PARTS)
    assert (snapshot.kind, snapshot.title, snapshot.order.settings["epochs"]) == ("toy", "A toy", 6)
    run = run_store(home).show(snapshot.run)
    assert (run.status, run.opening) == (State.DONE, snapshot.order.opening())
    history = run_store(home).history(job, "seed 1/train_loss")
    np.testing.assert_array_equal(history.steps, [1, 2, 3, 4, 5, 6])
    np.testing.assert_allclose(history.values, [e.train_loss or 0 for e in snapshot.epochs])
    assert run_store(home).artifact(job).record == {"epoch": 6}
    assert not is_claimed(home, job)
    assert not (home / "jobs" / job / "work").exists()


def test_first_come_first_served(manager: JobManager, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first = manager.submit(toy.order(epochs=3, hold=str(gate), hold_at=1))
    others = [manager.submit(toy.order(epochs=2, seed=seed)) for seed in (1, 2)]
    at_epoch(manager, first, 1)
    assert manager.snapshot(first).queue_position is None
    assert [manager.snapshot(job).queue_position for job in others] == [1, 2]
    assert [manager.snapshot(job).state for job in others] == [State.QUEUED] * 2
    assert [s.id for s in manager.list()] == [*reversed(others), first]
    manager.cancel(others[0])
    assert manager.snapshot(others[0]).state == State.CANCELLED
    assert [manager.snapshot(job).queue_position for job in others] == [None, 1]
    gate.touch()
    assert ended(manager, others[1]).state == State.DONE
    assert manager.snapshot(first).state == State.DONE
    started = [run_store(manager.home).show(job).started for job in (first, others[1])]
    assert started == sorted(started)


def test_stop_keeps_the_best_and_resume_goes_on(manager: JobManager, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    job = manager.submit(toy.order(epochs=5, hold=str(gate), hold_at=2))
    at_epoch(manager, job, 2)
    manager.cancel(job)
    stopped = ended(manager, job)
    assert (stopped.state, stopped.fraction) == (State.CANCELLED, 2 / 5)
    store = run_store(manager.home)
    assert store.show(job).status == State.CANCELLED
    assert store.artifact(job).record == {"epoch": 2}
    manager.cancel(job)
    gate.touch()
    assert manager.resume(job) == job
    assert manager.resume(job) == job
    done = ended(manager, job)
    assert done.state == State.DONE
    assert [epoch.epoch for epoch in done.epochs] == [1, 2, 3, 4, 5]
    assert store.show(job).status == State.DONE
    np.testing.assert_array_equal(store.history(job, "seed 1/train_loss").steps, [1, 2, 3, 4, 5])
    plain = manager.submit(toy.order(epochs=5))
    ended(manager, plain)
    np.testing.assert_array_equal(weights(manager.home, job), weights(manager.home, plain))
    with pytest.raises(NothingToResume):
        manager.resume(job)


def test_a_refusal_is_kept_with_its_three_parts(manager: JobManager) -> None:
    failed = ended(manager, manager.submit(toy.order(fault="diverged")))
    assert failed.state == State.FAILED
    assert failed.error is not None
    assert (failed.error.code, failed.error.facts) == ("Diverged", {"steps": 3, "rate": 0.5})
    assert failed.error.explained.found.say().startswith("The loss is no longer a number after 3")
    assert run_store(manager.home).show(failed.run).status == State.FAILED
    later = JobManager(manager.home).snapshot(failed.id)
    assert later.error == failed.error


@pytest.mark.parametrize("order", [toy.order(fault="bug"), toy.order("mute"), toy.order("missing")])
def test_a_fault_of_ours_is_known_by_its_reference(manager: JobManager, order: Order) -> None:
    failed = ended(manager, manager.submit(order))
    assert failed.state == State.FAILED
    assert failed.error is not None
    assert failed.error.code == "Bug"
    assert len(failed.error.facts["reference"]) == 8
    assert manager.snapshot(manager.submit(toy.order(epochs=1))).error is None


def test_closing_interrupts_and_another_manager_goes_on(home: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    manager = JobManager(home)
    running = manager.submit(toy.order(epochs=5, hold=str(gate), hold_at=2))
    waiting = manager.submit(toy.order(epochs=2))
    at_epoch(manager, running, 2)
    manager.close()
    later = JobManager(home, "subprocess")
    for job in (running, waiting):
        assert later.snapshot(job).state == State.INTERRUPTED
    assert run_store(home).show(running).status == State.INTERRUPTED
    gate.touch()
    for job in (running, waiting):
        later.resume(job)
    for job in (running, waiting):
        assert ended(later, job).state == State.DONE
    later.close()
    plain = perform(toy.order(epochs=5), home, lambda _: None)
    np.testing.assert_array_equal(weights(home, running), weights(home, plain.run))


def test_a_worker_that_is_lost_takes_nobody_with_it(home: Path) -> None:
    manager = JobManager(home, "subprocess")
    lost = ended(manager, manager.submit(toy.order(fault="killed", fault_at=2)))
    assert lost.state == State.FAILED
    assert lost.error is not None
    assert (lost.error.code, lost.error.facts) == ("WorkerLost", {"exit_code": -9})
    assert run_store(home).show(lost.id).status == State.FAILED
    assert ended(manager, manager.submit(toy.order(epochs=1))).state == State.DONE
    manager.resume(lost.id)
    assert ended(manager, lost.id).state == State.DONE
    manager.close()


@pytest.mark.parametrize("ask", ["cancel", "close"])
def test_a_deaf_worker_is_ended_by_force(home: Path, ask: str) -> None:
    manager = JobManager(home, "subprocess")
    job = manager.submit(toy.order(fault="deaf"))
    at_epoch(manager, job, 1)
    manager.cancel(job) if ask == "cancel" else manager.close()
    expected = State.CANCELLED if ask == "cancel" else State.INTERRUPTED
    assert ended(manager, job).state == expected
    assert run_store(home).show(job).status == expected
    assert not is_claimed(home, job)
    manager.close()


def test_a_full_queue_is_said(home: Path, tmp_path: Path) -> None:
    manager = JobManager(home)
    first = manager.submit(toy.order(hold=str(tmp_path / "gate"), hold_at=1))
    at_epoch(manager, first, 1)
    for _ in range(MOST_WAITING):
        manager.submit(toy.order())
    with pytest.raises(QueueFull):
        manager.submit(toy.order())
    manager.close()


def test_jobs_that_nobody_started(home: Path) -> None:
    manager = JobManager(home)
    for ask in (manager.snapshot, manager.cancel, manager.resume):
        for job in ("0123456789", "../../etc", ""):
            with pytest.raises(NoSuchJob):
                ask(job)
    assert manager.list() == ()


def test_a_job_of_another_program_is_seen_and_left_alone(home: Path) -> None:
    run = perform(toy.order(epochs=2), home, lambda _: None).run
    manager = JobManager(home)
    assert manager.snapshot(run).state == State.DONE
    stopped = JobManager(home)
    job = stopped.submit(toy.order(hold=str(home / "gate"), hold_at=1))
    at_epoch(stopped, job, 1)
    assert [(s.id, s.state) for s in manager.list()] == [(job, State.RUNNING), (run, State.DONE)]
    with pytest.raises(AlreadyRunning):
        manager.cancel(job)
    with pytest.raises(AlreadyRunning):
        manager.resume(job)
    stopped.close()
    assert manager.snapshot(job).state == State.INTERRUPTED
    with claim(home, job), pytest.raises(AlreadyRunning):
        manager.resume(job)


def test_two_managers_of_two_workers_share_a_home(home: Path) -> None:
    managers = [JobManager(home, num_workers=2), JobManager(home, "subprocess", num_workers=2)]
    jobs = [(m, m.submit(toy.order(epochs=3, seed=seed))) for m in managers for seed in (1, 2)]
    assert {ended(m, job).state for m, job in jobs} == {State.DONE}
    by_seed = [weights(home, job) for _, job in jobs]
    np.testing.assert_array_equal(by_seed[:2], by_seed[2:])
    assert run_store(home).count_configurations("toys") == 2
    for each in managers:
        each.close()


def test_the_manager_of_a_home_is_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = job_manager(home)
    assert job_manager(home) is manager
    manager.close()
    assert job_manager(home) is not manager
    job_manager(home).close()
    monkeypatch.setenv("SEQLAB_WORKERS", "0")
    with pytest.raises(OutOfRange):
        job_manager(home)
    monkeypatch.setenv("SEQLAB_WORKERS", "2")
    monkeypatch.setenv("SEQLAB_EXECUTOR", "fork")
    with pytest.raises(UnknownOption):
        job_manager(home)


def test_a_queue_stopped_at_once(manager: JobManager) -> None:
    jobs = [manager.submit(toy.order(epochs=50, seed=seed)) for seed in range(4)]
    for job in jobs:
        manager.cancel(job)
    until(lambda: all(manager.snapshot(job).state == State.CANCELLED for job in jobs))
