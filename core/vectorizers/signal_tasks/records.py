"""What a batch of sequences is, and what a task says of itself.

Conventions: B sequences of T steps with F numbers a step; K is how many numbers, classes or bits
are asked for at a step. Only steps that are *counted* are learnt and judged. Shorter sequences end
in steps that are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["value", "class", "bits"]
Random = np.random.Generator


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences, what is asked for, and where.

    Attributes
    ----------
    inputs : numpy.ndarray, float32, shape (B, T, F)
    targets : numpy.ndarray
        Values or bits as float32, shape (B, T, K); classes as int64, shape (B, T).
    counted : numpy.ndarray, bool, shape (B, T)
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32] | NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Signal:
    """A task: what is asked for at a step, how sequences are drawn, and what a guess is worth.

    Attributes
    ----------
    kind : str
        "value" (judged by the squared error), "class" (by the share that is right) or "bits".
    num_inputs, num_outputs : int
        F and K.
    draw : callable
        From a generator, B and the length of the task to a batch.
    guess : callable
        From a batch to the figure of an answer that has learnt nothing, on that very batch.
    """

    kind: Kind
    num_inputs: int
    num_outputs: int
    draw: Callable[[Random, int, int], Batch]
    guess: Callable[[Batch], float]


def rows_of(batch: Batch, places: NDArray[np.int64] | slice) -> Batch:
    """Return some sequences of a batch, by their places, shape (b,)."""
    return Batch(batch.inputs[places], batch.targets[places], batch.counted[places])


def joined(sequences: Sequence[Batch]) -> Batch:
    """Return batches of one task as one; shorter ones end in steps that are not counted."""
    longest = max(one.counted.shape[1] for one in sequences)

    def stacked(arrays: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([_lengthened(array, longest) for array in arrays])

    return Batch(
        stacked([one.inputs for one in sequences]),
        stacked([one.targets for one in sequences]),
        stacked([one.counted for one in sequences]),
    )


def _lengthened(array: np.ndarray, num_steps: int) -> np.ndarray:
    more = num_steps - array.shape[1]
    return np.pad(array, [(0, 0), (0, more), *[(0, 0)] * (array.ndim - 2)])


def commonest(batch: Batch) -> float:
    """Return how often the commonest class of the counted steps is right on them."""
    said = batch.targets[batch.counted]
    return float(np.unique_counts(said).counts.max() / len(said))


def one_hot(classes: NDArray[np.int64], num_classes: int) -> NDArray[np.float32]:
    """Return classes of any shape (...) as vectors with a single one, shape (..., num_classes)."""
    return np.eye(num_classes, dtype=np.float32)[classes]
