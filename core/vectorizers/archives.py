"""A ZIP of many files, unpacked in memory under guard, and packed so that the same is the same.

Nothing is believed that the archive says of itself: bytes are counted while they are unpacked, a
name is only ever shown, never a path, and a file that cannot be had comes back with the reason in
its place, so that one bad file costs no other. Archives inside the archive stay packed.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.errors import (
    BadInput,
    DamagedArchive,
    EmptyArchive,
    GrowsTooMuch,
    LockedFile,
    TooManyFiles,
    UnpacksTooLarge,
    UnusualPacking,
)

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES = 2_000
MOST_MB, MOST_MEMBER_MB = 128, 32
MOST_RATIO = 200  # text packs to a fiftieth of its size; beyond this it is a bomb
RATIO_COUNTS_FROM = 1 << 20  # bytes: what stays small may be as empty as it likes
ENTRY_MARK = b"PK\x01\x02"
MOST_ENTRIES = 20_000  # with folders, and with those of archives that are packed inside
CHUNK = 1 << 16
LONGEST_NAME = 120
LOCKED_BIT, UTF8_BIT = 0x1, 0x800
LEFT_OUT = ("__MACOSX", "Thumbs.db", "desktop.ini")  # what systems add on their own
SCORE_MARK = "META-INF/container.xml"  # in every .mxl, which is a ZIP of its own
BOOK_ENDING = ".opf"  # in every .epub, which has a container too
# what a name looks like in each encoding: in the old Chinese ones, of characters of everyday text
EVERYDAY: Mapping[str, re.Pattern[bytes]] = {
    "utf-8": re.compile(rb".*", re.DOTALL),
    "cp950": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xc6][\x40-\x7e\xa1-\xfe])*"),
    "gbk": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xd7][\xa1-\xfe])*"),
}
FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, OverflowError),
)


@dataclass(frozen=True)
class Member:
    """One file of an archive: what it is called, its bytes, and why there are none if so.

    `folder` is what the folder that it lies in is called, without those above; empty for none.
    """

    name: str
    data: bytes
    refused: BadInput | None = None
    folder: str = ""


@dataclass(frozen=True)
class Limits:
    """How many files are unpacked, and how many MB they may have together."""

    files: int = MOST_FILES
    mb: int = MOST_MB


def members(data: bytes, name: str, limits: Limits | None = None) -> tuple[Member, ...]:
    """Return the files of a ZIP in its order; folders and what systems add are left out.

    Parameters
    ----------
    data : bytes
        The ZIP.
    name : str
        What it is called; only repeated in words.
    limits : Limits, optional

    Raises
    ------
    DamagedArchive
        If it is no ZIP that can be read.
    EmptyArchive
        If it has no file in it.
    TooManyFiles
        If it has more than are unpacked.
    UnpacksTooLarge
        If they are larger than what is unpacked.
    """
    allowed = limits or Limits()
    archive = _opened(data, name)
    entries = [entry for entry in archive.infolist() if _is_file(entry)]
    if not entries:
        raise EmptyArchive(name=name)
    if len(entries) > allowed.files:
        raise TooManyFiles(name=name, files=len(entries), most=allowed.files)
    left = allowed.mb << 20
    found = []
    for entry in entries:
        member, num_unpacked = _unpacked(archive, entry, left)
        left -= num_unpacked
        if left <= 0:
            raise UnpacksTooLarge(name=name, most_mb=allowed.mb)
        found.append(member)
    return tuple(found)


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return files as one ZIP, stored as they are; the same files give the same bytes.

    Each lies in a folder of its own number, so that two of one name are both kept.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Names and contents, in the order in which `members` gives them back.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, data) in enumerate(files):
            entry = zipfile.ZipInfo(f"{number:04d}/{_shown(name)}")  # dated 1980, as all of them
            entry.create_system = 0
            archive.writestr(entry, data)
    return buffer.getvalue()


def is_zip(data: bytes) -> bool:
    """Tell whether the bytes begin as a ZIP does."""
    return data.startswith(MARKS)


def is_packed_score(data: bytes) -> bool:
    """Tell a score of MusicXML (.mxl), which is a ZIP, from any other ZIP."""
    if not is_zip(data):
        return False
    try:
        paths = _opened(data, "").namelist()
    except BadInput:
        return False
    return SCORE_MARK in paths and not any(path.endswith(BOOK_ENDING) for path in paths)


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive with its list of contents read.

    Raises
    ------
    TooManyFiles
        If the list alone is too long.
    DamagedArchive
        If there is no list that can be read.
    """
    entries = data.count(ENTRY_MARK)
    if entries > MOST_ENTRIES:
        raise TooManyFiles(name=name, files=entries, most=MOST_FILES)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except FAULTS:
        raise DamagedArchive(name=name) from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> tuple[Member, int]:
    """Return a file of the archive or why it cannot be had, and how many bytes that unpacked.

    What is thrown away counts as well: a thousand bombs are to cost no more than one.
    """
    name, folder = _shown(_name(entry)), _folder(_name(entry))
    if entry.flag_bits & LOCKED_BIT:
        return Member(name, b"", LockedFile(name=name), folder), 0
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return Member(name, b"", UnusualPacking(name=name), folder), 0
    most_grown = max(RATIO_COUNTS_FROM, entry.compress_size * MOST_RATIO)
    most = min(left, MOST_MEMBER_MB << 20, most_grown)
    try:
        data = _first_bytes(archive, entry, most + 1)
    except FAULTS:
        return Member(name, b"", DamagedArchive(name=name), folder), CHUNK
    if len(data) <= most:
        return Member(name, data, folder=folder), len(data)
    if most == most_grown:
        return Member(name, b"", GrowsTooMuch(name=name, most=MOST_RATIO), folder), len(data)
    too_large = UnpacksTooLarge(name=name, most_mb=MOST_MEMBER_MB)
    return Member(name, b"", too_large, folder), len(data)


def _first_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return a file's bytes, at most so many; a whole file is checked against its checksum."""
    parts = []
    with archive.open(entry) as file:
        while most > 0 and (part := file.read(min(CHUNK, most))):
            parts.append(part)
            most -= len(part)
    return b"".join(parts)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    last = parts[-1]
    return bool(last) and not last.startswith(".") and not set(parts) & set(LEFT_OUT)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a file's name; one that is not marked as UTF-8 may be in any old encoding."""
    if entry.flag_bits & UTF8_BIT:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", errors="replace")
    for encoding, everyday in EVERYDAY.items():
        if everyday.fullmatch(raw):
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
    return entry.filename


def _folder(path: str) -> str:
    """Return what the folder that a file lies in is called, empty where it lies in none."""
    above = path.replace("\\", "/").split("/")[:-1]
    named = [part for part in above if part not in {"", ".", ".."}]
    return _shown(named[-1]) if named else ""


def _shown(name: str) -> str:
    """Return the last part of a name, without what no screen shows."""
    last = name.replace("\\", "/").rstrip("/").split("/")[-1]
    plain = "".join(c for c in last if c.isprintable()).encode("utf-8", errors="replace").decode()
    return plain.strip()[-LONGEST_NAME:].lstrip(".") or "unnamed"  # a dot would hide it
