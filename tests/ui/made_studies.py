"""Studies with figures of our choice, that nobody had to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.recipes import compare
from core.recipes.compare.costs import Costs
from core.recipes.compare.material import Material
from core.recipes.compare.result import Result
from core.recipes.compare.settings import RATES, CompareSettings
from core.recipes.compare.study import Plan, Study
from core.recipes.compare.subjects.signals import Signals
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.compare.units import Unit
from core.runs import Work
from core.vectorizers.signal_tasks import Batch
from tests.core.recipes.compare.factories import scored

GUESSES = {"mse": 1 / 6, "accuracy": 0.5}
NOWHERE = Path("nowhere")


def subject(task: str, num_steps: int) -> Signals:
    """Return what a task asks, with nothing in it."""
    metric = METRICS[TASKS[task].metric]
    kind: Any = "class" if metric.higher_is_better else "value"
    shape = (3, num_steps)
    targets = np.zeros(shape, dtype=np.int64) if kind == "class" else np.zeros((*shape, 1), "f4")
    nothing = Batch(np.zeros((*shape, 2), dtype=np.float32), targets, np.ones(shape, dtype=bool))
    guess = GUESSES[TASKS[task].metric]
    return Signals(Material(kind, 2, 2, lambda *_: nothing, nothing, nothing, guess), 0.0)


def study_of(
    results: Mapping[str, Sequence[float]], task: str = "adding", length: int = 12, **turned: Any
) -> Result:
    """Return the study in which contenders had these figures, one for each seed."""
    num_seeds = max(turned.pop("seeds", 0), *map(len, results.values()))
    settings = CompareSettings(
        task=task,
        length=length if TASKS[task].length else 0,
        trunks=tuple(results),
        seeds=num_seeds,
        rates=1,
        match="updates",
        budget_unit="updates",
        budget_amount=20,
        hidden_size=8,
        **turned,
    )
    names = settings.trunks
    costs = dict.fromkeys(names, Costs(400, 1, 0.5, 800.0, "oneDNN"))
    plan = Plan(settings, subject(task, length), dict.fromkeys(names, 8), costs)
    work = Work(compare.source_of(settings), settings.record(), NOWHERE, NOWHERE)
    study = Study(plan, work)
    for name, figures in results.items():
        for seed, figure in enumerate(figures):
            unit = Unit("score", name, 8, RATES[0], seed, settings.amount)
            study.schedule.ended[unit.key] = scored(figure, seed, task)
    return study.result()


GATED = {
    "rnn": (0.17, 0.166, 0.171),
    "gru": (0.0005, 0.0003, 0.0006),
    "lstm": (0.0003, 0.0004, 0.0005),
    "transformer": (0.05, 0.06, 0.055),
}
"""Figures of the adding problem as they often come out."""
