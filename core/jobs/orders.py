"""What is to be learnt, and the file that remembers it when the server is gone.

`jobs/ID/job.json` is written whole or not at all. Whoever works on the job holds the claim on its
id, so a file that says "running" without a claim was left behind by a process that died.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from core.errors import NoSuchJob
from core.jobs.failures import Failure
from core.runs.claims import is_claimed
from core.runs.folders import is_id, job_folder, write_whole
from core.runs.records import Opening, State
from core.runs.work import Source

UNFINISHED = frozenset({State.QUEUED, State.RUNNING})
RESUMABLE = frozenset({State.CANCELLED, State.INTERRUPTED, State.FAILED})


@dataclass(frozen=True)
class Order:
    """A training that somebody asks for.

    Attributes
    ----------
    function : str
        The importable name of a recipe's train, such as "core.recipes.forecast:train".
    kind, title : str
        What the list of runs says.
    source : Source
    settings : mapping
        The record of the recipe's Settings.
    command : str
        The command that repeats it.
    device : str
        "auto", "cpu" or "cuda".
    tags : mapping of str to str
        What runs are found by; see `core.runs.Opening`.
    """

    function: str
    kind: str
    title: str
    source: Source
    settings: Mapping[str, Any]
    command: str
    device: str = "auto"
    tags: Mapping[str, str] = field(default_factory=dict)

    def opening(self) -> Opening:
        """Return what the store of runs is told of it."""
        return Opening(
            self.kind, self.title, self.source, self.settings, self.command, tags=self.tags
        )


@dataclass(frozen=True)
class Job:
    """An order and what became of it, as `job.json` keeps it; `created` is Unix time."""

    id: str
    order: Order
    state: State
    created: float
    fraction: float = 0.0
    failure: Failure | None = None

    def record(self) -> dict[str, Any]:
        """Return the job as plain JSON values."""
        failure = None if self.failure is None else self.failure.record()
        return {**asdict(replace(self, failure=None)), "failure": failure}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the job that `record` describes."""
        order = dict(record["order"])
        failure = record["failure"]
        return cls(
            record["id"],
            Order(**{**order, "source": Source.from_record(order["source"])}),
            State(record["state"]),
            record["created"],
            record["fraction"],
            None if failure is None else Failure.from_record(failure),
        )


def job_file(home: Path, job: str) -> Path:
    """Return the path of a job's file."""
    return job_folder(home, job) / "job.json"


def work_folder(home: Path, job: str) -> Path:
    """Return the folder that a recipe keeps its checkpoints in."""
    return job_folder(home, job) / "work"


def write_job(home: Path, job: Job) -> None:
    """Keep a job as it is now."""
    write_whole(job_file(home, job.id), json.dumps(job.record(), ensure_ascii=False).encode())


def kept_job(home: Path, job: str) -> Job:
    """Return a job as its file says.

    Raises
    ------
    NoSuchJob
        If there is none of that id, or no longer.
    """
    if not is_id(job):
        raise NoSuchJob(job=job)
    try:
        text = job_file(home, job).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NoSuchJob(job=job) from None
    return Job.from_record(json.loads(text))


def read_job(home: Path, job: str) -> Job:
    """Return a job as its file says, but for one whose process died: that is interrupted.

    Raises
    ------
    NoSuchJob
        If there is none of that id, or no longer.
    """
    found = kept_job(home, job)
    if found.state in UNFINISHED and not is_claimed(home, job):
        # it may have ended between the two looks
        found = kept_job(home, job)
        if found.state in UNFINISHED:
            return replace(found, state=State.INTERRUPTED)
    return found


def forget_job(home: Path, job: str) -> None:
    """Delete what a job kept; its run stays."""
    shutil.rmtree(job_folder(home, job), ignore_errors=True)
