"""What kind of ZIP it is, by the list of its contents, which is read under guard."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Sequence

from core.errors import BadInput, DamagedArchive, TooManyFiles

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES = 2_000
ENTRY_MARK = b"PK\x01\x02"
MOST_ENTRIES = 20_000  # with folders, and with those of archives that are packed inside
SCORE_MARK = "META-INF/container.xml"  # in every .mxl, which is a ZIP of its own
BOOK_ENDING = ".opf"  # in every .epub, which has a container too
# in every ZIP that is one document: a score or a book, an OpenDocument, an Office Open XML
DOCUMENT_MARKS = {SCORE_MARK, "META-INF/manifest.xml", "[Content_Types].xml"}
FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, OverflowError),
)


def is_zip(data: bytes) -> bool:
    """Tell whether the bytes begin as a ZIP does."""
    return data.startswith(MARKS)


def is_packed_score(data: bytes) -> bool:
    """Tell a score of MusicXML (.mxl), which is a ZIP, from any other ZIP."""
    paths = paths_in(data)
    return SCORE_MARK in paths and not any(path.endswith(BOOK_ENDING) for path in paths)


def is_folder(data: bytes) -> bool:
    """Tell a ZIP of files from one that is a single document, and from what is no ZIP."""
    return is_zip(data) and not DOCUMENT_MARKS & set(paths_in(data))


def paths_in(data: bytes) -> Sequence[str]:
    """Return the names in a ZIP; none where it is none, or one that cannot be read."""
    try:
        return opened(data, "").namelist() if is_zip(data) else ()
    except BadInput:
        return ()


def opened(data: bytes, name: str) -> zipfile.ZipFile:
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
