"""Note-ons and note-offs to notes: first in, first out, per track, channel and pitch.

The program of a note is the one its channel has in its own track; where that track never names one,
the one that any other track gave the channel last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.vectorizers.midi.tracks import CONTROL, NOTE_ON, PROGRAM, TrackEvents, in_order

ProgramAt = Callable[[int, int], int]


class Sounding(NamedTuple):
    """A note, which channel it is on, and which program plays it."""

    channel: int
    program: int
    pitch: int
    velocity: int
    onset: int
    end: int


def notes_of(track: TrackEvents, elsewhere: ProgramAt) -> tuple[list[Sounding], Counter[str]]:
    """Return the notes of a track that last, and how many hang or have no length.

    Parameters
    ----------
    track : TrackEvents
    elsewhere : callable
        Gives the program that other tracks gave a channel at a tick.
    """
    playing: defaultdict[tuple[int, int], deque[tuple[int, int, int]]] = defaultdict(deque)
    programs: dict[int, int] = {}
    notes = []
    for tick, kind, channel, first, second in track.rows:
        if kind == PROGRAM:
            programs[channel] = first
        elif kind == NOTE_ON:
            program = programs[channel] if channel in programs else elsewhere(channel, tick)
            playing[channel, first].append((tick, second, program))
        elif kind != CONTROL and playing[channel, first]:
            onset, velocity, program = playing[channel, first].popleft()
            notes.append(Sounding(channel, program, first, velocity, onset, tick))
    hanging = [
        Sounding(channel, program, pitch, velocity, onset, track.end_tick)
        for (channel, pitch), waiting in playing.items()
        for onset, velocity, program in waiting
    ]
    lasting = [note for note in notes + hanging if note.end > note.onset]
    num_silent = len(notes) + len(hanging) - len(lasting)
    return lasting, Counter(hanging=len(hanging), no_length=num_silent)


def programs_elsewhere(tracks: Sequence[TrackEvents]) -> ProgramAt:
    """Return the function that says which program any track gave a channel last."""
    ticks: defaultdict[int, list[int]] = defaultdict(list)
    programs: defaultdict[int, list[int]] = defaultdict(list)
    for _, (tick, _, channel, program, _) in in_order(tracks, PROGRAM):
        ticks[channel].append(tick)
        programs[channel].append(program)

    def program_at(channel: int, tick: int) -> int:
        at = bisect_right(ticks[channel], tick)
        return programs[channel][at - 1] if at else 0

    return program_at
