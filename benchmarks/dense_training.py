"""Dense causal training against the article's own loop: same LSTM, same targets, same machine.

Run: `python -m benchmarks.dense_training`. First one pass each over every target of the S&P 500's
volatility, in turns. Then the time to an equal validation loss: the article's loop has 12 passes,
and the lowest loss it reaches in them is the one that dense training must reach as well. Both learn
the plain target in units of its deviation, in 32 bits, judged after every pass; judging counts.

One thread by default: on a machine that does anything else, two threads wait for each other at
every step, and the loop with the more steps (the article's) suffers far more than it should.
"""

# ruff: noqa: N806 -- shape letters, as in core.recipes

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import torch

from benchmarks.article_loop import DROPOUT, HIDDEN, LAYERS, ArticleLoop
from benchmarks.bars import Figure, conclude, machine, spread, take_turns
from core.models.baselines import fit_linear
from core.recipes.forecast import prepare
from core.recipes.forecast.dense import DenseTask
from core.recipes.forecast.learning import Frame, Learner
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source
from core.scaling import Scaler
from core.training.loop import fit
from core.training.progress import Epoch

PASS_BAR, TIME_BAR = 10.0, 3.0
SETTINGS = ForecastSettings(hidden_size=HIDDEN, num_layers=LAYERS, dropout=DROPOUT)
ENDLESS = 100_000


def learner_in(folder: Path) -> tuple[Plan, Learner]:
    """Return the data with its folds, and what learns from it densely."""
    plan = prepare(Source(name="S&P 500", sample="sp500"), SETTINGS, folder)
    return plan, Learner(plan.series, SETTINGS, "lstm", folder, "cpu")


def plain_task(plan: Plan, learner: Learner, train: range, validation: range | None) -> DenseTask:
    """Return the plain target as a task: no skip but the mean, in units of its deviation."""
    learnt_TH = plan.series.learnt(plan.labels_TH)
    rows = slice(train.start, train.stop)
    x_NF, y_NH = plan.series.features_TF[rows], learnt_TH[rows]
    frame = Frame(Scaler.fit(x_NF), fit_linear(x_NF, y_NH, "mean"), np.nanstd(y_NH, axis=0))
    return learner.task(frame, learnt_TH, train, validation)


def epochs_of(learner: Learner, task: DenseTask, seed: int, limit: int | None) -> Iterator[Epoch]:
    """Learn densely and yield the epochs; with a limit nothing is judged."""
    settings = replace(SETTINGS.fit_settings(), precision="float32")
    generator = torch.Generator().manual_seed(seed)
    told = fit(learner.model(seed), task, settings, generator=generator, stop_after=limit)
    return (said for said in told if isinstance(said, Epoch))


def per_pass(plan: Plan, learner: Learner, passes: int) -> list[Figure]:
    """Measure one pass of each over all targets, in turns."""
    task = plain_task(plan, learner, plan.everything, None)
    article = ArticleLoop.of(task, seed=0)
    dense = epochs_of(learner, task, 0, ENDLESS)
    slow, fast = take_turns(passes, article.learn_once, lambda: next(dense))
    ratio = slow / fast
    targets = len(task.train) - task.lead
    return [
        Figure(f"article's loop, a pass over {targets} targets", float(np.median(slow)), "s"),
        Figure("dense training, a pass over the same", float(np.median(fast)), "s"),
        Figure(
            "dense training, times faster a pass",
            float(np.median(ratio)),
            "×",
            PASS_BAR,
            at_least=True,
            note=spread(ratio),
        ),
    ]


def seconds_to(learner: Learner, task: DenseTask, loss: float, seed: int) -> float:
    """Return the seconds dense training takes to a validation loss; infinite if it never does."""
    began = perf_counter()
    for epoch in epochs_of(learner, task, seed, None):
        if epoch.epoch and epoch.validation_loss is not None and epoch.validation_loss <= loss:
            return perf_counter() - began
    return math.inf


def to_equal_loss(plan: Plan, learner: Learner, fold: int, passes: int) -> list[Figure]:
    """Measure the time to the lowest validation loss that the article's loop reaches."""
    chosen = plan.folds[fold]
    task = plain_task(plan, learner, chosen.train, chosen.validation)
    slow, loss = min(ArticleLoop.of(task, seed=0).losses(passes), key=lambda told: told[1])
    fast = [seconds_to(learner, task, loss, seed) for seed in range(3)]
    ratio = slow / np.median(fast)
    name = f"fold {fold + 1}, to a validation loss of {loss:.4f}"
    return [
        Figure(f"article's loop, {name}", slow, "s"),
        Figure(f"dense training, {name}", float(np.median(fast)), "s", note=spread(fast)),
        Figure(
            f"dense training, times faster to an equal loss, fold {fold + 1}",
            float(ratio),
            "×",
            TIME_BAR,
            at_least=True,
            note="median of 3 seeds",
        ),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=5, help="turns of the first measurement")
    parser.add_argument("--article-passes", type=int, default=12)
    parser.add_argument("--folds", type=int, nargs="*", default=[2, 4], help="from 0")
    parser.add_argument("--threads", type=int, default=1, help="torch threads, for both")
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    where = machine()
    with tempfile.TemporaryDirectory() as folder:
        plan, learner = learner_in(Path(folder))
        figures = per_pass(plan, learner, given.passes)
        for fold in given.folds:
            figures += to_equal_loss(plan, learner, fold, given.article_passes)
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
