"""Many pieces as one row of notes, what sounds at each of their onsets, and two ways to shuffle.

Conventions: P pieces have N notes between them, one piece after the other; a *moment* is an onset
of any note of a piece that is no drum, M in all; what sounds there is a set of pitches, whoever
plays them, so that two voices in unison are one. A note sounds from its onset until just before
its end. Times are steps of the grid.

`with_shuffled_pitches` keeps a piece's rhythm and deals its pitches out anew; it makes harmony and
melody random, in the right key. `with_shuffled_rhythm` keeps the chords in their order and deals
out anew how long each note lasts and how long it is until the next onset. Both keep every piece's
own notes and drums apart from the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.vectorizers.grid import Piece

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

PITCHES = 128


@dataclass(frozen=True, eq=False)
class Joined:
    """The notes of P pieces; arrays of shape (N,), in the order of the pieces and of their notes.

    Attributes
    ----------
    piece : numpy.ndarray, shape (N,)
        Which piece each note is of, 0 to P - 1.
    bar_steps, shift_steps : numpy.ndarray, shape (P,)
        Of each piece, as in `Piece`.
    """

    piece: IntArray
    onset: IntArray
    duration: IntArray
    pitch: IntArray
    velocity: IntArray
    slot: IntArray
    is_drum: BoolArray
    bar_steps: IntArray
    shift_steps: IntArray

    @property
    def num_pieces(self) -> int:
        """How many pieces there are, those without notes included."""
        return len(self.bar_steps)

    @property
    def clock(self) -> IntArray:
        """Onsets on one clock, shape (N,), on which a piece ends before the next begins."""
        longest = int((self.onset + self.duration).max(initial=0)) + 1
        return self.piece * longest + self.onset


def joined(pieces: Sequence[Piece]) -> Joined:
    """Return the notes of all pieces as one row."""

    def row(name: str) -> IntArray:
        parts = [np.asarray(getattr(piece, name), dtype=np.int64) for piece in pieces]
        return np.concatenate([*parts, np.empty(0, dtype=np.int64)])

    return Joined(
        piece=np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces]),
        onset=row("onset"),
        duration=row("duration"),
        pitch=row("pitch"),
        velocity=row("velocity"),
        slot=row("slot"),
        is_drum=row("is_drum").astype(bool),
        bar_steps=np.array([piece.bar_steps for piece in pieces], dtype=np.int64),
        shift_steps=np.array([piece.shift_steps for piece in pieces], dtype=np.int64),
    )


def with_shuffled_pitches(notes: Joined, random: np.random.Generator) -> Joined:
    """Return the notes with each piece's pitches dealt out anew, drums as they are."""
    dealt = _dealt(notes.piece * 2 + notes.is_drum, notes.pitch, random)
    return replace(notes, pitch=np.where(notes.is_drum, notes.pitch, dealt))


def with_shuffled_rhythm(notes: Joined, random: np.random.Generator) -> Joined:
    """Return the notes with each piece's durations and gaps between onsets dealt out anew.

    What starts together still does, in the same order, and a piece begins and ends its onsets
    where it did.
    """
    _, first, moment = np.unique(notes.clock, return_index=True, return_inverse=True)
    piece, onset = notes.piece[first], notes.onset[first]
    gap = np.diff(onset, prepend=0)
    inner = np.diff(piece, prepend=-1) == 0
    gap[inner] = _dealt(piece[inner], gap[inner], random)
    passed = np.cumsum(np.where(inner, gap, 0))
    begin = np.flatnonzero(~inner)
    count = np.diff(np.append(begin, len(onset)))
    new_onset = passed + np.repeat(onset[begin] - passed[begin], count)
    return replace(
        notes,
        onset=new_onset[moment],
        duration=_dealt(notes.piece * 2 + notes.is_drum, notes.duration, random),
    )


def _dealt(group: IntArray, values: IntArray, random: np.random.Generator) -> IntArray:
    """Return the values permuted within each group, all orders equally likely."""
    dealt = np.empty_like(values)
    dealt[np.argsort(group, kind="stable")] = values[np.lexsort((random.random(len(group)), group))]
    return dealt


@dataclass(frozen=True, eq=False)
class Sounding:
    """The pitches that sound at each moment, S in all, from low to high within a moment.

    Attributes
    ----------
    piece : numpy.ndarray, shape (M,)
        Which piece each moment is of.
    start : numpy.ndarray, shape (M,)
        Where the pitches of each moment begin; there is always at least one.
    moment, pitch : numpy.ndarray, shape (S,)
        Ordered by both.
    """

    piece: IntArray
    start: IntArray
    moment: IntArray
    pitch: IntArray

    @property
    def polyphony(self) -> IntArray:
        """How many pitches sound at each moment, shape (M,)."""
        count: IntArray = np.diff(np.append(self.start, len(self.pitch)))
        return count

    @property
    def lowest(self) -> IntArray:
        """The lowest pitch of each moment, shape (M,)."""
        return self.pitch[self.start]

    @property
    def highest(self) -> IntArray:
        """The highest pitch of each moment, shape (M,)."""
        highest: IntArray = self.pitch[self.start + self.polyphony - 1]
        return highest

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Return the moment and the distance in semitones of any two pitches that sound together.

        Both are of shape (pairs,); the distance is at least 1.
        """
        moments, distances = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for apart in range(1, int(self.polyphony.max(initial=0))):
            together = self.moment[apart:] == self.moment[:-apart]
            moments.append(self.moment[apart:][together])
            distances.append((self.pitch[apart:] - self.pitch[:-apart])[together])
        return np.concatenate(moments), np.concatenate(distances)


def sounding(notes: Joined) -> Sounding:
    """Return what sounds at each moment, drums left out."""
    tonal = np.flatnonzero(~notes.is_drum)
    clock = notes.clock[tonal]
    moments, first, begins = np.unique(clock, return_index=True, return_inverse=True)
    ends = np.searchsorted(moments, clock + notes.duration[tonal])
    lasts = ends - begins
    since = np.arange(lasts.sum()) - np.repeat(np.cumsum(lasts) - lasts, lasts)
    moment = np.repeat(begins, lasts) + since
    known = np.unique(moment * PITCHES + np.repeat(notes.pitch[tonal], lasts))
    return Sounding(
        piece=notes.piece[tonal][first],
        start=np.searchsorted(known // PITCHES, np.arange(len(moments))),
        moment=known // PITCHES,
        pitch=known % PITCHES,
    )
