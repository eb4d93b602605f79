"""From settings to data: drawn on the spot, built in, or read from the file that was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from core.errors import NeedsData, UnwantedData
from core.models.look_back_head import LookBackHead
from core.models.step_head import StepHead
from core.recipes.compare import sets
from core.recipes.compare.material import (
    LONGER,
    SPOILT,
    TEST,
    VALIDATION,
    Draw,
    Material,
    Random,
    random_of,
)
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Subject
from core.recipes.compare.subjects.signals import Signals
from core.recipes.compare.tasks import OWN_DATA, PIANO_ROLL, TASKS
from core.runs import Source
from core.vectorizers.signal_tasks import SIGNALS, Batch, Spoiling, spoiled
from core.words import Sentence

VALIDATED, TESTED, TESTED_LONGER = 500, 2000, 200


def source_of(settings: CompareSettings) -> Source:
    """Return the source of a task where nobody gives data: the built-in ones, or its own."""
    name = TASKS[settings.task].sample or settings.task
    return Source(name=name, sample=name)


def refuse_unfit(source: Source, settings: CompareSettings) -> None:
    """Refuse data that a task does not take, and a task without the data that it needs.

    Raises
    ------
    NeedsData
        If the task is about somebody's data and none are given.
    UnwantedData
        If data are given to a task that makes its own.
    """
    task, given = TASKS[settings.task], source != source_of(settings)
    if task.wants and not task.sample and not given:
        raise NeedsData(task=settings.task, wanted=Sentence(task.wants))
    if not task.wants and given:
        options = ", ".join(name for name, one in TASKS.items() if one.wants)
        raise UnwantedData(name=source.name, task=settings.task, options=options)


def subject_of(
    settings: CompareSettings, source: Source, home: Path, device: str = "cpu"
) -> Subject[Any]:
    """Return what a study learns: its data, with the inputs and the head that belong to them.

    Raises
    ------
    SeqLabError
        If the data do not fit the task or cannot be used.
    """
    refuse_unfit(source, settings)
    if settings.task in OWN_DATA:
        module, _, name = OWN[settings.task].partition(":")
        own: Subject[Any] = getattr(import_module(module), name)(settings, source, home, device)
        return own
    if settings.task == PIANO_ROLL:
        found = sets.piano_roll(source, home)
    elif settings.task in SIGNALS:
        found = made_up(settings)
    else:
        found = sets.SETS[settings.task]()
    task = TASKS[settings.task]
    head = LookBackHead if task.looks_back else StepHead
    return Signals(made_worse(found, settings), task.dropout, head)


OWN: Mapping[str, str] = {
    "forecast": "core.recipes.compare.subjects.tables:Tables",
    "music": "core.recipes.compare.subjects.notes:Notes",
    "images": "core.recipes.compare.subjects.pictures:PatchSequences",
}
"""By name: a study of signals does not wait for the libraries of tables, music and pictures."""


def made_up(settings: CompareSettings) -> Material:
    """Return the data of a task that is drawn on the spot."""
    signal, length = SIGNALS[settings.task], settings.steps

    def draw(random: Random, count: int) -> Batch:
        return signal.draw(random, count, length)

    test = draw(random_of(settings.seed, TEST), TESTED)
    longer = tuple(
        (times, signal.draw(random_of(settings.seed, LONGER, times), TESTED_LONGER, times * length))
        for times in TASKS[settings.task].longer
    )
    return Material(
        kind=signal.kind,
        num_inputs=signal.num_inputs,
        num_outputs=signal.num_outputs,
        draw=draw,
        validation=draw(random_of(settings.seed, VALIDATION), VALIDATED),
        test=test,
        baseline=signal.guess(test),
        longer=longer,
    )


def made_worse(material: Material, settings: CompareSettings) -> Material:
    """Return the data with noise and missing steps, the same for all contenders.

    The baseline stays that of the clean test sequences.
    """
    how = Spoiling(settings.noise, settings.missing)
    if how == Spoiling():
        return material

    def worse(batch: Batch, *roles: int) -> Batch:
        return spoiled(batch, how, random_of(settings.seed, SPOILT, *roles))

    return replace(
        material,
        draw=_drawing_worse(material.draw, how),
        validation=worse(material.validation, VALIDATION),
        test=worse(material.test, TEST),
        longer=tuple((times, worse(one, LONGER, times)) for times, one in material.longer),
    )


def _drawing_worse(draw: Draw, how: Spoiling) -> Draw:
    def drawn(random: Random, count: int) -> Batch:
        return spoiled(draw(random, count), how, random)

    return drawn
