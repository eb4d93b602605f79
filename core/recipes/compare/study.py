"""A study on its way: units to workers, what they say to the watchers, what is known so far kept.

Whenever a run has ended, and every few seconds between, the result so far is published: a person
who stops the study keeps it, and a page that watches draws its curves from it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from core.metrics.paired import Paired
from core.recipes.compare.budget import CHECKS
from core.recipes.compare.building import widths_of
from core.recipes.compare.costs import Costs, costs_of
from core.recipes.compare.judging import Asked, Key, pairs_of, row_of
from core.recipes.compare.keeping import pack_result
from core.recipes.compare.learning import Check
from core.recipes.compare.machine import machine_of
from core.recipes.compare.pool import Pool, Told
from core.recipes.compare.result import Result
from core.recipes.compare.schedule import Schedule
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Subject
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.compare.units import Ended, Unit
from core.recipes.compare.verdict import verdict_on
from core.runs import Work
from core.training.progress import Epoch, Part, Tick

SECONDS_OF_SILENCE = 0.25
SECONDS_BETWEEN_PUBLISHED = 2.0
MOST_JUDGED_BY = 0.99
"""The share of the whole that learning is."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What a study is made of.

    Attributes
    ----------
    widths, costs : mapping
        The width of each contender, and what it costs.
    """

    settings: CompareSettings
    subject: Subject[Any]
    widths: Mapping[str, int]
    costs: Mapping[str, Costs]


def plan_study(settings: CompareSettings, subject: Subject[Any]) -> Plan:
    """Size the contenders and measure what they cost before they learn.

    Raises
    ------
    NoEqualSizes
        If they cannot be made of about the same size.
    """
    task = TASKS[settings.task]
    if settings.size:
        widths = widths_of(subject, settings.trunks, settings.size)
    else:
        widths = dict.fromkeys(settings.trunks, settings.hidden_size)
    costs = {name: costs_of(name, width, subject, task) for name, width in widths.items()}
    return Plan(settings, subject, widths, costs)


class Study:
    """A study that is being made.

    Parameters
    ----------
    plan : Plan
    work : Work
    """

    def __init__(self, plan: Plan, work: Work) -> None:
        self.plan, self.work = plan, work
        self.schedule = Schedule(plan.settings, plan.widths, work.folder / "units")
        self.known: dict[Key, Paired] = {}
        self.published_at = time.monotonic()

    def result(self) -> Result:
        """Return what is known, whether every run has ended or not."""
        settings, subject = self.plan.settings, self.plan.subject
        task, weights = TASKS[settings.task], self.schedule.weights(subject.num_test)
        asked = Asked(METRICS[task.metric], weights, subject.block, self.known)
        rows = tuple(
            row_of(name, self.schedule, self.plan.costs[name], asked) for name in settings.trunks
        )
        pairs = pairs_of(rows, asked)
        return Result(
            source=self.work.source.name,
            settings=settings.record(),
            metric=task.metric,
            line=task.solved,
            baseline=subject.baseline,
            rows=rows,
            pairs=pairs,
            weights=weights,
            published=subject.published,
            complete=self.schedule.over,
            machine=machine_of(rows),
            verdict=verdict_on(rows, pairs, task, (settings.seeds, settings.rates)),
        )

    def make(self) -> Generator[Epoch | Tick, None, None]:
        """Let workers learn every unit that has not ended; say where the study is."""
        study = {
            "settings": self.plan.settings.record(),
            "source": self.work.source.record(),
            "home": str(self.work.home),
            "device": "cuda" if self.work.device == "cuda" else "cpu",
        }
        yield self.tick()
        if self.schedule.over:
            return
        with Pool(study, self.num_workers()) as pool:
            while not self.schedule.over:
                while pool.has_room and (unit := self.schedule.next_unit()) is not None:
                    pool.give(unit)
                said = pool.hear(SECONDS_OF_SILENCE)
                yield self.tick() if said is None else self.take_in(*said)

    def num_workers(self) -> int:
        """Return how many learn side by side: one for each core that is ours, or fewer.

        A GPU is not shared: what two did on it at once could not be told apart in time.
        """
        ours = 1 if self.work.device == "cuda" else torch.get_num_threads()
        wanted = min(self.plan.settings.workers or ours, ours)
        return max(1, min(wanted, self.schedule.num_units - len(self.schedule.ended)))

    def take_in(self, unit: Unit, told: Told) -> Epoch | Tick:
        """Note what a unit said, publish what is known, and return what is said of it."""
        if isinstance(told, Ended):
            self.schedule.keep(unit, told)
            self.publish()
            return self.tick()
        self.schedule.hear(unit, told)
        if time.monotonic() - self.published_at >= SECONDS_BETWEEN_PUBLISHED:
            self.publish()
        return self.epoch(unit, told) if unit.stage == "score" else self.tick()

    def publish(self) -> None:
        """Keep what is known where a stopped job, and whoever watches, finds it."""
        self.published_at = time.monotonic()
        if any(self.schedule.runs_of(name) for name in self.plan.settings.trunks):
            self.work.publish(pack_result(self.result()))

    def tick(self) -> Tick:
        """Return that we are alive, and how far."""
        return Tick(MOST_JUDGED_BY * self.schedule.fraction)

    def epoch(self, unit: Unit, check: Check) -> Epoch:
        """Return a look at the validation data as what a training says of an epoch."""
        settings, curve = self.plan.settings, self.schedule.curve_of(unit)
        best = min(curve, key=lambda one: one.loss)
        return Epoch(
            epoch=check.number,
            num_epochs=CHECKS,
            train_loss=check.train_loss,
            validation_loss=check.loss,
            best_epoch=best.number,
            parts=(Part(unit.contender, unit.seed - settings.seed + 1, settings.seeds),),
            fraction=self.tick().fraction,
        )
