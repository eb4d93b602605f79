"""Write a score as a MIDI file of format 1 that reads back to the very same notes.

First a track for tempo, metre and text, then one per track of the score, in order. Melodic tracks
have a channel each while there are enough, else one per program; drums are on channel 9 (counted
from 0). Where programs share a channel, the program is named again before each note that needs it.
Controls belong to a channel, so tracks that share one share these.

Note-offs name a pitch, not a note: a note that ends before an earlier one of its pitch would be
taken for it. Such notes go to another track of the same name and channel.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple

import mido

from core.vectorizers.score import DRUM_CHANNEL, Score, Track

MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
FASTEST, SLOWEST = 1, 0xFFFFFF  # microseconds of a quarter note that a tempo event can hold
LONGEST_BAR = 255
OFF, CONTROL, PROGRAM, ON = range(4)  # the order of what happens at one tick


class Note(NamedTuple):
    """A note of one track; the order is that in which notes are written."""

    onset: int
    end: int
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Layer:
    """A track of the file: notes of one track of the score that no note-off can confuse."""

    track: int
    channel: int
    told: Track
    notes: Sequence[Note]


class Event(NamedTuple):
    """A message at its tick, and its place among those of that tick."""

    tick: int
    place: int
    message: Any


def write(score: Score, text: str = "") -> bytes:
    """Return a score as the bytes of a MIDI file; the same score gives the same bytes.

    Parameters
    ----------
    score : Score
        With 1 to 32,767 ticks per beat. Notes without a length are left out.
    text : str
        Kept as a text event at the beginning, such as the settings that made the piece.
    """
    layers = list(_layers(score))
    changes = _program_changes(layers)
    controls = _controls(score, layers)
    file = mido.MidiFile(type=1, ticks_per_beat=score.ticks_per_beat)
    file.tracks.append(_conductor(score, text))
    for index, layer in enumerate(layers):
        events = [*controls[index], *changes[index], *_sounding(layer)]
        head = [mido.MetaMessage("track_name", name=_lettered(layer.told.name))]
        file.tracks.append(_timed(head, events))
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _lettered(text: str) -> str:
    """Return a text whose letters are the bytes of UTF-8: mido writes one byte for each."""
    return text.encode("utf-8", errors="replace").decode("latin-1")


def _layers(score: Score) -> Iterator[Layer]:
    channels = _channels(score.tracks)
    notes = score.notes
    columns = (notes.onset_ticks, notes.end_ticks, notes.pitch, notes.velocity)
    rows = [Note(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    of_track: defaultdict[int, list[Note]] = defaultdict(list)
    for track, note in zip(notes.track.tolist(), rows, strict=True):
        if note.end > note.onset:
            of_track[track].append(note)
    for index, told in enumerate(score.tracks):
        for layer in _untangled(sorted(of_track[index])) or [[]]:
            yield Layer(index, channels[index], told, layer)


def _untangled(notes: Iterable[Note]) -> list[list[Note]]:
    """Return notes in layers in each of which notes of one pitch end in the order they begin."""
    layers: list[list[Note]] = []
    last_ends: list[dict[int, int]] = []
    for note in notes:
        fits = (at for at, ends in enumerate(last_ends) if ends.get(note.pitch, 0) <= note.end)
        at = next(fits, len(layers))
        if at == len(layers):
            layers.append([])
            last_ends.append({})
        layers[at].append(note)
        last_ends[at][note.pitch] = note.end
    return layers


def _channels(tracks: Sequence[Track]) -> list[int]:
    """Return the channel of each track: its own while there are enough, else its program's."""
    melodic = [index for index, track in enumerate(tracks) if not track.is_drum]
    sharers: Sequence[int] = melodic
    if len(melodic) > len(MELODIC_CHANNELS):
        sharers = list(dict.fromkeys(tracks[index].program for index in melodic))
    number = dict(zip(sharers, cycle(MELODIC_CHANNELS), strict=False))
    if sharers is melodic:
        return [number.get(index, DRUM_CHANNEL) for index in range(len(tracks))]
    return [DRUM_CHANNEL if track.is_drum else number[track.program] for track in tracks]


def _program_changes(layers: Sequence[Layer]) -> list[list[Event]]:
    """Return the program changes of each layer."""
    changes: list[list[Event]] = [[] for _ in layers]
    programs: defaultdict[int, set[int]] = defaultdict(set)
    for layer in layers:
        programs[layer.channel].add(layer.told.program)
    begun: set[int] = set()
    playing: dict[int, int] = {}
    onsets = sorted((note.onset, at) for at, layer in enumerate(layers) for note in layer.notes)
    for at, layer in enumerate(layers):
        if len(programs[layer.channel]) == 1:
            changes[at].append(_program_change(layer, 0))
    for onset, at in onsets:
        layer = layers[at]
        shared = len(programs[layer.channel]) > 1
        if shared and (at not in begun or playing[layer.channel] != layer.told.program):
            changes[at].append(_program_change(layer, onset))
            playing[layer.channel] = layer.told.program
            begun.add(at)
    return changes


def _program_change(layer: Layer, tick: int) -> Event:
    message = mido.Message("program_change", channel=layer.channel, program=layer.told.program)
    return Event(tick, PROGRAM, message)


def _controls(score: Score, layers: Sequence[Layer]) -> list[list[Event]]:
    """Return the controls of each layer; what a channel was told once is not told again."""
    controls = score.controls
    columns = (controls.track, controls.tick, controls.number, controls.value)
    moved: list[list[Event]] = [[] for _ in layers]
    first_layer = {layer.track: at for at, layer in reversed(list(enumerate(layers)))}
    told: set[tuple[int, int, int, int]] = set()
    for track, tick, number, value in zip(*(c.tolist() for c in columns), strict=True):
        at = first_layer[track]
        channel = layers[at].channel
        if (channel, tick, number, value) in told:
            continue
        told.add((channel, tick, number, value))
        message = mido.Message("control_change", channel=channel, control=number, value=value)
        moved[at].append(Event(tick, CONTROL, message))
    return moved


def _sounding(layer: Layer) -> Iterator[Event]:
    """Yield the note-ons and note-offs of a layer, as note-ons of velocity 0: a byte less each."""
    channel = layer.channel
    for onset, end, pitch, velocity in layer.notes:
        on = mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)
        yield Event(onset, ON, on)
        yield Event(end, OFF, mido.Message("note_on", channel=channel, note=pitch, velocity=0))


def _conductor(score: Score, text: str) -> Any:
    """Return the track of tempo, metre and text."""
    head = [mido.MetaMessage("track_name", name=_lettered(score.name))]
    if text:
        head.append(mido.MetaMessage("text", text=_lettered(text)))
    events = []
    for tempo in score.tempos:
        length = min(max(tempo.microseconds_per_beat, FASTEST), SLOWEST)
        events.append(Event(tempo.tick, ON, mido.MetaMessage("set_tempo", tempo=length)))
    for metre in score.metres:
        if 0 < metre.numerator <= LONGEST_BAR and metre.denominator.bit_count() == 1:
            message = mido.MetaMessage(
                "time_signature", numerator=metre.numerator, denominator=metre.denominator
            )
            events.append(Event(metre.tick, ON, message))
    return _timed(head, events)


def _timed(head: Iterable[Any], events: Iterable[Event]) -> Any:
    """Return mido's track of messages, each as many ticks after the one before as it should be."""
    track = mido.MidiTrack(head)
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        message.time = tick - now
        now = tick
        track.append(message)
    return track
