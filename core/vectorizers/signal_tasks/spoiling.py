"""Inputs made worse on purpose, to see what a model bears: noise added, steps left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.vectorizers.signal_tasks.records import Batch, Random


@dataclass(frozen=True)
class Spoiling:
    """How much worse.

    Attributes
    ----------
    noise : float
        Standard deviation of the normal noise that is added to every input.
    missing : float
        The share of steps whose inputs are all zero instead, 0 to 1.
    """

    noise: float = 0.0
    missing: float = 0.0


def spoiled(batch: Batch, how: Spoiling, random: Random) -> Batch:
    """Return a batch with worse inputs and the same targets."""
    inputs = batch.inputs
    if how.noise:
        inputs = inputs + np.float32(how.noise) * random.standard_normal(inputs.shape, np.float32)
    if how.missing:
        kept = random.random(batch.counted.shape) >= how.missing
        inputs = inputs * kept[..., None]
    return replace(batch, inputs=inputs)
