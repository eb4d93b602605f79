"""Small studies and made-up ends of units that the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.recipes.compare.learning import Check
from core.recipes.compare.material import Material
from core.recipes.compare.schedule import Schedule
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.signals import Signals
from core.recipes.compare.tasks import TASKS
from core.recipes.compare.units import Ended
from core.vectorizers.signal_tasks import Batch

SMALL = CompareSettings(
    task="parity",
    length=5,
    trunks=("rnn", "gru"),
    parameters=400,
    budget_unit="updates",
    budget_amount=30,
    seeds=2,
    workers=1,
)


def signals(num_inputs: int, num_outputs: int, num_steps: int) -> Signals:
    """Return a subject of these sizes with nothing to learn in it."""
    inputs = np.zeros((2, num_steps, num_inputs), dtype=np.float32)
    classes = np.zeros((2, num_steps), dtype=np.int64)
    nothing = Batch(inputs, classes, classes == 0)
    some = Material("class", num_inputs, num_outputs, lambda *_: nothing, nothing, nothing, 0.5)
    return Signals(some, dropout=0.0)


def check(number: int, figure: float, seconds: float = 1.0) -> Check:
    return Check(number, 10 * number, seconds * number, number / 20, 0.5, 0.4, figure)


def ended(
    figure: float,
    result: float | None = None,
    scores: tuple[float, ...] = (),
    longer: tuple[float, ...] = (),
) -> Ended:
    return Ended(
        figure=figure,
        diverged=False,
        stream="s",
        updates=20,
        core_seconds=2.0,
        wall_seconds=2.5,
        curve=(check(0, 0.1), check(1, figure), check(2, figure)),
        result=result,
        scores=scores,
        weights=(1.0,) * len(scores),
        longer=longer,
    )


def scored(result: float, seed: int, task: str = "parity") -> Ended:
    """Return the end of a scored run whose test sequences lie around `result`."""
    luck = np.random.default_rng(seed).normal(0, 0.01, 40)
    scores = tuple((result + luck - luck.mean()).tolist())
    return ended(result, result, scores, (1.0, 0.9, 0.8)[: len(TASKS[task].longer)])


def schedule(settings: CompareSettings, folder: Path) -> Schedule:
    return Schedule(settings, dict.fromkeys(settings.trunks, 8), folder)
