"""The one street every training walks: in a thread, in a worker process, on the command line.

The recipe's generator is run by its importable name; what it says is recorded as a run and handed
on; its result becomes the run's artifact. `job.json` says at every moment where the job is.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import secrets
import shutil
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import Bug, NoArtifact, NothingToResume, RunsUnreachable, SeqLabError
from core.jobs.failures import Failure
from core.jobs.orders import Job, Order, read_job, work_folder, write_job
from core.jobs.stopping import Stop
from core.jobs.wire import is_a
from core.runs.artifacts import load_artifact
from core.runs.claims import claim
from core.runs.folders import new_id
from core.runs.records import State
from core.runs.store import run_store
from core.runs.work import PARTIAL, Work
from core.training.progress import Artifact, Epoch, Finished, Part, Progress, Tick

log = logging.getLogger("seqlab.jobs")

Listener = Callable[[Epoch | Tick], None]


@dataclass(frozen=True)
class Performed:
    """A training that came to an end: the run's id, where it is, and its result if it has one."""

    run: str
    state: State
    artifact: Artifact | None = None
    error: SeqLabError | None = None


def perform(order: Order, home: Path, on_progress: Listener) -> Performed:
    """Learn what is ordered, here and now, and keep it as a run.

    Ctrl-C keeps what was published, and the run can be resumed.

    Raises
    ------
    SeqLabError
        Whatever the recipe refuses; `Bug` where the fault is ours. The run is kept as failed.
    """
    job = Job(new_id(), order, State.QUEUED, time.time())
    with claim(home, job.id):
        return _or_raise(carry_out(home, job, on_progress, Stop()))


def resume(home: Path, run: str, on_progress: Listener) -> Performed:
    """Go on with a training that was stopped, here and now.

    Raises
    ------
    NoSuchJob
        If there is none of that id, or no longer.
    AlreadyRunning
        If somebody is at work on it.
    NothingToResume
        If it is done.
    SeqLabError
        Whatever the recipe refuses; `Bug` where the fault is ours.
    """
    read_job(home, run)
    with claim(home, run):
        return _or_raise(carry_out(home, resumable(home, run), on_progress, Stop()))


def _or_raise(performed: Performed) -> Performed:
    if performed.error is not None:
        raise performed.error
    return performed


def resumable(home: Path, run: str) -> Job:
    """Return a job that we have claimed, ready to be carried out again.

    Raises
    ------
    NoSuchJob
        If there is none of that id, or no longer.
    NothingToResume
        If it is done.
    """
    job = read_job(home, run)
    if job.state == State.DONE:
        raise NothingToResume(job=run)
    return replace(job, state=State.QUEUED, failure=None)


def carry_out(home: Path, job: Job, on_progress: Listener, stop: Stop) -> Performed:
    """Learn what a claimed job asks for, from its checkpoint if it has one.

    What goes wrong is kept with the job and returned, not raised.

    Raises
    ------
    KeyboardInterrupt
        If the person at the keyboard stopped it; it is kept as cancelled.
    """
    notes = _Notes(home, job, on_progress)
    try:
        notes.begin()
        state, artifact = _walk(notes, stop)
        notes.end(state, artifact)
    except KeyboardInterrupt:
        notes.end(State.CANCELLED, _published(home, job.id))
        raise
    except Exception as fault:  # whatever a recipe raises, no run may be left that never ends
        error = as_error(job.id, fault)
        with contextlib.suppress(RunsUnreachable):
            notes.end(State.FAILED, None, Failure.of(error))
        return Performed(job.id, State.FAILED, error=error)
    if state == State.DONE:
        shutil.rmtree(work_folder(home, job.id), ignore_errors=True)
    return Performed(job.id, state, artifact)


def as_error(job: str, fault: BaseException) -> SeqLabError:
    """Return `fault` if it is the user's to mend, and otherwise a `Bug`, written into the log."""
    if is_a(fault, SeqLabError):
        return fault
    reference = secrets.token_hex(4)
    log.error("reference %s, job %s", reference, job, exc_info=fault)
    bug = Bug(reference=reference)
    bug.__cause__ = fault
    return bug


def _walk(notes: _Notes, stop: Stop) -> tuple[State, Artifact | None]:
    """Pull the recipe's generator to its end, or until somebody wishes to stop.

    Raises
    ------
    RuntimeError
        If it ended without a result.
    """
    with contextlib.closing(_steps(notes.home, notes.job)) as steps:
        for item in steps:
            if is_a(item, Finished):
                return State.DONE, item.artifact
            notes.hear(item)  # type: ignore[arg-type]  # no Finished: Epoch or Tick
            if stop.state is not None:
                break
    if stop.state is None:
        raise RuntimeError(f"{notes.job.order.function} ended without a result")
    artifact = _published(notes.home, notes.job.id) if stop.state == State.CANCELLED else None
    return stop.state, artifact


def _steps(home: Path, job: Job) -> Generator[Progress, None, None]:
    module, _, name = job.order.function.partition(":")
    folder = work_folder(home, job.id)
    folder.mkdir(parents=True, exist_ok=True)
    work = Work(job.order.source, job.order.settings, home, folder, job.order.device)
    train: Callable[[Work], Generator[Progress, None, None]]
    train = getattr(importlib.import_module(module), name)
    return train(work)


def _published(home: Path, job: str) -> Artifact | None:
    try:
        return load_artifact(work_folder(home, job) / PARTIAL)
    except NoArtifact:
        return None


class _Notes:
    """What is written down of one job while it is carried out."""

    def __init__(self, home: Path, job: Job, on_progress: Listener) -> None:
        self.home = home
        self.job = job
        self.on_progress = on_progress
        self.store = run_store(home)
        self.fraction = job.fraction

    def begin(self) -> None:
        write_job(self.home, replace(self.job, state=State.RUNNING))
        self.store.start(self.job.order.opening(), self.job.id)

    def hear(self, item: Epoch | Tick) -> None:
        self.fraction = item.fraction
        if is_a(item, Epoch):
            named = {"train_loss": item.train_loss, "validation_loss": item.validation_loss}
            values = {
                curve_name(name, item.parts): value
                for name, value in named.items()
                if value is not None
            }
            self.store.log(self.job.id, values, item.epoch)
        self.on_progress(item)

    def end(self, state: State, artifact: Artifact | None, failure: Failure | None = None) -> None:
        try:
            self.store.finish(self.job.id, state, artifact)
        finally:
            fraction = 1.0 if state == State.DONE else self.fraction
            ended = replace(self.job, state=state, fraction=fraction, failure=failure)
            write_job(self.home, ended)


def curve_name(name: str, parts: tuple[Part, ...]) -> str:
    """Return the name of a curve among those of a job's many fits.

    >>> curve_name("train_loss", (Part("seed", 3, 5), Part("fold", 2, 4)))
    'seed 3/fold 2/train_loss'
    """
    return "/".join([*(f"{part.word} {part.number}" for part in parts), name])
