"""What pieces shall be like that are to be composed, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.vectorizers.grid import Piece
from core.vectorizers.notes import Frame


class Dice(NamedTuple):
    """How one piece is drawn: its seed, and how boldly onsets and durations, and the rest."""

    seed: int
    rhythm_temperature: float = 1.0
    pitch_temperature: float = 1.0


@dataclass(frozen=True)
class Wishes:
    """What the pieces shall be like.

    Attributes
    ----------
    notes : int
        How many new notes at most.
    bars : int
        How many bars from the beginning, or from the end of the primer; 0 counts notes alone.
    top_k, top_p
        As in `core.inference.sampling`, for every field.
    pitch_classes : tuple of int
        A scale in the model's key that notes but drums keep to; empty for none.
    primer : Piece, optional
        What to go on from, in the model's slots and key; its bars and tempo go on as well, even
        where it has no note.
    frame : Frame, optional
        The bars to write in where nothing is gone on from; the corpus's usual ones if not told.
    begin, until : int, optional
        Steps from the primer's first bar between which the new notes begin.
    """

    notes: int = 300
    bars: int = 0
    top_k: int = 0
    top_p: float = 1.0
    pitch_classes: tuple[int, ...] = ()
    primer: Piece | None = None
    frame: Frame | None = None
    begin: int | None = None
    until: int | None = None


@dataclass(frozen=True, eq=False)
class Composed:
    """A new piece.

    Attributes
    ----------
    piece : Piece
        The primer's notes and the new ones.
    num_primer : int
        How many of them are the primer's.
    nats : numpy.ndarray, float32, shape (new notes, 5)
        What each new note cost, field by field, at temperature 1 and with nothing cut off.
    """

    piece: Piece
    num_primer: int
    nats: np.ndarray
