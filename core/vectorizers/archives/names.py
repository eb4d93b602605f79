"""What the files of a ZIP are called: names that are only shown, and never paths.

A name that is not marked as UTF-8 may be in any old encoding; it is taken for the first in whose
everyday characters it can be written.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress

LONGEST_NAME = 120
UTF8_BIT = 0x800
LEFT_OUT = ("__MACOSX", "Thumbs.db", "desktop.ini")  # what systems add on their own
# what a name looks like in each encoding: in the old Chinese ones, of characters of everyday text
EVERYDAY: Mapping[str, re.Pattern[bytes]] = {
    "utf-8": re.compile(rb".*", re.DOTALL),
    "cp950": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xc6][\x40-\x7e\xa1-\xfe])*"),
    "gbk": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xd7][\xa1-\xfe])*"),
}


def is_file(entry: zipfile.ZipInfo) -> bool:
    """Tell a file from a folder, and from what systems add."""
    parts = entry.filename.replace("\\", "/").split("/")
    last = parts[-1]
    return bool(last) and not last.startswith(".") and not set(parts) & set(LEFT_OUT)


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return a file's path as whoever packed it wrote it."""
    if entry.flag_bits & UTF8_BIT:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", errors="replace")
    for encoding, everyday in EVERYDAY.items():
        if everyday.fullmatch(raw):
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
    return entry.filename


def folder_of(path: str) -> str:
    """Return what the folder that a file lies in is called, empty where it lies in none."""
    above = path.replace("\\", "/").split("/")[:-1]
    named = [part for part in above if part not in {"", ".", ".."}]
    return shown(named[-1]) if named else ""


def shown(path: str) -> str:
    """Return the last part of a path, without what no screen shows."""
    last = path.replace("\\", "/").rstrip("/").split("/")[-1]
    plain = "".join(c for c in last if c.isprintable()).encode("utf-8", errors="replace").decode()
    return plain.strip()[-LONGEST_NAME:].lstrip(".") or "unnamed"  # a dot would hide it
