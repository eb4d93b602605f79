"""Read a SoundFont: the recordings, and which of them an instrument plays for a key.

A SoundFont 2 file holds short recordings and tables: a *preset* is an instrument by bank and
program (bank 128 holds the drum kits), a *zone* is one recording in it with the keys and velocities
that it serves. A key sounds all zones that serve it, so a stereo pair is two zones in different
places. The file is the SoundFont Technical Specification 2.01's, § 4 to 7.

The font is not ours to give away: it is read where another installed package keeps it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.errors import NoSoundFont
from core.sound.zones import INSTRUMENT, SAMPLE, Zone, make_zone
from core.words import N_

PACKAGE, FONT = "pretty_midi", "TimGM6mb.sf2"
SOUND_FONT_LICENCE = N_(
    "Sounds: TimGM6mb by Tim Brechbill, GNU GPL version 2, read in place from the installed "
    "package pretty_midi; nothing of it is part of SeqLab."
)
DRUM_BANK = 128
NAME = ("name", "S20")
BAG = np.dtype([("generator", "<u2"), ("modulator", "<u2")])
GENERATOR = np.dtype([("what", "<u2"), ("amount", "<i2")])
ROWS: Mapping[bytes, np.dtype[np.void]] = {
    b"phdr": np.dtype([NAME, ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "S12")]),
    b"pbag": BAG,
    b"pgen": GENERATOR,
    b"inst": np.dtype([NAME, ("bag", "<u2")]),
    b"ibag": BAG,
    b"igen": GENERATOR,
    b"shdr": np.dtype(
        [
            *(NAME, ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4")),
            *(("rate", "<u4"), ("key", "u1"), ("correction", "i1"), ("link", "<u2")),
            ("kind", "<u2"),
        ]
    ),
}
OF_PRESETS = (b"phdr", b"pbag", b"pgen")
OF_INSTRUMENTS = (b"inst", b"ibag", b"igen")


@dataclass(frozen=True, eq=False)
class Preset:
    """An instrument: its zones in the order of the file."""

    zones: tuple[Zone, ...]

    def layers(self, key: int, velocity: int) -> tuple[int, ...]:
        """Return which zones sound together when this key is struck so hard."""
        return tuple(at for at, zone in enumerate(self.zones) if zone.serves(key, velocity))


@dataclass(frozen=True, eq=False)
class SoundFont:
    """A font: `samples` is int16 of shape (S,), `tables` the file's own tables by name."""

    samples: np.ndarray
    tables: Mapping[bytes, np.ndarray]

    def preset(self, program: int, *, is_drum: bool) -> Preset:
        """Return an instrument or a drum kit, the first of its bank where the font lacks it."""
        bank = DRUM_BANK if is_drum else 0
        row = self._rows.get((bank, program), self._rows.get((bank, 0)))
        return Preset(()) if row is None else _preset(self, row)

    @cached_property
    def _rows(self) -> Mapping[tuple[int, int], int]:
        heads = self.tables[b"phdr"][:-1]  # the last row only says where the one before ends
        names = zip(heads["bank"].tolist(), heads["program"].tolist(), strict=True)
        return {name: row for row, name in enumerate(names)}


@cache
def installed_font(package: str = PACKAGE, name: str = FONT) -> SoundFont:
    """Read the font that an installed package carries, without importing the package.

    Raises
    ------
    NoSoundFont
        If there is no such package, or no such file in it.
    """
    found = find_spec(package)
    for folder in (found and found.submodule_search_locations) or ():
        if (Path(folder) / name).is_file():
            return read_font((Path(folder) / name).read_bytes())
    raise NoSoundFont(package=package, name=name)


def read_font(data: bytes) -> SoundFont:
    """Read the bytes of a font; a preset's zones are worked out when it is asked for."""
    chunks: dict[bytes, memoryview] = {}
    for name, body in _chunks(memoryview(data)[12:]):
        if name == b"LIST":
            chunks |= dict(_chunks(body[4:]))
    tables = {name: np.frombuffer(chunks[name], row) for name, row in ROWS.items()}
    return SoundFont(np.frombuffer(chunks[b"smpl"], "<i2"), tables)


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


@lru_cache(maxsize=512)
def _preset(font: SoundFont, row: int) -> Preset:
    heads = font.tables[b"shdr"]
    return Preset(
        tuple(
            make_zone(heads[own[SAMPLE]], own, preset)
            for preset in _generators(font, OF_PRESETS, row, INSTRUMENT)
            for own in _generators(font, OF_INSTRUMENTS, preset[INSTRUMENT], SAMPLE)
        )
    )


def _generators(
    font: SoundFont, tables: tuple[bytes, bytes, bytes], row: int, wanted: int
) -> Iterator[dict[int, int]]:
    """Yield what each zone that names a `wanted` says, on top of what the first says for all."""
    heads, bags, generators = (font.tables[name] for name in tables)
    first, after = heads["bag"][row : row + 2].tolist()
    borders = bags["generator"][first : after + 1].tolist()
    for_all: dict[int, int] = {}
    for nth, (start, stop) in enumerate(pairwise(borders)):
        rows = generators[start:stop]
        own = dict(zip(rows["what"].tolist(), rows["amount"].tolist(), strict=True))
        if wanted in own:
            yield for_all | own
        elif nth == 0:
            for_all = own
