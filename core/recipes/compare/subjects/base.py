"""What a subject promises, and how a trunk of some width is set up for it.

Conventions: N test sequences (or pictures, pieces, origins: whatever is judged one by one); figures
are in the metric of the task.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from core.models import PatchModel, SequenceModel, TrunkSettings
from core.models.tcn import TCN
from core.recipes.compare.material import Reading, random_of

Part = Literal["validation", "test"]

MOST_HEADS, FEWEST_HEADS = 4, 2
LAYERS: Mapping[str, int] = {"transformer": 2, "mingru": 2}
"""How many layers a trunk has; 1 unless it is named, a TCN as many as it takes to see far enough.

A minGRU's gates read only what lies below them, and a Transformer's first layer only the inputs:
one layer of either can follow nothing that depends on what came before that.
"""
MOST_LAYERS = 4


@dataclass(frozen=True, eq=False)
class Judged:
    """How good a model's answers are.

    Attributes
    ----------
    scores, weights : numpy.ndarray, float64, shape (N,)
        Each sequence's score, the mean over its steps that count, and how many those are.
    loss : float
        What is made smaller, on the same answers.
    """

    scores: np.ndarray
    weights: np.ndarray
    loss: float

    @property
    def figure(self) -> float:
        """The task's figure: the mean score of a step that counts."""
        return float(np.average(self.scores, weights=self.weights))


Contestant = SequenceModel | PatchModel
"""A model whose trunk is the contender's."""
M = TypeVar("M", bound=Contestant)


class Subject(Protocol[M]):
    """What is learnt and how it is judged.

    Attributes
    ----------
    baseline : float
        The figure on the test sequences of an answer that has learnt nothing.
    num_test : int
        N.
    block : float
        How many neighbouring test sequences hang together.
    longer : tuple of int
        By how much longer sequences are that are asked for as well.
    published : mapping of str to float
        What others have found on the same test sequences, by trunk.
    """

    baseline: float
    num_test: int
    block: float
    longer: tuple[int, ...]
    published: Mapping[str, float]

    def __hash__(self) -> int:
        """Return the same for the same subject."""

    @property
    def num_steps(self) -> int:
        """How many steps a trunk reads at once."""

    def build(self, trunk: str, width: int) -> M:
        """Return a model with a trunk of some width, its weights not drawn yet."""

    def batches(self, reading: Reading) -> Iterator[Any]:
        """Yield the batches of a seed without end, the same ones to everybody."""

    def loss(self, model: M, batch: Any) -> Tensor:
        """Return the mean loss of a batch, shape ()."""

    def judge(self, model: M, part: Part) -> Judged:
        """Return how good a model's answers are to a part that it has not learnt."""

    def judge_longer(self, model: M) -> tuple[float, ...]:
        """Return the figure of the last step of longer sequences, one for each of `longer`."""


def trunk_settings(
    trunk: str, width: int, num_steps: int, dropout: float, span: int = 0
) -> TrunkSettings:
    """Return the settings of a trunk that reads so many steps."""
    num_layers = LAYERS.get(trunk, 1)
    if trunk == "tcn":
        num_layers = min(MOST_LAYERS, math.ceil(num_steps / TCN.reach_a_layer))
    return TrunkSettings(
        hidden_size=width,
        num_layers=num_layers,
        dropout=dropout,
        num_heads=FEWEST_HEADS if width % (2 * MOST_HEADS) else MOST_HEADS,
        attention_span=span,
    )


def passes(reading: Reading) -> Iterator[torch.Generator]:
    """Yield a generator for each pass over data that are few enough to be passed over."""
    number = 0
    while True:
        seed = int(random_of(reading.seed, reading.role, number).integers(1 << 62))
        yield torch.Generator().manual_seed(seed)
        number += 1
