"""A job that this process carries out, or did, since it was started."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from dataclasses import replace

from core.errors import RunsUnreachable
from core.jobs.attempts import Outcome
from core.jobs.failures import Failure
from core.jobs.orders import Job, write_job
from core.jobs.perform import as_error
from core.jobs.snapshots import Snapshot, Watch
from core.jobs.stopping import Stop
from core.runs.claims import Claim
from core.runs.records import State
from core.runs.store import RunStore

log = logging.getLogger("seqlab.jobs")


class Live:
    """The job, the claim on it, its watch, the wish to stop, and the future of its attempt."""

    def __init__(self, job: Job, held: Claim, watch: Watch | None = None) -> None:
        self.job = job
        self.held = held
        self.watch = watch or Watch(job.fraction)
        self.stop = Stop()
        self.over = threading.Event()
        self.future: Future[Outcome] = Future()

    @property
    def state(self) -> State:
        """Where the job is."""
        if self.over.is_set():
            return self.job.state
        started = self.future.running() or self.future.done()
        return State.RUNNING if started else State.QUEUED

    @property
    def unfinished(self) -> bool:
        """Whether it waits or runs."""
        return not self.over.is_set()

    def wish(self, state: State) -> None:
        """Wish that it stops; one that waits does so at once."""
        self.stop.ask(state)
        self.future.cancel()

    def end(self, store: RunStore) -> None:
        """Settle what became of it, let go of it, and say that it is over."""
        try:
            outcome = self._outcome()
            fraction = 1.0 if outcome.state == State.DONE else self.watch.fraction
            self.job = replace(
                self.job, state=outcome.state, failure=outcome.failure, fraction=fraction
            )
            if self.future.cancelled() or self.future.exception() is not None:
                self._say_for_the_worker(store)
        finally:
            self.held.release()
            self.over.set()

    def _outcome(self) -> Outcome:
        if self.future.cancelled():
            return Outcome(self.stop.state or State.CANCELLED)
        fault = self.future.exception()
        if fault is None:
            return self.future.result()
        if self.stop.state is not None:  # it did not stop by itself in time
            return Outcome(self.stop.state)
        return Outcome(State.FAILED, Failure.of(as_error(self.job.id, fault)))

    def _say_for_the_worker(self, store: RunStore) -> None:
        """Write down what a worker that never started, or was lost, did not write."""
        write_job(store.home, self.job)
        if not self.future.cancelled():
            try:
                store.abandon(self.job.id, self.job.state)
            except RunsUnreachable as error:
                log.warning("run %s stays marked as running: %s", self.job.id, error)

    def snapshot(self, queue_position: int | None, *, curve: bool = True) -> Snapshot:
        """Return the job as it is now; `curve` False leaves the epochs out."""
        state = self.state
        view = self.watch.view(curve=curve)
        return replace(
            snapshot_of(self.job),
            state=state,
            queue_position=queue_position if state == State.QUEUED else None,
            fraction=self.job.fraction if self.over.is_set() else view.fraction,
            seconds_left=view.seconds_left if state == State.RUNNING else None,
            parts=view.parts,
            epochs=view.epochs,
            best=view.best,
        )


def snapshot_of(job: Job) -> Snapshot:
    """Return what `job.json` alone tells of a job."""
    return Snapshot(
        id=job.id,
        kind=job.order.kind,
        title=job.order.title,
        state=job.state,
        order=job.order,
        created=job.created,
        fraction=job.fraction,
        error=job.failure,
    )
