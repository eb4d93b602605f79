"""A digit drawn by hand, brought into the form of the digits that were learnt, and named.

The set was made like this (Alpaydin and Kaynak, 1998): a sign as a bitmap of 32 × 32, brought to
the full height, and in each of 8 × 8 squares the dark pixels counted, 0 to 16. A drawing goes the
same way, so that neither its size nor its place gives it away.

Conventions: a drawing is bool, (32, 32), True where there is ink; a digit is uint8, (8, 8), 255
where all is ink.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.recipes.images.keeping import Opened

SIDE, CELLS = 32, 8
CELL = SIDE // CELLS
MIDDLE = 127


@dataclass(frozen=True, eq=False)
class Guess:
    """What a model says of a drawing.

    Attributes
    ----------
    digit : numpy.ndarray, uint8, shape (8, 8)
        What it was shown.
    chances : numpy.ndarray, float32, shape (K,)
        How probable it finds each class.
    """

    digit: NDArray[np.uint8]
    chances: NDArray[np.float32]


def guess(opened: Opened, ink: NDArray[np.bool_]) -> Guess | None:
    """Return what a model of digits says of a drawing (32, 32); None where nothing is drawn."""
    if not ink.any():
        return None
    digit = counted(upright(ink))
    return Guess(digit, opened.chances([digit[..., None]])[0])


def upright(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a drawing (32, 32) brought to the full height, or width, and to the middle."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    scale = SIDE / max(bottom - top, right - left)
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    drawn = Image.fromarray(np.where(ink[top:bottom, left:right], np.uint8(255), np.uint8(0)))
    large = np.asarray(drawn.resize(size, Image.Resampling.BILINEAR)) > MIDDLE
    found = np.zeros((SIDE, SIDE), dtype=np.bool_)
    first = (SIDE - large.shape[0]) // 2, (SIDE - large.shape[1]) // 2
    found[first[0] : first[0] + large.shape[0], first[1] : first[1] + large.shape[1]] = large
    return found


def counted(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the share of ink in each of 8 × 8 squares of a drawing (32, 32), uint8, (8, 8)."""
    counts = ink.reshape(CELLS, CELL, CELLS, CELL).sum(axis=(1, 3))
    digit: NDArray[np.uint8] = np.rint(counts * (255 / CELL**2)).astype(np.uint8)
    return digit


def ink_of(told: object) -> NDArray[np.bool_] | None:
    """Return the drawing (32, 32) that 32 rows of 32 bits in hexadecimal tell; None if they do not.

    >>> ink_of(["80000001"] + 31 * ["00000000"])[0].nonzero()[0].tolist()
    [0, 31]
    >>> ink_of(["8"]) is None
    True
    """
    if not (isinstance(told, list) and len(told) == SIDE):
        return None
    try:
        rows = [bytes.fromhex(row) for row in told]
    except (TypeError, ValueError):
        return None
    if any(len(row) != SIDE // 8 for row in rows):
        return None
    bits = np.unpackbits(np.frombuffer(b"".join(rows), dtype=np.uint8))
    found: NDArray[np.bool_] = bits.reshape(SIDE, SIDE).astype(np.bool_)
    return found
