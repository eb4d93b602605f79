"""Position codes: what tells a patch at the top left from the same patch at the bottom right.

Conventions: a code is (N, E) float32, one row per patch, row by row as the patches are. Two
positions of a grid never have the same code, but for "none". A *learned* code is no numbers yet: a
model learns one row per patch, so here it has E = 0, as "none" has.

>>> sincos2d(2, 3, 4, base=10_000).round(2).tolist()[4]
[0.84, 0.54, 0.84, 0.54]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import UnevenCode
from core.knobs import Settings, choice, number
from core.words import N_

ENCODINGS: Mapping[str, str] = {
    "sincos2d": N_("2-D sine and cosine"),
    "fourier": N_("Fourier features"),
    "learned": N_("Learned by the model"),
    "five": N_("Five numbers of the article"),
    "none": N_("None"),
}


@dataclass(frozen=True)
class CodeSettings(Settings):
    """Which code patches are given, and how long it is."""

    encoding: str = choice("sincos2d", ENCODINGS, label=N_("Position code"))
    encoding_length: int = number(
        64,
        low=4,
        high=1024,
        step=4,
        label=N_("Length of the code"),
        help=N_("Of sines and cosines; the other codes have a length of their own."),
        advanced=True,
    )


def position_codes(settings: CodeSettings, grid: tuple[int, int]) -> np.ndarray:
    """Return the codes of a grid (rows, columns), shape (N, E) float32.

    Raises
    ------
    UnevenCode
        If rows and columns cannot share the length.
    """
    rows, columns = grid
    if settings.encoding in WAVES:
        return WAVES[settings.encoding](rows, columns, settings.encoding_length)
    if settings.encoding == "five":
        return five(rows, columns)
    return np.empty((rows * columns, 0), np.float32)


def five(rows: int, columns: int) -> np.ndarray:
    """Return the article's five numbers, shape (N, 5): r, c, r · c, sin πr, cos πc.

    r and c are the row and the column as a share of the grid, from 0 and never to 1. So they depend
    on the size of the grid, the sine is the same for two rows, and the product adds nothing: only r
    and c themselves keep the positions apart. They are kept as they are, to be compared with.
    """
    r = np.repeat(np.arange(rows) / rows, columns)
    c = np.tile(np.arange(columns) / columns, rows)
    return np.stack([r, c, r * c, np.sin(np.pi * r), np.cos(np.pi * c)], axis=1).astype(np.float32)


def sincos2d(rows: int, columns: int, length: int, base: float | None = None) -> np.ndarray:
    """Return sines and cosines of row and column at many speeds, shape (N, length).

    Four numbers for each speed: sine and cosine of the row, sine and cosine of the column; speeds
    fall from 1 towards 1 / `base` radians a patch. With the base of Vaswani et al. (2017, arXiv
    1706.03762), 10,000, half of the numbers hardly change on a grid of 14 × 14; without `base`, it
    is the longer side of the grid, so that the slowest wave changes by about one radian across it.

    Raises
    ------
    UnevenCode
        If `length` is no multiple of four.
    """
    _refuse_uneven(length)
    slowest = float(base or max(rows, columns, 2))
    speeds = slowest ** -(np.arange(0, length, 4) / length)
    turns = _turns(np.outer(np.arange(max(rows, columns)), speeds))
    return _crossed(turns[:rows], turns[:columns])


def fourier(rows: int, columns: int, length: int) -> np.ndarray:
    """Return sines and cosines of whole and broken waves across the grid, shape (N, length).

    Centres of patches lie between −1 and 1 on both axes; frequencies rise evenly from half a wave
    to, and not including, the fastest that the grid can hold, as in Jaegle et al. (2021, arXiv
    2103.03206). Unlike `sincos2d` the same place of a picture has the same slow waves on any grid.

    Raises
    ------
    UnevenCode
        If `length` is no multiple of four.
    """
    _refuse_uneven(length)
    down, across = (_turns(_waves(count, length // 4)) for count in (rows, columns))
    return _crossed(down, across)


def _waves(count: int, num_frequencies: int) -> np.ndarray:
    """Return the angles of each place on an axis of `count` patches, (count, frequencies)."""
    centres = (2 * np.arange(count) + 1) / count - 1
    fastest = max(count / 2, 1.0)
    return np.outer(np.pi * centres, np.linspace(1, fastest, num_frequencies, endpoint=False))


def _turns(angles: np.ndarray) -> np.ndarray:
    """Return sine and cosine of angles side by side, as one item: the shape of `angles`."""
    turns = np.empty((*angles.shape, 2), np.float32)
    turns[..., 0], turns[..., 1] = np.sin(angles), np.cos(angles)
    return turns.view(np.complex64)[..., 0]


def _crossed(down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Return the turns of rows (R, K) and columns (C, K) by turns, shape (R · C, 4 · K)."""
    codes = np.empty((len(down), len(across), down.shape[1], 2), np.complex64)
    codes[..., 0] = down[:, None]
    codes[..., 1] = across
    return codes.view(np.float32).reshape(len(down) * len(across), -1)


def _refuse_uneven(length: int) -> None:
    """Refuse a length that is no multiple of four.

    Raises
    ------
    UnevenCode
        If it is none.
    """
    if length < 4 or length % 4:
        raise UnevenCode(length=length, nearest=max(4, round(length / 4) * 4))


def similarity(codes: np.ndarray, position: int) -> np.ndarray:
    """Return how alike one position's code is to each: the cosine between them.

    Parameters
    ----------
    codes : ndarray
        Shape (N, E).
    position : int
        Which of them, 0 to N − 1.

    Returns
    -------
    ndarray
        Shape (N,) float32, −1 to 1; 1 everywhere where codes are empty and tell nothing apart.
    """
    if not codes.shape[1]:
        return np.ones(len(codes), np.float32)
    lengths = np.linalg.norm(codes, axis=1)
    products = np.maximum(lengths * lengths[position], np.float32(1e-12))
    return np.asarray(codes @ codes[position] / products)


WAVES: Mapping[str, Callable[[int, int, int], np.ndarray]] = {
    "sincos2d": sincos2d,
    "fourier": fourier,
}
