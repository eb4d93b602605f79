"""Piano rolls of the published frame-wise benchmark, read from their MATLAB file.

A set has three parts, `traindata`, `validdata` and `testdata`; each piece is a matrix of 0 and 1,
time steps × 88 keys, the lowest MIDI pitch 21 (Boulanger-Lewandowski et al., 2012, "Modeling
Temporal Dependencies in High-Dimensional Sequences").

The file is MATLAB's format 5 ("MAT-File Format", The MathWorks). Only what such a set is made of is
read: cells of real matrices of numbers, packed or not. Sizes are checked before anything is
unpacked, nothing is nested, and nothing in the file can run: whatever else it holds, one error says
that these are no piano rolls.

Conventions: a piece is uint8, (T, 88), of 0 and 1, with two steps or more.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import NotPianoRolls
from core.words import N_, Sentence

Roll = NDArray[np.uint8]
Order = Literal["<", ">"]

NUM_KEYS, LOWEST_PITCH = 88, 21
PARTS = ("traindata", "validdata", "testdata")
FEWEST_STEPS = 2
MOST_ELEMENTS = 100_000
LIMIT_MB, UNPACKED_MB = 64, 512
DAMAGED = N_("the file is damaged")

HEADER_BYTES, TAG_BYTES = 128, 8
VERSION_AT, VERSION, VERSION_7_3 = 124, 0x0100, 0x0200
PACKED, MATRIX = 15, 14
CELL, COMPLEX = 1, 0x0800
NUMBERS = frozenset(range(6, 16))  # double to uint64; 4 is text, 5 sparse
STORED = {
    1: "i1",
    2: "u1",
    3: "i2",
    4: "u2",
    5: "i4",
    6: "u4",
    7: "f4",
    9: "f8",
    12: "i8",
    13: "u8",
}


@dataclass(frozen=True, eq=False)
class PianoRolls:
    """The pieces of each part."""

    train: tuple[Roll, ...]
    validation: tuple[Roll, ...]
    test: tuple[Roll, ...]


class _Unfit(Exception):
    """What is wrong with the file, in a few words."""

    def __init__(self, template: str, **facts: object) -> None:
        super().__init__(template)
        self.reason = Sentence(template, facts)


class _Element(NamedTuple):
    kind: int
    data: memoryview


class _Array(NamedTuple):
    """A matrix or a cell: its flags, sides and name, and the elements that it holds."""

    flags: int
    sides: memoryview
    name: str
    contents: Iterator[_Element]

    @property
    def class_(self) -> int:
        return self.flags & 0xFF

    def shape(self, order: str) -> tuple[int, ...]:
        return struct.unpack(f"{order}{len(self.sides) // 4}i", self.sides)


def read(data: bytes, name: str) -> PianoRolls:
    """Read a set of piano rolls.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What the error calls it.

    Raises
    ------
    NotPianoRolls
        If it is anything else, whatever it is.
    """
    try:
        found = _parts(memoryview(data))
    except _Unfit as fault:
        raise NotPianoRolls(name=name, reason=fault.reason) from None
    except (struct.error, zlib.error):
        raise NotPianoRolls(name=name, reason=Sentence(DAMAGED)) from None
    return PianoRolls(*(found[part] for part in PARTS))


def _parts(data: memoryview) -> dict[str, tuple[Roll, ...]]:
    order = _byte_order(data)
    found: dict[str, tuple[Roll, ...]] = {}
    for element in _unpacked(data[HEADER_BYTES:], order):
        if element.kind == MATRIX and (array := _array(element.data, order)).name in PARTS:
            found[array.name] = tuple(_pieces(array, order))
    for part in PARTS:
        if not found.get(part):
            raise _Unfit(N_("there is no {part}"), part=part)
    return found


def _byte_order(data: memoryview) -> Order:
    if len(data) > LIMIT_MB * 2**20:
        raise _Unfit(N_("it has more than {limit_mb} MB"), limit_mb=LIMIT_MB)
    if len(data) < HEADER_BYTES:
        raise _Unfit(N_("it is no MATLAB file"))
    mark = bytes(data[HEADER_BYTES - 2 : HEADER_BYTES])
    if mark not in (b"IM", b"MI"):
        raise _Unfit(N_("it is no MATLAB file"))
    order: Order = "<" if mark == b"IM" else ">"
    (version,) = struct.unpack_from(f"{order}H", data, VERSION_AT)
    if version == VERSION_7_3:
        raise _Unfit(N_("it is a MATLAB file of version 7.3"))
    if version != VERSION:
        raise _Unfit(N_("it is a MATLAB file of an unknown version"))
    return order


def _elements(data: memoryview, order: str) -> Iterator[_Element]:
    """Yield the elements that stand one after the other; each begins at a multiple of 8 bytes.

    Raises
    ------
    _Unfit
        If one of them is longer than what is left, or there are too many.
    """
    place = number = 0
    while place < len(data):
        number += 1
        if number > MOST_ELEMENTS:
            raise _Unfit(N_("it is made of too many parts"))
        kind, size = struct.unpack_from(f"{order}II", data, place)
        if kind >> 16:  # a small element: size, kind and at most 4 bytes in the room of a tag
            kind, size, begin, following = kind & 0xFFFF, kind >> 16, place + 4, place + TAG_BYTES
            if size > TAG_BYTES // 2:
                raise _Unfit(DAMAGED)
        else:
            begin = place + TAG_BYTES
            following = begin + size + (0 if kind == PACKED else -size % TAG_BYTES)
        if begin + size > len(data):
            raise _Unfit(N_("the file was cut off"))
        yield _Element(kind, data[begin : begin + size])
        place = following


def _unpacked(data: memoryview, order: str) -> Iterator[_Element]:
    room = UNPACKED_MB * 2**20
    for element in _elements(data, order):
        if element.kind != PACKED:
            yield element
            continue
        whole = zlib.decompressobj().decompress(element.data, room + 1)
        room -= len(whole)
        if room < 0:
            raise _Unfit(N_("it unpacks to more than {limit_mb} MB"), limit_mb=UNPACKED_MB)
        yield from _elements(memoryview(whole), order)


def _array(data: memoryview, order: str) -> _Array:
    """Return what the first three elements of a matrix say, and the others as they come.

    Raises
    ------
    _Unfit
        If there are not so many.
    """
    contents = _elements(data, order)
    flags, sides, name = (next(contents, None) for _ in range(3))
    if flags is None or sides is None or name is None:
        raise _Unfit(DAMAGED)
    (word,) = struct.unpack_from(f"{order}I", flags.data)
    return _Array(word, sides.data, bytes(name.data).decode("latin-1"), contents)


def _pieces(array: _Array, order: Order) -> Iterator[Roll]:
    """Yield the pieces of a part.

    Raises
    ------
    _Unfit
        If it is no cell of piano rolls.
    """
    if array.class_ != CELL:
        raise _Unfit(N_("{part} is no cell array"), part=array.name)
    for number, element in enumerate(array.contents, start=1):
        if element.kind != MATRIX:
            raise _Unfit(DAMAGED)
        yield _roll(_array(element.data, order), order, {"part": array.name, "piece": number})


def _roll(array: _Array, order: Order, which: Mapping[str, object]) -> Roll:
    """Return a piece, uint8, (T, 88).

    Raises
    ------
    _Unfit
        If it is no piano roll.
    """
    if array.class_ not in NUMBERS or array.flags & COMPLEX:
        raise _Unfit(N_("piece {piece} of {part} is no matrix of real numbers"), **which)
    shape = array.shape(order)
    if len(shape) != 2 or shape[1] != NUM_KEYS or shape[0] < FEWEST_STEPS:
        told = " × ".join(map(str, shape))
        raise _Unfit(N_("piece {piece} of {part} is {shape}"), shape=told, **which)
    stored = next(array.contents, None)
    if stored is None or stored.kind not in STORED:
        raise _Unfit(DAMAGED)
    dtype = np.dtype(STORED[stored.kind]).newbyteorder(order)
    if len(stored.data) != shape[0] * NUM_KEYS * dtype.itemsize:
        raise _Unfit(DAMAGED)
    values = np.frombuffer(stored.data, dtype).reshape(shape, order="F")
    if not np.isin(values, (0, 1)).all():
        raise _Unfit(N_("piece {piece} of {part} has other numbers than 0 and 1"), **which)
    return np.ascontiguousarray(values, dtype=np.uint8)
