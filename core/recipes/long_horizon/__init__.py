"""Long horizons: every column of a table, many steps ahead, as the literature measures it.

One fixed split in time, every column standardised by its train rows, every test window scored, mean
squared error over all of them, so that a figure stands beside the published ones. Repeating the
last value scores 1.2944 on ETTh1 with 96 steps; a figure that differs says the protocol does.
"""

from __future__ import annotations

import shlex
from collections.abc import Generator, Iterator
from time import monotonic

import torch

from core.recipes.commands import source_words, turned_options
from core.recipes.long_horizon.judging import contract_of, enter
from core.recipes.long_horizon.learning import Seed, SegmentLearner, window_task
from core.recipes.long_horizon.opponents import opponents
from core.recipes.long_horizon.panel import Panel, read_panel
from core.recipes.long_horizon.settings import LongHorizonSettings
from core.recipes.sources import read_source
from core.runs import Source, Work
from core.training.devices import choose_device
from core.training.progress import Artifact, Epoch, Finished, Progress, Tick, of_all, placed
from core.words import N_

__all__ = ["KIND", "SETTINGS", "command", "tags", "train"]

KIND = "long_horizon"
SETTINGS = LongHorizonSettings


def train(work: Work) -> Iterator[Progress]:
    """Learn every seed of every model, score all on the test windows, and finish.

    Raises
    ------
    SeqLabError
        If the table cannot be read or is too short for the split.
    """
    began = monotonic()
    settings = LongHorizonSettings.from_record(work.settings)
    panel = read_panel(read_source(work.source, work.home), settings)
    baselines = opponents(panel, settings)
    seeds = yield from _learn(panel, settings, work)
    entries = enter(panel, settings, baselines, seeds)
    record = {
        "kind": "long_horizon",
        "contract": contract_of(panel, settings, entries, monotonic() - began),
        "settings": settings.record(),
        "columns": list(panel.columns),
    }
    arrays = {"mean_C": panel.mean_C, "deviation_C": panel.deviation_C} | {
        f"weights.{one.trunk}.{one.seed}.{name}": weight.numpy()
        for one in seeds
        for name, weight in one.weights.items()
    }
    best = min(entries, key=lambda one: one.mse)
    yield Finished(Artifact(record, arrays, {"mse": best.mse, "mae": best.mae}))


def _learn(
    panel: Panel, settings: LongHorizonSettings, work: Work
) -> Generator[Epoch | Tick, None, list[Seed]]:
    device = choose_device(work.device)
    learner = SegmentLearner(
        settings=settings,
        task=window_task(panel.values_TC, panel.split, settings, device),
        test_N=torch.from_numpy(panel.test_starts(settings.context_length)).to(device),
        folder=work.folder,
        device=device,
    )
    wanted = [(trunk, seed) for trunk in settings.model for seed in range(settings.seeds)]
    learnt = []
    for number, (trunk, seed) in enumerate(wanted):
        learning = learner.learn(trunk, settings.seed + seed)
        learnt.append((yield from placed(learning, of_all(N_("seed"), number, len(wanted)))))
    return learnt


def tags(_source: Source, _settings: LongHorizonSettings) -> dict[str, str]:
    """Return the tags that a run is found by: none, the test windows are the literature's."""
    return {}


def command(source: Source, settings: LongHorizonSettings) -> str:
    """Return the command that repeats it."""
    words = ["python", "-m", "core", "forecast", *source_words(source), "--protocol", "ltsf"]
    return shlex.join([*words, *turned_options(settings)])
