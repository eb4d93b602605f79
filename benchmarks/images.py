"""How right each model of pictures is after how many seconds, and what attention costs to look at.

Run: `python -m benchmarks.images`; `--models vit` runs some. Every cell is a model, a built-in set
and a time; five seeds are trained the way every run goes, two at a time, each on one thread, and
judged on pictures that they never saw. The interval is that of the mean over seeds (Student's t,
95 %).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from scipy import stats

from benchmarks.bars import Figure, conclude, machine, seconds_of
from core.models.transformer import attend_explicitly, attend_fused
from core.recipes import images
from core.recipes.images.building import new_model
from core.recipes.images.planning import plan_set
from core.recipes.images.sets import load_set
from core.recipes.images.settings import MODELS, ImageSettings
from core.recipes.images.teaching import task_of
from core.runs import Source, Work
from core.training.course import Course
from core.training.progress import Finished

WORKERS = 2


@dataclass(frozen=True)
class Cell:
    """A model, a set, a time to learn, and the share of pictures that should be right then."""

    name: str
    model: str
    seconds: int
    bar: float | None = None


CELLS = (
    Cell("digits", "cnn", 5, 0.98),
    Cell("digits", "cnn", 15, 0.99),
    Cell("digits", "resnet18", 15),
    Cell("digits", "vit", 30, 0.97),
    Cell("textures", "cnn", 8, 0.99),
    Cell("textures", "resnet18", 20),
    Cell("textures", "vit", 20),
    Cell("shapes", "cnn", 30),
    Cell("shapes", "resnet18", 40, 0.96),
    Cell("shapes", "vit", 60),
)


@dataclass(frozen=True)
class Outcome:
    """What one training came to."""

    accuracy: float
    core_seconds: float
    parameters: int


def learnt(cell: Cell, seed: int) -> Outcome:
    """Train one seed of a cell as a run does."""
    settings = ImageSettings(model=cell.model, seconds=cell.seconds, seed=seed)
    source = Source(name=cell.name, sample=cell.name)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for told in images.train(Work(source, settings.record(), home, home, "cpu")):
            if isinstance(told, Finished):
                result = images.use(told.artifact)
    judged, how = result.judged, result.learnt
    return Outcome(judged.accuracy if judged else np.nan, how.core_seconds, how.parameters)


def accuracies(seeds: int, models: Sequence[str]) -> list[Figure]:
    """Train the cells of some models, two trainings at a time."""
    torch.set_num_threads(1)
    cells = [cell for cell in CELLS if cell.model in models]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        asked = [[pool.submit(learnt, cell, seed) for seed in range(seeds)] for cell in cells]
        return [
            _figure(cell, [one.result() for one in several])
            for cell, several in zip(cells, asked, strict=True)
        ]


def _figure(cell: Cell, outcomes: Sequence[Outcome]) -> Figure:
    right = np.array([outcome.accuracy for outcome in outcomes])
    spent = np.mean([outcome.core_seconds for outcome in outcomes])
    half = stats.t.ppf(0.975, len(right) - 1) * stats.sem(right) if len(right) > 1 else np.nan
    low, high = right.mean() - half, min(right.mean() + half, 1.0)
    return Figure(
        f"{cell.name}, {cell.model}, {cell.seconds} s",
        float(right.mean()),
        "",
        cell.bar,
        at_least=True,
        note=f"{low:.4f} to {high:.4f}; worst {right.min():.4f}; {spent:.0f} core-seconds;"
        f" {outcomes[0].parameters:,} weights",
    )


def looking() -> list[Figure]:
    """Measure what the attention of one picture costs beside an epoch of learning."""
    settings = ImageSettings(model="vit")
    plan = plan_set(load_set(Source(name="digits", sample="digits"), Path()))
    model = new_model(plan.preprocessing.shape, len(plan.classes), settings, "cpu")
    task, generator = task_of(plan, settings, "cpu"), torch.Generator().manual_seed(0)
    course = Course(model, task, settings.fit_settings(), generator, stop_after=None)

    def epoch() -> None:
        for batch in task.batches(generator):
            course.improve(batch)

    epoch()
    one = task.validation.as_they_are(slice(0, 1))
    epochs, looks = [], []
    for _ in range(5):
        epochs.append(seconds_of(epoch))
        model.eval()
        with torch.no_grad():
            model.attention(one)
            began = perf_counter()
            model.attention(one)
            looks.append(perf_counter() - began)
    share = float(np.median(np.array(looks) / np.array(epochs)))
    return [
        Figure("an epoch of digits, vit", float(np.median(epochs)), "s"),
        Figure("attention of one picture, share of an epoch", share, "", 0.005),
        Figure("explicit and fused attention, largest difference", _difference(), "", 1e-5),
    ]


def _difference() -> float:
    generator = torch.Generator().manual_seed(0)
    query, key, value = torch.randn(3, 4, 4, 65, 16, generator=generator)
    explicit = attend_explicitly(query, key, value, None).values_BHTE
    fused = torch.nn.functional.scaled_dot_product_attention(query, key, value)
    causal = torch.ones(65, 65, dtype=torch.bool).tril()
    told = attend_explicitly(query, key, value, causal).values_BHTE
    return float(
        max(
            (explicit - fused).abs().max(),
            (told - attend_fused(query, key, value, 0).values_BHTE).abs().max(),
        )
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--models", nargs="+", choices=tuple(MODELS), default=tuple(MODELS))
    given = parser.parse_args(arguments)
    where = machine()
    return conclude(where, looking() + accuracies(given.seeds, given.models))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
