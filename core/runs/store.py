"""The store of runs: what was tried, on what, with which settings, and what came of it.

A facade of a handful of functions over MLflow. Recording never slows a training down: `log` takes
microseconds and a thread writes. Results are folders of our own under the home, not MLflow's
artifacts. A deleted run leaves the list, and its result and its upload go; but that its
configuration was tried is remembered, for the verdict on a contest depends on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from core.errors import AlreadyRunning, NoSuchRun
from core.runs import folders
from core.runs.artifacts import load_artifact, save_artifact
from core.runs.blobs import blobs, drop_blobs
from core.runs.claims import abandoned, is_claimed
from core.runs.database import Database
from core.runs.records import History, Opening, Run, State
from core.runs.writer import Writer
from core.training.progress import Artifact


class RunStore:
    """The runs of one home; make it with `run_store`, use it from any thread."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = Database(home)
        self._writer = Writer(self.database.add_points)

    def open(self) -> None:
        """Open the database now; otherwise the first question does.

        Raises
        ------
        RunsUnreachable
            If it cannot be opened.
        """
        self.database.connect()

    def start(self, opening: Opening, run: str | None = None) -> str:
        """Open a run, or open it again if it is known, and return its id.

        Whoever records should hold a `claim` on the run, or nobody will know when he dies.
        """
        run = run or folders.new_id()
        if self.database.find(run) is None:
            self.database.create(run, opening)
        else:
            self.database.set_status(run, State.RUNNING)
        return run

    def log(self, run: str, values: Mapping[str, float], step: int) -> None:
        """Add a point to some curves of a run; takes microseconds, and a step may be repeated."""
        self._writer.log(run, values, step)

    def finish(self, run: str, status: State, artifact: Artifact | None = None) -> None:
        """Close a run, with its result if there is one.

        Raises
        ------
        NoSuchRun
            If it was deleted meanwhile.
        RunsUnreachable
            If the store does not answer; the result is kept all the same.
        """
        if artifact is not None:
            save_artifact(folders.run_folder(self.home, run), artifact)
            self.database.set_metrics(run, artifact.metrics)
        self._writer.flush()
        self.database.set_status(run, status)

    def abandon(self, run: str, status: State) -> None:
        """Say where a run is whose worker can no longer say it; no run, nothing said."""
        self._writer.flush()
        if self.database.find(run) is not None:
            self.database.set_status(run, status)

    def runs(
        self, kind: str | None = None, tags: Mapping[str, str] | None = None
    ) -> tuple[Run, ...]:
        """Return the runs that were not deleted, the newest first.

        Parameters
        ----------
        kind : str, optional
            Only these, such as "forecast".
        tags : mapping of str to str, optional
            Only those with all of these tags.
        """
        self.reap()
        return self.database.search({**(tags or {}), **({"seqlab.kind": kind} if kind else {})})

    def show(self, run: str) -> Run:
        """Return one run.

        Raises
        ------
        NoSuchRun
            If nobody kept it.
        """
        self.reap()
        found = self.database.find(run)
        if found is None:
            raise NoSuchRun(run=run)
        return found

    def artifact(self, run: str) -> Artifact:
        """Return the result of a run.

        Raises
        ------
        NoSuchRun
            If it cannot be the id of a run.
        NoArtifact
            If the run has none.
        DamagedArtifact
            If its files were changed.
        """
        if not folders.is_id(run):
            raise NoSuchRun(run=run)
        return load_artifact(folders.run_folder(self.home, run))

    def has_artifact(self, run: str) -> bool:
        """Tell whether a run has a result."""
        return folders.is_id(run) and folders.run_folder(self.home, run).is_dir()

    def history(self, run: str, curve: str) -> History:
        """Return one curve of a run; a step that was logged twice has its newest value.

        Raises
        ------
        NoSuchRun
            If nobody kept the run.
        """
        return self.database.history(run, curve)

    def count_configurations(self, contest: str) -> int:
        """Return how many distinct configurations were tried in a contest, deleted runs included.

        Runs say it by their tags "contest" and "configuration". One that failed showed nobody a
        result and does not count.
        """
        tried = self.database.search({"contest": contest}, deleted=True)
        return len(
            {r.opening.tags.get("configuration", "") for r in tried if r.status != State.FAILED}
        )

    def delete(self, run: str) -> None:
        """Delete a run with its result, and its upload if no other run or waiting job needs it.

        Raises
        ------
        NoSuchRun
            If nobody kept it.
        AlreadyRunning
            If somebody is at work on it.
        """
        source = self.show(run).opening.source
        if is_claimed(self.home, run):
            raise AlreadyRunning(job=run)
        self.database.delete(run)
        shutil.rmtree(folders.run_folder(self.home, run), ignore_errors=True)
        shutil.rmtree(folders.job_folder(self.home, run), ignore_errors=True)
        used = {other.opening.source.sha256 for other in self.database.search({})}
        waiting = "".join(p.read_text("utf-8") for p in self.home.glob("jobs/*/job.json"))
        needed = {sha256 for sha256 in blobs(self.home) if sha256 in used or sha256 in waiting}
        drop_blobs(self.home, needed, at_once=source.sha256)

    def reap(self) -> tuple[str, ...]:
        """Mark the runs whose process died as interrupted, and return their ids.

        When nobody died, this looks into one folder and does not open the database.
        """
        reaped = []
        for held in abandoned(self.home):
            try:
                found = self.database.find(held.path.name)
                if found is not None and found.status == State.RUNNING:
                    self.database.set_status(found.id, State.INTERRUPTED)
                    reaped.append(found.id)
            finally:
                held.release()
        return tuple(reaped)


@lru_cache(maxsize=8)
def _store_at(home: Path) -> RunStore:
    return RunStore(home)


def run_store(home: str | Path | None = None) -> RunStore:
    """Return the store of a home, the same one for everybody in this process."""
    return _store_at(folders.home(home))
