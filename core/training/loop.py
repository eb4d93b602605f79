"""The training loop: a plain generator, `fit`.

It yields an `Epoch` at each epoch's end and a `Tick` at least twice a second between batches, uses
no threads, no callbacks and no screen. `list(fit(...))` is a test; closing the generator is all it
takes to stop. On a CPU the result depends on the seeds alone: not on what else the process draws,
nor on how often the training was killed and resumed. A
model whose fit was closed half-way is fit for nothing but a resume from its checkpoint.

>>> from collections.abc import Generator
>>> def train(model, task, generator) -> Generator:
...     fitted = yield from fit(model, task, FitSettings(), generator=generator)
...     print(fitted.best_epoch, fitted.best_loss)
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

import torch

from core.models.base import Model
from core.training.checkpoints import Checkpoint
from core.training.course import Course, Task
from core.training.progress import Epoch, Tick
from core.training.settings import FitSettings

__all__ = ["FitSettings", "Fitted", "Task", "fit"]

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Fitted:
    """How a fit ended; the model itself holds the best weights, or the last where none was judged.

    `best_epoch` 0 means that no training beat the untrained model.
    """

    best_epoch: int
    best_loss: float | None
    epochs: int
    seconds: float
    steps: int


def fit(
    model: M,
    task: Task[M],
    settings: FitSettings,
    *,
    generator: torch.Generator,
    stop_after: int | None = None,
    checkpoint: Checkpoint | None = None,
) -> Generator[Epoch | Tick, None, Fitted]:
    """Train `model` in place until it gets no better, or its budget is spent.

    The model is new and on the device where it is to be trained; it ends with its best weights.
    `generator`, on the CPU, shuffles the batches. `stop_after` refits: exactly so many epochs,
    nothing validated, the learning rate as if `max_epochs`. From a `checkpoint` that is there
    already the fit goes on: past epochs are told again, and on a CPU the end is the same to the
    last bit; it is written once a second at most, and at the end. Where validation gives a number,
    epoch 0 is the untrained model.

    Raises
    ------
    Diverged
        If the loss is no number any more and there are no better weights to go back to.
    """
    course = Course(model, task, settings, generator, stop_after)
    kept = checkpoint.load() if checkpoint else None
    if kept is None:
        course.judge(None)
    else:
        course.restore(kept)
    yield from course.history
    while not course.over:
        yield from course.learn()
        if checkpoint and checkpoint.due and not course.over:
            checkpoint.save(course.state())
        yield course.history[-1]
    if checkpoint:
        checkpoint.save(course.state())
    course.settle()
    best_loss = course.best_loss if course.best is not None else None
    return Fitted(course.best_epoch, best_loss, course.epoch, course.elapsed_seconds, course.step)
