"""Results as folders of two files: `artifact.json` for people, `arrays.safetensors` for numbers.

Neither can carry code. The JSON holds the SHA-256 of the arrays, so that files which do not belong
together, or were changed, are refused when they are loaded. Numbers that are not finite become
null: the file stays JSON for every reader.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as safetensors

from core.errors import DamagedArtifact, NoArtifact
from core.runs.folders import sync_folder
from core.training.progress import Artifact

FORMAT = 1
RECORD, ARRAYS = "artifact.json", "arrays.safetensors"
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError, SafetensorError)


def plain(value: Any) -> Any:
    """Return `value` as strict JSON values: NumPy scalars unwrapped, not-finite numbers None."""
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def pack(artifact: Artifact) -> dict[str, bytes]:
    """Return the two files of an artifact, by name."""
    arrays = safetensors.save({k: np.asarray(v, order="C") for k, v in artifact.arrays.items()})
    record = {
        "format": FORMAT,
        "record": plain(artifact.record),
        "metrics": plain(artifact.metrics),
        "arrays_sha256": hashlib.sha256(arrays).hexdigest(),
    }
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1)
    return {ARRAYS: arrays, RECORD: text.encode()}


def unpack(files: Mapping[str, bytes], name: str) -> Artifact:
    """Return the artifact that two files hold.

    Parameters
    ----------
    files : mapping of str to bytes
    name : str
        What the error calls the artifact.

    Raises
    ------
    DamagedArtifact
        If they are not two files of ours that belong together.
    """
    try:
        record = json.loads(files[RECORD])
        if record["format"] != FORMAT or not isinstance(record["record"], dict):
            raise DamagedArtifact(name=name)
        if hashlib.sha256(files[ARRAYS]).hexdigest() != record["arrays_sha256"]:
            raise DamagedArtifact(name=name)
        metrics = {key: float(v) for key, v in record["metrics"].items() if v is not None}
        return Artifact(record["record"], safetensors.load(files[ARRAYS]), metrics)
    except UNREADABLE as cause:
        raise DamagedArtifact(name=name) from cause


def save_artifact(folder: Path, artifact: Artifact) -> None:
    """Keep an artifact in a folder, in place of what was there.

    Both files are written into a folder beside and forced to the disk; then that folder takes the
    name, so that a kill leaves one whole artifact, or none, but never parts of one.
    """
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    beside.mkdir(parents=True)
    for name, data in pack(artifact).items():
        with (beside / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    old = folder.with_name(f"{beside.name}.old")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def load_artifact(folder: Path) -> Artifact:
    """Return the artifact kept in a folder.

    Raises
    ------
    NoArtifact
        If nothing is kept there.
    DamagedArtifact
        If what is there was changed.
    """
    if not folder.is_dir():
        raise NoArtifact(name=folder.name)
    names = [name for name in (RECORD, ARRAYS) if (folder / name).is_file()]
    return unpack({name: (folder / name).read_bytes() for name in names}, folder.name)
