"""A score on a grid of twelfths of a beat: what is learnt from, made, and judged.

Twelve steps a quarter note hold sixteenths and triplets exactly; everything else moves to the
nearest step, and `Piece.off_grid` says how much that was. Notes are ordered by onset, slot and
pitch, duplicates are merged, and a note is cut when its own pitch starts anew in the same slot. A
*slot* is what a track is called across a corpus: the same number means the same instrument or
voice in every piece.

Keys: `find_key` names the tonic by the profiles of Albrecht and Shanahan; `transposed` moves
everything but drums, and `to_home_key` moves a piece to C major or A minor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.vectorizers.score import Metre, Notes, Score, Tempo, Track

STEPS_PER_BEAT = 12
LONGEST_STEPS = 96
USUAL_BAR = 4 * STEPS_PER_BEAT

# Albrecht and Shanahan (2013): the share of each pitch class, from the tonic upwards. Of the
# chorales in music21, 87 % end on the tonic that these find; by Krumhansl and Kessler's 74 %.
MAJOR = np.array(
    [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081]
)
MINOR = np.array(
    [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052]
)


class Key(NamedTuple):
    """A tonic as a pitch class, 0 for C, and whether the key is minor."""

    tonic: int
    minor: bool


@dataclass(frozen=True, eq=False)
class Piece:
    """Notes on the grid as parallel int64 arrays of shape (N,), by onset, slot, pitch.

    Attributes
    ----------
    onset, duration : numpy.ndarray
        In steps, `STEPS_PER_BEAT` a quarter note; durations 1 to `LONGEST_STEPS`.
    pitch, velocity : numpy.ndarray
        0 to 127 and 1 to 127.
    slot : numpy.ndarray
        Which of `tracks` plays.
    tracks : tuple of Track
        The corpus's slots, the same for all its pieces.
    bar_steps : int
        Length of a bar; where a metre changes, that of the longest stretch.
    shift_steps : int
        Where the first full bar begins: the length of a pick-up.
    tempo_qpm : float
        Quarter notes a minute at the beginning.
    off_grid : float
        Share of onsets that were moved, 0 to 1.
    moved_semitones : int
        How far `transposed` has moved it from where it was written.
    """

    name: str
    onset: np.ndarray
    duration: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    slot: np.ndarray
    tracks: tuple[Track, ...]
    bar_steps: int = USUAL_BAR
    shift_steps: int = 0
    tempo_qpm: float = 120.0
    off_grid: float = 0.0
    moved_semitones: int = 0

    def __len__(self) -> int:
        return len(self.pitch)

    @property
    def is_drum(self) -> np.ndarray:
        """Which notes are drums, bool, shape (N,)."""
        drums = np.array([track.is_drum for track in self.tracks], dtype=bool)
        return drums[self.slot] if len(drums) else np.zeros(len(self), dtype=bool)

    def taken(self, chosen: np.ndarray | slice) -> Piece:
        """Return the piece with some of its notes only, in order.

        `chosen` is a slice, or a bool or int64 array of shape (N,) or (chosen,).
        """
        names = ("onset", "duration", "pitch", "velocity", "slot")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


def to_grid(score: Score, slot_of_track: Sequence[int], tracks: tuple[Track, ...]) -> Piece:
    """Return a score on the grid.

    Parameters
    ----------
    score : Score
    slot_of_track : sequence of int
        For each track of the score its slot in the corpus.
    tracks : tuple of Track
        The corpus's slots.
    """
    notes = score.notes
    exact = notes.onset_ticks * STEPS_PER_BEAT / score.ticks_per_beat
    onset = np.rint(exact).astype(np.int64)
    end = np.rint(notes.end_ticks * STEPS_PER_BEAT / score.ticks_per_beat).astype(np.int64)
    duration = np.clip(end - onset, 1, LONGEST_STEPS)
    slot = np.asarray(slot_of_track, dtype=np.int64)[notes.track]
    order, duration = _settled(onset, duration, notes.pitch, slot)
    bar_steps, shift_steps = _bars(score)
    return Piece(
        name=score.name,
        onset=onset[order],
        duration=duration,
        pitch=notes.pitch[order],
        velocity=notes.velocity[order],
        slot=slot[order],
        tracks=tracks,
        bar_steps=bar_steps,
        shift_steps=shift_steps,
        tempo_qpm=60e6 / score.tempos[0].microseconds_per_beat if score.tempos else 120.0,
        off_grid=float(np.mean(np.abs(exact - onset) > 1e-6)) if len(onset) else 0.0,
    )


def without_overlaps(piece: Piece) -> Piece:
    """Return the piece in order, doubles merged, each note cut where its pitch starts anew."""
    order, duration = _settled(piece.onset, piece.duration, piece.pitch, piece.slot)
    return replace(piece.taken(order), duration=duration)


def _settled(
    onset: np.ndarray, duration: np.ndarray, pitch: np.ndarray, slot: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which notes stay, in order, and how long: doubles merged, restarted pitches cut."""
    order = np.lexsort((-duration, onset, pitch, slot))  # voice by voice, the longest double first
    same = (np.diff(slot[order]) == 0) & (np.diff(pitch[order]) == 0)
    double = np.zeros(len(order), dtype=bool)
    double[1:] = same & (np.diff(onset[order]) == 0)
    order = order[~double]
    same = (np.diff(slot[order]) == 0) & (np.diff(pitch[order]) == 0)
    until_next = np.diff(onset[order], append=0)
    until_next[:-1][~same] = LONGEST_STEPS
    until_next[-1:] = LONGEST_STEPS
    cut = np.minimum(duration[order], until_next)
    final = np.lexsort((pitch[order], slot[order], onset[order]))
    return order[final], cut[final]


