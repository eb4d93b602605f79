"""How far the statistics of some pieces are from those of others.

Conventions: between histograms the divergence of Jensen and Shannon, in bits, 0 for equal and 1 for
disjoint ones; between figures the absolute difference.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.metrics.music import STATISTICS, Counts

FloatArray = NDArray[np.float64]


def jensen_shannon(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the divergence of histograms in bits: 0 for equal ones, 1 for disjoint ones.

    Lin (1991), "Divergence measures based on the Shannon entropy". Nothing counted at all is equal
    to nothing and disjoint from everything else.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (..., K)
        Counts or shares, at least 0; their leading shapes broadcast.

    Returns
    -------
    numpy.ndarray, shape (...)

    Examples
    --------
    >>> float(jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 3.0])))
    1.0
    """
    one, other = first.sum(axis=-1), second.sum(axis=-1)
    p = first / np.maximum(one, np.finfo(np.float64).tiny)[..., None]
    q = second / np.maximum(other, np.finfo(np.float64).tiny)[..., None]
    found = _entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2
    known = np.clip(found, 0.0, 1.0)
    nothing = np.where((one <= 0) & (other <= 0), 0.0, 1.0)
    divergence: FloatArray = np.where((one > 0) & (other > 0), known, nothing)
    return divergence


def _entropy(shares: FloatArray) -> FloatArray:
    logarithm = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy: FloatArray = -(shares * logarithm).sum(axis=-1)
    return entropy


def distance(name: str, found: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return how far pooled counts of a statistic are from others.

    Parameters
    ----------
    found : numpy.ndarray, shape (R, width)
    wanted : numpy.ndarray, shape (width,)

    Returns
    -------
    numpy.ndarray, shape (R,)
        NaN for a figure of which nothing was counted.
    """
    if STATISTICS[name].bins is None:
        return np.abs(_quotient(found) - _quotient(wanted))
    used = (found > 0).any(axis=0) | (wanted > 0)  # most of 4096 chords never sound
    return jensen_shannon(found[:, used], wanted[used])


def distances(found: Counts, wanted: Counts) -> Mapping[str, float | None]:
    """Return the distance of every statistic; None for a figure of which nothing was counted."""
    apart = {
        name: float(distance(name, found.pooled(name)[None], wanted.pooled(name))[0])
        for name in STATISTICS
    }
    return {name: value if np.isfinite(value) else None for name, value in apart.items()}


def _quotient(numbers: FloatArray) -> FloatArray:
    """Return the first over the second of numbers of shape (..., 2), NaN for x / 0."""
    over, under = numbers[..., 0], numbers[..., 1]
    quotient: FloatArray = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    return quotient
