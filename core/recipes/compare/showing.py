"""What is shown of a study beside its numbers: who stands where, what is shipped, files to take.

Conventions: the *leader* is the contender with the best mean figure. What is said of another beside
it follows from the interval of their difference alone. A contender that *guesses* has no run that
got a tenth of the way from the baseline to a perfect answer.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DamagedArtifact, NoArtifact
from core.recipes.compare.keeping import contract_of, unpack_result
from core.recipes.compare.preparing import subject_of
from core.recipes.compare.result import Pair, Result, Row
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.compare.verdict import names
from core.recipes.packing import pack, unpack
from core.recipes.shelf import SHIPPED
from core.runs import Source, load_artifact, plain
from core.training.progress import Artifact
from core.words import N_, Sentence

OF_THE_WAY = 0.1
SWEEPS_KIND = "compare-sweeps"
SECONDS_AROUND = 8  # workers start before, figures are judged after

LEADS, WORSE, BETTER, LEVEL_WITH, UNKNOWN = "leads", "worse", "better", "level", "unknown"


@cache
def pretrained(name: str) -> Result:
    """Return a shipped study.

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    DamagedArtifact
        If what is there was changed.
    """
    return unpack_result(load_artifact(SHIPPED / f"compare-{Path(name).name}"))


@dataclass(frozen=True)
class Standing:
    """A contender's place.

    Attributes
    ----------
    row : Row
    against : str
        Beside the leader: `LEADS`, `WORSE`, `BETTER`, `LEVEL_WITH` (no difference shown) or
        `UNKNOWN`, where no interval can be had.
    guesses : bool
    """

    row: Row
    against: str
    guesses: bool

    @property
    def results(self) -> list[float]:
        """The figure of every seed that ended."""
        return results_of(self.row)


def results_of(row: Row) -> list[float]:
    """Return the figure of every seed of a contender that ended."""
    return [run.result for run in row.runs if run.result is not None]


def leader_of(result: Result) -> Row | None:
    """Return the contender with the best mean figure; None while none is known."""
    sign = 1.0 if METRICS[result.metric].higher_is_better else -1.0
    judged = [row for row in result.rows if row.mean is not None and math.isfinite(row.mean)]
    return max(judged, key=lambda row: sign * (row.mean or 0.0), default=None)


def standings_of(result: Result) -> list[Standing]:
    """Return the contenders, the best first, those not judged yet last."""
    leader = leader_of(result)
    sign = 1.0 if METRICS[result.metric].higher_is_better else -1.0

    def rank(row: Row) -> float:
        return math.inf if row.mean is None else -sign * row.mean

    return [_standing(row, leader, result) for row in sorted(result.rows, key=rank)]


def _standing(row: Row, leader: Row | None, result: Result) -> Standing:
    found = results_of(row)
    against = LEADS if row is leader else UNKNOWN
    if leader is not None and row is not leader:
        against = against_leader(row.name, leader.name, result.pairs)
    guesses = bool(found) and all(_guessed(one, result) for one in found)
    return Standing(row, against, guesses)


def against_leader(name: str, leader: str, pairs: Sequence[Pair]) -> str:
    """Return what the interval says of a contender beside the leader."""
    pair = next((one for one in pairs if {one.a, one.b} == {name, leader}), None)
    if pair is None or not math.isfinite(pair.low):
        return UNKNOWN
    if not pair.better:
        return LEVEL_WITH
    return BETTER if {"a": pair.a, "b": pair.b}[pair.better] == name else WORSE


def _guessed(figure: float, result: Result) -> bool:
    perfect = 1.0 if METRICS[result.metric].higher_is_better else 0.0
    way = (result.baseline - figure) / (result.baseline - perfect)
    return not way >= OF_THE_WAY  # a figure that is no number is a guess


def sentences_of(result: Result) -> list[Sentence]:
    """Return what the intervals say of the leader and everybody else."""
    leader = leader_of(result)
    if leader is None:
        return []
    by_place: dict[str, list[Row]] = {}
    for one in standings_of(result):
        by_place.setdefault(one.against, []).append(one.row)
    said = []
    first = names([leader])
    if WORSE in by_place:
        facts = {"first": first, "others": names(by_place[WORSE])}
        said.append(Sentence(N_("{first} better than {others}"), facts))
    if LEVEL_WITH in by_place:
        facts = {"first": first, "others": names(by_place[LEVEL_WITH])}
        said.append(Sentence(N_("no difference shown between {first} and {others}"), facts))
    return said


def seconds_of(settings: CompareSettings, num_cores: int) -> float | None:
    """Return about how long a study takes; None where its budget is no time."""
    if not settings.by_time:
        return None
    tried = settings.rates * settings.trial_share if settings.rates > 1 else 0.0
    total = len(settings.trunks) * settings.amount * (settings.seeds + tried)
    workers = max(1, min(settings.workers or num_cores, num_cores))
    return total / workers + SECONDS_AROUND


@dataclass(frozen=True)
class Facts:
    """What is known of a task's data before anybody learns.

    Attributes
    ----------
    baseline : float
        The figure of an answer that has learnt nothing, on the very test sequences.
    num_steps, num_test : int
        How many steps a trunk reads at once, how many sequences it is asked about.
    """

    baseline: float
    num_steps: int
    num_test: int


def facts_of(settings: CompareSettings, source: Source, home: Path) -> Facts:
    """Return what is known of a task's data.

    Raises
    ------
    SeqLabError
        If the data do not fit the task or cannot be used.
    """
    found = subject_of(settings, source, home)
    return Facts(found.baseline, found.num_steps, found.num_test)


# What may be taken along.

RUN_HEAD = (
    *("contender", "seed", "result", "solved", "solved_after_core_seconds", "parameters"),
    *("updates", "core_seconds", "learning_rate", "flops_a_step", "saved_mib", "kernel", "stream"),
)


def study_csv(result: Result) -> bytes:
    """Return every run of a study as UTF-8 CSV with a byte order mark, as spreadsheets ask."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([RUN_HEAD, *_run_lines(result)])
    return out.getvalue().encode("utf-8-sig")


