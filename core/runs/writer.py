"""Points of curves, written in batches, so that recording costs a training next to nothing.

`log` only puts the points into a queue, and a thread hands them to MLflow twice a second, at most
1,000 at a time. A database that is locked, or a server that is away for a while, costs no point:
what could not be written is tried again. Only a kill loses what is younger than half a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from core.errors import RunsUnreachable

log = logging.getLogger("seqlab.runs")

SECONDS_BETWEEN = 0.5
MOST_POINTS = 1000  # MLflow refuses larger batches
ENTRIES = 500  # taken from the queue at once


class Entry(NamedTuple):
    """What was logged at once: values of some curves at one step, and when (Unix time)."""

    run: str
    values: Mapping[str, float]
    step: int
    at: float


class Point(NamedTuple):
    """One number of one curve, and when it was logged (Unix time)."""

    key: str
    value: float
    step: int
    at: float


class Writer:
    """A queue of points and the thread that empties it.

    Parameters
    ----------
    write : callable
        Takes at most 1,000 points of one run; raises `RunsUnreachable` when it should be tried
        again.
    """

    def __init__(self, write: Callable[[str, Sequence[Point]], None]) -> None:
        self._write = write
        self._waiting: deque[Entry] = deque()
        self._awake = threading.Event()
        self._writing = threading.Lock()
        self._starting = threading.Lock()  # not `_writing`: a training never waits for a write
        self._thread: threading.Thread | None = None

    def log(self, run: str, values: Mapping[str, float], step: int) -> None:
        """Note the values of some curves at a step; takes microseconds."""
        self._waiting.append(Entry(run, values, step, time.time()))
        if not self._awake.is_set():
            self._awake.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="runs", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        failing = False
        while True:
            self._awake.wait()
            time.sleep(SECONDS_BETWEEN)
            self._awake.clear()
            try:
                self.flush()
                failing = False
            except RunsUnreachable as error:
                if not failing:
                    log.warning("points wait to be recorded: %s", error)
                failing = True
                self._awake.set()

    def flush(self) -> None:
        """Write everything that was logged until now.

        Raises
        ------
        RunsUnreachable
            If it could not be written; it is kept and tried again.
        """
        with self._writing:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), ENTRIES))]
                try:
                    for run in dict.fromkeys(entry.run for entry in taken):
                        self._write_run(run, [entry for entry in taken if entry.run == run])
                except RunsUnreachable:
                    self._waiting.extendleft(reversed(taken))  # a point written twice counts once
                    raise

    def _write_run(self, run: str, entries: Sequence[Entry]) -> None:
        points = [
            Point(key, value, entry.step, entry.at)
            for entry in entries
            for key, value in entry.values.items()
        ]
        for start in range(0, len(points), MOST_POINTS):
            self._write(run, points[start : start + MOST_POINTS])
