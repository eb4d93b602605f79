"""Several forecasts at once: which cannot be told from the best, and whether the best is luck.

Conventions: a loss of shape (N,) for each named forecast, all over the same origins, oldest first;
origins where any is missing are left out. `arch` is imported when first asked, for it takes a
second. Seeds fix every draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import RESAMPLES, SHORTEST_BLOCK

FloatArray = NDArray[np.float64]

SAME = 1e-10  # differences smaller than this, relative to the losses, are rounding


def confidence_set(
    losses: Mapping[str, FloatArray],
    *,
    size: float = 0.1,
    block: int = SHORTEST_BLOCK,
    seed: int = 0,
) -> frozenset[str]:
    """Return the names, each with a loss of shape (N,), that hold the best with 1 - size.

    Hansen, Lunde and Nason (2011), "The Model Confidence Set", method R. Forecasts whose losses
    differ by a constant have no test between them (`arch` fails on two that are the same): the
    better stands for both, and equal ones share its fate.
    """
    from arch.bootstrap import MCS

    names = list(losses)
    table = _complete(list(losses.values()))
    speakers = _speakers(table)
    distinct = sorted(set(speakers))
    kept = set(distinct)
    if len(distinct) > 1:
        test = MCS(
            table[:, distinct], size, reps=RESAMPLES, block_size=block, method="R", seed=seed
        )
        test.compute()
        kept = {distinct[position] for position in np.array(test.included, dtype=np.int64)}
    mean = table.mean(axis=0)
    return frozenset(
        name
        for column, name in enumerate(names)
        if speakers[column] in kept and mean[column] <= mean[speakers[column]] * (1 + SAME)
    )


def superior_ability(
    reference_loss: FloatArray,
    losses: Sequence[FloatArray],
    *,
    block: int = SHORTEST_BLOCK,
    seed: int = 0,
) -> float:
    """Return the p of "none of these beats the reference", losses of shape (N,).

    Hansen (2005), "A Test for Superior Predictive Ability", the consistent p: small means that the
    best of all that were tried is better, even though it was picked. Forecasts that never differ
    from the reference prove nothing and are left out.
    """
    from arch.bootstrap import SPA

    table = _complete([reference_loss, *losses])
    speakers = _speakers(table)
    tried = [column for column in sorted(set(speakers)) if speakers[column] != speakers[0]]
    if not tried:
        return 1.0
    test = SPA(table[:, 0], table[:, tried], block_size=block, reps=RESAMPLES, seed=seed)
    test.compute()
    return float(test.pvalues["consistent"])


def _complete(columns: Sequence[FloatArray]) -> FloatArray:
    table = np.stack(columns, axis=1)
    return np.ascontiguousarray(table[np.isfinite(table).all(axis=1)])


def _speakers(table: FloatArray) -> list[int]:
    """Return for each column the best of those it differs from by a constant, maybe itself."""
    size = SAME * np.abs(table).mean()
    order = np.argsort(table.mean(axis=0), kind="stable")
    speakers = list(range(table.shape[1]))
    for place, column in enumerate(order):
        for better in order[:place]:
            if speakers[better] == better and np.std(table[:, column] - table[:, better]) <= size:
                speakers[column] = int(better)
                break
    return speakers
