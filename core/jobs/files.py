"""The jobs on disk: those of earlier processes and of other programs on the same home."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from core.errors import NoSuchJob
from core.jobs.orders import UNFINISHED, Job, forget_job, job_file, kept_job, read_job, write_job
from core.runs.claims import is_claimed
from core.runs.folders import is_id
from core.runs.records import State


class JobFiles:
    """Every `job.json` of a home, read again only when it has changed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._seen: dict[str, tuple[int, Job]] = {}

    def ids(self) -> tuple[str, ...]:
        """Return the id of every job on disk."""
        folder = self.home / "jobs"
        return tuple(p.name for p in folder.glob("*") if is_id(p.name))

    def find(self, job: str) -> Job:
        """Return a job as it is on disk; one whose process died is interrupted.

        Raises
        ------
        NoSuchJob
            If there is none of that id, or no longer.
        """
        if not is_id(job):
            raise NoSuchJob(job=job)
        try:
            changed_at = job_file(self.home, job).stat().st_mtime_ns
        except FileNotFoundError:
            self._seen.pop(job, None)
            raise NoSuchJob(job=job) from None
        known = self._seen.get(job)
        if known is None or known[0] != changed_at or known[1].state in UNFINISHED:
            self._seen[job] = known = (changed_at, read_job(self.home, job))
        return known[1]

    def jobs(self) -> tuple[Job, ...]:
        """Return all of them."""
        found = []
        for job in self.ids():
            with contextlib.suppress(NoSuchJob):  # pruned by somebody meanwhile
                found.append(self.find(job))
        return tuple(found)

    def recover(self) -> None:
        """Write down that the jobs of dead processes are interrupted."""
        for job in self.ids():
            with contextlib.suppress(NoSuchJob):
                kept = kept_job(self.home, job)
                if kept.state in UNFINISHED and not is_claimed(self.home, job):
                    write_job(self.home, replace(kept, state=State.INTERRUPTED))

    def prune(self, most: int) -> None:
        """Forget all but the newest `most` jobs that have ended; their runs stay."""
        ended = [job for job in self.jobs() if job.state not in UNFINISHED]
        ended.sort(key=lambda job: job.created, reverse=True)
        for job in ended[most:]:
            if not is_claimed(self.home, job.id):
                forget_job(self.home, job.id)
                self._seen.pop(job.id, None)
