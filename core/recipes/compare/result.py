"""What a study found: every run with its curve, every trial, every pair, as frozen records.

Everything here is plain values, so that a stored study speaks any language. While a study runs,
the same record tells what is known so far: a run that has not ended has no result yet.

Conventions: S seeds, C looks at validation data, N test sequences; figures are in the metric of
the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.words import Sentence


@dataclass(frozen=True, eq=False)
class Curve:
    """A run's looks at the validation data, each array of shape (C,); the first is untrained.

    Attributes
    ----------
    updates : numpy.ndarray, int64
    core_seconds : numpy.ndarray, float64
    train_losses : numpy.ndarray, float64
        NaN for the first.
    figures : numpy.ndarray, float64
    """

    updates: np.ndarray
    core_seconds: np.ndarray
    train_losses: np.ndarray
    figures: np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """One contender with one seed.

    Attributes
    ----------
    result : float or None
        The figure on the test sequences; None while it runs.
    solved : bool or None
        None where the task has no such word, or it has not ended.
    solved_after : float or None
        Core-seconds until validation was first on the good side of the line.
    scores : numpy.ndarray, float64, shape (N,)
        Of each test sequence; empty while it runs.
    longer : mapping of str to float
        By how much longer sequences were, and the figure of their last step.
    stream : str
        The fingerprint of the batches that it learnt.
    diverged : bool
    """

    seed: int
    result: float | None
    solved: bool | None
    solved_after: float | None
    updates: int
    core_seconds: float
    wall_seconds: float
    curve: Curve
    scores: np.ndarray
    longer: Mapping[str, float]
    stream: str
    diverged: bool


@dataclass(frozen=True)
class Trial:
    """A learning rate that was tried, and the figure on validation data."""

    rate: float
    figure: float
    updates: int
    core_seconds: float


@dataclass(frozen=True, eq=False)
class Row:
    """A contender.

    Attributes
    ----------
    name, trunk : str
        A key of `CONTENDERS` and of `core.models.MODELS`.
    rate : float or None
        The learning rate of the scored runs.
    solved, low, high : int, float, float
        How many seeds solved it, and the interval of their share at 95 %.
    mean : float or None
        Of the results.
    mean_low, mean_high : float
        Its interval at 95 %, NaN where nothing can be said.
    saved_mib : float
        What one update keeps in memory for the way back.
    flops : float
        Additions and multiplications of one step forward, of one sequence.
    kernel : str
        What does the arithmetic.
    """

    name: str
    trunk: str
    parameters: int
    width: int
    num_layers: int
    rate: float | None
    trials: tuple[Trial, ...]
    runs: tuple[Run, ...]
    solved: int
    low: float
    high: float
    mean: float | None
    mean_low: float
    mean_high: float
    saved_mib: float
    flops: float
    kernel: str


@dataclass(frozen=True)
class Pair:
    """Two contenders; the difference is that of `a` minus `b`, over the seeds that both ended.

    `better` is "a", "b" or "" and follows from `low` and `high` alone, NaN where nothing is known.
    """

    a: str
    b: str
    difference: float
    low: float
    high: float
    num_seeds: int
    better: str
    statement: Sentence


@dataclass(frozen=True)
class Verdict:
    """The outcome, the sentence, and how it is known."""

    outcome: str
    sentence: Sentence
    how: Sentence


@dataclass(frozen=True)
class Machine:
    """Where and when; `share` is how much of a core the runs had while they learnt, 0 to 1."""

    cores: int
    chip: str
    system: str
    python: str
    torch: str
    finished: str
    share: float

    @property
    def busy(self) -> bool:
        """Whether the machine had so much else to do that its times mean little."""
        return self.share < BUSY_BELOW


BUSY_BELOW = 0.8


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Result:
    """All of it.

    Attributes
    ----------
    source : str
        The name of the data.
    settings : mapping
        The record of `CompareSettings`.
    metric : str
        A key of `METRICS`.
    line : float or None
        Beyond it the task is solved.
    baseline : float
    weights : numpy.ndarray, float64, shape (N,)
        How many steps of each test sequence are judged.
    published : mapping of str to float
        What others have found on the same test sequences, by trunk; mostly empty.
    complete : bool
        Whether every run has ended.
    """

    source: str
    settings: Mapping[str, Any]
    metric: str
    line: float | None
    baseline: float
    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]
    weights: np.ndarray
    published: Mapping[str, float]
    complete: bool
    machine: Machine
    verdict: Verdict
