"""Specimens: one contender learns once more, and this time its weights are kept.

A study keeps what it found and lets its models go. A *specimen* is one model kept whole: what it is
built like, its weights, a few test sequences. A contender's specimen learns the batches of the
first seed at the rate and for as many updates as its run did; where the study's budget was updates
it is that run's model to the last bit.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch

from core.errors import DamagedArtifact, NoArtifact
from core.knobs import number
from core.models.look_back_head import LookBackHead
from core.models.step_head import StepHead
from core.recipes.compare.budget import CHECKS, Clock
from core.recipes.compare.building import new_model, widths_of
from core.recipes.compare.judging import curve_of
from core.recipes.compare.learning import Check, Learner
from core.recipes.compare.material import TRAINED, Material, Random, Reading
from core.recipes.compare.preparing import subject_of
from core.recipes.compare.result import Curve, Result, Row
from core.recipes.compare.settings import RATES, CompareSettings
from core.recipes.compare.subjects.signals import Signals
from core.recipes.compare.tasks import METRICS, OWN_DATA, TASKS
from core.recipes.packing import pack, unpack
from core.recipes.shelf import SHIPPED
from core.runs import Work, load_artifact
from core.training.devices import use_one_thread_if_narrow
from core.training.progress import Artifact, Epoch, Finished, Progress, Tick
from core.vectorizers.signal_tasks import Batch
from core.vectorizers.signal_tasks.records import Kind
from core.words import N_

KIND, SHELF = "compare-specimen", "compare-specimens"
KEPT_SEQUENCES = 8
SECONDS_OF_SILENCE = 0.3
MOST_LEARNT = 0.99
"""The share of the whole that learning is."""


@dataclass(frozen=True)
class SpecimenSettings(CompareSettings):
    """What one contender learns, the first of `trunks`, and at which rate."""

    rate: float = number(
        RATES[0], low=1e-6, high=1.0, step=1e-4, label=N_("Learning rate"), advanced=True
    )

    @property
    def contender(self) -> str:
        """Who learns."""
        return self.trunks[0]


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Specimen:
    """One model, kept whole.

    Attributes
    ----------
    contender : str
    settings : mapping
        The record of `SpecimenSettings`.
    width, num_outputs : int
    weights : mapping of str to numpy.ndarray
    kind, metric : str
        See `core.recipes.compare.material` and `tasks`.
    baseline : float
    result : float or None
        The figure on all test sequences; None if it was stopped before.
    curve : Curve
    inputs, targets, counted : numpy.ndarray
        The first test sequences, as in `Batch`.
    """

    contender: str
    settings: Mapping[str, Any]
    width: int
    num_outputs: int
    weights: Mapping[str, np.ndarray]
    kind: Kind
    metric: str
    baseline: float
    result: float | None
    curve: Curve
    inputs: np.ndarray
    targets: np.ndarray
    counted: np.ndarray

    @property
    def num_sequences(self) -> int:
        """How many sequences can be looked at."""
        return len(self.inputs)

    @property
    def num_steps(self) -> int:
        """How many steps all of them have."""
        counted = self.counted
        return int((counted.shape[1] - counted[:, ::-1].argmax(axis=1)).min())

    def subject(self) -> Signals:
        """Return what it learnt, with nothing left to learn from but what was kept."""
        kept = Batch(self.inputs, self.targets, self.counted)
        material = Material(
            self.kind, self.inputs.shape[2], self.num_outputs, _draw_none, kept, kept, self.baseline
        )
        task = TASKS[str(self.settings["task"])]
        return Signals(material, task.dropout, LookBackHead if task.looks_back else StepHead)


def _draw_none(random: Random, count: int) -> Batch:  # noqa: ARG001 -- as every draw
    raise AssertionError("a specimen has learnt")


def can_be_kept(task: str) -> bool:
    """Tell whether contenders of a task can be kept whole; those of one's own data cannot."""
    return task not in OWN_DATA


def specimen_settings(result: Result, row: Row) -> SpecimenSettings:
    """Return what a contender of a study learns to be looked into: its first run once more."""
    studied = CompareSettings.from_record(dict(result.settings))
    updates = row.runs[0].updates if row.runs else 0
    return SpecimenSettings(
        task=studied.task,
        length=studied.length,
        trunks=(row.name,),
        match="updates",
        budget_unit="updates",
        budget_amount=float(updates),
        seeds=1,
        seed=studied.seed,
        hidden_size=row.width,
        train_size=studied.train_size,
        noise=studied.noise,
        missing=studied.missing,
        rate=row.rate or RATES[0],
    )


