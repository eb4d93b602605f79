"""What is known of a model of pictures once it is learnt: how it went, and how often it is right.

Everything here is plain values, so that a stored result speaks any language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.words import Sentence


@dataclass(frozen=True)
class Read:
    """What was learnt from; `refused` are the files that could not be used, with their reasons."""

    num_train: int
    num_validation: int
    num_test: int
    num_repeated: int
    refused: tuple[str, ...]
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class Learnt:
    """How the learning went; losses in nats a picture.

    Attributes
    ----------
    updates : int
        Steps of the optimiser.
    core_seconds : float
        What the processor worked for it, over all cores.
    parameters, trainable_parameters : int
        Weights of the model, and those of them that were not frozen.
    """

    train: float | None
    validation: float | None
    seconds: float
    core_seconds: float
    epochs: int
    best_epoch: int
    updates: int
    parameters: int
    trainable_parameters: int


@dataclass(frozen=True, eq=False)
class Judged:
    """How often the model is right about pictures that it never saw.

    Attributes
    ----------
    accuracy, low, high : float
        With its 95 % interval.
    confusion : numpy.ndarray, int64, shape (K, K)
        Row: what a picture is; column: what the model says.
    said : numpy.ndarray, int64, shape (N,)
        The class that the model says of each test picture, in the order of the set.
    confidence : numpy.ndarray, float32, shape (N,)
        The probability that it gives that class.
    rival : str
        The better one of "nearest" (the class of the most alike train picture) and "majority" (the
        commonest class).
    rival_accuracy : float
        Of the rival, on the `num_compared` pictures that both were asked about.
    same_accuracy : float
        Of the model on these.
    """

    accuracy: float
    low: float
    high: float
    confusion: np.ndarray
    said: np.ndarray
    confidence: np.ndarray
    rival: str
    rival_accuracy: float
    same_accuracy: float
    num_compared: int
    p: float


@dataclass(frozen=True)
class Verdict:
    """The outcome, the sentence with its number, and how it is known."""

    outcome: str
    sentence: Sentence
    how: Sentence


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Result:
    """All of it; `judged` is None where a training was stopped before judging."""

    name: str
    settings: Mapping[str, Any]
    classes: tuple[str, ...]
    read: Read
    learnt: Learnt
    judged: Judged | None
    verdict: Verdict
