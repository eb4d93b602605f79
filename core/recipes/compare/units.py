"""The pieces of a study: one model, one seed, one learning rate; and what became of each.

A unit needs nothing but the study's settings and its own few numbers, so it can travel to another
process; what comes back is plain values.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

from core.recipes.compare.budget import Clock
from core.recipes.compare.building import new_model
from core.recipes.compare.learning import Check, Learner
from core.recipes.compare.material import TRAINED, TRIED, Reading, fingerprint
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Subject
from core.recipes.compare.tasks import METRICS, TASKS
from core.training.devices import choose_device

Stage = Literal["try", "score"]


@dataclass(frozen=True)
class Unit:
    """One thing to be learnt.

    Attributes
    ----------
    stage : str
        "try" a learning rate, judged on validation data; or "score", judged on the test sequences.
    contender : str
    width : int
    rate : float
        Learning rate.
    seed : int
        Of the stream and of the first weights.
    amount : float
        What it may spend.
    """

    stage: Stage
    contender: str
    width: int
    rate: float
    seed: int
    amount: float

    @property
    def key(self) -> str:
        """A name that no other unit of the study has."""
        return f"{self.stage} {self.contender} {self.seed} {self.rate:g}"


@dataclass(frozen=True)
class Ended:
    """What became of a unit; figures of the test sequences are for "score" alone.

    Attributes
    ----------
    figure : float
        On validation data, of the weights that were kept.
    diverged : bool
    stream : str
        The fingerprint of what was learnt.
    updates : int
    core_seconds, wall_seconds : float
    curve : tuple of Check
    result : float or None
        The figure on the test sequences.
    scores, weights : tuple of float
        Of each test sequence; see `core.recipes.compare.subjects.base`.
    longer : tuple of float
        On longer sequences: the figure of the last step.
    """

    figure: float
    diverged: bool
    stream: str
    updates: int
    core_seconds: float
    wall_seconds: float
    curve: tuple[Check, ...]
    result: float | None = None
    scores: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    longer: tuple[float, ...] = ()


def carry_out(
    unit: Unit, settings: CompareSettings, subject: Subject[Any], device: str
) -> Generator[Check, None, Ended]:
    """Learn one unit, saying every look at the validation data, and return what became of it."""
    task = TASKS[settings.task]
    model = new_model(subject, unit.contender, unit.width, unit.seed).to(choose_device(device))
    role = TRAINED if unit.stage == "score" else TRIED
    reading = Reading(unit.seed, role, task.batch_size, settings.train_size)
    clock = Clock(unit.amount, settings.by_time)
    better = METRICS[task.metric].higher_is_better
    learner = Learner(model, subject, unit.rate, clock, higher_is_better=better)
    curve: list[Check] = []
    for check in learner.learn(subject.batches(reading)):
        curve.append(check)
        yield check
    told: dict[str, Any] = judged(learner) if unit.stage == "score" else {}
    return Ended(
        figure=learner.sign * learner.best_figure,
        diverged=learner.diverged,
        stream=fingerprint(subject.batches(reading)),
        updates=clock.updates,
        core_seconds=clock.core_seconds,
        wall_seconds=clock.wall_seconds,
        curve=tuple(curve),
        **told,
    )


@torch.no_grad()
def judged(learner: Learner) -> dict[str, Any]:
    """Look once at the test sequences; return what is known of them."""
    subject, model = learner.subject, learner.model.eval()
    found = subject.judge(model, "test")
    return {
        "result": found.figure,
        "scores": tuple(found.scores.tolist()),
        "weights": tuple(found.weights.tolist()),
        "longer": subject.judge_longer(model),
    }


def ended_of(record: Mapping[str, Any]) -> Ended:
    """Return what became of a unit from plain values."""
    plural = {name: tuple(record[name]) for name in ("scores", "weights", "longer")}
    curve = tuple(Check(**check) for check in record["curve"])
    return Ended(**{**record, **plural, "curve": curve})
