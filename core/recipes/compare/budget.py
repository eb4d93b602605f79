"""How much a run may spend, and what it has spent: core-seconds, or updates.

Only learning is on the clock, the drawing of batches included; the looks at validation data are
not. A run is one process with one thread, so its process time is its core time. Whoever spends
core-seconds makes as many updates as the machine lets it: repeated, the number differs a little and
with it every figure. Whoever spends updates gets the same figures again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

CHECKS = 20
"""How often a run looks at validation data, evenly over its budget."""


@dataclass
class Clock:
    """What is spent of a budget.

    Attributes
    ----------
    amount : float
        Core-seconds, or updates.
    by_time : bool
    updates : int
    core_seconds, wall_seconds : float
        While it ran.
    """

    amount: float
    by_time: bool
    updates: int = 0
    core_seconds: float = 0.0
    wall_seconds: float = 0.0

    def start(self) -> None:
        """Begin to count, or go on."""
        self._core, self._wall = time.process_time(), time.perf_counter()

    def tick(self) -> None:
        """Count one update, and the time since the last."""
        core, wall = time.process_time(), time.perf_counter()
        self.core_seconds += core - self._core
        self.wall_seconds += wall - self._wall
        self._core, self._wall = core, wall
        self.updates += 1

    @property
    def share(self) -> float:
        """The share of the budget that is spent, from 0 to 1 and a little more."""
        return (self.core_seconds if self.by_time else self.updates) / self.amount
