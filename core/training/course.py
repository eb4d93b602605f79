"""One training on its way: everything that changes from step to step.

`core.training.loop.fit` walks it; a checkpoint keeps it. Losses stay on the model's device until
an epoch ends, so that a GPU never waits for the screen. Nothing here draws from the process's one
random state.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn

from core.errors import Diverged
from core.models.base import Model
from core.models.dropout import generator_states, restore_generators
from core.training import schedules
from core.training.averaging import Averaged
from core.training.devices import autocast, device_of
from core.training.progress import Epoch, Tick
from core.training.settings import FitSettings

SECONDS_BETWEEN_TICKS = 0.25

M_contra = TypeVar("M_contra", bound=Model, contravariant=True)


class Task(Protocol[M_contra]):
    """What is to be learnt: the batches of a pass, their loss, and the judgement of a model."""

    @property
    def num_batches(self) -> int:
        """How many batches a pass has."""

    def batches(self, generator: torch.Generator) -> Iterator[Any]:
        """Yield the batches of one pass, shuffled by `generator` alone, on the model's device."""

    def loss(self, model: M_contra, batch: Any) -> Tensor:
        """Return the mean loss of a batch, shape ()."""

    def validate(self, model: M_contra) -> float | None:
        """Return the loss on the validation data, or None where there are none.

        Nothing is said meanwhile, and nothing stopped: it should take less than half a second.
        """


