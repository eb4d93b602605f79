"""Handwritten digits of 8 × 8 pixels that scikit-learn carries; its file is read in place."""

from __future__ import annotations

import gzip

import numpy as np

from core.vectorizers.image_sets.installed import installed_file
from core.vectorizers.image_sets.records import ImageSet
from core.vectorizers.image_sets.splitting import split

SIDE, DARKEST = 8, 16


def digits() -> ImageSet:
    """Return 1,797 digits of 13 writers; every part has digits of each.

    A mirrored digit is another sign.

    Raises
    ------
    NoInstalledImages
        If scikit-learn is not installed.
    """
    text = gzip.decompress(installed_file("sklearn", "scikit-learn", "datasets/data/digits.csv.gz"))
    table = np.loadtxt(text.decode().splitlines(), delimiter=",", dtype=np.int64)
    images = np.rint(table[:, :-1] * (255 / DARKEST)).astype(np.uint8).reshape(-1, SIDE, SIDE, 1)
    labels = table[:, -1]
    classes = tuple(map(str, range(10)))
    return ImageSet("digits", images, labels, classes, *split(labels), mirrors=False)
