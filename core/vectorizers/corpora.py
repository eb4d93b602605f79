"""The built-in music, ready to learn from: read once, then kept.

Reading hundreds of scores takes seconds, so what was read is kept under the home: one file of
plain arrays behind their checksum, named for the version of the package that it came from and of
this format. A file that is damaged is made anew. Only pieces that are written for exactly the
players of the collection are taken, and a piece that comes twice, be it in another key or in other
note values, is taken once.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load as unpacked
from safetensors.numpy import save as packed

from core.vectorizers.bundled_scores import (
    PACKAGE,
    Collection,
    collection_of,
    files_of,
    package_version,
)
from core.vectorizers.musicxml import read
from core.vectorizers.score import Metre, Notes, Score, Tempo, Track
from core.words import Sentence

FORMAT = 1
COLUMNS = {
    "onset_ticks": np.int32,
    "duration_ticks": np.int32,
    "pitch": np.uint8,
    "velocity": np.uint8,
    "track": np.uint8,
}
WORDS = "words"
CHECKSUM_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True, eq=False)
class Corpus:
    """A collection of pieces, the line that its licence asks for, and where it comes from."""

    name: str
    scores: tuple[Score, ...]
    licence: Sentence
    source: str


def load(name: str, home: Path) -> Corpus:
    """Return a built-in collection of music, "chorales" or "quartets".

    Parameters
    ----------
    name : str
    home : Path
        What was read is kept below it.

    Raises
    ------
    NoSuchSample
        If there is no music of this name.
    NoInstalledMusic
        If it is not installed.
    """
    steps = loading(name, home)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            corpus: Corpus = end.value
            return corpus


def loading(name: str, home: Path) -> Generator[tuple[int, int], None, Corpus]:
    """Do the same step by step: yield how many files of how many are read, return the corpus.

    Nothing is yielded where all was kept.

    Raises
    ------
    NoSuchSample
        If there is no music of this name.
    NoInstalledMusic
        If it is not installed.
    """
    collection = collection_of(name)
    path = home / "cache" / f"{name}-{PACKAGE}-{package_version()}-{FORMAT}.bin"
    scores = _kept(path, collection.players)
    if scores is None:
        scores = yield from _read(collection)
        _keep(path, scores)
    return Corpus(name, tuple(scores), Sentence(collection.licence), collection.source)


def _read(collection: Collection) -> Generator[tuple[int, int], None, list[Score]]:
    """Read the files of a collection; return the pieces that fit it, each once."""
    files = files_of(collection)
    found: dict[bytes, Score] = {}
    for done, (title, path) in enumerate(files, start=1):
        score = read(path.read_bytes(), title)
        if len(score.tracks) == len(collection.players):
            found.setdefault(_outline(score.notes), replace(score, tracks=collection.players))
        yield done, len(files)
    return list(found.values())


def _outline(notes: Notes) -> bytes:
    """Return what two copies of one piece share, whatever their keys and note values."""
    shortest = max(1, int(notes.duration_ticks.min()))
    times = np.stack([notes.onset_ticks - notes.onset_ticks[0], notes.duration_ticks]) / shortest
    outline = np.concatenate([np.rint(times * 12), [notes.pitch - notes.pitch[0], notes.track]])
    return hashlib.sha256(outline.astype(np.int64).tobytes()).digest()


def _kept(path: Path, players: tuple[Track, ...]) -> list[Score] | None:
    """Return the pieces that were kept, or None if none were or the file was damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    checksum, body = data[:CHECKSUM_BYTES], data[CHECKSUM_BYTES:]
    if hashlib.sha256(body).digest() != checksum:
        return None
    arrays = unpacked(body)
    columns = {name: arrays[name].astype(np.int64) for name in COLUMNS}
    scores, start = [], 0
    for words in json.loads(arrays[WORDS].tobytes()):
        notes = {name: column[start : start + words["notes"]] for name, column in columns.items()}
        scores.append(_score(words, Notes(**notes), players))
        start += words["notes"]
    return scores


def _score(words: dict[str, Any], notes: Notes, players: tuple[Track, ...]) -> Score:
    tempos = tuple(Tempo(*told) for told in words["tempos"])
    metres = tuple(Metre(*told) for told in words["metres"])
    return Score(words["name"], words["ticks_per_beat"], notes, players, tempos, metres)


def _words(score: Score) -> dict[str, Any]:
    """Return all of a score but its notes and its players."""
    return {
        "name": score.name,
        "ticks_per_beat": score.ticks_per_beat,
        "notes": len(score.notes),
        "tempos": [(one.tick, one.microseconds_per_beat) for one in score.tempos],
        "metres": [(one.tick, one.numerator, one.denominator) for one in score.metres],
    }


def _keep(path: Path, scores: Sequence[Score]) -> None:
    """Keep pieces in one file, which is there whole or not at all."""
    arrays = {
        name: np.concatenate([getattr(score.notes, name) for score in scores]).astype(kind)
        for name, kind in COLUMNS.items()
    }
    words = json.dumps([_words(score) for score in scores]).encode()
    body = packed({**arrays, WORDS: np.frombuffer(words, dtype=np.uint8)})
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with beside.open("wb") as file:
        file.write(hashlib.sha256(body).digest() + body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
