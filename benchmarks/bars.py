"""What every benchmark prints: the machine, a table of figures, and which bars were kept.

The rows are Markdown, so they can be pasted into README.md as they are. A bar is a promise: a
figure beyond it makes the benchmark end with 1. A figure without a bar is for information.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

HEADING = "| what | bar | measured | kept |\n|---|---|---|---|"


@dataclass(frozen=True)
class Figure:
    """One measured number; `at_least` says which side of the bar is the good one."""

    what: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bar is kept; no number keeps no bar."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def row(self) -> str:
        """The figure as a row of a Markdown table."""
        sign = "≥" if self.at_least else "≤"
        bar = "–" if self.bar is None else f"{sign} {self.bar:g} {self.unit}".rstrip()
        kept = "–" if self.bar is None else "yes" if self.kept else "**no**"
        note = f" ({self.note})" if self.note else ""
        return (
            f"| {self.what} | {bar} | {self.value:.4g} {self.unit}".rstrip() + f"{note} | {kept} |"
        )


def machine() -> str:
    """Return what the figures were measured on, and how busy it was before."""
    torch = sys.modules.get("torch")
    threads = f" on {torch.get_num_threads()} threads" if torch else ""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores ({_chip()}), {platform.system()}{load}; "
        f"Python {platform.python_version()}, torch {version('torch')}{threads}"
    )


def _chip() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def conclude(where: str, figures: Sequence[Figure]) -> int:
    """Print the machine and the table; return the exit status, 1 if a bar was missed."""
    print(f"{where}\n\n{HEADING}")
    for figure in figures:
        print(figure.row)
    print(flush=True)
    return int(not all(figure.kept for figure in figures))


def seconds_of(work: Callable[[], object]) -> float:
    """Do `work` once and return the seconds it took."""
    began = perf_counter()
    work()
    return perf_counter() - began


def take_turns(passes: int, *works: Callable[[], object]) -> np.ndarray:
    """Do each work once to warm up, then all of them in turn; return seconds, (works, passes)."""
    for work in works:
        work()
    return np.array([[seconds_of(work) for work in works] for _ in range(passes)]).T


def spread(values: Sequence[float] | np.ndarray, unit: str = "") -> str:
    """Return from where to where `values` reach, as a note."""
    return f"{np.min(values):.3g} to {np.max(values):.3g}{unit and ' '}{unit}"
