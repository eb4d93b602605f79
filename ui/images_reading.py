"""The sets of pictures that are read: no page waits for ten thousand files."""

from __future__ import annotations

from core.recipes.images.sets import loading
from core.runs import Source
from core.vectorizers.image_sets import ImageSet
from ui.reading import Shelf

REMEMBERED_READINGS = 3  # CIFAR-10 has two hundred megabytes
BRIEFLY_SECONDS = 0.4
MAKING_SECONDS = 2.0  # a built-in set is made in less, once; the page opens with a picture of it


def patience(source: Source) -> float:
    """Return for how many seconds a page waits for a set."""
    return BRIEFLY_SECONDS if source.sample is None else MAKING_SECONDS


READ_SETS: Shelf[ImageSet] = Shelf(loading, patience, REMEMBERED_READINGS)
