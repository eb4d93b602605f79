"""A part of a set: some of its classes, and few pictures of each to learn from.

So a model learns some classes, and what it learnt is carried over to others of which there are few
pictures. What judges is never made fewer: it is all the test pictures of the classes that are left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.errors import TooFewClasses, UnknownOption
from core.vectorizers.image_sets.reading import SetOptions
from core.vectorizers.image_sets.records import ImageSet, IntArray

BETWEEN_NAMES = ","
FEWEST_CLASSES = 2


def narrowed(pictures: ImageSet, options: SetOptions) -> ImageSet:
    """Return the part of a set that the options ask for; the very same set where they ask for all.

    Raises
    ------
    UnknownOption
        If there is no class of a name.
    TooFewClasses
        If one class alone is left.
    """
    if options.classes:
        pictures = _of_classes(pictures, _numbers_of(options.classes, pictures.classes))
    if options.few:
        pictures = replace(pictures, train=_few(pictures, options.few))
    return pictures


def _numbers_of(names: str, known: tuple[str, ...]) -> list[int]:
    asked = [name.strip() for name in names.split(BETWEEN_NAMES)]
    for name in asked:
        if name not in known:
            raise UnknownOption(setting="classes", value=name, options=", ".join(known))
    if len(set(asked)) < FEWEST_CLASSES:
        raise TooFewClasses(count=len(set(asked)), least=FEWEST_CLASSES)
    return [number for number, name in enumerate(known) if name in asked]


def _of_classes(pictures: ImageSet, kept: list[int]) -> ImageSet:
    """Return the set with some of its classes, which are numbered anew in the same order."""
    numbers = np.full(len(pictures.classes), -1, dtype=np.int64)
    numbers[kept] = np.arange(len(kept))
    labels = numbers[pictures.labels]

    def of(places: IntArray) -> IntArray:
        return places[labels[places] >= 0]

    return replace(
        pictures,
        labels=labels,
        classes=tuple(pictures.classes[number] for number in kept),
        train=of(pictures.train),
        validation=of(pictures.validation),
        test=of(pictures.test),
    )


def _few(pictures: ImageSet, most: int) -> IntArray:
    """Return the first train pictures of each class, at most so many, in their order."""
    labels = pictures.labels[pictures.train]
    first = [np.flatnonzero(labels == label)[:most] for label in range(len(pictures.classes))]
    return pictures.train[np.sort(np.concatenate(first))]
