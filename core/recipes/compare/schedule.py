"""Which unit comes next: first the learning rates, then every contender with every seed.

As soon as a contender's rates are tried its scored runs may begin. Scored runs go seed by seed, so
that whoever stops early has whole seeds to compare. What has ended is kept in a folder and not
learnt again when a stopped study goes on.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.recipes.compare.learning import Check
from core.recipes.compare.settings import RATES, CompareSettings
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.compare.units import Ended, Unit, ended_of
from core.runs.folders import write_whole

TRIAL_SEED = 1_000_000
"""Added to the first seed for trials, so that no scored seed has been seen before."""


class Schedule:
    """The units of a study and what became of them.

    Parameters
    ----------
    settings : CompareSettings
    widths : mapping of str to int
        The width of each contender.
    folder : Path
        Where what has ended is kept.
    """

    def __init__(self, settings: CompareSettings, widths: Mapping[str, int], folder: Path) -> None:
        self.settings, self.widths, self.folder = settings, widths, folder
        better = METRICS[TASKS[settings.task].metric].higher_is_better
        self.sign = 1.0 if better else -1.0
        self.trials = {name: self._trials(name) for name in settings.trunks}
        self.ended: dict[str, Ended] = {}
        self.running: dict[str, tuple[Unit, list[Check]]] = {}
        self._recall()

    def _trials(self, contender: str) -> list[Unit]:
        settings = self.settings
        rates = RATES[: settings.rates] if settings.rates > 1 else ()
        seed, amount = settings.seed + TRIAL_SEED, settings.amount * settings.trial_share
        width = self.widths[contender]
        return [Unit("try", contender, width, rate, seed, amount) for rate in rates]

    def _recall(self) -> None:
        for path in self.folder.glob("*.json"):
            kept = json.loads(path.read_text("utf-8"))
            self.ended[kept["key"]] = ended_of(kept["ended"])

    def keep(self, unit: Unit, ended: Ended) -> None:
        """Take in what became of a unit, and keep it."""
        self.running.pop(unit.key, None)
        self.ended[unit.key] = ended
        name = hashlib.sha256(unit.key.encode()).hexdigest()[:16]
        record = {"key": unit.key, "ended": asdict(ended)}
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / f"{name}.json", json.dumps(record).encode())

    def hear(self, unit: Unit, check: Check) -> None:
        """Take in what a running unit said."""
        self.running[unit.key][1].append(check)

    def curve_of(self, unit: Unit) -> Sequence[Check]:
        """Return what a unit has said so far, whether it has ended or not."""
        if unit.key in self.ended:
            return self.ended[unit.key].curve
        return self.running[unit.key][1]

    def next_unit(self) -> Unit | None:
        """Return the next unit that can begin, as begun; None if none can now."""
        for unit in (*self._all_trials(), *self._known_runs()):
            if unit.key not in self.ended and unit.key not in self.running:
                self.running[unit.key] = (unit, [])
                return unit
        return None

    def _all_trials(self) -> list[Unit]:
        return [unit for units in self.trials.values() for unit in units]

    def _known_runs(self) -> list[Unit]:
        seeds = range(self.settings.seed, self.settings.seed + self.settings.seeds)
        known = {name: self.rate_of(name) for name in self.settings.trunks}
        return [
            Unit("score", name, self.widths[name], rate, seed, self.settings.amount)
            for seed in seeds
            for name, rate in known.items()
            if rate is not None
        ]

    def rate_of(self, contender: str) -> float | None:
        """Return the learning rate that did best, the first of equals; None while it is tried."""
        tried = [(unit, self.ended.get(unit.key)) for unit in self.trials[contender]]
        if not tried:
            return RATES[0]
        best, best_rate = -math.inf, None
        for unit, ended in tried:
            if ended is None:
                return None
            if best_rate is None or self.sign * ended.figure > best:
                best, best_rate = self.sign * ended.figure, unit.rate
        return best_rate

    def runs_of(self, contender: str) -> list[Unit]:
        """Return the scored runs of a contender that have begun or ended, seed by seed."""
        begun = self.ended.keys() | self.running.keys()
        return [u for u in self._known_runs() if u.contender == contender and u.key in begun]

    def weights(self, num_test: int) -> np.ndarray:
        """Return how many steps of each test sequence are judged, the same for all, (N,)."""
        known = (ended.weights for ended in self.ended.values() if ended.weights)
        return np.array(next(known, (1.0,) * num_test))

    @property
    def num_units(self) -> int:
        """How many units the study has."""
        return len(self._all_trials()) + len(self.settings.trunks) * self.settings.seeds

    @property
    def over(self) -> bool:
        """Whether everything has ended."""
        return len(self.ended) >= self.num_units

    @property
    def fraction(self) -> float:
        """The share of all budgets that is spent, 0 to 1."""
        share = self.settings.trial_share
        parts = [(key.startswith("try"), 1.0) for key in self.ended]
        parts += [
            (key.startswith("try"), curve[-1].share)
            for key, (_, curve) in self.running.items()
            if curve
        ]
        done = sum(spent * (share if trial else 1.0) for trial, spent in parts)
        scored = len(self.settings.trunks) * self.settings.seeds
        return min(1.0, done / (len(self._all_trials()) * share + scored))
