"""The gate: what is refused by its bytes alone, and what is made harmless on the way out.

Nothing behind the gate sees more than `LIMIT_MB`, an archive, or bytes that are no text. The limits
are checked before any parser runs, because a parser that is asked to refuse has read it all.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Archive, EmptyFile, NotATable, TooLarge

LIMIT_MB = 32
ARCHIVES: Mapping[bytes, str] = {
    b"PK\x03\x04": "zip, xlsx",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
    b"\xd0\xcf\x11\xe0": "xls",
}
TAR_MARK, TAR_MARK_AT = b"ustar", 257
BRACKETED = (b"<TICKER>", b"<DATE>", b"<DTYYYYMMDD>", b"<PER>")  # headings as some brokers write
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def archive_kind(data: bytes) -> str | None:
    """Return which archive the bytes are, by their first bytes, or None."""
    for mark, kind in ARCHIVES.items():
        if data.startswith(mark):
            return kind
    return "tar" if data[TAR_MARK_AT : TAR_MARK_AT + len(TAR_MARK)] == TAR_MARK else None


def admit(data: bytes, name: str) -> None:
    """Let the bytes of an upload pass, or say why not.

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    TooLarge
        If it has more than `LIMIT_MB`.
    Archive
        If it is packed.
    NotATable
        If it is a page of the web or a document of JSON rather than rows and columns.
    """
    if not data:
        raise EmptyFile(name=name)
    if len(data) > LIMIT_MB * 2**20:
        raise TooLarge(name=name, size_mb=len(data) / 2**20, limit_mb=LIMIT_MB)
    kind = archive_kind(data)
    if kind is not None:
        raise Archive(name=name, kind=kind)
    if is_document(data):
        raise NotATable(name=name)


def is_document(data: bytes) -> bool:
    """Tell a page of the web or a document of JSON, by its first letter, from rows and columns."""
    top = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return top[:1] in {b"<", b"{"} and not top.upper().startswith(BRACKETED)


def defused(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe before it; numbers stay.

    Examples
    --------
    >>> defused("=HYPERLINK(1)"), defused("-1.5"), defused(-1.5)
    ("'=HYPERLINK(1)", '-1.5', -1.5)
    """
    if not isinstance(cell, str) or not cell.startswith(FORMULA_STARTS):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell
