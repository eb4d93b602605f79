"""What music is made of, counted: chords, intervals, melody, rhythm.

Every statistic is one row of numbers for each piece, so that pieces can be pooled, drawn and
weighed afterwards. A *histogram* has K bins; a *figure* has two numbers, and is the first over the
second. Drums count for rhythm, tracks and velocities only. At each onset of a note all that sounds
is looked at, whoever plays it (see `music_notes`).

* chord_types: pitch classes above the lowest pitch as a 12-bit number, bit 0 the bass itself
* vertical_intervals: semitones between any two pitches that sound together, 36 and more alike
* melodic_intervals: steps of the highest pitch, -12 to 12 as bins 0 to 24; repeats left out
* dissonance: seconds, tritones and sevenths, also octaves apart, of all pairs that sound
* triads: the onsets at which a major, minor or diminished triad sounds, whatever else does, of all
* scale_consistency: the notes that are in the piece's best major scale, the mean over pieces
* scale_degrees: pitch classes of notes above the root of that scale; pitch_classes: above C
* polyphony: the mean number of pitches that sound
* durations: of notes, in steps; placed_durations: for each of the twelve places in a beat apart
* onset_positions, beat_positions: places in the bar and in the beat where anything starts
* tracks, velocities: of notes
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.music_notes import PITCHES, IntArray, Joined, Sounding, joined, sounding
from core.vectorizers.grid import LONGEST_STEPS, STEPS_PER_BEAT, Piece
from core.words import N_

FloatArray = NDArray[np.float64]

WIDEST_INTERVAL = 36
WIDEST_STEP = 12
LONGEST_BAR = 16 * STEPS_PER_BEAT
MOST_TRACKS = 128
DISSONANT = (1, 2, 6, 10, 11)
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
TRIADS = ((0, 4, 7), (0, 3, 7), (0, 3, 6))


@dataclass(frozen=True)
class Statistic:
    """One thing that is counted.

    Attributes
    ----------
    label : str
        What it is called on the screen; marked for the catalogue.
    bins : int or None
        Of a histogram; None for a figure.
    shuffle : str or None
        What makes it random: "pitches" or "rhythm"; None for what says nothing about the music,
        such as the key that a piece happens to be in.
    """

    label: str
    bins: int | None
    shuffle: str | None

    @property
    def width(self) -> int:
        """How many numbers it has for each piece."""
        return 2 if self.bins is None else self.bins


STATISTICS: Mapping[str, Statistic] = {
    "chord_types": Statistic(N_("Chord types"), 1 << 12, "pitches"),
    "vertical_intervals": Statistic(N_("Vertical intervals"), WIDEST_INTERVAL + 1, "pitches"),
    "melodic_intervals": Statistic(N_("Melody steps"), 2 * WIDEST_STEP + 1, "pitches"),
    "dissonance": Statistic(N_("Clashing pairs"), None, "pitches"),
    "triads": Statistic(N_("Onsets with a triad"), None, "pitches"),
    "scale_consistency": Statistic(N_("In the scale"), None, "pitches"),
    "scale_degrees": Statistic(N_("Degrees of the scale"), 12, "pitches"),
    "pitch_classes": Statistic(N_("Pitch classes"), 12, None),
    "polyphony": Statistic(N_("Polyphony"), None, "rhythm"),
    "durations": Statistic(N_("Durations"), LONGEST_STEPS + 1, "rhythm"),
    "placed_durations": Statistic(
        N_("Durations by place"), (LONGEST_STEPS + 1) * STEPS_PER_BEAT, "rhythm"
    ),
    "onset_positions": Statistic(N_("Onset places"), LONGEST_BAR, "rhythm"),
    "beat_positions": Statistic(N_("Places in the beat"), STEPS_PER_BEAT, "rhythm"),
    "tracks": Statistic(N_("Tracks"), MOST_TRACKS, "rhythm"),
    "velocities": Statistic(N_("Velocities"), PITCHES, "rhythm"),
}


@dataclass(frozen=True, eq=False)
class Counts:
    """Every statistic of P pieces: for each name an array of shape (P, width)."""

    rows: Mapping[str, FloatArray]

    @property
    def num_pieces(self) -> int:
        """How many pieces were counted."""
        return len(self.rows["pitch_classes"])

    def pooled(self, name: str) -> FloatArray:
        """Return the numbers of all pieces together, shape (width,)."""
        total: FloatArray = self.rows[name].sum(axis=0)
        return total

    def shares(self, name: str) -> FloatArray:
        """Return a histogram as shares of 1, shape (K,); zeros where nothing was counted."""
        total = self.pooled(name)
        shares: FloatArray = total / max(total.sum(), 1.0)
        return shares

    def figure(self, name: str) -> float | None:
        """Return a figure; None where nothing was counted."""
        over, under = self.pooled(name).tolist()
        return over / under if under > 0 else None


def count(pieces: Sequence[Piece]) -> Counts:
    """Return every statistic of each piece."""
    return count_notes(joined(pieces))


def count_notes(notes: Joined) -> Counts:
    """Return every statistic of each piece of a row of notes."""
    found = sounding(notes)
    return Counts(
        {
            **_harmony(found, notes.num_pieces),
            **_scale(notes),
            **_rhythm(notes),
            "tracks": _histogram("tracks", notes.piece, notes.slot, notes.num_pieces),
            "velocities": _histogram("velocities", notes.piece, notes.velocity, notes.num_pieces),
        }
    )


def _histogram(name: str, piece: IntArray, value: IntArray, num_pieces: int) -> FloatArray:
    """Return how often each value occurs in each piece, shape (P, K); the last bin takes the rest.

    Parameters
    ----------
    piece, value : numpy.ndarray, shape (N,)
        Values from 0.
    """
    width = STATISTICS[name].width
    at = piece * width + np.minimum(value, width - 1)
    counted = np.bincount(at, minlength=num_pieces * width)
    return counted.reshape(num_pieces, width).astype(np.float64)


def _harmony(found: Sounding, num_pieces: int) -> dict[str, FloatArray]:
    moment, distance = found.pairs()
    pair_piece = found.piece[moment]
    chord = _chords(found)
    steps = np.diff(found.highest)
    moved = (np.diff(found.piece) == 0) & (steps != 0)
    clipped = np.clip(steps[moved], -WIDEST_STEP, WIDEST_STEP) + WIDEST_STEP

    def share(piece: IntArray, part: NDArray[np.generic]) -> FloatArray:
        numbers = [np.bincount(piece, weights, num_pieces) for weights in (part, None)]
        return np.stack(numbers, axis=1).astype(np.float64)

    return {
        "chord_types": _histogram("chord_types", found.piece, chord, num_pieces),
        "vertical_intervals": _histogram("vertical_intervals", pair_piece, distance, num_pieces),
        "melodic_intervals": _histogram(
            "melodic_intervals", found.piece[1:][moved], clipped, num_pieces
        ),
        "dissonance": share(pair_piece, np.isin(distance % 12, DISSONANT)),
        "triads": share(found.piece, HOLDS_TRIAD[chord]),
        "polyphony": share(found.piece, found.polyphony),
    }


def _chords(found: Sounding) -> IntArray:
    """Return the pitch classes above the lowest pitch of each moment as bits, shape (M,)."""
    if not len(found.start):
        return np.empty(0, np.int64)
    above = (found.pitch - found.lowest[found.moment]) % 12
    bits: IntArray = np.bitwise_or.reduceat(np.int64(1) << above, found.start)
    return bits


def _chords_with_a_triad() -> NDArray[np.bool_]:
    """Tell for each of the 4096 sets of pitch classes whether a triad is in it."""
    chords = np.arange(1 << 12)
    holds = np.zeros(1 << 12, dtype=bool)
    for triad in TRIADS:
        for root in range(12):
            bits = sum(1 << (root + step) % 12 for step in triad)
            holds |= chords & bits == bits
    return holds


HOLDS_TRIAD = _chords_with_a_triad()
IN_SCALE = np.array([[(of - root) % 12 in MAJOR_SCALE for root in range(12)] for of in range(12)])


def _scale(notes: Joined) -> dict[str, FloatArray]:
    tonal = ~notes.is_drum
    classes = _histogram(
        "pitch_classes", notes.piece[tonal], notes.pitch[tonal] % 12, notes.num_pieces
    )
    inside = classes @ IN_SCALE
    total = classes.sum(axis=1)
    best = inside.max(axis=1) / np.maximum(total, 1)
    root = inside.argmax(axis=1)
    degrees = np.take_along_axis(classes, (np.arange(12) + root[:, None]) % 12, axis=1)
    return {
        "pitch_classes": classes,
        "scale_degrees": degrees,
        "scale_consistency": np.stack([best, (total > 0).astype(np.float64)], axis=1),
    }


def _rhythm(notes: Joined) -> dict[str, FloatArray]:
    since_bar = notes.onset - notes.shift_steps[notes.piece]
    in_beat = since_bar % STEPS_PER_BEAT
    in_bar = since_bar % notes.bar_steps[notes.piece]
    length = np.minimum(notes.duration, LONGEST_STEPS)
    _, first = np.unique(notes.clock, return_index=True)
    placed = in_beat * (LONGEST_STEPS + 1) + length

    def rows(name: str, value: IntArray, chosen: IntArray | slice) -> FloatArray:
        return _histogram(name, notes.piece[chosen], value[chosen], notes.num_pieces)

    return {
        "durations": rows("durations", length, slice(None)),
        "placed_durations": rows("placed_durations", placed, slice(None)),
        "onset_positions": rows("onset_positions", in_bar, first),
        "beat_positions": rows("beat_positions", in_beat, first),
    }
