"""A MIDI file as a list of events: what a model that reads raw events is given.

Each event is also a vector of five numbers, the simplest way to make a sequence of vectors of MIDI:
kind (0 to 3), note / 128, velocity / 127, time in thousands of ticks, and the time since the event
before. For a control change note and velocity are the controller and its value, for a program
change the program and 0. Two things are done right that the simplest listing gets wrong: time
starts anew with each track, and a note-on of velocity 0 is a note-off. That a kind is a category
and not a quantity, and that time grows without bound, no scaling mends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.vectorizers.midi.tracks import EVENT_KINDS, NOTE_OFF, contents_of

__all__ = ["EVENT_KINDS", "EventTable", "events"]

PITCHES, LOUDEST, TICKS_PER_UNIT = 128, 127, 1000


@dataclass(frozen=True, eq=False)
class EventTable:
    """Events in order of time, parallel int64 arrays of shape (N,).

    Attributes
    ----------
    name : str
    ticks_per_beat : int
    num_events : int
        How many the file has; N of them are here.
    tick, delta : numpy.ndarray
        When, and how long after the event before, in ticks.
    track, channel : numpy.ndarray
        Counted from 0.
    kind : numpy.ndarray
        Index in `EVENT_KINDS`.
    note, velocity : numpy.ndarray
        Pitch and velocity; controller and value; or program and 0.
    """

    name: str
    ticks_per_beat: int
    num_events: int
    tick: np.ndarray
    delta: np.ndarray
    track: np.ndarray
    channel: np.ndarray
    kind: np.ndarray
    note: np.ndarray
    velocity: np.ndarray

    def __len__(self) -> int:
        return len(self.tick)

    @property
    def vectors(self) -> np.ndarray:
        """The five numbers of each event, float32, shape (N, 5)."""
        velocity = np.where(self.kind == NOTE_OFF, 0, self.velocity)
        columns = (
            self.kind,
            self.note / PITCHES,
            velocity / LOUDEST,
            self.tick / TICKS_PER_UNIT,
            self.delta / TICKS_PER_UNIT,
        )
        return np.stack(columns, axis=1).astype(np.float32)


def events(data: bytes, name: str, most_rows: int = 1_000) -> EventTable:
    """Return the first events of a MIDI file; at one tick, in the order of its tracks.

    Parameters
    ----------
    data : bytes
    name : str
        What the file is called; only repeated in words.
    most_rows : int
        At most so many events are kept.

    Raises
    ------
    BadInput
        If it is no MIDI file that can be read whole.
    """
    contents = contents_of(data, name)
    rows = [(row, index) for index, track in enumerate(contents.tracks) for row in track.rows]
    first = sorted(rows, key=lambda entry: entry[0][0])[:most_rows]
    table = np.array([(*row, index) for row, index in first], dtype=np.int64).reshape(-1, 6)
    tick, kind, channel, note, velocity, track = (np.ascontiguousarray(c) for c in table.T)
    return EventTable(
        name=name,
        ticks_per_beat=contents.container.ticks_per_beat,
        num_events=len(rows),
        tick=tick,
        delta=np.diff(tick, prepend=0),
        track=track,
        channel=channel,
        kind=kind,
        note=note,
        velocity=velocity,
    )