class Course:
    """Model, optimiser, averages and bookkeeping of one fit.

    Parameters
    ----------
    model : Model
        On the device where it is to be trained.
    task : Task
    settings : FitSettings
    generator : torch.Generator
        Shuffles the batches; on the CPU.
    stop_after : int, optional
        Train exactly so many epochs and judge nothing; the schedule is that of `max_epochs`.
    """

    def __init__(
        self,
        model: Model,
        task: Task[Any],
        settings: FitSettings,
        generator: torch.Generator,
        stop_after: int | None,
    ) -> None:
        self.model, self.task, self.settings, self.generator = model, task, settings, generator
        self.judged = stop_after is None
        self.num_epochs = settings.max_epochs if stop_after is None else stop_after
        self.device = device_of(model)
        self.precision = autocast(settings.precision, self.device, model.width)
        self.weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.optimiser = torch.optim.AdamW(
            self.weights,
            betas=(0.9, settings.beta2),
            weight_decay=settings.weight_decay,
            fused=True,
        )
        self.averaged = Averaged(model, settings.ema_decay) if settings.ema_decay else None
        self.epoch = self.step = self.num_cuts = self.best_epoch = 0
        self.best_loss = math.inf
        self.best: list[Tensor] | None = None
        self.diverged = False
        self.history: list[Epoch] = []
        self.began = time.monotonic()

    # -- where we are ----------------------------------------------------------------------------

    @property
    def elapsed_seconds(self) -> float:
        """Time spent on this fit, earlier attempts that it resumes included."""
        return time.monotonic() - self.began

    @property
    def time_share(self) -> float:
        """The share of the time budget that is spent; 0 where there is none."""
        return self.elapsed_seconds / self.settings.seconds if self.settings.seconds else 0.0

    @property
    def fraction(self) -> float:
        """The share of this fit that is done at least, 0 to 1."""
        steps = self.num_epochs * self.task.num_batches
        return min(1.0, max(self.step / steps if steps else 1.0, self.time_share))

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do."""
        waited = self.epoch - self.best_epoch
        return (
            self.epoch >= self.num_epochs
            or (self.best is not None and waited >= self.settings.patience)
            or self.diverged
            or self.time_share >= 1
        )

    @property
    def rate(self) -> float:
        """The learning rate of the coming step."""
        settings, factor = self.settings, 1.0
        if settings.schedule == "cosine":
            done = self.step / self.task.num_batches if settings.every_step else self.epoch
            factor = schedules.cosine(settings, max(done / settings.max_epochs, self.time_share))
        elif settings.schedule == "plateau":
            factor = schedules.plateau(settings, self.num_cuts)
        return settings.learning_rate * factor * schedules.warm_up(settings, self.step)

    # -- a pass ----------------------------------------------------------------------------------

    def learn(self) -> Iterator[Tick]:
        """Make one pass over the training data, saying at least twice a second that we live.

        Raises
        ------
        ValueError
            If the task yields no batch at all.
        """
        self.model.train()
        began = said = time.monotonic()
        first, total = self.step, torch.zeros((), dtype=torch.float64, device=self.device)
        for batch in self.task.batches(self.generator):
            total += self.improve(batch)
            if time.monotonic() - said >= SECONDS_BETWEEN_TICKS:
                yield Tick(self.fraction)
                said = time.monotonic()
            if self.time_share >= 1:
                break
        num_steps = self.step - first
        if num_steps == 0:
            raise ValueError("a pass over the training data had no batch")
        self.epoch += 1
        train_loss = total.item() / num_steps
        steps_per_second = num_steps / (time.monotonic() - began)
        if time.monotonic() - said >= SECONDS_BETWEEN_TICKS / 5:
            yield Tick(self.fraction)  # judging may take as long again
        self.judge(train_loss, steps_per_second)

    def improve(self, batch: Any) -> Tensor:
        """Make one step of the optimiser; return its loss, shape (), still on the device."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate
        with self.precision:
            loss = self.task.loss(self.model, batch)
        self.optimiser.zero_grad()
        loss.backward()
        if self.settings.max_grad_norm:
            nn.utils.clip_grad_norm_(self.weights, self.settings.max_grad_norm)
        self.optimiser.step()
        if self.averaged:
            self.averaged.follow()
        self.step += 1
        return loss.detach()

    # -- judgement -------------------------------------------------------------------------------

    def judge(self, train_loss: float | None, steps_per_second: float = 0.0) -> None:
        """Validate, remember the best weights, and write the epoch into the history.

        Raises
        ------
        Diverged
            If the loss is no number and there are no better weights to go back to.
        """
        train_loss = self.finite(train_loss)
        loss = self.finite(self.validated()) if self.judged and not self.diverged else None
        if self.diverged and self.best is None:
            raise Diverged(steps=self.step, rate=self.settings.learning_rate)
        if self.best is None:
            self.best_epoch = self.epoch
        waited = self.epoch - self.best_epoch
        if waited and waited % schedules.epochs_to_cut(self.settings) == 0:
            self.num_cuts += 1
        if self.epoch or loss is not None:
            self.history.append(self.record(train_loss, loss, steps_per_second))

    def finite(self, loss: float | None) -> float | None:
        """Return `loss`, or None when it is no number: then the training has diverged."""
        if loss is None or math.isfinite(loss):
            return loss
        self.diverged = True
        return None

    def validated(self) -> float | None:
        """Return the validation loss, and keep the weights if they are the best so far."""
        self.model.eval()
        if self.averaged and self.step:
            with self.averaged.in_place(), torch.no_grad():
                return self.weighed()
        with torch.no_grad():
            return self.weighed()

    def weighed(self) -> float | None:
        """Return the loss of the weights in place, and keep a copy of them if it is the best."""
        loss = self.task.validate(self.model)
        if loss is not None and loss < self.best_loss - self.settings.min_gain:
            self.best_loss, self.best_epoch = loss, self.epoch
            self.best = [tensor.clone() for tensor in self.model.state_dict().values()]
        return loss

    def record(self, train_loss: float | None, loss: float | None, speed: float) -> Epoch:
        """Return what the screen is told of the epoch just done."""
        return Epoch(
            epoch=self.epoch,
            num_epochs=self.num_epochs,
            train_loss=train_loss,
            validation_loss=loss,
            best_epoch=self.best_epoch,
            steps_per_second=speed,
            fraction=1.0 if self.over else self.fraction,
        )

    def settle(self) -> None:
        """Leave the model with its best weights, ready for use."""
        if self.best is not None:
            with torch.no_grad():
                for tensor, kept in zip(self.model.state_dict().values(), self.best, strict=True):
                    tensor.copy_(kept)
        elif self.averaged and self.step:
            self.averaged.use()
        self.model.eval()

    # -- checkpoints -----------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return all that a resumed fit needs: tensors and plain values."""
        return {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "averaged": self.averaged.state() if self.averaged else None,
            "best": self.best,
            "shuffling": self.generator.get_state(),
            "dropout": generator_states(self.model),
            "device": self.device.type,
            "plain": {name: getattr(self, name) for name in PLAIN},
            "history": [{name: getattr(epoch, name) for name in TOLD} for epoch in self.history],
            "elapsed_seconds": self.elapsed_seconds,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to where `state` was taken; the model is the same, untrained."""
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.averaged:
            self.averaged.restore(**state["averaged"])
        self.best = state["best"] and [tensor.to(self.device) for tensor in state["best"]]
        self.generator.set_state(state["shuffling"])
        if state["device"] == self.device.type:  # another device has another kind of generator
            restore_generators(self.model, state["dropout"])
        for name, value in state["plain"].items():
            setattr(self, name, value)
        self.history = [Epoch(**told) for told in state["history"]]
        self.began = time.monotonic() - state["elapsed_seconds"]


PLAIN = ("epoch", "step", "num_cuts", "best_epoch", "best_loss", "diverged")
TOLD = (
    "epoch",
    "num_epochs",
    "train_loss",
    "validation_loss",
    "best_epoch",
    "steps_per_second",
    "fraction",
)
