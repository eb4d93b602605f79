"""Where everything is kept, and how a file is written whole or not at all.

A home is one folder: `runs.sqlite` (what was tried), `runs/ID` (results), `jobs/ID` (what a stopped
training needs to go on), `blobs/SHA256` (uploads), `claims/ID` (who is at work). Several programs
may share a home. Names that come from outside are never used as paths: an id must look like ours.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

HOME_VARIABLE = "SEQLAB_HOME"
DEFAULT_HOME = ".seqlab"
ID = re.compile(r"[0-9a-f]{10}")


def home(path: str | Path | None = None) -> Path:
    """Return the home as an absolute path, made if it is not there.

    Parameters
    ----------
    path : str or Path, optional
        Where it is; otherwise `SEQLAB_HOME` says, and otherwise it is `.seqlab` in this folder.
    """
    folder = Path(path or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def new_id() -> str:
    """Return an id for a run: ten hexadecimal digits."""
    return secrets.token_hex(5)


def is_id(text: str) -> bool:
    """Tell whether a text looks like an id of ours, and so can be the name of a folder."""
    return ID.fullmatch(text) is not None


def run_folder(home: Path, run: str) -> Path:
    """Return the folder with the result of a run."""
    return home / "runs" / run


def job_folder(home: Path, run: str) -> Path:
    """Return the folder with what a run needs to go on."""
    return home / "jobs" / run


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into a file so that a kill at any moment leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
