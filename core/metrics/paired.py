"""Whether one of two contenders is better, from a few seeds and many test sequences of both.

Conventions: S seeds, N test sequences; scores have shape (S, N), row s of both contenders learnt
the same batches and every column is the same sequence, so that what they have in common cancels
out. A figure is the mean score, weighted by how many steps each sequence has; the difference is
first minus second.

Two things are left to chance: which seeds were used, and which sequences were asked. The second is
resampled: a percentile bootstrap of the sequences, of which there are many. The first cannot be:
drawn from three numbers, resamples never leave the range of these, and where nothing is different
all three have the same sign one time in four. So the seeds' part is Student's interval of their
differences, 4.3 standard errors for three seeds instead of 2. The two are put together end by end,
as distances from the difference, squared and added (MOVER: Zou and Donner, 2008, "Construction of
confidence limits about effect measures"). With two seeds even a coin would be told from itself one
time in eight, so three are needed; below that nothing is said.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from core.metrics.bootstrap import bootstrap

FloatArray = NDArray[np.float64]

FEWEST_SEEDS = 3


class Paired(NamedTuple):
    """A difference and its interval, which is NaN where nothing can be said."""

    difference: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 or −1 where the whole interval lies on one side of zero, otherwise 0."""
        return int(self.low > 0) - int(self.high < 0)


def paired_interval(
    first: FloatArray,
    second: FloatArray,
    weights: FloatArray | None = None,
    block: float = 1.0,
    level: float = 0.95,
    seed: int = 0,
) -> Paired:
    """Return the difference of two figures and its interval.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (S, N)
        Scores, of the same seeds and sequences.
    weights : numpy.ndarray, shape (N,), optional
        How many steps each sequence has; otherwise all have the same.
    block : float
        How many neighbouring sequences hang together, as windows of one series do.
    level : float
        Between 0 and 1.
    seed : int
        Fixes the resampling.
    """
    gaps = first - second
    num_seeds, count = gaps.shape
    weights = np.ones(count) if weights is None else weights
    by_seed = gaps @ weights / weights.sum()
    difference = float(by_seed.mean())
    if num_seeds < FEWEST_SEEDS:
        return Paired(difference, math.nan, math.nan)
    of_seeds = float(by_seed.std(ddof=1)) / math.sqrt(num_seeds)
    of_seeds *= float(stdtrit(num_seeds - 1, (1 + level) / 2))
    both = np.stack([gaps.mean(axis=0) * weights, weights], axis=1)
    low, high = bootstrap(both, lambda means: means[:, 0] / means[:, 1], block, level, seed)
    return Paired(
        difference,
        difference - math.hypot(of_seeds, difference - low),
        difference + math.hypot(of_seeds, high - difference),
    )
