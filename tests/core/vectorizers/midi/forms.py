"""MIDI files made byte by byte, without the library that reads them: sound ones and faulty ones."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping

from core.vectorizers.score import Score

DIVISION = 96
END = b"\x00\xff\x2f\x00"


def length(number: int) -> bytes:
    """Return a number as the format writes it: seven bits a byte, the high bit on all but one."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.insert(0, 0x80 | (number & 0x7F))
    return bytes(out)


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body)) + body


def midi(*bodies: bytes, kind: int = 1, division: int = DIVISION, claimed: int = -1) -> bytes:
    """Return a file of these tracks; `claimed` is what the header says of their number."""
    header = struct.pack(">HHH", kind, len(bodies) if claimed < 0 else claimed, division)
    return chunk(b"MThd", header) + b"".join(chunk(b"MTrk", body) for body in bodies)


def riff(data: bytes) -> bytes:
    """Return a file as .rmi wraps it, with another chunk of odd length before it."""
    inner = b"RMID" + b"INFO" + struct.pack("<I", 3) + b"abc\x00"
    inner += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def on(delta: int, pitch: int, velocity: int = 80, channel: int = 0) -> bytes:
    return length(delta) + bytes([0x90 | channel, pitch, velocity])


def off(delta: int, pitch: int, channel: int = 0) -> bytes:
    return length(delta) + bytes([0x80 | channel, pitch, 64])


def note(pitch: int, ticks: int = DIVISION, channel: int = 0) -> bytes:
    return on(0, pitch, channel=channel) + off(ticks, pitch, channel)


def control(delta: int, number: int, value: int, channel: int = 0) -> bytes:
    return length(delta) + bytes([0xB0 | channel, number, value])


def program(delta: int, number: int, channel: int = 0) -> bytes:
    return length(delta) + bytes([0xC0 | channel, number])


def meta(kind: int, data: bytes, delta: int = 0) -> bytes:
    return length(delta) + bytes([0xFF, kind]) + length(len(data)) + data


def tempo(microseconds: int, delta: int = 0) -> bytes:
    return meta(0x51, microseconds.to_bytes(3, "big"), delta)


FORMS: Mapping[str, bytes] = {
    "one note": midi(note(60) + END),
    "format 0": midi(note(60) + note(40, channel=9) + END, kind=0),
    "patterns": midi(note(60) + END, note(62) + END, kind=2),
    "overlap": midi(on(0, 60, 1) + on(10, 60, 2) + off(10, 60) + off(10, 60) + END),
    "running status": midi(on(0, 60) + b"\x60\x3c\x00\x00\x3e\x50\x60\x3e\x00" + END),
    "system messages": midi(b"\x00\xf0\x05\x7e\x7f\x09\x01\xf7" + note(60) + END),
    "tempos": midi(tempo(400_000) + tempo(600_000, 96) + END, note(60, 192) + END),
    "names": midi(meta(3, "鋼琴".encode("big5")) + note(60) + END, meta(5, b"la") + note(64) + END),
    "changes": midi(program(0, 40) + note(60) + program(0, 41) + control(0, 64, 127) + note(62)),
    "metres": midi(meta(0x58, b"\x03\x02\x18\x08") + meta(0x59, b"\xfd\x01") + note(60) + END),
    "bends": midi(b"\x00\xe0\x00\x50\x00\xd0\x40\x00\xa0\x3c\x40" + note(60) + END),
    "foreign": midi()[:14] + chunk(b"Junk", b"?") + chunk(b"MTrk", note(60) + END),
    "wrapped": riff(midi(note(60) + END)),
}


def sounding(score: Score) -> Counter[tuple[bool, int, int, int, int]]:
    """Return the notes of a score as (drum, pitch, on, off, velocity), each as often as it is."""
    notes = score.notes
    drums = [score.tracks[track].is_drum for track in notes.track.tolist()]
    columns = (notes.pitch, notes.onset_ticks, notes.end_ticks, notes.velocity)
    return Counter(zip(drums, *(column.tolist() for column in columns), strict=True))
