"""What a training says while it runs: frozen records, pulled by whoever watches.

A recipe's `train` yields `Epoch` at each epoch's end, `Tick` at least twice a second, and
`Finished` once, last. `fraction` is the share of the whole job that is done, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """Where in a larger job we are, such as seed 3 of 5; `number` counts from 1."""

    word: str
    number: int
    total: int


@dataclass(frozen=True)
class Epoch:
    """One pass over the training data is done; `epoch` 0 is the untrained model.

    `accuracy` is the share of validation answers that are right, 0 to 1, where there are classes.
    """

    epoch: int
    num_epochs: int
    train_loss: float | None
    validation_loss: float | None
    best_epoch: int
    steps_per_second: float = 0.0
    parts: tuple[Part, ...] = ()
    fraction: float = 0.0
    reference_loss: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True)
class Tick:
    """Still at work."""

    fraction: float = 0.0
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Artifact:
    """What a finished training leaves: a record of plain JSON values, arrays, and its metrics."""

    record: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Finished:
    """The last word of a training."""

    artifact: Artifact


Progress = Epoch | Tick | Finished


def by_the_clock(epoch: Epoch) -> Epoch:
    """Return an epoch with as many in all as come at this pace, where the clock ends a training."""
    expected = round(epoch.epoch / max(epoch.fraction, 1e-3))
    return replace(epoch, num_epochs=max(epoch.epoch, min(expected, epoch.num_epochs)))


def placed(
    telling: Generator[Epoch | Tick, None, T], put: Callable[[Epoch | Tick], Epoch | Tick]
) -> Generator[Epoch | Tick, None, T]:
    """Pass on what a smaller training tells, put in its place in a larger one, and its result."""
    try:
        while True:
            told = next(telling)
            yield put(told)
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        telling.close()


def of_all(word: str, number: int, total: int) -> Callable[[Epoch | Tick], Epoch | Tick]:
    """Return what puts one of `total` equal trainings in its place; `number` counts from 0."""

    def put(told: Epoch | Tick) -> Epoch | Tick:
        parts = (Part(word, number + 1, total), *told.parts)
        return replace(told, parts=parts, fraction=(number + told.fraction) / total)

    return put
