"""Which pictures are learnt, which decide when to stop, and which judge: a share of every class."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.vectorizers.image_sets.records import IntArray

SPLIT_SEED = 20240229
TEST_SHARE, VALIDATION_SHARE = 0.2, 0.1
FEWEST_OF_A_CLASS = 3
"""One to learn from, one to stop by, one to judge by."""


class Parts(NamedTuple):
    """Places of pictures, each int64."""

    train: IntArray
    validation: IntArray
    test: IntArray


def split(labels: IntArray) -> Parts:
    """Return the parts of pictures with these labels, shape (N,); the same for the same labels.

    Of every class a fifth judges and a tenth decides when to stop, at least one each.
    """
    random = np.random.default_rng(SPLIT_SEED)
    parts: tuple[list[IntArray], ...] = ([], [], [])
    for label in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == label))
        num_test = max(1, round(TEST_SHARE * len(places)))
        num_validation = max(1, round(VALIDATION_SHARE * len(places)))
        cut = np.split(places, [num_test, num_test + num_validation])
        for part, some in zip(parts, (cut[2], cut[1], cut[0]), strict=True):
            part.append(some)
    return Parts(*(np.sort(np.concatenate(part)) for part in parts))


def one_after_another(end_train: int, end_validation: int, end_test: int) -> Parts:
    """Return the parts of a set in which they lie one after the other, each ending before `end`."""
    every = np.arange(end_test, dtype=np.int64)
    return Parts(every[:end_train], every[end_train:end_validation], every[end_validation:])


def aside(places: IntArray, labels: IntArray, share: float) -> tuple[IntArray, IntArray]:
    """Return places without a share of every class, and that share; labels have shape (N,)."""
    random = np.random.default_rng(SPLIT_SEED)
    taken = [
        random.permutation(places[labels[places] == label])[: max(1, round(share * count))]
        for label, count in zip(*np.unique(labels[places], return_counts=True), strict=True)
    ]
    kept_aside = np.sort(np.concatenate(taken))
    return np.setdiff1d(places, kept_aside), kept_aside
