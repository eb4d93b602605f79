"""A SoundFont of one instrument, written by hand: the generators of its zones can be chosen."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.sound.soundfont import SoundFont, read_font

INSTRUMENT, SAMPLE = 41, 53
Generators = Mapping[int, int]


def spread(low: int, high: int) -> int:
    """Return a range of keys or velocities as the amount of a generator."""
    return low | high << 8


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def listed(name: bytes, bodies: Iterable[bytes]) -> bytes:
    return chunk(b"LIST", name + b"".join(bodies))


def bags(letter: bytes, zones: Sequence[Generators], last: int) -> list[bytes]:
    """Return the tables of zones and generators; the generator `last` ends its zone."""
    bag, generators = b"", b""
    for zone in zones:
        bag += struct.pack("<HH", len(generators) // 4, 0)
        for what in sorted(zone, key=lambda what: what == last):
            generators += struct.pack("<Hh", what, zone[what])
    bag += struct.pack("<HH", len(generators) // 4, 0)
    return [chunk(letter + b"bag", bag), chunk(letter + b"gen", generators + bytes(4))]


def small_font(
    zones: Sequence[Generators],
    wave: np.ndarray,
    *,
    preset: Generators | None = None,
    loop: tuple[int, int] = (0, 0),
    key: int = 60,
    correction: int = 0,
) -> SoundFont:
    """Return a font whose only preset, bank 0 program 0, has these zones; all play `wave`.

    Parameters
    ----------
    zones : sequence of mapping
        Generators and their amounts; the first may lack a sample and then speaks for all.
    wave : numpy.ndarray
        int16 of shape (N,), recorded at 44,100 Hz.
    preset : mapping, optional
        What the preset adds.
    loop : tuple of two int
        Its start and end.
    key, correction : int
        Of the recording.
    """
    head = struct.pack("<20sIIIIIBbHH", b"wave", 0, len(wave), *loop, 44_100, key, correction, 0, 1)
    presets = struct.pack("<20sHHHIII", b"own", 0, 0, 0, 0, 0, 0)
    presets += struct.pack("<20sHHHIII", b"EOP", 0, 0, 1, 0, 0, 0)
    instruments = struct.pack("<20sH", b"own", 0) + struct.pack("<20sH", b"EOI", len(zones))
    tables = [
        chunk(b"phdr", presets),
        *bags(b"p", [{**(preset or {}), INSTRUMENT: 0}], INSTRUMENT),
        chunk(b"inst", instruments),
        *bags(b"i", zones, SAMPLE),
        chunk(b"shdr", head + bytes(46)),
    ]
    samples = listed(b"sdta", [chunk(b"smpl", wave.astype("<i2").tobytes() + bytes(92))])
    return read_font(chunk(b"RIFF", b"sfbk" + samples + listed(b"pdta", tables)))
