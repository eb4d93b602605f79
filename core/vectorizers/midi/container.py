"""The container of a MIDI file: header and chunks, checked before anything reads a message.

Conventions: numbers are big-endian, in the RIFF wrapping of .rmi files little-endian. The number of
tracks is counted, not believed; chunks that are no tracks are left out, as the standard asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import (
    CountsFrames,
    CutShort,
    DamagedHeader,
    EmptyFile,
    NoTicks,
    NotMidi,
    NoTracks,
    PieceTooLarge,
    TooManyTracks,
)
from core.vectorizers.midi.records import MidiRepair, repaired
from core.words import N_, Sentence

LIMIT_MB = 1
MOST_TRACKS = 1_024
FORMATS = (0, 1, 2)
HEADER_MARK, TRACK_MARK = b"MThd", b"MTrk"
CHUNK_HEAD = 8  # four letters and a length
LEAST_HEADER = 6
FRAMES_BIT = 0x8000  # set in a division that counts frames of film


@dataclass(frozen=True)
class Container:
    """A file taken apart: what its header says, and the bytes of each track."""

    format: int
    ticks_per_beat: int
    tracks: tuple[bytes, ...]
    repairs: tuple[MidiRepair, ...]


@dataclass(frozen=True)
class _Chunks:
    """The tracks of a file, and how much of it is something else."""

    tracks: list[bytes]
    num_foreign: int
    num_trailing: int


def opened(data: bytes, name: str) -> Container:
    """Take a file apart into its tracks.

    Raises
    ------
    EmptyFile
        If it is nothing.
    PieceTooLarge
        If it has more than `LIMIT_MB`.
    NotMidi
        If it begins as something else.
    NoTracks
        If there is only a header.
    TooManyTracks
        If there are more than `MOST_TRACKS`.
    """
    if not data:
        raise EmptyFile(name=name)
    if len(data) > LIMIT_MB * 2**20:
        raise PieceTooLarge(name=name, size_mb=len(data) / 2**20, limit_mb=LIMIT_MB)
    data = _unwrapped(data)
    if not data.startswith(HEADER_MARK):
        raise NotMidi(name=name)
    kind, claimed, division, start = _header(data, name)
    chunks = _chunks(data, start, name)
    if not chunks.tracks:
        raise NoTracks(name=name)
    if len(chunks.tracks) > MOST_TRACKS:
        raise TooManyTracks(name=name, tracks=len(chunks.tracks), most=MOST_TRACKS)
    return Container(kind, division, tuple(chunks.tracks), _reports(claimed, chunks))


def _unwrapped(data: bytes) -> bytes:
    """Return the MIDI file inside a RIFF file, or the bytes themselves."""
    if not (data.startswith(b"RIFF") and data[8:12] == b"RMID"):
        return data
    at = 12
    while at + CHUNK_HEAD <= len(data):
        size = int.from_bytes(data[at + 4 : at + CHUNK_HEAD], "little")
        start, end = at + CHUNK_HEAD, at + CHUNK_HEAD + size
        if data[at : at + 4] == b"data":
            return data[start:end]
        at = end + size % 2  # chunks begin at even places
    return b""


def _header(data: bytes, name: str) -> tuple[int, int, int, int]:
    """Return format, tracks as claimed, ticks of a quarter note, and where the chunks begin.

    Raises
    ------
    DamagedHeader
        If it is too short, or of a format that does not exist.
    CountsFrames
        If time is counted in frames of film.
    NoTicks
        If a quarter note has no ticks.
    """
    size = int.from_bytes(data[4:CHUNK_HEAD], "big")
    body = data[CHUNK_HEAD : CHUNK_HEAD + size]
    kind, claimed, division = (int.from_bytes(body[at : at + 2], "big") for at in (0, 2, 4))
    if len(body) < LEAST_HEADER or kind not in FORMATS:
        raise DamagedHeader(name=name)
    if division & FRAMES_BIT:
        raise CountsFrames(name=name)
    if division == 0:
        raise NoTicks(name=name)
    return kind, claimed, division, CHUNK_HEAD + size


def _chunks(data: bytes, at: int, name: str) -> _Chunks:
    """Return the tracks behind the header.

    Raises
    ------
    CutShort
        If the last track is longer than the file.
    """
    tracks: list[bytes] = []
    num_foreign = 0
    while at + CHUNK_HEAD <= len(data):
        size = int.from_bytes(data[at + 4 : at + CHUNK_HEAD], "big")
        start, end = at + CHUNK_HEAD, at + CHUNK_HEAD + size
        is_track = data[at : at + 4] == TRACK_MARK
        if end > len(data) and is_track:
            left = len(data) - start
            raise CutShort(name=name, track=len(tracks) + 1, promised=size, left=left)
        if end > len(data):
            break
        if is_track:
            tracks.append(data[start:end])
        num_foreign += not is_track
        at = end
    return _Chunks(tracks, num_foreign, len(data) - at)


def _reports(claimed: int, chunks: _Chunks) -> tuple[MidiRepair, ...]:
    """Return what was not as the header says."""
    num_tracks = len(chunks.tracks)
    counted = [_other_count(claimed, num_tracks)] if claimed != num_tracks else []
    found = (
        *counted,
        repaired(
            "foreign_chunks",
            chunks.num_foreign,
            N_("{count} part that is no track left out"),
            N_("{count} parts that are no tracks left out"),
        ),
        repaired(
            "trailing",
            chunks.num_trailing,
            N_("{count} byte behind the last track left out"),
            N_("{count} bytes behind the last track left out"),
        ),
    )
    return tuple(repair for repair in found if repair.count)


def _other_count(told: int, there: int) -> MidiRepair:
    """Say that there are as many tracks as there are, and not as many as the header tells."""
    words = Sentence(OTHER_COUNT[told == 1, there == 1], {"told": told, "there": there})
    return MidiRepair("track_count", abs(told - there), words)


# what is told and what is there are never the same, so never both are one
OTHER_COUNT: Mapping[tuple[bool, bool], str] = {
    (False, False): N_("The header speaks of {told} tracks; {there} were there and were read"),
    (True, False): N_("The header speaks of {told} track; {there} were there and were read"),
    (False, True): N_("The header speaks of {told} tracks; {there} was there and was read"),
}
