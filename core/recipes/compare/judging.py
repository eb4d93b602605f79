"""From what the units left to rows, pairs and sentences.

A sentence about two contenders follows from their interval alone: wholly on one side of zero, the
one that it favours is better; otherwise no difference is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from core.metrics.forecast import wilson
from core.metrics.paired import Paired, paired_interval
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.costs import Costs
from core.recipes.compare.learning import Check
from core.recipes.compare.result import Curve, Pair, Row, Run, Trial
from core.recipes.compare.schedule import Schedule
from core.recipes.compare.tasks import METRICS, TASKS, Metric, Task
from core.recipes.compare.units import Ended, Unit
from core.words import N_, Sentence

Key = tuple[str, str, tuple[int, ...]]
"""Two contenders, the second empty where there is one, and the seeds that both have ended."""
NO_DIFFERENCE = N_("no difference shown")
BETTER = N_("{name} better")


def run_of(unit: Unit, ended: Ended | None, checks: Sequence[Check], task: Task) -> Run:
    """Return what is known of a scored run, whether it has ended or not."""
    metric, last = METRICS[task.metric], checks[-1] if checks else None
    result = None if ended is None else ended.result
    has_line = task.solved is not None and result is not None
    multiples = map(str, task.longer)
    return Run(
        seed=unit.seed,
        result=result,
        solved=metric.solved(result, task.solved) if has_line else None,  # type: ignore[arg-type]
        solved_after=_solved_after(checks, metric, task.solved),
        updates=last.updates if last else 0,
        core_seconds=last.core_seconds if last else 0.0,
        wall_seconds=ended.wall_seconds if ended else math.nan,
        curve=curve_of(checks),
        scores=np.array(ended.scores if ended else (), dtype=np.float64),
        longer=dict(zip(multiples, ended.longer, strict=True)) if ended else {},
        stream=ended.stream if ended else "",
        diverged=ended.diverged if ended else False,
    )


def _solved_after(checks: Sequence[Check], metric: Metric, line: float | None) -> float | None:
    if line is None:
        return None
    solved = (one.core_seconds for one in checks if metric.solved(one.figure, line))
    return next(solved, None)


def curve_of(checks: Sequence[Check]) -> Curve:
    """Return the curve of a run's checks."""
    trained = [math.nan if c.train_loss is None else c.train_loss for c in checks]
    return Curve(
        updates=np.array([c.updates for c in checks], dtype=np.int64),
        core_seconds=np.array([c.core_seconds for c in checks], dtype=np.float64),
        train_losses=np.array(trained, dtype=np.float64),
        figures=np.array([c.figure for c in checks], dtype=np.float64),
    )


@dataclass(frozen=True, eq=False)
class Asked:
    """What was judged.

    Attributes
    ----------
    metric : Metric
    weights : numpy.ndarray, shape (N,)
        How many steps of each test sequence.
    block : float
        How many neighbouring sequences hang together.
    known : dict
        The intervals that were computed before, by contenders and seeds: a study that is watched is
        judged every few seconds.
    """

    metric: Metric
    weights: np.ndarray
    block: float = 1.0
    known: dict[Key, Paired] = field(default_factory=dict)

    def interval(self, key: Key, first: np.ndarray, second: np.ndarray | float) -> Paired:
        """Return the difference of scores of shape (S, N), with its interval."""
        if key not in self.known:
            other = np.broadcast_to(second, first.shape)
            self.known[key] = paired_interval(first, other, self.weights, self.block)
        return self.known[key]


def row_of(name: str, schedule: Schedule, cost: Costs, asked: Asked) -> Row:
    """Return what is known of a contender."""
    task = TASKS[schedule.settings.task]
    runs = tuple(
        run_of(unit, schedule.ended.get(unit.key), schedule.curve_of(unit), task)
        for unit in schedule.runs_of(name)
    )
    ended = {run.seed: run.scores for run in runs if run.result is not None}
    key = (name, "", tuple(ended))
    figure = asked.interval(key, np.stack([*ended.values()]), 0.0) if ended else None
    num_solved = sum(run.solved is True for run in runs)
    low, high = wilson(num_solved, len(ended))
    return Row(
        name=name,
        trunk=CONTENDERS[name].trunk,
        parameters=cost.parameters,
        width=schedule.widths[name],
        num_layers=cost.num_layers,
        rate=schedule.rate_of(name),
        trials=tuple(trials_of(name, schedule)),
        runs=runs,
        solved=num_solved,
        low=low,
        high=high,
        mean=figure.difference if figure else None,
        mean_low=figure.low if figure else math.nan,
        mean_high=figure.high if figure else math.nan,
        saved_mib=cost.saved_mib,
        flops=cost.flops,
        kernel=cost.kernel,
    )


def trials_of(name: str, schedule: Schedule) -> list[Trial]:
    """Return the learning rates of a contender that were tried."""
    pairs = ((unit, schedule.ended.get(unit.key)) for unit in schedule.trials[name])
    return [
        Trial(unit.rate, ended.figure, ended.updates, ended.core_seconds)
        for unit, ended in pairs
        if ended is not None
    ]


def pairs_of(rows: Sequence[Row], asked: Asked) -> tuple[Pair, ...]:
    """Return every two contenders that have ended a seed in common."""
    found = (_pair(a, b, asked) for a, b in combinations(rows, 2))
    return tuple(pair for pair in found if pair is not None)


def _pair(a: Row, b: Row, asked: Asked) -> Pair | None:
    of_a, of_b = (
        {run.seed: run.scores for run in row.runs if run.result is not None} for row in (a, b)
    )
    seeds = [seed for seed in of_a if seed in of_b]
    if not seeds:
        return None
    first, second = (np.stack([of[seed] for seed in seeds]) for of in (of_a, of_b))
    found = asked.interval((a.name, b.name, tuple(seeds)), first, second)
    better = better_of(found, asked.metric)
    return Pair(
        a=a.name,
        b=b.name,
        difference=found.difference,
        low=found.low,
        high=found.high,
        num_seeds=len(seeds),
        better=better,
        statement=statement({"a": a.name, "b": b.name}.get(better)),
    )


def better_of(found: Paired, metric: Metric) -> str:
    """Return "a" or "b" where the interval favours the first or the second, otherwise ""."""
    sign = found.sign if metric.higher_is_better else -found.sign
    return {1: "a", -1: "b", 0: ""}[sign]


def statement(favoured: str | None) -> Sentence:
    """Return the sentence about two contenders, of which one or none is favoured."""
    if favoured is None:
        return Sentence(NO_DIFFERENCE)
    return Sentence(BETTER, {"name": Sentence(CONTENDERS[favoured].title)})
