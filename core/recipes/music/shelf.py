"""The pieces of an uploaded corpus inside the artifact that was learnt from them.

So a model can tell what it copied, with nothing else at hand. Built-in corpora are not taken along:
they are read again from where they are installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.vectorizers.grid import Piece
from core.vectorizers.score import Track

COLUMNS: Mapping[str, type[np.generic]] = {
    "onset": np.int32,
    "duration": np.uint8,
    "pitch": np.uint8,
    "velocity": np.uint8,
    "slot": np.uint8,
}
WORDS = ("name", "bar_steps", "shift_steps", "tempo_qpm", "off_grid", "moved_semitones")
SHELF = "pieces."


def shelve(pieces: Sequence[Piece], arrays: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """Put the notes of pieces into `arrays`; return the rest of each as plain values."""
    for name, kind in COLUMNS.items():
        whole = [np.empty(0, np.int64), *(getattr(piece, name) for piece in pieces)]
        arrays[SHELF + name] = np.concatenate(whole).astype(kind)
    return [
        {"notes": len(piece), **{word: getattr(piece, word) for word in WORDS}} for piece in pieces
    ]


def unshelve(
    told: Sequence[Mapping[str, Any]],
    arrays: Mapping[str, np.ndarray],
    tracks: tuple[Track, ...],
) -> tuple[Piece, ...]:
    """Return the pieces that `shelve` put away, in a corpus's slots."""
    ends = np.cumsum([one["notes"] for one in told])
    columns: dict[str, list[Any]] = {
        name: np.split(arrays[SHELF + name].astype(np.int64), ends[:-1]) for name in COLUMNS
    }
    return tuple(
        _piece({name: columns[name][number] for name in COLUMNS}, one, tracks)
        for number, one in enumerate(told)
    )


def _piece(notes: Mapping[str, Any], told: Mapping[str, Any], tracks: tuple[Track, ...]) -> Piece:
    return Piece(**notes, **{word: told[word] for word in WORDS}, tracks=tracks)
