"""Waiting for what must happen, with a deadline that only a fault can reach."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.jobs import UNFINISHED, JobManager, Snapshot

SECONDS = 120.0


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.01)


def ended(manager: JobManager, job: str) -> Snapshot:
    until(lambda: manager.snapshot(job).state not in UNFINISHED)
    return manager.snapshot(job)


def at_epoch(manager: JobManager, job: str, epoch: int) -> None:
    def reached() -> bool:
        epochs = manager.snapshot(job).epochs
        return bool(epochs) and epochs[-1].epoch >= epoch

    until(reached)
