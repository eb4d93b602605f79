"""Checkpoints: what a stopped training needs to go on as if it had never stopped.

A file is either the old state or the new one, never half of each: it is written beside, forced to
the disk, and then takes the old one's place. Only files that we wrote ourselves are read, and only
as tensors and plain values (`weights_only=True`), never as code.
"""

from __future__ import annotations

import os
import pickle
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from core.errors import UnreadableCheckpoint


class Checkpoint:
    """The state of one fit, kept in one file.

    Parameters
    ----------
    path : Path
        Each fit of a job has a file of its own; the folder is made when needed.
    seconds_between : float
        How long to wait between saves: a tiny model finishes an epoch in 20 ms, and forcing each
        to the disk would cost more than training.
    """

    def __init__(self, path: Path, seconds_between: float = 1.0) -> None:
        self.path = path
        self.seconds_between = seconds_between
        self.saved_at = time.monotonic()

    @property
    def due(self) -> bool:
        """Whether the last save is long enough ago."""
        return time.monotonic() - self.saved_at >= self.seconds_between

    def save(self, state: Mapping[str, Any]) -> None:
        """Keep `state`, made of tensors and plain values, in place of what was kept before."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        with beside.open("wb") as file:
            torch.save(dict(state), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        self.saved_at = time.monotonic()

    def load(self) -> dict[str, Any] | None:
        """Return what was kept, on the CPU, or None if nothing was.

        Raises
        ------
        UnreadableCheckpoint
            If the file was damaged or is none of ours.
        """
        if not self.path.exists():
            return None
        try:
            state: dict[str, Any] = torch.load(self.path, map_location="cpu", weights_only=True)
        except (RuntimeError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as cause:
            raise UnreadableCheckpoint(name=self.path.name) from cause
        return state

    def discard(self) -> None:
        """Forget what was kept, and what a killed process left half-written."""
        for leftover in self.path.parent.glob(f"{self.path.name}.*.tmp"):
            leftover.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
