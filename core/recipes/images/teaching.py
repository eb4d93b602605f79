"""The steps of a training: read, learn, judge; each says where it is.

Conventions: learning is the part that the clock of the settings measures; reading before it and
judging after it have a small share of the whole each.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from core.models import ImageModel
from core.recipes.images import verdict
from core.recipes.images.building import new_model
from core.recipes.images.judging import judge
from core.recipes.images.keeping import pack_model
from core.recipes.images.planning import Part, Plan
from core.recipes.images.result import Judged, Learnt, Read, Result
from core.recipes.images.sets import loading
from core.recipes.images.settings import ImageSettings
from core.recipes.images.task import Augmentation, ImageTask, Pictures
from core.recipes.images.transfer import prepared
from core.runs import Source, Work
from core.training.checkpoints import Checkpoint
from core.training.devices import choose_device, device_of
from core.training.loop import Fitted, fit
from core.training.progress import Artifact, Epoch, Tick, by_the_clock
from core.vectorizers.image_sets import ImageSet

LEARNING = 0.97
"""The share of the whole that learning is."""
SECONDS_BETWEEN_PUBLISHED = 5.0
SECONDS_BETWEEN_TICKS = 0.25
SMALL_PICTURE = 32 * 32

Telling = Generator[Epoch | Tick, None, None]


@dataclass(frozen=True, eq=False)
class Taught:
    """A fitted model and how it went."""

    model: ImageModel
    learnt: Learnt


def reading(source: Source, home: Path) -> Generator[Tick, None, ImageSet]:
    """Read the set; thousands of pictures take their time.

    Raises
    ------
    SeqLabError
        If there is nothing in it to learn from.
    """
    yield Tick()
    steps, said = loading(source, home), time.monotonic()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: ImageSet = end.value
            return found
        if time.monotonic() - said >= SECONDS_BETWEEN_TICKS:
            said = time.monotonic()
            yield Tick()


def teach(
    plan: Plan, settings: ImageSettings, base: Artifact | None, work: Work
) -> Generator[Epoch | Tick, None, Taught]:
    """Fit a model for as long as the settings say; publish it whenever it got better."""
    use_one_thread_if_small(plan)
    model = new_model(plan.preprocessing.shape, len(plan.classes), settings, work.device)
    model = prepared(model, settings, base)
    task = task_of(plan, settings, work.device)
    publisher = _Publisher(plan, settings, work, model)
    generator = torch.Generator().manual_seed(settings.seed)
    checkpoint = Checkpoint(work.folder / "images.pt", seconds_between=3.0)
    began = time.process_time()
    fitting = fit(model, task, settings.fit_settings(), generator=generator, checkpoint=checkpoint)
    last: Epoch | None = None
    try:
        while True:
            told = next(fitting)
            if isinstance(told, Epoch):
                told = last = replace(by_the_clock(told), accuracy=task.accuracy)
                publisher.hear(told)
            yield replace(told, fraction=LEARNING * told.fraction)
    except StopIteration as end:
        fitted: Fitted = end.value
    finally:
        fitting.close()
    ended = Learnt(
        train=last.train_loss if last else None,
        validation=fitted.best_loss,
        seconds=fitted.seconds,
        core_seconds=time.process_time() - began,
        epochs=fitted.epochs,
        best_epoch=fitted.best_epoch,
        updates=fitted.steps,
        parameters=count(model),
        trainable_parameters=count(model, trainable=True),
    )
    return Taught(model, ended)


def use_one_thread_if_small(plan: Plan) -> None:
    """Let a model of small pictures work on one thread.

    Its steps are too short to share: beside other programs a second thread made digits 20 times
    slower. So the screen keeps the other cores, and the result does not depend on their number.
    """
    _, height, width = plan.preprocessing.shape
    if height * width <= SMALL_PICTURE:
        torch.set_num_threads(1)


def task_of(plan: Plan, settings: ImageSettings, device: str) -> ImageTask:
    """Return what there is to learn, on the device where it is learnt."""
    where = choose_device(device)
    side = min(plan.preprocessing.shape[1:])
    augmentation = Augmentation(
        shift=round(settings.shift * side),
        flip=settings.flip and plan.set.mirrors,
        cutout=round(settings.cutout * side),
    )
    train = pictures_of(plan, "train", where)
    return ImageTask(
        train=train,
        validation=pictures_of(plan, "validation", where),
        batch_size=min(settings.batch_size, len(train)),
        augmentation=augmentation,
        label_smoothing=settings.label_smoothing,
    )


def pictures_of(plan: Plan, part: Part, device: torch.device) -> Pictures:
    """Return a part of the set on a device."""
    return Pictures(plan.images(part), plan.labels(part), plan.preprocessing, device)


def count(model: ImageModel, *, trainable: bool = False) -> int:
    """Return how many weights a model has, or how many of them learn."""
    return sum(w.numel() for w in model.parameters() if w.requires_grad or not trainable)


def judged(plan: Plan, taught: Taught, settings: ImageSettings) -> Generator[Tick, None, Result]:
    """Ask the model about pictures that it never saw, and a rival that learnt nothing."""
    yield Tick(LEARNING)
    found = judge(taught.model, plan, pictures_of(plan, "test", device_of(taught.model)))
    return result_of(plan, settings, taught.learnt, found)


def result_of(plan: Plan, settings: ImageSettings, learnt: Learnt, found: Judged | None) -> Result:
    """Return what is known of a model, whether it was judged or not."""
    pictures = plan.set
    read = Read(
        num_train=len(pictures.train),
        num_validation=len(pictures.validation),
        num_test=len(pictures.test),
        num_repeated=pictures.num_repeated,
        refused=tuple(one.name for one in pictures.refused),
        reasons=tuple(one.error.explain().found for one in pictures.refused),
    )
    said = verdict.verdict_on(found) if found else verdict.not_judged()
    return Result(pictures.name, settings.record(), plan.classes, read, learnt, found, said)


class _Publisher:
    """Keeps the best model so far where a stopped job finds it."""

    def __init__(self, plan: Plan, settings: ImageSettings, work: Work, model: ImageModel) -> None:
        self.plan, self.settings, self.work, self.model = plan, settings, work, model
        self.began = self.published_at = time.monotonic()

    def hear(self, told: Epoch) -> None:
        """Take in an epoch; publish if it is the best one and the last time is long ago."""
        waited = time.monotonic() - self.published_at
        if told.epoch and told.best_epoch == told.epoch and waited >= SECONDS_BETWEEN_PUBLISHED:
            self.published_at = time.monotonic()
            self.publish(told)

    def publish(self, told: Epoch) -> None:
        """Keep the model as it is now, not judged."""
        learnt = Learnt(
            train=told.train_loss,
            validation=told.validation_loss,
            seconds=time.monotonic() - self.began,
            core_seconds=0.0,
            epochs=told.epoch,
            best_epoch=told.best_epoch,
            updates=0,
            parameters=count(self.model),
            trainable_parameters=count(self.model, trainable=True),
        )
        result = result_of(self.plan, self.settings, learnt, None)
        self.work.publish(pack_model(self.model, self.plan, result, self.work.source))
