"""What a command line calls FILE: a path, or `sample:NAME` for built-in data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import NoSuchFile, NotWritable, TooLarge
from core.vectorizers.samples import sample_bytes
from core.vectorizers.table import LIMIT_MB

if TYPE_CHECKING:
    from core.runs import Source

SAMPLE_MARK = "sample:"


@dataclass(frozen=True)
class Given:
    """The bytes that a command was given, their name, and the sample's name if they are one."""

    data: bytes
    name: str
    sample: str | None


def given(file: str) -> Given:
    """Return what FILE stands for; a file that is too large is not even read.

    Raises
    ------
    NoSuchFile
        If there is no such file, or it may not be read.
    TooLarge
        If it is larger than any file that is read.
    """
    if file.startswith(SAMPLE_MARK):
        name = file.removeprefix(SAMPLE_MARK)
        return Given(sample_bytes(name), name, name)
    path = Path(file)
    try:
        if not path.is_file():
            raise NoSuchFile(path=file)
        size = path.stat().st_size
        if size > LIMIT_MB * 2**20:
            raise TooLarge(name=path.name, size_mb=size / 2**20, limit_mb=LIMIT_MB)
        return Given(path.read_bytes(), path.name, None)
    except (OSError, ValueError):  # ValueError: a path with a zero in it
        raise NoSuchFile(path=file) from None


def source_of(file: str, home: Path) -> Source:
    """Return what FILE stands for as a source that a run can name; a file's bytes are kept.

    Raises
    ------
    NoSuchFile
        If there is no such file, or it may not be read.
    TooLarge
        If it is larger than any file that is read.
    """
    from core.runs import Source, keep_blob  # `read` must not wait for the store

    got = given(file)
    if got.sample is not None:
        return Source(name=got.name, sample=got.sample)
    return Source(name=got.name, sha256=keep_blob(home, got.data))


def refuse_unless_writable(path: Path) -> None:
    """Refuse, before anything is done, a file that could not be written afterwards.

    Raises
    ------
    NotWritable
        If the file cannot be written.
    """
    there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            path.open("ab").close()
            if not there:
                path.unlink()
    except OSError:
        raise NotWritable(path=str(path)) from None
