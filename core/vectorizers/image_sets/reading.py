"""An upload to a set of labelled pictures: a ZIP of folders, or CIFAR-10's binary archive."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from core.errors import NotAnImageSet, SetTooLarge
from core.knobs import Settings, number, text
from core.vectorizers.archives import Limits, is_zip, members
from core.vectorizers.image_sets.cifar import cifar, is_batch, is_tar, unpacked_tar
from core.vectorizers.image_sets.folders import reading_folders
from core.vectorizers.image_sets.records import ImageSet
from core.words import N_

LIMIT_MB = 256
LIMITS = Limits(files=10_000, mb=400)


@dataclass(frozen=True)
class SetOptions(Settings):
    """How the pictures of a ZIP are brought to one size, and which part of a set is learnt."""

    image_size: int = number(
        64,
        low=16,
        high=160,
        step=8,
        label=N_("Picture size"),
        help=N_("Each picture is cut to a square around its middle and brought to this side."),
        unit=N_("pixels"),
    )
    classes: str = text(
        label=N_("Classes"),
        help=N_("The names of those that are learnt, with commas between them; empty for all."),
    )
    few: int = number(
        0,
        low=0,
        high=100_000,
        label=N_("Pictures of each class"),
        help=N_("So many of each are learnt from, the first ones; 0 for all."),
    )


def reading(
    data: bytes, name: str, options: SetOptions
) -> Generator[tuple[int, int], None, ImageSet]:
    """Read a set of labelled pictures.

    Parameters
    ----------
    data : bytes
        The archive.
    name : str
        What it is called; only repeated in words.
    options : SetOptions

    Yields
    ------
    tuple of int
        How many files of how many are read.

    Raises
    ------
    SetTooLarge
        If it is larger than what is read.
    NotAnImageSet
        If it is no archive of pictures.
    BadInput
        If nothing in it can be used; each reader says why.
    """
    refuse_if_large(len(data), name)
    if is_tar(data):
        return cifar(unpacked_tar(data, name), name)
    if not is_zip(data):
        raise NotAnImageSet(name=name)
    files = members(data, name, LIMITS)
    batches = {file.name: file.data for file in files if is_batch(file.name)}
    if batches:
        return cifar(batches, name)
    return (yield from reading_folders(files, name, options.image_size))


def refuse_if_large(num_bytes: int, name: str) -> None:
    """Refuse an archive by its size alone.

    Raises
    ------
    SetTooLarge
        If it is larger than what is read.
    """
    if num_bytes > LIMIT_MB << 20:
        raise SetTooLarge(name=name, size_mb=num_bytes / 2**20, limit_mb=LIMIT_MB)
