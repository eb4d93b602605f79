"""Uploads, kept under the SHA-256 of their bytes: the same file twice is kept once.

The name is computed here from the bytes and is the only thing that leads back to them; a name given
from outside is compared with that form and never used as a path.
"""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from core.errors import NoSuchBlob
from core.runs.folders import write_whole

SPARED_SECONDS = 24 * 3600.0
SHA256 = re.compile(r"[0-9a-f]{64}")


def keep_blob(home: Path, data: bytes) -> str:
    """Keep a file's bytes and return their SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = home / "blobs" / sha256
    if path.exists():
        path.touch()  # asked for again: sweeping spares what is young
    else:
        write_whole(path, data)
    return sha256


def read_blob(home: Path, sha256: str) -> bytes:
    """Return the bytes that were kept under a SHA-256.

    Raises
    ------
    NoSuchBlob
        If nothing was kept under it, or it is not what was kept any more.
    """
    path = home / "blobs" / sha256
    if not SHA256.fullmatch(sha256) or not path.is_file():
        raise NoSuchBlob(sha256=sha256[:12])
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NoSuchBlob(sha256=sha256[:12])
    return data


def drop_blobs(home: Path, needed: set[str], at_once: str | None = None) -> None:
    """Delete the blobs that nobody needs.

    Those kept within the last day are spared, for somebody may look at an upload that no run has
    used yet; but for `at_once`, which was asked to go.
    """
    for path in [home / "blobs" / name for name in blobs(home) - needed]:
        old = path.name == at_once or time.time() - path.stat().st_mtime > SPARED_SECONDS
        if old:
            path.unlink(missing_ok=True)


def blobs(home: Path) -> set[str]:
    """Return the SHA-256 of every blob that is kept."""
    return {path.name for path in (home / "blobs").glob("*") if SHA256.fullmatch(path.name)}
