"""Three surfaces, cut into squares: photographs that scikit-image carries, read in place.

Train, validation and test squares come from different rows of the photographs, so that none shares
a pixel with another part. The test squares do not overlap each other either: each is news of its
own, as the interval around the accuracy supposes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from PIL import Image

from core.vectorizers.image_sets.installed import installed_file
from core.vectorizers.image_sets.records import ByteArray, ImageSet
from core.vectorizers.image_sets.splitting import one_after_another
from core.words import N_

SEED = 20240229
SIDE = 32
TRAIN_ROWS, VALIDATION_ROWS, TEST_ROWS = (0, 320), (320, 384), (384, 512)
TRAIN_SQUARES = 600  # of each surface, overlapping
PICTURES: Mapping[str, str] = {N_("brick"): "brick", N_("grass"): "grass", N_("gravel"): "gravel"}


def textures() -> ImageSet:
    """Return squares of 32 × 32 grey pixels: 1,800 to learn from, 96 to stop by, 192 to judge by.

    Raises
    ------
    NoInstalledImages
        If scikit-image is not installed.
    """
    random = np.random.default_rng(SEED)
    parts: dict[str, list[ByteArray]] = {"train": [], "validation": [], "test": []}
    for name in PICTURES.values():
        surface = picture(name)
        parts["train"].append(anywhere(surface[slice(*TRAIN_ROWS)], TRAIN_SQUARES, random))
        parts["validation"].append(side_by_side(surface[slice(*VALIDATION_ROWS)]))
        parts["test"].append(side_by_side(surface[slice(*TEST_ROWS)]))
    every = [squares for part in parts.values() for squares in part]
    labels = [np.full(len(s), n, np.int64) for p in parts.values() for n, s in enumerate(p)]
    ends = np.cumsum([sum(map(len, part)) for part in parts.values()])
    images = np.concatenate(every)[..., None]
    parted = one_after_another(int(ends[0]), int(ends[1]), int(ends[2]))
    return ImageSet("textures", images, np.concatenate(labels), tuple(PICTURES), *parted)


def picture(name: str) -> ByteArray:
    """Return a photograph of a surface, grey, shape (512, 512).

    Raises
    ------
    NoInstalledImages
        If scikit-image is not installed.
    """
    data = installed_file("skimage", "scikit-image", f"data/{name}.png")
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"), dtype=np.uint8)


def anywhere(surface: ByteArray, count: int, random: np.random.Generator) -> ByteArray:
    """Return `count` squares (count, SIDE, SIDE) from anywhere in a surface (H, W)."""
    windows = np.lib.stride_tricks.sliding_window_view(surface, (SIDE, SIDE))
    rows, columns = (random.integers(0, n, count) for n in windows.shape[:2])
    return np.ascontiguousarray(windows[rows, columns])


def side_by_side(surface: ByteArray) -> ByteArray:
    """Return the squares (n, SIDE, SIDE) that a surface (H, W) is laid out with."""
    height, width = surface.shape
    laid = surface.reshape(height // SIDE, SIDE, width // SIDE, SIDE)
    return np.ascontiguousarray(laid.swapaxes(1, 2).reshape(-1, SIDE, SIDE))
