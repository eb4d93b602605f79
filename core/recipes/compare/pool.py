"""Workers side by side: each a process of its own with one thread, each given one unit at a time.

A thread of the pool waits for each worker; what they say comes out in one place. Whoever leaves the
pool ends the workers, in the middle of a unit if need be. `multiprocessing` is no way to get there:
its child would run the server's own entry script again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from core.errors import WorkerLost
from core.recipes.compare.learning import Check
from core.recipes.compare.units import Ended, Unit, ended_of

ROOT = Path(__file__).resolve().parents[3]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Told = Check | Ended


class Worker:
    """Our end of one process; `study` is what it is told of the study."""

    def __init__(self, study: Mapping[str, Any]) -> None:
        path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        self.run = subprocess.Popen(
            [sys.executable, "-m", "core.recipes.compare.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
        )
        self._write(study)

    def _write(self, message: Mapping[str, Any]) -> None:
        assert self.run.stdin is not None, "it was asked for"  # noqa: S101 -- for us
        self.run.stdin.write(json.dumps(message) + "\n")
        self.run.stdin.flush()

    def carry_out(self, unit: Unit, hear: Callable[[Check], None]) -> Ended:
        """Let it learn a unit; tell every look at the validation data, return what became of it.

        Raises
        ------
        WorkerLost
            If it ends in the middle.
        """
        assert self.run.stdout is not None, "it was asked for"  # noqa: S101 -- for us
        try:
            self._write(asdict(unit))
        except BrokenPipeError:
            raise WorkerLost(exit_code=self.run.wait()) from None
        for line in self.run.stdout:
            message = json.loads(line)
            if "ended" in message:
                return ended_of(message["ended"])
            hear(Check(**message["check"]))
        raise WorkerLost(exit_code=self.run.wait())

    def end(self) -> None:
        """End it at once."""
        with self.run as run:  # closes its pipes and waits
            run.kill()


class Pool:
    """So many workers, and what they say.

    Parameters
    ----------
    study : mapping
        What each is told of the study.
    num_workers : int
    """

    def __init__(self, study: Mapping[str, Any], num_workers: int) -> None:
        self._said: SimpleQueue[tuple[Unit, Told | BaseException]] = SimpleQueue()
        self._executor = ThreadPoolExecutor(num_workers, thread_name_prefix="comparing")
        self._workers = [Worker(study) for _ in range(num_workers)]
        self._idle = list(self._workers)

    @property
    def has_room(self) -> bool:
        """Whether a worker waits for a unit."""
        return bool(self._idle)

    def give(self, unit: Unit) -> None:
        """Let a worker that waits learn a unit."""
        self._executor.submit(self._serve, self._idle.pop(), unit)

    def _serve(self, worker: Worker, unit: Unit) -> None:
        try:
            ended = worker.carry_out(unit, lambda check: self._said.put((unit, check)))
        except BaseException as fault:  # whoever listens shall hear of it
            self._said.put((unit, fault))
        else:
            self._idle.append(worker)
            self._said.put((unit, ended))

    def hear(self, seconds: float) -> tuple[Unit, Told] | None:
        """Return what was said next, or None if nothing is for so long.

        Raises
        ------
        WorkerLost
            If a worker ended in the middle of its unit.
        """
        try:
            unit, told = self._said.get(timeout=seconds)
        except Empty:
            return None
        if isinstance(told, BaseException):
            raise told
        return unit, told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._executor.shutdown()
