"""Header and chunks: what is refused, what is corrected and said."""

from __future__ import annotations

import struct

import pytest

from core import errors
from core.vectorizers.midi import read
from core.vectorizers.midi.container import LIMIT_MB, MOST_TRACKS
from tests.core.vectorizers.midi.forms import (
    END,
    chunk,
    length,
    meta,
    midi,
    note,
    on,
    riff,
    tempo,
)

ONE = midi(note(60) + END)
YEAR = 0x0FFFFFFF
REFUSED = {
    "nothing": (b"", errors.EmptyFile),
    "text": ("不是音樂".encode("cp950") * 50, errors.NotMidi),
    "too large": (ONE + bytes(LIMIT_MB << 20), errors.PieceTooLarge),
    "RIFF without MIDI": (riff(ONE)[:16], errors.NotMidi),
    "half a header": (ONE[:10], errors.DamagedHeader),
    "a short header": (chunk(b"MThd", bytes(4)) + ONE[14:], errors.DamagedHeader),
    "a format of the future": (midi(note(60), kind=3), errors.DamagedHeader),
    "frames of film": (midi(note(60), division=0xE728), errors.CountsFrames),
    "division zero": (midi(note(60), division=0), errors.NoTicks),
    "a header alone": (ONE[:14], errors.NoTracks),
    "only foreign chunks": (ONE[:14] + chunk(b"Junk", b"?"), errors.NoTracks),
    "a swarm of tracks": (midi(*[END] * (MOST_TRACKS + 1)), errors.TooManyTracks),
    "cut off": (ONE[:-5], errors.CutShort),
    "a track that lies": (ONE[:14] + b"MTrk" + struct.pack(">I", 99) + note(60), errors.CutShort),
    "a message cut off": (midi(on(0, 60)[:-1]), errors.DamagedTrack),
    "an unknown status": (midi(note(60) + b"\x00\xf4" + END), errors.DamagedTrack),
    "data without a status": (midi(b"\x00\x3c\x40" + END), errors.DamagedTrack),
    "a tempo of two bytes": (midi(b"\x00\xff\x51\x02\x07\xa1" + note(60)), errors.DamagedTrack),
    "a number without end": (midi(b"\xff" * 500_000 + b"\x00"), errors.DamagedTrack),
    "a note that lasts a year": (midi(note(60, YEAR) + END), errors.TooManyBeats),
    "a number of 500 digits": (midi(b"\xff" * 250 + on(0, 60) + END), errors.TooManyBeats),
    "hours": (midi(tempo(0xFFFFFF) + length(9_000_00) + note(60)[1:]), errors.PieceTooLong),
    "no notes": (midi(tempo(500_000) + END), errors.NoNotes),
    "notes without a length": (midi(note(60, 0) + END), errors.NoNotes),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_used_is_explained(what: str) -> None:
    data, error = REFUSED[what]
    with pytest.raises(error) as refused:
        read(data, what)
    assert all(part.say() for part in refused.value.explain())


@pytest.mark.parametrize("claimed", [0, 1, 3, 0x8000, 0xFFFF])
def test_tracks_are_counted_not_believed(claimed: int) -> None:
    piece = read(midi(note(60) + END, note(62) + END, claimed=claimed), "two")
    assert (piece.found.tracks, piece.found.notes) == (2, 2)
    assert [(r.code, r.count) for r in piece.repairs] == [("track_count", abs(claimed - 2))]
    assert str(claimed) in piece.repairs[0].detail.say()


def test_chunks_that_are_no_tracks_are_passed_over_and_said() -> None:
    odd = ONE[:14] + chunk(b"Junk", b"?") + ONE[14:] + chunk(b"XFIH", b"") + b"tail\x00\x00\x00\x09"
    piece = read(odd, "odd")
    assert piece.found.notes == 1
    assert {r.code: r.count for r in piece.repairs} == {"foreign_chunks": 2, "trailing": 8}


@pytest.mark.parametrize(
    ("claimed", "tracks", "said"),
    [
        (1, 2, "The header speaks of 1 track; 2 were there and were read"),
        (3, 1, "The header speaks of 3 tracks; 1 was there and was read"),
        (0, 2, "The header speaks of 0 tracks; 2 were there and were read"),
    ],
)
def test_other_numbers_of_tracks_are_said_as_they_are(claimed: int, tracks: int, said: str) -> None:
    piece = read(midi(*[note(60) + END] * tracks, claimed=claimed), "x")
    assert [repair.detail.say() for repair in piece.repairs] == [said]


def test_one_of_a_kind_is_said_as_one() -> None:
    key = b"\x00\xff\x59\x02\x40\x00"
    faults = key + meta(0x58, b"\x00\x02\x18\x08") + tempo(0) + note(62, 0) + on(0, 64)
    end = meta(0x2F, b"", 20)
    one = chunk(b"Junk", b"?") + chunk(b"MTrk", faults + on(0, 60, 200) + end) + b"?"
    two = chunk(b"Junk", b"?") * 2 + chunk(b"MTrk", faults * 2 + end) * 2 + b"??"
    singular = [r.detail.say() for r in read(midi(claimed=1)[:14] + one, "one").repairs]
    plural = [r.detail.say() for r in read(midi(claimed=2)[:14] + two, "two").repairs]
    assert singular == [
        "1 part that is no track left out",
        "1 byte behind the last track left out",
        "1 key signature that names no key ignored",
        "1 track with values above 127, taken as 127",
        "1 tempo of zero ignored",
        "1 metre that no bar has ignored",
        "2 notes that nothing ends: they last as long as their track",
        "1 note without a length left out",
    ]
    assert "2 parts that are no tracks left out" in plural
    assert "4 tempos of zero ignored" in plural


def test_a_longer_header_is_read_as_the_standard_asks() -> None:
    longer = chunk(b"MThd", ONE[8:14] + b"more") + ONE[14:]
    assert read(longer, "longer").found == read(ONE, "one").found


def test_a_riff_file_is_the_file_inside() -> None:
    piece = read(riff(ONE), "one.rmi")
    assert piece.found == read(ONE, "one").found
    assert piece.repairs == ()
