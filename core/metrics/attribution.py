"""Whether to believe a map of what mattered in a picture: figures, and what chance would get.

* *deletion*: the probability of the answer while pixels go, those that matter most first; a good
  map makes it fall at once, so the area under it is small. *Insertion* is the way back: large is
  good (Petsiuk, Das and Saenko, 2018).
* *auroc*: how well the map tells the pixels of the thing from the others, where a mask is known:
  0.5 is chance, 1 perfect. *Pointing*: whether its highest pixel lies on the thing.
* *rank correlation* with the map of a model that has learnt nothing: a map that is still the same
  shows the picture, not the model (Adebayo et al., 2018).

None of them means much alone: pictures are taken with the thing in the middle. So each stands
beside that of a *random map* and of the *centre prior*, the map that says "it is in the middle".

Conventions: maps are (B,H,W), the higher the more a pixel matters; pictures (B,C,H,W). Pixels of
the same height are taken in random order, from a seed. Nothing here knows a model: a function
answers for pictures. Letters: B pictures, C channels, H height, W width.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.floating]
Answer = Callable[[NDArray[np.float32]], Floats]
"""For pictures (B,C,H,W) how probable the answer is that each is asked for, (B,), 0 to 1."""

NUM_STEPS = 10


def deletion(
    images: Floats, maps: Floats, empty: Floats, answer: Answer, *, num_steps: int = NUM_STEPS
) -> Floats:
    """Return the area under the answer while pixels go, the most important first; less is better.

    Parameters
    ----------
    images : numpy.ndarray, shape (B,C,H,W)
    maps : numpy.ndarray, shape (B,H,W)
    empty : numpy.ndarray, shape (B,C,H,W)
        What comes in the place of a pixel that goes.
    answer : Callable
    num_steps : int
        In how many equal parts the pixels go.

    Returns
    -------
    numpy.ndarray, shape (B,)
        0 to 1.
    """
    return _area(_changed(images, empty, maps, answer, num_steps))


def insertion(
    images: Floats, maps: Floats, empty: Floats, answer: Answer, *, num_steps: int = NUM_STEPS
) -> Floats:
    """Return the area under the answer while pixels come, the most important first; more is better.

    Parameters are those of `deletion`, and so is the shape (B,) of what is returned.
    """
    return _area(_changed(empty, images, maps, answer, num_steps))


def _changed(
    start: Floats, end: Floats, maps: Floats, answer: Answer, num_steps: int
) -> NDArray[np.float64]:
    """Return the answers on the way from start to end, shape (num_steps + 1, B)."""
    place = importance_order(maps)
    num_pixels = maps[0].size
    found = []
    for step in range(num_steps + 1):
        gone = (place < round(step / num_steps * num_pixels))[:, None]
        found.append(np.asarray(answer(np.where(gone, end, start).astype(np.float32))))
    return np.stack(found).astype(np.float64)


def _area(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean height of a curve along its first axis (trapezoids)."""
    return np.asarray((curve[1:] + curve[:-1]).mean(axis=0) / 2)


def importance_order(maps: Floats, seed: int = 0) -> NDArray[np.int64]:
    """Return the place of each pixel from the most important, 0, to the least, shape (B,H,W)."""
    flat = maps.reshape(len(maps), -1)
    lot = np.random.default_rng(seed).random(flat.shape)
    order = np.lexsort((lot, -flat), axis=1)
    place = np.empty(flat.shape, dtype=np.int64)
    np.put_along_axis(place, order, np.arange(flat.shape[1])[None], axis=1)
    return place.reshape(maps.shape)


def mask_auroc(maps: Floats, masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how often a pixel of the thing is higher than another one, ties half, 0 to 1.

    Parameters
    ----------
    maps : numpy.ndarray, shape (B,H,W)
    masks : numpy.ndarray, bool, shape (B,H,W)
        True where the thing is.

    Returns
    -------
    numpy.ndarray, shape (B,)
        NaN for a picture that is all thing or none.
    """
    inside = masks.reshape(len(masks), -1)
    ranks = rankdata(maps.reshape(len(maps), -1), axis=1)
    num_in = inside.sum(axis=1)
    num_out = inside.shape[1] - num_in
    wins = (ranks * inside).sum(axis=1) - num_in * (num_in + 1) / 2
    pairs = (num_in * num_out).astype(np.float64)
    return np.asarray(np.divide(wins, pairs, out=np.full(len(maps), np.nan), where=pairs > 0))


def pointing(maps: Floats, masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of a map's highest pixels, mostly one, that are the thing's, shape (B,)."""
    flat, inside = maps.reshape(len(maps), -1), masks.reshape(len(masks), -1)
    highest = flat == flat.max(axis=1, keepdims=True)
    return np.asarray((highest & inside).sum(axis=1) / highest.sum(axis=1))


def rank_correlation(first: Floats, second: Floats) -> NDArray[np.float64]:
    """Return Spearman's correlation of two maps of each picture, −1 to 1, shape (B,).

    NaN where one of them is flat.
    """
    ranks = [rankdata(maps.reshape(len(maps), -1), axis=1) for maps in (first, second)]
    left, right = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    size = np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1))
    unknown = np.full(len(size), np.nan)
    return np.asarray(np.divide((left * right).sum(axis=1), size, out=unknown, where=size > 0))


def random_maps(shape: tuple[int, int, int], seed: int = 0) -> NDArray[np.float32]:
    """Return maps that know nothing, of the given shape (B,H,W)."""
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def centre_prior(shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """Return the map that says "it is in the middle", 1 there and 0 in the corners, (B,H,W)."""
    rows, columns = (np.linspace(-1, 1, side) if side > 1 else np.zeros(1) for side in shape[1:])
    away = np.hypot(rows[:, None], columns[None, :]) / np.sqrt(2)
    return np.broadcast_to(1 - away, shape).astype(np.float32)
