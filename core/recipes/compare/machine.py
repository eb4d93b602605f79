"""Where and when a study was made."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from core.recipes.compare.result import Machine, Row

CHIP_FILE = Path("/proc/cpuinfo")


def machine_of(rows: tuple[Row, ...]) -> Machine:
    """Return this machine, now, and how much of a core the runs had while they learnt."""
    ended = [run for row in rows for run in row.runs if run.result is not None]
    wall = sum(run.wall_seconds for run in ended)
    return Machine(
        cores=os.cpu_count() or 1,
        chip=_chip(),
        system=platform.system(),
        python=platform.python_version(),
        torch=version("torch"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        share=sum(run.core_seconds for run in ended) / wall if wall else 1.0,
    )


def _chip() -> str:
    lines = CHIP_FILE.read_text("utf-8").splitlines() if CHIP_FILE.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
