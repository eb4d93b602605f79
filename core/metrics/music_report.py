"""How like real music something is: each statistic between two floors.

A distance from music that was kept aside means nothing alone: real pieces of the same length differ
from it as well. So the same distance is taken of *real* pieces, as many as were made and cut to
their lengths, and of those pieces *shuffled* (`music_notes`): harmony and melody with each
piece's pitches dealt out anew, rhythm with its durations and gaps between onsets dealt out anew.
Both are the means of several draws. The *gap closed* is (shuffled - made) / (shuffled - real): 0 is
the same notes shuffled, 1 is as near as real music of that size, and more than 1 is luck.

Shuffling does not change everything: the durations by themselves, tracks, velocities or the
degrees of the scale are what they were. Where the floors lie so close that one more draw of real
music would be off by more than a quarter of the way between them, the gap closed is None.

The overall figure is the mean gap closed of chord types, vertical intervals and melody steps, none
of them counted above 1, so that luck in one does not pay for another; it can be negative.

Intervals (95 %) come from drawing the made pieces anew, with replacement. That alone makes a pool
less varied and its distance larger, so what is used is how the drawn distances differ from their
mean. What real pieces are drawn for the floors is not part of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.music import STATISTICS, Counts, count, count_notes
from core.metrics.music_distance import distance
from core.metrics.music_notes import joined, with_shuffled_pitches, with_shuffled_rhythm
from core.vectorizers.grid import Piece
from core.words import N_, Sentence

FloatArray = NDArray[np.float64]

DRAWS = 24
RESAMPLES = 1000
LEVEL = 0.95
CLOSEST_FLOORS = 4.0
"""How many times the spread of the real draws the floors must lie apart."""
JUDGED = tuple(name for name, statistic in STATISTICS.items() if statistic.shuffle)
OVERALL = ("chord_types", "vertical_intervals", "melodic_intervals")


@dataclass(frozen=True)
class Judged:
    """One statistic of what was made, between its floors.

    Attributes
    ----------
    name, label : str
        As in `STATISTICS`.
    value, held_out : float or None
        What a figure is, made and held out; None for a histogram.
    made, real, shuffled : float or None
        Distances from the held-out pieces, in bits for a histogram; None where nothing of the kind
        was found, such as two notes at once in a tune.
    gap_closed, low, high : float or None
        And its interval; None where there is no gap to close, the interval also for one piece.
    """

    name: str
    label: str
    value: float | None
    held_out: float | None
    made: float | None
    real: float | None
    shuffled: float | None
    gap_closed: float | None
    low: float | None
    high: float | None

    @property
    def unscaled(self) -> Sentence | None:
        """Why there is no gap to close; None where there is one."""
        if self.gap_closed is not None:
            return None
        if self.real is None or self.made is None:
            return Sentence(N_("Nothing of the kind was found"))
        return Sentence(N_("Shuffled music is about as near as real music"))


@dataclass(frozen=True)
class MusicReport:
    """Every statistic between its floors, and one figure for all; None where none can be told."""

    rows: tuple[Judged, ...]
    overall: float | None
    low: float | None
    high: float | None
    num_pieces: int
    num_held_out: int

    def row(self, name: str) -> Judged:
        """Return the row of one statistic."""
        return next(row for row in self.rows if row.name == name)


@dataclass(frozen=True, eq=False)
class Floors:
    """What real and shuffled music of one size reach; the same for all that is made in that size.

    Attributes
    ----------
    held_out : Counts
        Of the pieces that everything is compared with.
    real, shuffled : mapping of str to numpy.ndarray, shape (draws,)
        Distances from the held-out pieces; NaN for a figure of which nothing was counted.
    """

    held_out: Counts
    real: Mapping[str, FloatArray]
    shuffled: Mapping[str, FloatArray]

    @classmethod
    def of(
        cls,
        real: Sequence[Piece],
        held_out: Sequence[Piece],
        sizes: Sequence[int],
        random: np.random.Generator,
        draws: int = DRAWS,
    ) -> Floors:
        """Measure the floors.

        Parameters
        ----------
        real : sequence of Piece
            Real pieces that are not held out, such as those learnt from; at least one.
        held_out : sequence of Piece
        sizes : sequence of int
            How many notes each made piece has; a real one that is shorter stays as it is.
        """
        cuts = [cut for _ in range(draws) for cut in _drawn(real, sizes, random)]
        notes = joined(cuts)
        plain = count_notes(notes)
        dealt = {
            "pitches": count_notes(with_shuffled_pitches(notes, random)),
            "rhythm": count_notes(with_shuffled_rhythm(notes, random)),
        }
        aside = count(held_out)

        def apart(name: str, counts: Counts) -> FloatArray:
            by_draw = counts.rows[name].reshape(draws, len(sizes), -1).sum(axis=1)
            return distance(name, by_draw, aside.pooled(name))

        return cls(
            held_out=aside,
            real={name: apart(name, plain) for name in JUDGED},
            shuffled={
                name: apart(name, dealt[STATISTICS[name].shuffle or "pitches"]) for name in JUDGED
            },
        )

    def judge(self, made: Sequence[Piece], random: np.random.Generator) -> MusicReport:
        """Return the report on pieces of the sizes that the floors were measured for."""
        counts = count(made)
        weights = random.multinomial(len(made), np.full(len(made), 1 / len(made)), RESAMPLES)
        closed = {name: self._closed(name, counts, weights) for name in JUDGED}
        overall, low, high = _overall([closed[name] for name in OVERALL], len(made))
        return MusicReport(
            rows=tuple(self._judged(name, counts, closed[name]) for name in JUDGED),
            overall=overall,
            low=low,
            high=high,
            num_pieces=len(made),
            num_held_out=self.held_out.num_pieces,
        )

    def _closed(
        self, name: str, counts: Counts, weights: NDArray[np.int64]
    ) -> tuple[float, FloatArray] | None:
        """Return the gap closed, and by each resample of the made pieces; None without a gap."""
        real, shuffled = self.real[name], float(self.shuffled[name].mean())
        gap = shuffled - float(real.mean())
        wanted = self.held_out.pooled(name)
        made = float(distance(name, counts.pooled(name)[None], wanted)[0])
        if not (np.isfinite(made) and gap > 0 and gap >= CLOSEST_FLOORS * real.std()):
            return None
        drawn = distance(name, weights @ counts.rows[name], wanted)
        around = np.maximum(made + drawn - np.nanmean(drawn), 0.0)
        return (shuffled - made) / gap, (shuffled - around) / gap

    def _judged(self, name: str, counts: Counts, closed: tuple[float, FloatArray] | None) -> Judged:
        is_figure = STATISTICS[name].bins is None
        made = distance(name, counts.pooled(name)[None], self.held_out.pooled(name))
        low, high = _interval(closed[1], counts.num_pieces) if closed else (None, None)
        return Judged(
            name=name,
            label=STATISTICS[name].label,
            value=counts.figure(name) if is_figure else None,
            held_out=self.held_out.figure(name) if is_figure else None,
            made=_known(made[0]),
            real=_known(self.real[name].mean()),
            shuffled=_known(self.shuffled[name].mean()),
            gap_closed=closed[0] if closed else None,
            low=low,
            high=high,
        )


def judge(
    made: Sequence[Piece],
    real: Sequence[Piece],
    held_out: Sequence[Piece],
    random: np.random.Generator,
) -> MusicReport:
    """Return the report on what was made; see `Floors.of` for the parameters.

    Where pieces of one size are judged again and again, measure the floors once.
    """
    return Floors.of(real, held_out, [len(piece) for piece in made], random).judge(made, random)


def _drawn(real: Sequence[Piece], sizes: Sequence[int], random: np.random.Generator) -> list[Piece]:
    """Return real pieces, all different as long as there are enough, cut to the sizes."""
    rounds = -(-len(sizes) // len(real))
    order = np.concatenate([random.permutation(len(real)) for _ in range(rounds)])
    return [_cut(real[at], size, random) for at, size in zip(order, sizes, strict=False)]


def _cut(piece: Piece, size: int, random: np.random.Generator) -> Piece:
    """Return so many notes of a piece, from the first of an onset anywhere in it."""
    if len(piece) <= size:
        return piece
    start = random.integers(len(piece) - size + 1)
    first = int(np.searchsorted(piece.onset, piece.onset[start]))
    return piece.taken(slice(first, first + size))


def _overall(
    closed: Sequence[tuple[float, FloatArray] | None], num_pieces: int
) -> tuple[float | None, float | None, float | None]:
    """Return the mean gap closed, none counted above 1, and its interval."""
    known = [one for one in closed if one]
    if not known:
        return None, None, None
    overall = float(np.mean([min(gap, 1.0) for gap, _ in known]))
    drawn = np.mean([np.minimum(gaps, 1.0) for _, gaps in known], axis=0)
    return overall, *_interval(drawn, num_pieces)


def _interval(drawn: FloatArray, num_pieces: int) -> tuple[float | None, float | None]:
    if num_pieces < 2:
        return None, None
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
