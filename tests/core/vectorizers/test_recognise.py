"""Files are known by their content."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest

from core import errors
from core.vectorizers.recognise import kind_of
from core.vectorizers.table import LIMIT_MB
from tests.cases import cases, needs_cases

BITMAP = b"BM" + struct.pack("<I", 58) + b"\x00" * 52
KINDS = {
    "table": b"Date,Close\n2024-01-02,1\n",
    "midi": b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0",
    "image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "musicxml": b'<?xml version="1.0"?>\n<score-partwise version="4.0">',
    "archive": gzip.compress(b"1,2\n"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind(kind: str) -> None:
    assert kind_of(KINDS[kind], "unnamed") == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (BITMAP, "image"),
        (b"BMW,2024-01-02,1\n", "table"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (b"RIFF\x00\x00\x00\x00RMIDdata", "midi"),
        ('<score-partwise version="4.0">'.encode("utf-16"), "musicxml"),
        (b"<TICKER>,<DATE>,<CLOSE>\nA,20240102,1\n", "table"),
        ("日期,收盤價\n113/01/02,1\n".encode("cp950"), "table"),
        ("Date,Close\n2024-01-02,1\n".encode("utf-16"), "table"),
    ],
)
def test_what_looks_like_another(data: bytes, kind: str) -> None:
    assert kind_of(data, "unnamed") == kind


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyFile),
        (b"no numbers here\n", errors.UnknownKind),
        (b"\x00\x01\x02\x03" * 40, errors.UnknownKind),
        (b"<html>1</html>", errors.UnknownKind),
        (b"1" * (LIMIT_MB * 2**20 + 1), errors.TooLarge),
    ],
)
def test_what_is_nothing(data: bytes, error: type[errors.SeqLabError]) -> None:
    with pytest.raises(error):
        kind_of(data, "unnamed")


@needs_cases
@pytest.mark.parametrize("path", cases("tables"), ids=lambda path: path.name)
def test_real_tables(path: Path) -> None:
    if path.suffix == ".csv":
        assert kind_of(path.read_bytes(), path.name) == "table"
