"""The verdict on a model: does it beat what costs nothing? From numbers only, said in a sentence.

`weigh` turns losses into an `Evidence`, `verdict` turns that into one of four outcomes:

* beats: against the reference p < 0.05 and a skill of 1 % or more, in the 90 % model confidence
  set, and a smaller loss than every baseline, on most seeds; and not by picking the best of many
  tries (SPA p < 0.05 where more than one configuration was tried on this data);
* worse: significantly worse than the reference on most seeds;
* too_little_data: fewer than 100 test origins, or fewer than 30 that do not overlap;
* ties: everything else, and then it is said what could not have been seen.

Conventions: a loss has shape (N,), one for each origin, oldest first, the mean over the steps
ahead; skill is the share of the reference's loss that is gone. Sentences keep to 75 characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import block_length, mean_interval, skill_interval
from core.metrics.diebold_mariano import Comparison, compare, hac_lag, long_run_variance
from core.metrics.forecast import skill
from core.metrics.model_sets import confidence_set, superior_ability
from core.metrics.verdict import Evidence, SeedEvidence, Verdict, verdict

__all__ = [
    "Comparison",
    "Contest",
    "Evidence",
    "SeedEvidence",
    "Verdict",
    "block_length",
    "compare",
    "confidence_set",
    "hac_lag",
    "long_run_variance",
    "mean_interval",
    "skill_interval",
    "superior_ability",
    "verdict",
    "weigh",
]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Contest:
    """What is to be weighed.

    Attributes
    ----------
    model : str
        The name of the row that the sentence is about.
    loss : numpy.ndarray, shape (N,)
        Its loss, such as that of the mean over seeds.
    seeds : tuple of numpy.ndarray, shape (N,)
        The loss of each seed alone.
    baselines : mapping of str to numpy.ndarray, shape (N,)
    reference : str
        The baseline that is compared with.
    horizon : int
        Steps ahead: so far the losses of neighbouring origins overlap.
    quantity : str
        What is predicted: volatility, return, direction or value.
    daily : bool
        Whether a step is a day.
    earlier : sequence of numpy.ndarray, shape (N,)
        Losses, over the same origins, of configurations that were tried before.
    num_earlier : int
        How many were tried before, also where their losses are not known any more.
    """

    model: str
    loss: FloatArray
    seeds: tuple[FloatArray, ...]
    baselines: Mapping[str, FloatArray]
    reference: str
    horizon: int
    quantity: str
    daily: bool = False
    earlier: Sequence[FloatArray] = ()
    num_earlier: int = 0


def weigh(contest: Contest, seed: int = 0) -> Evidence:
    """Return the numbers that the verdict follows from; `seed` fixes the resampling."""
    reference = contest.baselines[contest.reference]
    compared = compare(reference - contest.loss, contest.horizon)
    low, high = skill_interval(contest.loss, reference, block_length(contest.horizon), seed=seed)
    size = _mean(reference)
    tried = 1 + max(len(contest.earlier), contest.num_earlier)
    known = 1 + len(contest.earlier) == tried > 1
    return Evidence(
        model=contest.model,
        reference=contest.reference,
        rival=min(contest.baselines, key=lambda name: _mean(contest.baselines[name])),
        quantity=contest.quantity,
        daily=contest.daily,
        origins=compared.count,
        horizon=contest.horizon,
        skill=skill(contest.loss, reference),
        low=low,
        high=high,
        dm_p=compared.p,
        smallest_seen=compared.smallest_seen / size if size > 0 else float("inf"),
        seeds=tuple(_weigh_seed(contest, loss, seed) for loss in contest.seeds or (contest.loss,)),
        tried=tried,
        spa_p=_best_of_all(contest, seed) if known else None,
    )


def _weigh_seed(contest: Contest, loss: FloatArray, seed: int) -> SeedEvidence:
    reference = contest.baselines[contest.reference]
    alone = SeedEvidence(
        skill=skill(loss, reference),
        dm_p=compare(reference - loss, contest.horizon).p,
        in_mcs=None,
        below_all=all(skill(loss, other) > 0 for other in contest.baselines.values()),
    )
    asked = replace(alone, in_mcs=True)
    if not asked.wins:  # nothing hangs on the set, which is by far the slowest to compute
        return alone
    name = "\0model"  # no baseline is called so
    columns = {**contest.baselines, name: loss}
    best = confidence_set(columns, block=block_length(contest.horizon), seed=seed)
    return replace(asked, in_mcs=name in best)


def _best_of_all(contest: Contest, seed: int) -> float:
    return superior_ability(
        contest.baselines[contest.reference],
        [contest.loss, *contest.earlier],
        block=block_length(contest.horizon),
        seed=seed,
    )


def _mean(loss: FloatArray) -> float:
    return float(np.nanmean(loss))
