"""Somebody's own pictures: a ZIP with a folder for each class.

The folder that a picture lies in is its class; those above it say nothing, so that `train/cats` and
`test/cats` are one class, and our own split is made anew. A file that is no picture, or a damaged
one, is listed with its reason. A picture that comes twice is taken once: else it could be learnt
and judged by as well.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.errors import (
    BadInput,
    NoImagesInside,
    OneClass,
    TooFewImages,
    TooManyClasses,
    Unlabelled,
)
from core.vectorizers import image
from core.vectorizers.archives import Member
from core.vectorizers.image_sets.records import ByteArray, ImageSet, Refused, fit
from core.vectorizers.image_sets.splitting import FEWEST_OF_A_CLASS, split

MOST_CLASSES = 200
RGB = 3


@dataclass
class _Found:
    """What was found so far."""

    images: list[ByteArray] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    num_repeated: int = 0


def reading_folders(
    files: Sequence[Member], name: str, side: int
) -> Generator[tuple[int, int], None, ImageSet]:
    """Read pictures that lie in folders, each cut to a square of `side` pixels.

    Yields
    ------
    tuple of int
        How many files of how many are read.

    Raises
    ------
    NoImagesInside
        If none of them can be used.
    OneClass
        If they do not lie in two folders or more.
    TooManyClasses
        If they lie in more folders than classes are told apart.
    TooFewImages
        If a folder has fewer different pictures than it takes to learn and to judge.
    """
    found = _Found()
    for number, member in enumerate(files, start=1):
        try:
            _take(member, side, found)
        except BadInput as error:
            found.refused.append(Refused(member.name, error))
        yield number, len(files)
    classes = _classes(found, name)
    labels = np.array([classes.index(folder) for folder in found.folders], dtype=np.int64)
    return ImageSet(
        name,
        np.stack(found.images),
        labels,
        classes,
        *split(labels),
        refused=tuple(found.refused),
        num_repeated=found.num_repeated,
    )


def _take(member: Member, side: int, found: _Found) -> None:
    """Add a picture to what was found.

    Raises
    ------
    BadInput
        If it cannot be had, or is no picture, or a damaged one.
    Unlabelled
        If it lies in no folder.
    """
    if member.refused is not None:
        raise member.refused
    pixels = fit(image.read(member.data, member.name).pixels, side, side, RGB)
    if not member.folder:
        raise Unlabelled(name=member.name)
    fingerprint = hashlib.sha256(pixels.tobytes()).digest()
    if fingerprint in found.seen:
        found.num_repeated += 1
        return
    found.seen.add(fingerprint)
    found.images.append(pixels)
    found.folders.append(member.folder)


def _classes(found: _Found, name: str) -> tuple[str, ...]:
    """Return the classes by name.

    Raises
    ------
    NoImagesInside
        If there is no picture at all.
    OneClass
        If there are fewer than two.
    TooManyClasses
        If there are more than are told apart.
    TooFewImages
        If one of them has too few pictures.
    """
    counts = Counter(found.folders)
    if not counts:
        files, first = len(found.refused), found.refused[0]
        reason = first.error.explain().found
        raise NoImagesInside(name=name, files=files, first=first.name, reason=reason)
    if len(counts) < 2:
        raise OneClass(name=name)
    if len(counts) > MOST_CLASSES:
        raise TooManyClasses(name=name, classes=len(counts), most=MOST_CLASSES)
    for label, count in counts.items():
        if count < FEWEST_OF_A_CLASS:
            raise TooFewImages(label=label, count=count, needed=FEWEST_OF_A_CLASS)
    return tuple(sorted(counts))
