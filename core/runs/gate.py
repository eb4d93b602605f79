"""The gate for a zip file that says it is a run.

It believes nothing: names are looked up in a table and never used as paths, no member is read
beyond its limit whatever the zip says of its size, the upload must have the hash that the run
names, and whatever is odd is refused whole, before anything is kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import BundleTooLarge, DamagedBundle
from core.runs.artifacts import ARRAYS, RECORD, unpack
from core.runs.blobs import SHA256
from core.runs.records import Opening, State
from core.runs.work import Source
from core.training.progress import Artifact

MIB = 1 << 20
FORMAT = 1
RUN, README, UPLOAD = "run.json", "README.txt", "upload.bin"
MOST_MIB: Mapping[str, int] = {RUN: 16, README: 1, UPLOAD: 32, RECORD: 32, ARRAYS: 64}
MOST_ZIP_MIB = 64
ENTRY, MOST_ENTRIES = b"PK\x01\x02", 100  # counted before zipfile makes an object of each
WORD = re.compile(r"[A-Za-z_]\w{0,79}", re.ASCII)
LONGEST_TEXT, LONGEST_SETTING = 4000, 6000  # MLflow cuts longer ones off without a word
MOST_CURVES, MOST_POINTS, LAST_STEP = 1000, 1_000_000, 1 << 53
LAST_SECOND = 4e9  # the year 2096
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError),
    *(KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, IndexError),
)


@dataclass(frozen=True)
class Bundle:
    """A run out of a zip file, checked; each curve is (step, value) pairs."""

    opening: Opening
    status: State
    started: float
    seconds: float
    metrics: Mapping[str, float]
    curves: Mapping[str, list[tuple[int, float]]]
    artifact: Artifact | None
    upload: bytes | None


def open_bundle(data: bytes) -> Bundle:
    """Return the run that a zip file holds.

    Raises
    ------
    BundleTooLarge
        If there is more in it than a run can have.
    DamagedBundle
        If it is no zip file of a run, or was changed.
    DamagedArtifact
        If the two files of the result do not fit together.
    """
    files = _members(data)
    try:
        record = json.loads(files[RUN])
        json.dumps(record, ensure_ascii=False).encode()  # half of a surrogate pair fails here
        opening = _opening(record)
        numbers = _started(record), _metrics(record), _curves(record)
        ended = State(record["status"])
    except UNREADABLE as cause:
        raise DamagedBundle(member=RUN) from cause
    upload = files.get(UPLOAD)
    if upload is not None and hashlib.sha256(upload).hexdigest() != opening.source.sha256:
        raise DamagedBundle(member=UPLOAD)
    has_result = RECORD in files or ARRAYS in files
    (started, seconds), metrics, curves = numbers
    return Bundle(
        opening=opening,
        status=State.INTERRUPTED if ended in {State.QUEUED, State.RUNNING} else ended,
        started=started,
        seconds=seconds,
        metrics=metrics,
        curves=curves,
        artifact=unpack(files, RECORD) if has_result else None,
        upload=upload,
    )


def _members(data: bytes) -> dict[str, bytes]:
    if len(data) > MOST_ZIP_MIB * MIB or data.count(ENTRY) > MOST_ENTRIES:
        raise BundleTooLarge(most=MOST_ZIP_MIB)
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = entry.filename
                if name not in MOST_MIB or name in files:
                    raise DamagedBundle(member=ascii(name)[:80])
                with archive.open(entry) as member:
                    files[name] = member.read(MOST_MIB[name] * MIB + 1)
                if len(files[name]) > MOST_MIB[name] * MIB:
                    raise BundleTooLarge(most=MOST_MIB[name])
    except UNREADABLE as cause:
        raise DamagedBundle(member="zip") from cause
    return files


def _opening(record: Mapping[str, Any]) -> Opening:
    settings = {_word(key): value for key, value in record["settings"].items()}
    if any(len(json.dumps(value)) > LONGEST_SETTING for value in settings.values()):
        raise ValueError("a setting longer than any of ours")
    source = record["source"]
    if record["format"] != FORMAT or not SHA256.fullmatch(source["sha256"] or "0" * 64):
        raise ValueError("another format, or an upload without a hash")
    return Opening(
        kind=_word(record["kind"]),
        title=_text(record["title"]),
        source=Source(
            _text(source["name"]),
            None if source["sample"] is None else _text(source["sample"]),
            source["sha256"],
        ),
        settings=settings,
        command=_text(record["command"]),
        tags={_word(key): _text(value) for key, value in record["tags"].items()},
    )


def _word(text: str) -> str:
    if not WORD.fullmatch(text):
        raise ValueError("no name of ours")
    return text


def _text(text: str) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or "\0" in text:
        raise ValueError("no text of ours")
    return text


def _started(record: Mapping[str, Any]) -> tuple[float, float]:
    started, seconds = float(record["started"]), float(record["seconds"] or 0)
    if not (0 <= started <= LAST_SECOND and 0 <= seconds <= LAST_SECOND):
        raise ValueError("no time of ours")
    return started, seconds


def _metrics(record: Mapping[str, Any]) -> dict[str, float]:
    return {_text(k): float(v) for k, v in record["metrics"].items() if v is not None}


def _curves(record: Mapping[str, Any]) -> dict[str, list[tuple[int, float]]]:
    curves: dict[str, list[tuple[int, float]]] = {}
    for name, (steps, values) in record["curves"].items():
        pairs = zip(map(int, steps), values, strict=True)
        curves[_text(name)] = [(s, math.nan if v is None else float(v)) for s, v in pairs]
    points = [step for curve in curves.values() for step, _ in curve]
    if len(curves) > MOST_CURVES or len(points) > MOST_POINTS:
        raise ValueError("more than any training logs")
    if any(not 0 <= step < LAST_STEP for step in points):
        raise ValueError("no step of ours")
    return curves
