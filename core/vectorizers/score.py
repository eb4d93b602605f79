"""A piece of music as it is written: notes in ticks, tracks, tempo, metre and controls.

Every reader (MIDI, MusicXML) gives a `Score`, every writer and the sound take one. Conventions:
ticks count from the beginning of the piece, `ticks_per_beat` of them make a quarter note; arrays of
notes are parallel, int64, and ordered by onset, track, pitch; pitches are MIDI numbers (60 is
middle C), velocities 1 to 127. A *track* here is what sounds as one instrument: a channel that
changes its program is two.

>>> score = make_score("one", 480, [(0, 480, 60, 80, 0)], (Track("Piano", 0),))
>>> score.seconds_at(np.array([0, 480])).tolist()
[0.0, 0.5]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

DRUM_CHANNEL = 9
USUAL_TEMPO = 500_000
"""Microseconds per quarter note where a file names no tempo: 120 quarters a minute."""


@dataclass(frozen=True)
class Track:
    """Who plays; `program` is General MIDI's number, 0 to 127, or the drum kit's for drums."""

    name: str
    program: int
    is_drum: bool = False


@dataclass(frozen=True)
class Tempo:
    """From `tick` on a quarter note lasts so many microseconds."""

    tick: int
    microseconds_per_beat: int


@dataclass(frozen=True)
class Metre:
    """From `tick` on bars have `numerator` beats of a `denominator`-th note."""

    tick: int
    numerator: int
    denominator: int


@dataclass(frozen=True, eq=False)
class Notes:
    """Sounding notes as parallel arrays, each of shape (N,), ordered by onset, track, pitch."""

    onset_ticks: np.ndarray
    duration_ticks: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    track: np.ndarray

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Notes:
        """Return the notes of rows (onset, duration, pitch, velocity, track), put in order."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 5)
        onset, _, pitch, _, track = table.T
        ordered = table[np.lexsort((pitch, track, onset))]
        return cls(*(np.ascontiguousarray(column) for column in ordered.T))

    def __len__(self) -> int:
        return len(self.pitch)

    @property
    def end_ticks(self) -> np.ndarray:
        """Where each note ends, shape (N,)."""
        end: np.ndarray = self.onset_ticks + self.duration_ticks
        return end


@dataclass(frozen=True, eq=False)
class Controls:
    """Control changes that are heard (volume 7, pan 10, expression 11, pedal 64), shape (N,) each.

    Ordered by tick; a control belongs to one track of the score.
    """

    tick: np.ndarray
    track: np.ndarray
    number: np.ndarray
    value: np.ndarray

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Controls:
        """Return the controls of rows (tick, track, number, value), ordered by tick."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 4)
        ordered = table[np.argsort(table[:, 0], kind="stable")]
        return cls(*(np.ascontiguousarray(column) for column in ordered.T))


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Score:
    """A piece; `tempos` and `metres` are ordered by tick and may be empty."""

    name: str
    ticks_per_beat: int
    notes: Notes
    tracks: tuple[Track, ...]
    tempos: tuple[Tempo, ...] = ()
    metres: tuple[Metre, ...] = ()
    controls: Controls = field(default_factory=lambda: Controls.of([]))

    @property
    def end_ticks(self) -> int:
        """Where the last note ends."""
        return int(self.notes.end_ticks.max(initial=0))

    @property
    def seconds(self) -> float:
        """How long the notes last."""
        return float(self.seconds_at(np.array([self.end_ticks]))[0])

    def seconds_at(self, ticks: np.ndarray) -> np.ndarray:
        """Return the moments of ticks, shape (N,), in seconds, float64, by the tempo map."""
        starts, lengths = self._tempo_map()
        passed = np.concatenate([[0.0], np.cumsum(np.diff(starts) * lengths[:-1])])
        at = np.searchsorted(starts, ticks, side="right") - 1
        moments: np.ndarray = passed[at] + (ticks - starts[at]) * lengths[at]
        return moments

    def _tempo_map(self) -> tuple[np.ndarray, np.ndarray]:
        """Return from which tick on a tick lasts how many seconds; the first is tick 0."""
        told = {0: USUAL_TEMPO} | {one.tick: one.microseconds_per_beat for one in self.tempos}
        starts = np.array(sorted(told), dtype=np.int64)
        lengths = np.array([told[tick] for tick in starts.tolist()]) / 1e6 / self.ticks_per_beat
        return starts, lengths


def make_score(
    name: str,
    ticks_per_beat: int,
    rows: Iterable[Sequence[int]],
    tracks: tuple[Track, ...],
    *,
    tempo_qpm: float | None = None,
    metre: tuple[int, int] | None = None,
) -> Score:
    """Return a score of rows (onset, duration, pitch, velocity, track) with one tempo and metre.

    Parameters
    ----------
    name : str
    ticks_per_beat : int
    rows : iterable of five int
        In ticks.
    tracks : tuple of Track
    tempo_qpm : float, optional
        Quarter notes per minute.
    metre : tuple of two int, optional
        Such as (3, 4).
    """
    tempos = () if tempo_qpm is None else (Tempo(0, round(60e6 / tempo_qpm)),)
    metres = () if metre is None else (Metre(0, *metre),)
    return Score(name, ticks_per_beat, Notes.of(rows), tracks, tempos, metres)
