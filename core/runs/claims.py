"""Who is at work on a run: a lock that the system itself lets go when its holder dies.

The claim on run ID is an exclusive `flock` on `claims/ID`. A process id with its start time would
say the same on one machine, but not between two containers that share a home, where each has its
own numbers. A claim is handed down to a worker process with its file descriptor and then lasts
until both are gone. A clean end removes the file; a file that can be locked was left by the dead.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from core.errors import AlreadyRunning
from core.runs.folders import is_id

TRIES = 25
SECONDS_BETWEEN_TRIES = 0.02  # a look at a claim holds it for microseconds, a reaper for a moment


class Claim:
    """The right to work on one run, until it is released or this process dies."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let somebody else have the run; once is enough and twice does no harm."""
        if self.descriptor >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self.descriptor)
            self.descriptor = -1


def _take(path: Path) -> Claim | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # the file may have been removed between opening and locking: that lock guards nothing
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            return Claim(path, descriptor)
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def claim(home: Path, run: str) -> Claim:
    """Claim a run for this process.

    Raises
    ------
    AlreadyRunning
        If somebody else is at work on it.
    """
    path = home / "claims" / run
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        held = _take(path)
        if held is not None:
            return held
        time.sleep(SECONDS_BETWEEN_TRIES)
    raise AlreadyRunning(job=run)


def is_claimed(home: Path, run: str) -> bool:
    """Tell whether somebody, here or in another process, is at work on a run."""
    try:
        descriptor = os.open(home / "claims" / run, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def abandoned(home: Path) -> Iterator[Claim]:
    """Yield, claimed by us, each run whose holder died; the caller releases it."""
    for path in sorted((home / "claims").glob("*")):
        if is_id(path.name) and not is_claimed(home, path.name):
            held = _take(path)
            if held is not None:
                yield held