def _run_lines(result: Result) -> Iterator[tuple[object, ...]]:
    for row in result.rows:
        for run in row.runs:
            yield (
                *(row.name, run.seed, _known(run.result), _known(run.solved)),
                *(_known(run.solved_after), row.parameters, run.updates, run.core_seconds),
                *(_known(row.rate), row.flops, row.saved_mib, row.kernel, run.stream),
            )


def _known(value: object) -> object:
    return "" if value is None else value


def study_json(result: Result) -> bytes:
    """Return all that is known of a study as JSON: the contract, settings, machine and curves."""
    curves = [
        {
            "trunk": row.name,
            "seed": run.seed,
            "updates": run.curve.updates.tolist(),
            "core_seconds": run.curve.core_seconds.tolist(),
            "validation": run.curve.figures.tolist(),
        }
        for row in result.rows
        for run in row.runs
    ]
    machine: dict[str, Any] = vars(result.machine)
    told = {
        **contract_of(result),
        "settings": result.settings,
        "machine": machine,
        "curves": curves,
    }
    return json.dumps(plain(told), ensure_ascii=False, indent=1).encode()


# The same study with one thing made harder.


@dataclass(frozen=True)
class Sweep:
    """One knob that is turned, and how far; a 0 of `train_size` is no limit."""

    title: str
    axis: str
    drawn: tuple[float, ...]
    stored: tuple[float, ...]


SWEEPS = {
    "train_size": Sweep(
        N_("Shorter training sets"),
        N_("Training sequences"),
        drawn=(250, 1000, 4000, 0),
        stored=(50, 100, 200, 400, 800),
    ),
    "noise": Sweep(
        N_("Noise"),
        N_("Noise added, standard deviation"),
        drawn=(0.0, 0.1, 0.3, 1.0),
        stored=(0.0, 0.1, 0.3, 1.0),
    ),
    "missing": Sweep(
        N_("Missing values"),
        N_("Steps left out, share"),
        drawn=(0.0, 0.1, 0.2, 0.4),
        stored=(0.0, 0.1, 0.2, 0.4),
    ),
}
"""`drawn` for tasks that are made up without end, `stored` for those with a set of their own."""


def swept(settings: CompareSettings, knob: str) -> list[CompareSettings]:
    """Return a study once for every value of a knob of `SWEEPS`."""
    sweep = SWEEPS[knob]
    values = sweep.drawn if TASKS[settings.task].length else sweep.stored
    turned: list[dict[str, Any]] = [{knob: value} for value in values]
    return [replace(settings, **one) for one in turned]


def pack_sweeps(results: Sequence[Result]) -> Artifact:
    """Return many studies as one artifact."""
    arrays: dict[str, np.ndarray] = {}
    return Artifact({"kind": SWEEPS_KIND, "results": pack(list(results), arrays)}, arrays)


@cache
def shipped_sweeps() -> tuple[Result, ...]:
    """Return the studies of sweeps that are shipped; none where none are or they were changed."""
    try:
        artifact = load_artifact(SHIPPED / SWEEPS_KIND)
    except (NoArtifact, DamagedArtifact):
        return ()
    found: tuple[Result, ...] = unpack(
        tuple[Result, ...], artifact.record["results"], artifact.arrays
    )
    return found
