"""What the tracks of a file hold: rows of events at their ticks, tempos, metres, a name.

Conventions: a row is (tick, kind, channel, first, second); ticks count from the beginning of the
piece. Kinds have the numbers of `EVENT_KINDS`; first and second are pitch and velocity, controller
and value, or program and 0. A note-on of velocity 0 is a note-off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import TooManyBeats
from core.vectorizers.midi.container import Container, opened
from core.vectorizers.midi.letters import shown
from core.vectorizers.midi.messages import messages_of
from core.vectorizers.midi.records import MidiRepair, repaired
from core.vectorizers.score import Metre, Tempo
from core.words import N_

EVENT_KINDS = ("note_on", "note_off", "control_change", "program_change")
NOTE_ON, NOTE_OFF, CONTROL, PROGRAM = range(len(EVENT_KINDS))
MOST_BEATS = 100_000
SHORTEST_UNIT = 64  # the shortest note that a metre counts
PATTERNS = 2  # the format whose tracks follow each other
MIDO_LETTERS = "latin-1"  # how mido turns bytes into text, one for one

Row = tuple[int, int, int, int, int]


@dataclass
class TrackEvents:
    """One track of the file; its last event comes before its end, which may stand apart."""

    name: str = ""
    rows: list[Row] = field(default_factory=list)
    tempos: list[Tempo] = field(default_factory=list)
    metres: list[Metre] = field(default_factory=list)
    last_tick: int = 0
    end_tick: int = 0


@dataclass(frozen=True)
class Contents:
    """A whole file: its container, its tracks, and what was mended in them."""

    container: Container
    tracks: tuple[TrackEvents, ...]
    mended: Counter[str]


def contents_of(data: bytes, name: str) -> Contents:
    """Read every message of a file.

    Raises
    ------
    BadInput
        If the container or a track of it cannot be read.
    TooManyBeats
        If it goes on for more than `MOST_BEATS`.
    """
    container = opened(data, name)
    mended: Counter[str] = Counter()
    tracks: list[TrackEvents] = []
    start = 0
    for number, body in enumerate(container.tracks, start=1):
        messages, mends = messages_of(body, name, number)
        track = TrackEvents(last_tick=start, end_tick=start)
        mended += mends + _gather(messages, track, MOST_BEATS * container.ticks_per_beat)
        tracks.append(track)
        if track.end_tick > MOST_BEATS * container.ticks_per_beat:
            raise TooManyBeats(name=name, most=MOST_BEATS)
        start = track.end_tick if container.format == PATTERNS else 0
    return Contents(container, tuple(tracks), mended)


def _gather(messages: Iterable[Any], track: TrackEvents, most_ticks: int) -> Counter[str]:
    """Add what a track's messages say to it; return what of it makes no sense.

    It stops beyond `most_ticks`, because a tick may be a number of thousands of digits.
    """
    dropped: Counter[str] = Counter()
    for message in messages:
        track.end_tick += message.time
        if track.end_tick > most_ticks:
            break
        row = _row(message, track.end_tick)
        if row is not None:
            track.rows.append(row)
        elif message.is_meta:
            dropped[_add_meta(track, message, track.end_tick)] += 1
        if message.type != "end_of_track":
            track.last_tick = track.end_tick
    return dropped


def _row(message: Any, tick: int) -> Row | None:
    kind = message.type
    if kind == "note_on":
        velocity = message.velocity
        return tick, NOTE_ON if velocity else NOTE_OFF, message.channel, message.note, velocity
    if kind == "note_off":
        return tick, NOTE_OFF, message.channel, message.note, message.velocity
    if kind == "control_change":
        return tick, CONTROL, message.channel, message.control, message.value
    if kind == "program_change":
        return tick, PROGRAM, message.channel, message.program, 0
    return None


def _add_meta(track: TrackEvents, message: Any, tick: int) -> str:
    """Add a tempo, a metre or the name to the track; return what was dropped, "" for nothing."""
    if message.type == "set_tempo":
        if message.tempo == 0:
            return "tempos"
        track.tempos.append(Tempo(tick, message.tempo))
    elif message.type == "time_signature":
        if message.numerator == 0 or message.denominator > SHORTEST_UNIT:
            return "metres"
        track.metres.append(Metre(tick, message.numerator, message.denominator))
    elif message.type == "track_name" and not track.name:
        track.name = shown(message.name.encode(MIDO_LETTERS))
    return ""


def reports(mended: Counter[str]) -> tuple[MidiRepair, ...]:
    """Return a report of each thing that was mended."""
    return tuple(
        repaired(code, mended[code], *words) for code, words in MENDED.items() if mended[code]
    )


MENDED: Mapping[str, tuple[str, str]] = {
    "keys": (
        N_("{count} key signature that names no key ignored"),
        N_("{count} key signatures that name no key ignored"),
    ),
    "clipped": (
        N_("{count} track with values above 127, taken as 127"),
        N_("{count} tracks with values above 127, taken as 127"),
    ),
    "tempos": (N_("{count} tempo of zero ignored"), N_("{count} tempos of zero ignored")),
    "metres": (
        N_("{count} metre that no bar has ignored"),
        N_("{count} metres that no bar has ignored"),
    ),
    "hanging": (
        N_("{count} note that nothing ends: it lasts as long as its track"),
        N_("{count} notes that nothing ends: they last as long as their track"),
    ),
    "no_length": (
        N_("{count} note without a length left out"),
        N_("{count} notes without a length left out"),
    ),
}


def in_order(tracks: Sequence[TrackEvents], kind: int) -> list[tuple[int, Row]]:
    """Return the rows of one kind with the track each is in, in order of tick, then track."""
    found = [
        (index, row) for index, track in enumerate(tracks) for row in track.rows if row[1] == kind
    ]
    return sorted(found, key=lambda entry: entry[1][0])