def _bars(score: Score) -> tuple[int, int]:
    """Return the length of a bar and where the first full one begins, in steps."""
    if not score.metres:
        return USUAL_BAR, 0
    ends = [metre.tick for metre in score.metres[1:]] + [max(score.end_ticks, 1)]
    lengths = [end - metre.tick for metre, end in zip(score.metres, ends, strict=True)]
    at = int(np.argmax(lengths))
    metre = score.metres[at]
    bar = max(1, round(4 * STEPS_PER_BEAT * metre.numerator / metre.denominator))
    start = round(metre.tick * STEPS_PER_BEAT / score.ticks_per_beat)
    return bar, start % bar


def to_score(piece: Piece, *, ticks_per_beat: int = 480) -> Score:
    """Return a piece in ticks; `ticks_per_beat` is a multiple of `STEPS_PER_BEAT`.

    The metre stands where the first full bar begins: a pick-up stays one.
    """
    scale = ticks_per_beat // STEPS_PER_BEAT
    notes = Notes(
        piece.onset * scale, piece.duration * scale, piece.pitch, piece.velocity, piece.slot
    )
    beats, rest = divmod(piece.bar_steps, STEPS_PER_BEAT)
    metre = (beats, 4) if not rest else (round(piece.bar_steps * 4 / STEPS_PER_BEAT), 16)
    return Score(
        name=piece.name,
        ticks_per_beat=ticks_per_beat,
        notes=notes,
        tracks=piece.tracks,
        tempos=(Tempo(0, round(60e6 / piece.tempo_qpm)),),
        metres=(Metre(piece.shift_steps * scale, *metre),),
    )


def find_key(piece: Piece) -> Key:
    """Return the key whose profile the durations of the pitch classes resemble most.

    Krumhansl and Schmuckler's algorithm (Krumhansl, 1990, chapter 4) with the profiles of Albrecht
    and Shanahan (2013, "The Use of Large Corpora to Train a New Type of Key-Finding Algorithm");
    drums are left out, and a piece without pitches is in C major.
    """
    tonal = ~piece.is_drum
    weight = np.bincount(piece.pitch[tonal] % 12, piece.duration[tonal], minlength=12)
    if weight.std() == 0:
        return Key(0, minor=False)
    fits = {
        Key(tonic, minor): float(np.corrcoef(weight, np.roll(profile, tonic))[0, 1])
        for minor, profile in ((False, MAJOR), (True, MINOR))
        for tonic in range(12)
    }
    return max(fits, key=lambda key: fits[key])


def transposed(piece: Piece, semitones: int) -> Piece:
    """Return the piece moved by so many semitones, drums left where they are.

    Notes that would leave 0 to 127 move by octaves until they fit; where one meets its own pitch
    there, they are merged or cut as on the grid.
    """
    moved = np.where(piece.is_drum, piece.pitch, piece.pitch + semitones)
    moved = np.where(moved < 0, moved % 12, np.where(moved > 127, 116 + (moved - 116) % 12, moved))
    order, duration = _settled(piece.onset, piece.duration, moved, piece.slot)
    return replace(
        piece.taken(order),
        duration=duration,
        pitch=moved[order],
        moved_semitones=piece.moved_semitones + semitones,
    )


def to_home_key(piece: Piece) -> Piece:
    """Return the piece in C major or A minor, by the nearest way."""
    key = find_key(piece)
    home = 9 if key.minor else 0
    return transposed(piece, (home - key.tonic + 6) % 12 - 6)
