"""Small files of notes for tests of the screen; everything in them is known."""

from __future__ import annotations

import struct

from core.vectorizers import midi
from core.vectorizers.score import Track, make_score

PLAYERS = (Track("Violin", 40), Track("Cello", 42))
MIME = "audio/midi"
NO_MUSIC = b"hello, this is no music\n" * 20


def tune(num_beats: int, *, off_grid: bool = False) -> bytes:
    """Return a MIDI file of a violin on every beat and a cello on every other one."""
    late = 7 if off_grid else 0
    steps = (0, 2, 4, 5, 7, 9, 11)
    rows = [(480 * beat + late, 240, 60 + steps[beat % 7], 80, 0) for beat in range(num_beats)]
    rows += [(480 * beat, 480, 36 + steps[beat % 5], 70, 1) for beat in range(0, num_beats, 2)]
    return midi.write(make_score("tune", 480, rows, PLAYERS, tempo_qpm=100, metre=(4, 4)))


def hanging() -> bytes:
    """Return a MIDI file of two notes, the first of which nothing ends."""
    track = bytes.fromhex("00903c50 8360904060 8360804000 00ff2f00")
    header = b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480)
    return header + b"MTrk" + struct.pack(">I", len(track)) + track


def cut_off(num_beats: int) -> bytes:
    """Return a MIDI file that ends in the middle of its last track."""
    return tune(num_beats)[:-40]


def uploads(*files: tuple[str, bytes]) -> list[tuple[str, bytes, str]]:
    """Return files as a test hands them to the widget."""
    return [(name, data, MIME) for name, data in files]
