"""What a page sees of a job: a frozen Snapshot, made from the little that a Watch remembers.

A training may say thousands of things a second. The watch keeps the curve of the current fit in
flat arrays of at most 500 points (every second one is dropped when they are full) and nothing else,
so that asking is cheap and memory does not grow.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from core.jobs.failures import Failure
from core.jobs.orders import Order
from core.jobs.wire import is_a
from core.runs.records import State
from core.training.progress import Epoch, Part, Tick

MOST_EPOCHS = 500
NONE = float("nan")


@dataclass(frozen=True)
class Snapshot:
    """A job at one moment.

    Attributes
    ----------
    id : str
        Also the id of its run.
    queue_position : int or None
        How many jobs will be learnt first; None unless it is queued.
    fraction : float
        The share of the job that is done, 0 to 1.
    seconds_left : float or None
        None while nobody can know.
    parts : tuple of Part
        Where in a larger job we are, such as seed 3 of 5.
    epochs : tuple of Epoch
        The curve of the current fit, at most 500; the first and the newest are among them.
    best : Epoch or None
        The one with the lowest validation loss of this fit.
    error : Failure or None
        Why it failed: (code, explained, facts).
    """

    id: str
    kind: str
    title: str
    state: State
    order: Order
    created: float
    queue_position: int | None = None
    fraction: float = 0.0
    seconds_left: float | None = None
    parts: tuple[Part, ...] = ()
    epochs: tuple[Epoch, ...] = ()
    best: Epoch | None = None
    error: Failure | None = None

    @property
    def run(self) -> str:
        """The id of the run that the job is recorded as."""
        return self.id


@dataclass(frozen=True)
class View:
    """What a watch knows at one moment."""

    fraction: float
    seconds_left: float | None
    parts: tuple[Part, ...]
    epochs: tuple[Epoch, ...]
    best: Epoch | None


class Curve:
    """The epochs of one fit in flat columns, thinned as they come."""

    COLUMNS = ("epoch", "train_loss", "validation_loss", "reference_loss", "best_epoch", "speed")

    def __init__(self) -> None:
        self.columns = {name: array("d") for name in self.COLUMNS}
        self.stride = 1
        self.seen = 0
        self.last: Epoch | None = None
        self.best: Epoch | None = None

    def add(self, epoch: Epoch) -> None:
        """Take in one more epoch."""
        if self.seen % self.stride == 0:
            row = (
                *(epoch.epoch, epoch.train_loss, epoch.validation_loss, epoch.reference_loss),
                *(epoch.best_epoch, epoch.steps_per_second),
            )
            for column, value in zip(self.columns.values(), row, strict=True):
                column.append(NONE if value is None else value)
        self.seen += 1
        self.last = epoch
        if _better(epoch, self.best):
            self.best = epoch
        if len(self.columns["epoch"]) >= MOST_EPOCHS:  # room for the newest
            for column in self.columns.values():
                del column[1::2]
            self.stride *= 2

    def copy(self) -> Curve:
        """Return the curve as it is now."""
        twin = Curve()
        twin.columns = {name: column[:] for name, column in self.columns.items()}
        twin.last, twin.best = self.last, self.best
        return twin

    def epochs(self) -> tuple[Epoch, ...]:
        """Return the curve as records, the newest epoch always included."""
        if self.last is None:
            return ()
        last = self.last
        kept = [
            Epoch(
                int(epoch),
                last.num_epochs,
                _or_none(train),
                _or_none(validation),
                int(best),
                speed,
                last.parts,
                reference_loss=_or_none(reference),
            )
            for epoch, train, validation, reference, best, speed in zip(
                *self.columns.values(), strict=True
            )
            if epoch < last.epoch
        ]
        return (*kept, last)


def _or_none(value: float) -> float | None:
    return None if value != value else value


def _better(epoch: Epoch, best: Epoch | None) -> bool:
    if epoch.validation_loss is None:
        return False
    return (
        best is None or best.validation_loss is None or epoch.validation_loss < best.validation_loss
    )


class Watch:
    """What is remembered of a running job; the training writes, pages read.

    Parameters
    ----------
    fraction : float
        The share that was done before, when a job goes on.
    clock : callable
        Seconds from any beginning.
    """

    def __init__(self, fraction: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begun: tuple[float, float] | None = None
        self._fraction = fraction
        self._parts: tuple[Part, ...] = ()
        self._curve = Curve()

    def note(self, item: Epoch | Tick) -> None:
        """Take in what the training said."""
        with self._lock:
            now = self._clock()
            if self._begun is None:
                self._begun = (now, item.fraction)
            self._heard_at = now
            self._fraction = item.fraction
            if is_a(item, Epoch):
                last = self._curve.last
                if last is not None and (last.parts != item.parts or item.epoch <= last.epoch):
                    self._curve = Curve()
                self._curve.add(item)
            self._parts = item.parts

    def restart(self) -> None:
        """Forget the pace, not the curve: the job goes on after a pause."""
        with self._lock:
            self._begun = None

    @property
    def fraction(self) -> float:
        """The share of the job that is done."""
        return self._fraction

    def view(self, *, curve: bool = True) -> View:
        """Return what is known now; `curve` False leaves the epochs out."""
        with self._lock:  # held for the copy alone: a training never waits for a page
            now = self._curve.copy() if curve else Curve()
            fraction, parts, seconds_left = self._fraction, self._parts, self._seconds_left()
        return View(fraction, seconds_left, parts, now.epochs(), now.best)

    def _seconds_left(self) -> float | None:
        if self._begun is None or self._fraction <= self._begun[1]:
            return None
        since, at = self._begun
        pace = (self._heard_at - since) / (self._fraction - at)
        return max(0.0, pace * (1 - self._fraction) - (self._clock() - self._heard_at))
