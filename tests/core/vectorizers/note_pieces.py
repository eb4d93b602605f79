"""Pieces for tests of what is made of notes: crowded, sparse, with drums and with long silences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from core.vectorizers.grid import Piece, to_grid
from core.vectorizers.notes import Vocabulary, vocabulary_of
from core.vectorizers.score import Metre, Track, make_score

SLOTS = (Track("Low", 32), Track("High", 0), Track("Drums", 0, is_drum=True))
TONES = SLOTS[:2]
FEW = st.tuples(
    st.integers(0, 40),
    st.integers(1, 30),
    st.integers(59, 62),
    st.integers(1, 127),
    st.integers(0, 2),
)
FAR = st.tuples(
    st.integers(0, 900),
    st.integers(1, 120),
    st.integers(0, 127),
    st.integers(1, 127),
    st.integers(0, 2),
)


def piece_of_rows(
    rows: list[tuple[int, int, int, int, int]],
    *,
    slots: tuple[Track, ...] = SLOTS,
    metre: tuple[int, int] = (4, 4),
    pick_up: int = 0,
) -> Piece:
    """Return the piece of rows (onset, duration, pitch, velocity, slot), in steps."""
    rows = [(*row[:4], min(row[4], len(slots) - 1)) for row in rows]
    score = replace(make_score("piece", 12, rows, slots), metres=(Metre(pick_up, *metre),))
    return to_grid(score, range(len(slots)), slots)


def pieces(fewest: int = 1, slots: tuple[Track, ...] = SLOTS) -> st.SearchStrategy[Piece]:
    """Return pieces of `fewest` to 40 notes."""
    return st.builds(
        piece_of_rows,
        st.lists(st.one_of(FEW, FAR), min_size=fewest, max_size=40),
        slots=st.just(slots),
        metre=st.sampled_from([(4, 4), (3, 4), (7, 16), (5, 2)]),
        pick_up=st.integers(0, 50),
    )


def random_piece(
    seed: int, num_notes: int = 60, slots: tuple[Track, ...] = SLOTS, *, loud: int | None = None
) -> Piece:
    """Return a piece of about so many notes; every velocity is `loud` where that is given."""
    random = np.random.default_rng(seed)
    onsets = np.cumsum(random.choice([0, 0, 6, 12], num_notes))
    rows = [
        (
            int(onset),
            int(random.choice([3, 6, 12, 24])),
            int(random.integers(48, 72)),
            loud or int(random.integers(1, 128)),
            int(random.integers(len(slots))),
        )
        for onset in onsets
    ]
    return piece_of_rows(rows, slots=slots, metre=(3, 4), pick_up=seed % 36)


def words(*given: Piece) -> Vocabulary:
    """Return the vocabulary of pieces."""
    return vocabulary_of(given)
