"""Which kind of data a file holds, by its content; a name never decides."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import EmptyFile, TooLarge, UnknownKind
from core.vectorizers.archives import is_packed_score
from core.vectorizers.table import LIMIT_MB, archive_kind, looks_like_table

MAGIC: Mapping[bytes, str] = {
    b"MThd": "midi",
    b"\x89PNG\r\n\x1a\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF87a": "image",
    b"GIF89a": "image",
    b"BM": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"II+\x00": "image",  # TIFF for more than four gigabytes
    b"MM\x00+": "image",
}
RIFF_FORMS: Mapping[bytes, str] = {b"WEBP": "image", b"RMID": "midi"}
AVIF_BRANDS = (b"avif", b"avis")
BITMAP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # lengths in use, from OS/2 to version 5
MUSIC_MARKS = (b"<score-partwise", b"<score-timewise")
TOP_BYTES = 4096


def kind_of(data: bytes, name: str) -> str:
    """Return "table", "midi", "image", "musicxml" or "archive".

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    TooLarge
        If it is larger than any file that is read.
    UnknownKind
        If it is none of these.
    """
    if not data:
        raise EmptyFile(name=name)
    if len(data) > LIMIT_MB * 2**20:
        raise TooLarge(name=name, size_mb=len(data) / 2**20, limit_mb=LIMIT_MB)
    kind = _by_mark(data) or _by_text(data)
    if kind is None:
        raise UnknownKind(name=name)
    return kind


def _by_mark(data: bytes) -> str | None:
    """Return the kind that the first bytes stand for."""
    for mark, kind in MAGIC.items():
        if data.startswith(mark) and (mark != b"BM" or _is_bitmap(data)):
            return kind
    if data.startswith(b"RIFF"):
        return RIFF_FORMS.get(data[8:12])
    if data[4:8] == b"ftyp":  # a box of ISO's media files, which may hold a film or a HEIC too
        return "image" if any(brand in data[8:64] for brand in AVIF_BRANDS) else None
    if archive_kind(data) is None:
        return None
    return "musicxml" if is_packed_score(data) else "archive"


def _by_text(data: bytes) -> str | None:
    """Return the kind of a text."""
    top = data[:TOP_BYTES].replace(b"\x00", b"")  # UTF-16 writes a zero beside each letter
    if any(mark in top for mark in MUSIC_MARKS):
        return "musicxml"
    return "table" if looks_like_table(data) else None


def _is_bitmap(data: bytes) -> bool:
    """Tell a bitmap from a text that begins with BM: by its length, or that of its header."""
    header = int.from_bytes(data[14:18], "little")
    return int.from_bytes(data[2:6], "little") == len(data) or header in BITMAP_HEADERS
