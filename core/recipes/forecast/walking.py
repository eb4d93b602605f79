"""The walk forward: each model learns before each test block, then forecasts it.

Conventions: predictions are in the target's own unit, float64, shape (N, H), over all test origins
of all folds, oldest first. After the folds each seed learns once more from everything; that model
forecasts the rows after the last known one and is what the artifact keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import numpy as np

from core.recipes.forecast.learning import Learner, Learnt
from core.recipes.forecast.opponents import reference_of, said_before
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.settings import ForecastSettings
from core.training.progress import Epoch, Part, Tick, of_all, placed
from core.windows import Fold
from core.words import N_


@dataclass(frozen=True)
class Walked:
    """One seed's forecasts, and the model that learnt from everything.

    Attributes
    ----------
    predictions_NH : numpy.ndarray, shape (N, H)
        Of the test origins.
    first_validation_VH : numpy.ndarray, shape (V, H)
        Of the first fold's validation origins, by the net that had not seen them.
    future_H : numpy.ndarray, shape (H,)
        Of the rows after the last known one.
    """

    trunk: str
    seed: int
    predictions_NH: np.ndarray
    first_validation_VH: np.ndarray
    future_H: np.ndarray
    final: Learnt
    seconds: float


def walk(plan: Plan, folder: Path, device: str) -> Generator[Epoch | Tick, None, list[Walked]]:
    """Learn and forecast with every model and seed of the settings."""
    walked = []
    for number in range(num_walks(plan.settings)):
        walked.append((yield from walk_nth(plan, number, folder, device)))
    return walked


def num_walks(settings: ForecastSettings) -> int:
    """Return how many times a job walks forward: once for each model and seed."""
    return len(settings.model) * settings.seeds


def walk_nth(
    plan: Plan, number: int, folder: Path, device: str
) -> Generator[Epoch | Tick, None, Walked]:
    """Learn and forecast with one model and seed, told as a part of the whole job."""
    settings, total = plan.settings, num_walks(plan.settings)
    trunk, seed = settings.model[number // settings.seeds], number % settings.seeds
    fits = total * ((settings.members + 1) * len(plan.folds) + settings.members)
    learner = learner_of(plan, trunk, folder, device, settings.seconds / fits)
    one = walk_once(plan, learner, settings.seed + seed, reference_of(plan))
    return (yield from placed(one, of_all(N_("seed"), number, total)))


def learner_of(
    plan: Plan, trunk: str, folder: Path, device: str, seconds_each: float = 0.0
) -> Learner:
    """Return what learns one trunk on the series of a plan."""
    return Learner(plan.series, plan.settings, trunk, folder, device, seconds_each)


def walk_once(
    plan: Plan, learner: Learner, seed: int, reference: str
) -> Generator[Epoch | Tick, None, Walked]:
    """Learn before each fold and forecast it, then learn from everything.

    Parameters
    ----------
    reference : str
        The opponent whose validation loss is told beside the model's own.
    """
    began = monotonic()
    learnt_TH = plan.series.learnt(plan.labels_TH)
    told, validation, epochs = [], [], []
    for number, fold in enumerate(plan.folds):
        name = f"{learner.trunk}-{seed}-{number}"
        against_VH = _reference_of(plan, fold, reference)
        fitting = learner.learn(name, seed, learnt_TH, fold, against_VH)
        learnt, said_VH = yield from placed(fitting, _in_fold(plan, number))
        told.append(plan.told(learner.predict(learnt, fold.test), np.asarray(fold.test)))
        validation.append(plan.told(said_VH, np.asarray(fold.validation)))
        epochs.append(learnt.epochs)
    usual = int(np.median(epochs))
    name = f"{learner.trunk}-{seed}-final"
    relearning = learner.relearn(name, seed, learnt_TH, plan.everything, usual)
    final = yield from placed(relearning, _in_fold(plan, len(plan.folds)))
    future_1H = plan.told(learner.predict(final, plan.last), np.asarray(plan.last))
    return Walked(
        trunk=learner.trunk,
        seed=seed,
        predictions_NH=np.concatenate(told),
        first_validation_VH=validation[0],
        future_H=future_1H[0],
        final=final,
        seconds=monotonic() - began,
    )


def _reference_of(plan: Plan, fold: Fold, reference: str) -> np.ndarray:
    """Return what the reference says of the validation origins, in learnt units, shape (V, H)."""
    said_VH = said_before(plan, reference, fold.train, fold.validation)
    padded_TH = np.full(plan.labels_TH.shape, np.nan)
    padded_TH[fold.validation.start : fold.validation.stop] = said_VH
    learnt_TH = plan.series.learnt(padded_TH)
    return learnt_TH[fold.validation.start : fold.validation.stop]


def _in_fold(plan: Plan, number: int) -> Callable[[Epoch | Tick], Epoch | Tick]:
    """Return what puts a fold's learning in its place; the last, on all rows, is no fold."""
    count = len(plan.folds)
    part = (Part(N_("fold"), number + 1, count),) if number < count else ()

    def put(said: Epoch | Tick) -> Epoch | Tick:
        fraction = (number + said.fraction) / (count + 1)
        return replace(said, parts=(*part, *said.parts), fraction=fraction)

    return put
