"""Read a MIDI file: container, messages, pairing, then one score with its tracks and controls.

A track of the score is what sounds as one instrument: a track of the file, a channel and a program.
Volume, pan, expression and the pedal belong to a channel, so they go to every track on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.errors import NoNotes, PieceTooLong, TooManyControls
from core.vectorizers.midi.instruments import program_name
from core.vectorizers.midi.pairing import Sounding, notes_of, programs_elsewhere
from core.vectorizers.midi.records import MidiFile, MidiFound
from core.vectorizers.midi.tracks import (
    CONTROL,
    TrackEvents,
    contents_of,
    in_order,
    reports,
)
from core.vectorizers.score import (
    DRUM_CHANNEL,
    USUAL_TEMPO,
    Controls,
    Metre,
    Notes,
    Score,
    Tempo,
    Track,
)

HEARD = (7, 10, 11, 64)  # volume, pan, expression, pedal
MOST_CONTROLS = 1_000_000
MOST_HOURS = 2

Part = tuple[int, int, int]  # track of the file, channel, program


def read(data: bytes, name: str) -> MidiFile:
    """Read the bytes of a MIDI file.

    Parameters
    ----------
    data : bytes
        A Standard MIDI File of any format, as it is or wrapped in RIFF.
    name : str
        What the file is called; only repeated in words.

    Raises
    ------
    BadInput
        If it is no MIDI file that can be read whole.
    NoNotes
        If nothing sounds in it.
    PieceTooLong
        If it lasts for more than `MOST_HOURS`.
    """
    contents = contents_of(data, name)
    notes, odd = _sounding(contents.tracks)
    if not notes:
        raise NoNotes(name=name)
    parts = sorted({part for part, _ in notes})
    score = Score(
        name=name,
        ticks_per_beat=contents.container.ticks_per_beat,
        notes=_notes(notes, parts),
        tracks=_named(contents.tracks, parts),
        tempos=_tempos(contents.tracks),
        metres=_metres(contents.tracks),
        controls=_controls(contents.tracks, parts, name),
    )
    last_tick = max(track.last_tick for track in contents.tracks)
    found = facts_of(score, contents.container.format, len(contents.tracks), last_tick)
    hours = found.seconds / 3600
    if hours > MOST_HOURS:
        raise PieceTooLong(name=name, hours=hours, most=MOST_HOURS)
    return MidiFile(score, found, contents.container.repairs + reports(contents.mended + odd))


def _sounding(
    tracks: Sequence[TrackEvents],
) -> tuple[list[tuple[Part, Sounding]], Counter[str]]:
    """Return the notes of all tracks, each with its part, and how many of them are odd."""
    elsewhere = programs_elsewhere(tracks)
    notes: list[tuple[Part, Sounding]] = []
    odd: Counter[str] = Counter()
    for index, track in enumerate(tracks):
        lasting, unusual = notes_of(track, elsewhere)
        notes += [((index, note.channel, note.program), note) for note in lasting]
        odd += unusual
    return notes, odd


def facts_of(score: Score, file_format: int, num_tracks: int, last_tick: int = 0) -> MidiFound:
    """Return the facts about a score.

    Parameters
    ----------
    score : Score
    file_format : int
        Format of the file that it was in.
    num_tracks : int
        Tracks of that file.
    last_tick : int
        When the last event happens that is no note.
    """
    drums = np.array([track.is_drum for track in score.tracks], dtype=bool)[score.notes.track]
    pitches = score.notes.pitch[~drums]
    speeds = _speeds(score.tempos)
    return MidiFound(
        format=file_format,
        ticks_per_beat=score.ticks_per_beat,
        tracks=num_tracks,
        notes=len(score.notes),
        seconds=float(score.seconds_at(np.array([max(last_tick, score.end_ticks)]))[0]),
        tempo_changes=sum(speed != last for last, speed in pairwise(speeds)),
        drum_notes=int(drums.sum()),
        pitch_low=int(pitches.min()) if len(pitches) else None,
        pitch_high=int(pitches.max()) if len(pitches) else None,
    )


def _speeds(tempos: Sequence[Tempo]) -> list[int]:
    """Return the tempo at the beginning and at each later tick that names one."""
    told = {0: USUAL_TEMPO} | {tempo.tick: tempo.microseconds_per_beat for tempo in tempos}
    return [told[tick] for tick in sorted(told)]


def _notes(notes: Sequence[tuple[Part, Sounding]], parts: Sequence[Part]) -> Notes:
    number = {part: index for index, part in enumerate(parts)}
    return Notes.of(
        (note.onset, note.end - note.onset, note.pitch, note.velocity, number[part])
        for part, note in notes
    )


def _named(tracks: Sequence[TrackEvents], parts: Sequence[Part]) -> tuple[Track, ...]:
    """Return the tracks of the score; a name that several would bear tells none of them apart."""
    shares = Counter(index for index, _, _ in parts)
    named = []
    for index, channel, program in parts:
        is_drum = channel == DRUM_CHANNEL
        own = tracks[index].name if shares[index] == 1 else ""
        named.append(Track(own or program_name(program, is_drum=is_drum), program, is_drum))
    return tuple(named)


def _tempos(tracks: Sequence[TrackEvents]) -> tuple[Tempo, ...]:
    return tuple(sorted((t for track in tracks for t in track.tempos), key=lambda t: t.tick))


def _metres(tracks: Sequence[TrackEvents]) -> tuple[Metre, ...]:
    return tuple(sorted((m for track in tracks for m in track.metres), key=lambda m: m.tick))


def _controls(tracks: Sequence[TrackEvents], parts: Sequence[Part], name: str) -> Controls:
    """Return the controls that are heard, for each track of the score those of its channel.

    Raises
    ------
    TooManyControls
        If many instruments on one channel make too many of them.
    """
    moved = [
        (row[0], row[2], row[3], row[4]) for _, row in in_order(tracks, CONTROL) if row[3] in HEARD
    ]
    table = np.array(moved, dtype=np.int64).reshape(-1, 4)
    channels = np.array([channel for _, channel, _ in parts])
    rows_of = [np.flatnonzero(table[:, 1] == channel) for channel in range(16)]
    count = sum(len(rows_of[channel]) for channel in channels)
    if count > MOST_CONTROLS:
        raise TooManyControls(name=name, controls=count, most=MOST_CONTROLS)
    at = np.concatenate([rows_of[channel] for channel in channels])
    track = np.repeat(np.arange(len(parts)), [len(rows_of[channel]) for channel in channels])
    order = np.argsort(at, kind="stable")  # rows stand in order of tick
    at, track = at[order], track[order]
    return Controls(table[at, 0], track, table[at, 2], table[at, 3])
