"""Whether what was made borrows more than real music does: rates of copying side by side.

The same rates are taken of what was made and of real pieces that were held out; chorales share
tunes and every tune shares idioms, so a share of copied runs means nothing alone. Pieces are cut
into stretches of the same number of notes first, which count as pieces of their own.

Outcomes, for stretches that were made against stretches held out:

* by_heart: half of the 16-note runs or more are copies, which they are not in held-out music;
* more: with made and held-out stretches thrown together and dealt out again, so large a surplus on
  any of the run lengths comes up less than one time in twenty (a permutation test on the largest
  of the standardised surpluses: Westfall and Young, 1993);
* too_little_data: there are so few stretches that no surplus could be so rare;
* no_more: everything else. It does not say that nothing was copied.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.copying import RUN_LENGTHS, CopyIndex, Line, Runs, runs_from
from core.vectorizers.grid import Piece
from core.words import N_

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STRETCH_NOTES = 300
RESAMPLES = 2000
LEVEL = 0.95
SIGNIFICANT = 0.05
KNOWN_BY_HEART = 0.5
HEART_NOTES = 16

OUTCOMES: Mapping[str, str] = {
    "no_more": N_("Copies no more than real music does"),
    "more": N_("Copies more than real music does"),
    "by_heart": N_("Learnt by heart"),
    "too_little_data": N_("Too little data to tell copying"),
}
"""How each outcome is said."""


@dataclass(frozen=True, eq=False)
class Rates:
    """How much of some pieces occurs in an index.

    Attributes
    ----------
    counts : numpy.ndarray, shape (stretches, run lengths, 2)
        Copied runs and all runs.
    longest_notes : int
        The longest match of all.
    """

    counts: IntArray
    longest_notes: int

    def runs(self, num_notes: int) -> Runs:
        """Return the runs of one of `RUN_LENGTHS` in all pieces together."""
        copied, total = self.counts[:, RUN_LENGTHS.index(num_notes)].sum(axis=0).tolist()
        return Runs(copied, total)

    def interval(self, num_notes: int, seed: int = 0) -> tuple[float, float] | None:
        """Return the 95 % interval of a share, by drawing the stretches anew.

        None for fewer than two stretches, or where no run is so long.
        """
        num = len(self.counts)
        if num < 2 or not self.runs(num_notes).total:
            return None
        weights = np.random.default_rng(seed).multinomial(num, np.full(num, 1 / num), RESAMPLES)
        shares = _shares(weights, self.counts)[:, RUN_LENGTHS.index(num_notes)]
        low, high = np.nanquantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)


@dataclass(frozen=True)
class Borrowing:
    """An outcome, and the p-value that it rests on; None where nothing was tested."""

    outcome: str
    p: float | None


def copy_rates(
    index: CopyIndex, pieces: Sequence[Piece], stretch_notes: int = STRETCH_NOTES
) -> Rates:
    """Return the rates of copying of some pieces.

    Parameters
    ----------
    index : CopyIndex
    pieces : sequence of Piece
        Made ones, or real ones that are not in the index.
    stretch_notes : int
        Where pieces are cut; as long as the made ones, also for the real ones.
    """
    counts: list[IntArray] = []
    longest = 0
    lines = [Line.of(piece) for piece in pieces]
    all_matches = index.matcher.longest([line.steps for line in lines])
    for line, matches in zip(lines, all_matches, strict=True):
        found = [runs_from(line, matches, n) for n in RUN_LENGTHS]
        counts.append(_by_stretch(found, len(line.steps), stretch_notes))
        telling = matches.length[matches.length >= line.enough]
        longest = max(longest, int(telling.max(initial=-1)) + 1)
    empty = np.empty((0, len(RUN_LENGTHS), 2), dtype=np.int64)
    return Rates(np.concatenate([empty, *counts]), longest)


def _by_stretch(
    found: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]], num_steps: int, size: int
) -> IntArray:
    """Return copied and all runs by the stretch that they begin in, shape (stretches, lengths, 2).

    A remainder of less than half a stretch belongs to the stretch before it.
    """
    num = max(1, round(num_steps / size))
    counts = np.zeros((num, len(RUN_LENGTHS), 2), dtype=np.int64)
    for length, (all_runs, copied) in enumerate(found):
        stretch = np.minimum(np.arange(len(all_runs)) // size, num - 1)
        counts[:, length, 0] = np.bincount(stretch, copied, minlength=num)
        counts[:, length, 1] = np.bincount(stretch, all_runs, minlength=num)
    return counts


def borrowing(made: Rates, held_out: Rates, seed: int = 0) -> Borrowing:
    """Return whether what was made copies more than held-out real music does."""
    ours, theirs = made.runs(HEART_NOTES).share, held_out.runs(HEART_NOTES).share
    by_heart = (ours or 0.0) >= KNOWN_BY_HEART > (theirs or 0.0)
    num_made, num_real = len(made.counts), len(held_out.counts)
    if 1 / math.comb(num_made + num_real, num_made) > SIGNIFICANT:
        return Borrowing("by_heart" if by_heart else "too_little_data", None)
    p = _surplus_p(made.counts, held_out.counts, seed)
    if by_heart:
        return Borrowing("by_heart", p)
    return Borrowing("more" if p < SIGNIFICANT else "no_more", p)


def _surplus_p(made: IntArray, held_out: IntArray, seed: int) -> float:
    """Return how often stretches dealt out anew show as large a surplus as those that were made."""
    random = np.random.default_rng(seed)
    both = np.concatenate([made, held_out])
    ranks = np.argsort(random.random((RESAMPLES, len(both))), axis=1)
    ours = (np.concatenate([np.arange(len(both))[None], ranks]) < len(made)).astype(np.int64)
    surplus = np.nan_to_num(_shares(ours, both) - _shares(1 - ours, both))
    spread = surplus[1:].std(axis=0)
    standard = np.divide(surplus, spread, out=np.zeros_like(surplus), where=spread > 0).max(axis=1)
    return float(np.mean(standard >= standard[0] - 1e-12))


def _shares(weights: IntArray, counts: IntArray) -> FloatArray:
    """Return the share of copied runs, shape (R, lengths); weights of shape (R, stretches)."""
    copied, total = (np.tensordot(weights, counts[..., part], axes=1) for part in (0, 1))
    shares: FloatArray = np.divide(
        copied, total, out=np.full(copied.shape, np.nan), where=total > 0
    )
    return shares