def train(work: Work) -> Generator[Progress, None, None]:
    """Let one contender learn, and finish with its specimen.

    Raises
    ------
    SeqLabError
        If the data cannot be used.
    """
    yield Tick()
    settings = SpecimenSettings.from_record(work.settings)
    task, name = TASKS[settings.task], settings.contender
    subject = subject_of(settings, work.source, work.home)
    assert isinstance(subject, Signals), "asked for before"  # noqa: S101 -- for us
    sized = widths_of(subject, [name], settings.size) if settings.size else {}
    width = sized.get(name, settings.hidden_size)
    use_one_thread_if_narrow(width)
    model: Any = new_model(subject, name, width, settings.seed)
    clock = Clock(settings.amount, settings.by_time)
    better = METRICS[task.metric].higher_is_better
    learner = Learner(model, subject, settings.rate, clock, higher_is_better=better)
    reading = Reading(settings.seed, TRAINED, task.batch_size, settings.train_size)
    checks: list[Check] = []
    for check in learning(learner, subject.batches(reading)):
        if check is None:
            yield Tick(MOST_LEARNT * min(1.0, clock.share))
            continue
        checks.append(check)
        yield _epoch(checks)
        if check.number:
            work.publish(pack_specimen(_kept(learner, settings, checks, None)))
    with torch.no_grad():
        found = subject.judge(model.eval(), "test").figure
    yield Finished(pack_specimen(_kept(learner, settings, checks, found)))


def learning(learner: Learner, batches: Iterator[Any]) -> Generator[Check | None, None, None]:
    """Spend a learner's budget as `Learner.learn` does; None says that it is still at work."""
    yield learner.check(0, None)
    clock, number = learner.clock, 0
    while not learner.diverged and clock.share < 1:
        number += 1
        losses: list[float] = []
        learner.model.train()
        clock.start()
        said = time.monotonic()
        while not losses or (not learner.diverged and clock.share < number / CHECKS):
            losses.append(learner.improve(next(batches)))
            clock.tick()
            if time.monotonic() - said > SECONDS_OF_SILENCE:
                yield None
                said = time.monotonic()
                clock.start()
        yield learner.check(number, sum(losses) / len(losses))
    restore_best(learner)


def restore_best(learner: Learner) -> None:
    """Give a learner's model the weights that did best on validation data."""
    with torch.no_grad():
        for tensor, kept in zip(learner.model.state_dict().values(), learner.best, strict=True):
            tensor.copy_(kept)


def _epoch(checks: list[Check]) -> Epoch:
    last, best = checks[-1], min(checks, key=lambda one: one.loss)
    return Epoch(
        epoch=last.number,
        num_epochs=CHECKS,
        train_loss=last.train_loss,
        validation_loss=last.loss,
        best_epoch=best.number,
        fraction=MOST_LEARNT * last.share,
    )


def _kept(
    learner: Learner, settings: SpecimenSettings, checks: list[Check], result: float | None
) -> Specimen:
    subject: Signals = learner.subject  # type: ignore[assignment]  # made sure of before
    material, few = subject.material, slice(KEPT_SEQUENCES)
    names = list(learner.model.state_dict())
    return Specimen(
        contender=settings.contender,
        settings=settings.record(),
        width=learner.model.trunk.width,
        num_outputs=material.num_outputs,
        weights={n: w.cpu().numpy() for n, w in zip(names, learner.best, strict=True)},
        kind=material.kind,
        metric=TASKS[settings.task].metric,
        baseline=material.baseline,
        result=result,
        curve=curve_of(checks),
        inputs=material.test.inputs[few],
        targets=material.test.targets[few],
        counted=material.test.counted[few],
    )


def pack_specimen(specimen: Specimen) -> Artifact:
    """Return the artifact of a specimen."""
    arrays: dict[str, np.ndarray] = {}
    record = {"kind": KIND, "specimen": pack(specimen, arrays, "specimen")}
    known = {} if specimen.result is None else {specimen.contender: specimen.result}
    return Artifact(record, arrays, {**known, "baseline": specimen.baseline})


def unpack_specimen(artifact: Artifact) -> Specimen:
    """Return the specimen that an artifact holds.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a specimen.
    """
    if artifact.record.get("kind") != KIND:
        raise DamagedArtifact(name=str(artifact.record.get("kind")))
    specimen: Specimen = unpack(Specimen, artifact.record["specimen"], artifact.arrays)
    return specimen


def pack_specimens(specimens: Sequence[Specimen]) -> Artifact:
    """Return several specimens as one artifact."""
    arrays: dict[str, np.ndarray] = {}
    record = {"kind": SHELF, "specimens": pack(list(specimens), arrays, "specimens")}
    return Artifact(record, arrays)


@cache
def shipped_specimens() -> tuple[Specimen, ...]:
    """Return the specimens that are shipped; none where none are, or what is there was changed."""
    try:
        artifact = load_artifact(SHIPPED / SHELF)
    except (NoArtifact, DamagedArtifact):
        return ()
    found: tuple[Specimen, ...] = unpack(
        tuple[Specimen, ...], artifact.record["specimens"], artifact.arrays
    )
    return found
