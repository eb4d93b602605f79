"""Piano rolls come out as another reader reads them; anything else is one kind of refusal."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import loadmat, savemat

from core.errors import NotPianoRolls
from core.vectorizers.piano_roll_sets import PARTS, read
from tests.cases import CASES, needs_cases

ROLLS = np.random.default_rng(0)


def cell(pieces: list[Any]) -> np.ndarray:
    found = np.empty((1, len(pieces)), dtype=object)
    for number, piece in enumerate(pieces):
        found[0, number] = piece
    return found


def rolls(*lengths: int, dtype: str = "f8") -> list[np.ndarray]:
    return [(ROLLS.random((length, 88)) < 0.1).astype(dtype) for length in lengths]


def saved(*, packed: bool = True, **parts: Any) -> bytes:
    whole = {
        "traindata": cell(rolls(5, 9)),
        "validdata": cell(rolls(4)),
        "testdata": cell(rolls(2)),
    }
    out = io.BytesIO()
    savemat(cast(Any, out), {**whole, **parts}, do_compression=packed)
    return out.getvalue()


@pytest.mark.parametrize("dtype", ["f8", "f4", "u1", "i2", "i8", "bool"])
@pytest.mark.parametrize("packed", [True, False])
def test_pieces_come_back_whatever_their_numbers_are(dtype: str, *, packed: bool) -> None:
    pieces = rolls(2, 17, 30, dtype=dtype)
    found = read(saved(traindata=cell(pieces), packed=packed), "x.mat")
    assert [roll.dtype for roll in found.train] == [np.uint8] * 3
    for mine, theirs in zip(found.train, pieces, strict=True):
        np.testing.assert_array_equal(mine, theirs.astype(np.uint8))
    assert (len(found.validation), len(found.test)) == (1, 1)


def test_other_things_in_the_file_are_no_matter() -> None:
    more: dict[str, Any] = {
        "note": "text",
        "rates": np.zeros((2, 3), complex),
        "many": {"a": [1, 2]},
    }
    found = read(saved(**more), "x.mat")
    assert [len(roll) for roll in found.train] == [5, 9]


@needs_cases
def test_the_published_file_is_read_as_scipy_reads_it() -> None:
    assert CASES is not None
    path = CASES / "pianoroll" / "JSB_Chorales.mat"
    found, theirs = read(path.read_bytes(), path.name), loadmat(path)
    for mine, part in zip((found.train, found.validation, found.test), PARTS, strict=True):
        assert len(mine) == theirs[part].size
        for roll, other in zip(mine, theirs[part].ravel(), strict=True):
            np.testing.assert_array_equal(roll, other)
    assert (len(found.train), len(found.validation), len(found.test)) == (229, 76, 77)


def swapped(data: bytes) -> bytes:
    """Return an unpacked file as a computer of the other byte order would have written it."""
    head = data[:124] + data[124:126][::-1] + b"MI"
    return head + b"".join(swapped_elements(data[128:]))


def swapped_elements(data: bytes) -> list[bytes]:
    widths = {3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8}
    found, place = [], 0
    while place < len(data):
        kind, size = struct.unpack_from("<II", data, place)
        small = kind >> 16
        if small:
            kind, size = kind & 0xFFFF, kind >> 16
        begin = place + (4 if small else 8)
        body = data[begin : begin + size]
        if kind == 14:
            body = b"".join(swapped_elements(body))
        else:
            width = widths.get(kind, 1)
            body = b"".join(body[i : i + width][::-1] for i in range(0, size, width))
        if small:
            found.append(struct.pack(">HH", size, kind) + body.ljust(4, b"\0"))
            place += 8
        else:
            found.append(struct.pack(">II", kind, size) + body + bytes(-size % 8))
            place = begin + size + -size % 8
    return found


def test_the_other_byte_order_is_read_too() -> None:
    data = saved(packed=False)
    mine, theirs = read(swapped(data), "x.mat"), read(data, "x.mat")
    for one, other in zip((*mine.train, *mine.test), (*theirs.train, *theirs.test), strict=True):
        np.testing.assert_array_equal(one, other)


def nested(depth: int) -> np.ndarray:
    found = cell(rolls(3))
    for _ in range(depth):
        found = cell([found])
    return found


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no MATLAB file"),
        (b"MATLAB 5.0 MAT-file".ljust(128, b" "), "no MATLAB file"),
        (bytes(124) + b"\x00\x02IM", "version 7.3"),
        (bytes(124) + b"\x07\x00IM", "unknown version"),
        (saved()[:-9], "cut off"),
        (saved(traindata=np.zeros((3, 88))), "no cell array"),
        (saved(testdata=cell([])), "no testdata"),
        (saved(testdata=cell([np.zeros((1, 88))])), "1 × 88"),
        (saved(testdata=cell([np.zeros((5, 87))])), "5 × 87"),
        (saved(testdata=cell([np.zeros((5, 88, 2))])), "5 × 88 × 2"),
        (saved(testdata=cell([np.full((5, 88), 0.5)])), "other numbers"),
        (saved(testdata=cell([np.full((5, 88), np.nan)])), "other numbers"),
        (saved(testdata=cell([np.zeros((5, 88), complex)])), "real numbers"),
        (saved(testdata=cell(["text"])), "no matrix"),
        (saved(testdata=nested(50)), "no matrix"),
    ],
)
def test_anything_else_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotPianoRolls, match=reason):
        read(data, "x.mat")


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    packed = zlib.compress(bytes(600 * 2**20), 1)
    head = saved()[:128]
    with pytest.raises(NotPianoRolls, match="512 MB"):
        read(head + struct.pack("<II", 15, len(packed)) + packed, "x.mat")


WHOLE = {packed: saved(packed=packed) for packed in (True, False)}


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(WHOLE[data.draw(st.booleans())])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(128, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for damaged in (bytes(whole), cut):
        try:
            found = read(damaged, "x.mat")
        except NotPianoRolls:
            continue
        assert all(set(np.unique(roll)) <= {0, 1} for roll in found.train)
