"""The files of a ZIP, as many and as large as the limits allow."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
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
from core.vectorizers.archives.kinds import FAULTS, MOST_FILES, is_folder, opened
from core.vectorizers.archives.names import folder_of, is_file, name_of, shown
from core.vectorizers.archives.packing import is_together

MOST_MB, MOST_MEMBER_MB = 128, 32
MOST_RATIO = 200  # text packs to a fiftieth of its size; beyond this it is a bomb
RATIO_COUNTS_FROM = 1 << 20  # bytes: what stays small may be as empty as it likes
CHUNK = 1 << 16
LOCKED_BIT = 0x1


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


@dataclass
class _Room:
    """What an archive and those inside it may still take of the limits of the whole."""

    name: str
    limits: Limits
    num_files: int = 0
    num_bytes: int = 0

    @property
    def left(self) -> int:
        """Bytes that may still be unpacked."""
        return (self.limits.mb << 20) - self.num_bytes

    def take_files(self, count: int) -> None:
        """Count files.

        Raises
        ------
        TooManyFiles
            If there are more than are unpacked.
        """
        if self.num_files + count > self.limits.files:
            files = self.num_files + count
            raise TooManyFiles(name=self.name, files=files, most=self.limits.files)
        self.num_files += count

    def take_bytes(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises
        ------
        UnpacksTooLarge
            If there is no room left.
        """
        self.num_bytes += count
        if self.left <= 0:
            raise UnpacksTooLarge(name=self.name, most_mb=self.limits.mb)


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
    return _members(data, name, _Room(name, limits or Limits()))


def unfolded(data: bytes, name: str, limits: Limits | None = None) -> tuple[Member, ...]:
    """Return the files of a ZIP, those of a ZIP among them in its place.

    What lies in a ZIP of that one stays packed, and so does a ZIP that is one document. Files that
    `packed` put together count as if each had come alone. A ZIP inside that cannot be unpacked, or
    that there is no room for any more, is one file that is refused.

    Parameters
    ----------
    data, name, limits
        As for `members`; the limits are those of all files together.

    Raises
    ------
    SeqLabError
        As `members`, of the ZIP itself.
    """
    room = _Room(name, limits or Limits())
    levels = 2 if is_together(data) else 1
    return tuple(_unfolded(_members(data, name, room), room, levels))


def _unfolded(found: Sequence[Member], room: _Room, levels: int) -> Iterator[Member]:
    for member in found:
        if not levels or not is_folder(member.data):
            yield member
            continue
        try:
            inside = _members(member.data, member.name, room)
        except BadInput as error:
            yield Member(member.name, b"", error, member.folder)
        else:
            yield from _unfolded(inside, room, levels - 1)


def _members(data: bytes, name: str, room: _Room) -> tuple[Member, ...]:
    archive = opened(data, name)
    entries = [entry for entry in archive.infolist() if is_file(entry)]
    if not entries:
        raise EmptyArchive(name=name)
    room.take_files(len(entries))
    found = []
    for entry in entries:
        member, num_unpacked = _unpacked(archive, entry, room.left)
        room.take_bytes(num_unpacked)
        found.append(member)
    return tuple(found)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> tuple[Member, int]:
    """Return a file of the archive or why it cannot be had, and how many bytes that unpacked.

    What is thrown away counts as well: a thousand bombs are to cost no more than one.
    """
    name, folder = shown(name_of(entry)), folder_of(name_of(entry))
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
