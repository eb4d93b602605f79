"""The jobs of a server: first come, first served, watched and stopped from any thread.

One manager a process and home, kept on `sys`: a development server throws changed modules away and
imports them anew, and a second manager beside the first would start trainings that nobody can stop.
Jobs of other programs on the same home, such as the command line, are seen here but stopped there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from pathlib import Path

from core.errors import AlreadyRunning, OutOfRange, QueueFull, RunsUnreachable, UnknownOption
from core.jobs.attempts import Call, attempt
from core.jobs.executors import EXECUTORS
from core.jobs.files import JobFiles
from core.jobs.live import Live, snapshot_of
from core.jobs.orders import UNFINISHED, Job, Order, write_job
from core.jobs.perform import resumable
from core.jobs.snapshots import Snapshot
from core.runs.claims import claim
from core.runs.folders import home as home_at
from core.runs.folders import new_id
from core.runs.records import State
from core.runs.store import run_store

log = logging.getLogger("seqlab.jobs")

EXECUTOR_VARIABLE, WORKERS_VARIABLE = "SEQLAB_EXECUTOR", "SEQLAB_WORKERS"
MOST_WORKERS = 64
MOST_WAITING = 20
MOST_KEPT = 200
CLOSE_SECONDS = 4.0
SHELF = "_seqlab_job_managers"


class JobManager:
    """The jobs of one home that this process carries out.

    Parameters
    ----------
    home : Path
    executor : str
        A name of `EXECUTORS`.
    num_workers : int
        How many trainings run at once; they share the cores.

    Raises
    ------
    UnknownOption
        If there is no such executor.
    """

    def __init__(self, home: Path, executor: str = "thread", num_workers: int = 1) -> None:
        if executor not in EXECUTORS:
            raise UnknownOption(
                setting=EXECUTOR_VARIABLE, value=executor, options=", ".join(EXECUTORS)
            )
        self.home = home
        self.num_workers = num_workers
        self._executor = EXECUTORS[executor](num_workers)
        self._store = run_store(home)
        self._files = JobFiles(home)
        self._lock = threading.RLock()
        self._live: dict[str, Live] = {}
        self._files.recover()
        try:
            self._store.reap()
        except RunsUnreachable as error:
            log.warning("runs of dead processes are marked later: %s", error)

    def submit(self, order: Order) -> str:
        """Put a training into the queue; return the job's id, which is also the run's.

        Raises
        ------
        QueueFull
            If too many are waiting.
        """
        job = Job(new_id(), order, State.QUEUED, time.time())
        with self._lock:
            self._check_room()
            self._enqueue(Live(job, claim(self.home, job.id)))
            self._prune()
        return job.id

    def resume(self, job: str) -> str:
        """Put a stopped, interrupted or failed job into the queue again; return its id.

        One that waits or runs here already is left as it is.

        Raises
        ------
        NoSuchJob
            If there is none of that id, or no longer.
        NothingToResume
            If it is done.
        AlreadyRunning
            If another program is at work on it.
        QueueFull
            If too many are waiting.
        """
        with self._lock:
            before = self._live.get(job)
            if before is not None and before.unfinished:
                return job
            self._files.find(job)
            self._check_room()
            with contextlib.ExitStack() as undo:
                held = undo.enter_context(claim(self.home, job))
                again = resumable(self.home, job)
                undo.pop_all()
            watch = None
            if before is not None:
                watch = self._live.pop(job).watch
                watch.restart()
            self._enqueue(Live(again, held, watch))
        return job

    def _check_room(self) -> None:
        waiting = sum(live.state == State.QUEUED for live in self._live.values())
        if waiting >= MOST_WAITING:
            raise QueueFull(waiting=waiting, most=MOST_WAITING)

    def _enqueue(self, live: Live) -> None:
        write_job(self.home, live.job)
        self._live[live.job.id] = live
        call = Call(self.home, live.job.id, live.held.descriptor, self.num_workers)
        live.future = self._executor.submit(attempt, call, live.watch.note, live.stop)
        live.future.add_done_callback(lambda _: live.end(self._store))

    def _prune(self) -> None:
        self._files.prune(MOST_KEPT)
        ended = [job for job, live in self._live.items() if not live.unfinished]
        for job in ended[: max(0, len(ended) - MOST_KEPT)]:
            del self._live[job]

    def snapshot(self, job: str) -> Snapshot:
        """Return a job as it is now.

        Raises
        ------
        NoSuchJob
            If there is none of that id, or no longer.
        """
        with self._lock:
            live = self._live.get(job)
            if live is None:
                return snapshot_of(self._files.find(job))
            return live.snapshot(self._positions().get(job))

    def list(self) -> tuple[Snapshot, ...]:
        """Return all jobs, the newest first; their epochs are left out, for that is cheaper."""
        with self._lock:
            ahead = self._positions()
            here = [live.snapshot(ahead.get(job), curve=False) for job, live in self._live.items()]
            known = self._live.keys()
            elsewhere = [snapshot_of(j) for j in self._files.jobs() if j.id not in known]
        return tuple(sorted([*here, *elsewhere], key=lambda s: s.created, reverse=True))

    def _positions(self) -> dict[str, int]:
        """Return, for each unfinished job, how many will be learnt before it."""
        unfinished = [job for job, live in self._live.items() if live.unfinished]
        return {job: position for position, job in enumerate(unfinished)}

    def cancel(self, job: str) -> None:
        """Stop a job and keep the best it has published; one that has ended stays as it is.

        Raises
        ------
        NoSuchJob
            If there is none of that id, or no longer.
        AlreadyRunning
            If another program is at work on it: stop it there.
        """
        with self._lock:
            live = self._live.get(job)
        if live is not None:
            live.wish(State.CANCELLED)
        elif self._files.find(job).state in UNFINISHED:
            raise AlreadyRunning(job=job)

    def close(self) -> None:
        """Stop all jobs as interrupted and return within five seconds; nothing is left running.

        Worker processes that do not stop in time are ended by force.
        """
        deadline = time.monotonic() + CLOSE_SECONDS
        with self._lock:
            unfinished = [live for live in self._live.values() if live.unfinished]
        for live in unfinished:
            live.wish(State.INTERRUPTED)
        for live in unfinished:
            live.over.wait(max(0.0, deadline - time.monotonic()))
        self._executor.shutdown(wait=False, cancel_futures=True)
        shelf = _shelf()
        if shelf.get(self.home) is self:
            del shelf[self.home]


def _shelf() -> dict[Path, JobManager]:
    shelf: dict[Path, JobManager] = sys.__dict__.setdefault(SHELF, {})
    return shelf


def job_manager(home: str | Path | None = None) -> JobManager:
    """Return the manager of a home, made when first asked for.

    `SEQLAB_EXECUTOR` ("thread" or "subprocess") and `SEQLAB_WORKERS` say where and how many
    trainings run at once; otherwise it is one thread.

    Raises
    ------
    OutOfRange
        If `SEQLAB_WORKERS` is no sensible number.
    """
    folder = home_at(home)
    found = _shelf().get(folder)
    if found is not None:
        return found
    workers = os.environ.get(WORKERS_VARIABLE) or "1"
    if not workers.isdecimal() or not 1 <= int(workers) <= MOST_WORKERS:
        raise OutOfRange(setting=WORKERS_VARIABLE, value=workers, low=1, high=MOST_WORKERS)
    executor = os.environ.get(EXECUTOR_VARIABLE) or "thread"
    return _shelf().setdefault(folder, JobManager(folder, executor, int(workers)))
