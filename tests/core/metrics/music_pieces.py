"""Pieces for tests: from rows, drawn by hypothesis, and of a small style of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from core.vectorizers.grid import Piece
from core.vectorizers.score import Track

TRACKS = (Track("High", 0), Track("Low", 0), Track("Drums", 0, is_drum=True))
DRUMS = 2
Row = Sequence[int]


def piece_of(rows: Iterable[Row], name: str = "piece", bar: int = 48, shift: int = 0) -> Piece:
    """Return a piece of rows (onset, duration, pitch) or (onset, duration, pitch, slot)."""
    full = sorted({(r[0], r[3] if len(r) > 3 else 0, r[2]): r[1] for r in rows}.items())
    table = [[onset, slot, pitch, duration] for (onset, slot, pitch), duration in full]
    onset, slot, pitch, duration = np.array(table, dtype=np.int64).reshape(-1, 4).T
    return Piece(
        name=name,
        onset=onset,
        duration=duration,
        pitch=pitch,
        velocity=np.full(len(pitch), 80),
        slot=slot,
        tracks=TRACKS,
        bar_steps=bar,
        shift_steps=shift,
    )


def pieces(low: int = 36, high: int = 90, longest: int = 30) -> st.SearchStrategy[Piece]:
    """Return pieces of few or many notes, drums among them."""
    row = st.tuples(
        st.integers(0, 60), st.integers(1, 40), st.integers(low, high), st.integers(0, DRUMS)
    )
    return st.lists(row, max_size=longest).map(piece_of)


def styled(seed: int, num_chords: int = 75, name: str = "") -> Piece:
    """Return a piece of triads in root position that move by steps of a major scale."""
    random = np.random.default_rng(seed)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    key, degree, onset = random.integers(12), 7, 0
    rows: list[tuple[int, int, int, int]] = []
    for _ in range(num_chords):
        length = int(random.choice([12, 12, 12, 24, 6]))
        if onset % 12:
            length = 6  # a half beat is always filled up
        for third in (0, 2, 4):
            octave, step = divmod(degree + third, 7)
            rows.append((onset, length, int(36 + key + 12 * octave + scale[step]), 0))
        degree = int(np.clip(degree + random.choice([-2, -1, 1, 2]), 3, 14))
        onset += length
    return piece_of(rows, name=name or f"styled {seed}")


def moved(piece: Piece, semitones: int) -> Piece:
    """Return the piece with all pitches moved, whatever plays them."""
    return replace(piece, pitch=piece.pitch + semitones)
