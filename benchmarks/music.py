"""How fast notes are learnt and made, and how good the music is: Bach's chorales, three seeds.

Run: `python -m benchmarks.music`. It trains for 75 seconds a seed, as the page does, judges 16
pieces of 300 notes of each against the chorales that were kept aside, and makes pieces colder and
warmer from the same model. The article's loop and ours take turns on the same notes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import torch

from benchmarks.article_music import article_loop
from benchmarks.bars import Figure, conclude, machine, spread
from core.metrics.music import count
from core.recipes.music import judging
from core.recipes.music.corpus import read_corpus
from core.recipes.music.learning import new_model, task_of
from core.recipes.music.planning import Plan, plan_corpus
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings, PieceSettings
from core.recipes.music.studio import Made, Studio, open_studio
from core.runs import Source
from core.training.course import Course
from core.training.progress import Artifact, Finished

GAPS = {"chord_types": 0.85, "vertical_intervals": 0.80, "melodic_intervals": 0.80}
HEATS = (0.8, 1.0, 1.2)
SOURCE = Source(name="chorales", sample="chorales")
TURNS, STEPS = 5, 12
WARM_UP = 80  # steps until memory that is asked for again and again comes without a page fault


def speeds(plan: Plan) -> list[Figure]:
    """Measure notes a second of the article's loop and of ours, in turns."""
    theirs = article_loop(plan.corpus.scores[:120])
    ours = _stepping(plan)
    for _ in range(WARM_UP):
        next(ours)
    pace: dict[str, list[float]] = {"theirs": [], "ours": []}
    for turn in range(TURNS + 1):
        for name, step in (("theirs", theirs.step), ("ours", lambda: next(ours))):
            began = perf_counter()
            notes = sum(step() for _ in range(STEPS))
            if turn:
                pace[name].append(notes / (perf_counter() - began))
    ratio = np.array(pace["ours"]) / np.array(pace["theirs"])
    return [
        Figure("article's loop, notes a second", float(np.median(pace["theirs"])), ""),
        Figure(
            "LSTM 256, notes a second", float(np.median(pace["ours"])), "", 20_000, at_least=True,
            note=spread(pace["ours"]),
        ),
        Figure(
            "LSTM 256, times as many notes a second", float(np.median(ratio)), "×", 5,
            at_least=True, note=spread(ratio),
        ),
    ]  # fmt: skip


def _stepping(plan: Plan) -> Iterator[float]:
    """Make one update of our loop after another; yield how many notes each was about."""
    settings = MusicSettings()
    task = task_of(plan, settings, "cpu")
    model = new_model(plan.vocabulary, settings, "cpu")
    generator = torch.Generator().manual_seed(0)
    course = Course(model, task, settings.fit_settings(), generator, stop_after=None)
    model.train()
    while True:
        for batch in task.batches(generator):
            course.improve(batch)
            yield float(settings.batch_size * settings.unroll)


def learnt(seed: int, seconds: int, home: Path) -> Studio:
    """Train one seed as a run does, and return its studio."""
    from core.recipes import music
    from core.runs import Work

    settings = MusicSettings(seed=seed, seconds=seconds)
    folder = home / f"seed-{seed}"
    folder.mkdir(parents=True)
    artifact: Artifact | None = None
    for told in music.train(Work(SOURCE, settings.record(), home, folder, "cpu")):
        if isinstance(told, Finished):
            artifact = told.artifact
    assert artifact is not None  # noqa: S101 -- a training that was not stopped ends with one
    return open_studio(artifact, home, "cpu")


def quality(results: Sequence[Result]) -> list[Figure]:
    """Return what held-out notes cost and how much of the gap is closed, over the seeds."""
    nats = [result.learnt.validation or np.nan for result in results]
    figures = [
        Figure("chorales, nats a note", float(np.mean(nats)), "", 1.90, note=spread(nats)),
        Figure("order-2 Markov, nats a note", results[0].learnt.markov or np.nan, ""),
    ]
    for name, bar in GAPS.items():
        closed = [_closed(result, name) for result in results]
        figures.append(
            Figure(
                f"gap closed, {name.replace('_', ' ')}", float(np.mean(closed)), "", bar,
                at_least=True, note=spread(closed),
            )
        )  # fmt: skip
    copied = [_copied(result, 16) for result in results]
    figures.append(Figure("copied runs of 16 notes", float(np.mean(copied)), "", 0.005))
    real = [rate.held_out for result in results for rate in _rates(result) if rate.notes == 16]
    figures.append(Figure("the same among held-out chorales", float(np.mean(real)), ""))
    return figures


def _closed(result: Result, name: str) -> float:
    value = result.report.row(name).gap_closed if result.report else None
    return np.nan if value is None else value


def _rates(result: Result) -> Sequence[Any]:
    return result.copying.rates if result.copying else ()


def _copied(result: Result, notes: int) -> float:
    return next((rate.made or 0.0 for rate in _rates(result) if rate.notes == notes), np.nan)


def heats(studios: Sequence[Studio]) -> list[Figure]:
    """Measure copies and clashes of colder and warmer pieces; both should be in order."""
    copied, clash = np.zeros((2, len(HEATS)))
    for studio in studios:
        for place, heat in enumerate(HEATS):
            made = studio.compose(PieceSettings(temperature=heat, seed=5), count=16)
            pieces = [one.piece for one in made]
            copied[place] += (
                judging.copying_of(studio.plan, studio.index, pieces).rates[0].made or 0
            )
            clash[place] += count(pieces).figure("dissonance") or 0.0
    copied, clash = copied / len(studios), clash / len(studios)
    falls, rises = bool((np.diff(copied) < 0).all()), bool((np.diff(clash) > 0).all())
    told = ", ".join(f"{value:.3f}" for value in copied)
    clashes = ", ".join(f"{value:.3f}" for value in clash)
    where = "temperature .8, 1.0, 1.2"
    return [
        Figure(f"{where}: copied runs of 8 fall", float(falls), "", 1, at_least=True, note=told),
        Figure(f"{where}: clashes rise", float(rises), "", 1, at_least=True, note=clashes),
    ]


def making(studio: Studio) -> list[Figure]:
    """Measure how long pieces take, and how soon the first sounds."""
    studio.compose(PieceSettings(notes=30))
    began = perf_counter()
    (one,) = studio.compose(PieceSettings(seed=1))
    alone = perf_counter() - began
    sounding = _seconds_to_sound(one, began)
    began = perf_counter()
    studio.compose(PieceSettings(seed=2), count=16)
    together = perf_counter() - began
    return [
        Figure("one piece of 300 notes", alone, "s", 1.0),
        Figure("16 pieces of 300 notes at once", together, "s", 2.0),
        Figure("from the wish to the first sound, server's part", sounding, "s", 3.0),
    ]


def _seconds_to_sound(made: Made, began: float) -> float:
    made.wav()
    return perf_counter() - began


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=75)
    given = parser.parse_args(arguments)
    where = machine()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        figures = speeds(plan_corpus(read_corpus(SOURCE, home), 0))
        studios = [learnt(seed, given.seconds, home) for seed in range(given.seeds)]
        figures += quality([studio.result for studio in studios])
        figures += heats(studios) + making(studios[0])
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
