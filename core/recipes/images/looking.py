"""A picture to look at: where it comes from, how it is cut, and how its patches know their places.

No model is asked here, so that all of it answers at once. Pictures are (height, width, 3) uint8 and
upright; patches count from 0, row by row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import OutOfRange, SeqLabError
from core.runs import Source, keep_blob, read_blob
from core.vectorizers import archives, image
from core.vectorizers.image import Picture, PictureOptions
from core.vectorizers.image.gate import format_of
from core.vectorizers.image_sets import SETS, ImageSet
from core.vectorizers.patch_codes import ENCODINGS, CodeSettings, position_codes, similarity
from core.vectorizers.patches import (
    FITS,
    LARGEST_PATCH,
    Layout,
    PatchSettings,
    layout_of,
    patchify,
)
from core.vectorizers.samples import SAMPLES, Sample, sample_bytes

__all__ = [
    "ENCODINGS",
    "FITS",
    "LARGEST_PATCH",
    "PICTURES",
    "SETS",
    "CodeSettings",
    "Kept",
    "Laid",
    "Layout",
    "PatchSettings",
    "Picture",
    "PictureOptions",
    "examples",
    "holds_pictures",
    "is_picture",
    "keep_picture",
    "kept_aside",
    "lay",
    "layout_of",
    "likeness",
    "offered_sizes",
    "parts_of",
    "patch_at",
    "patches_csv",
    "patches_npz",
    "see",
    "usual_size",
]

Bytes = NDArray[np.uint8]
PICTURES: Mapping[str, Sample] = {name: one for name, one in SAMPLES.items() if one.kind == "image"}
REMEMBERED_PICTURES = 4  # a large one has fifty megabytes
PATCHES_ACROSS = 8
"""A picture is cut into this many or more along its longer side, if nobody says otherwise."""
SMALLEST_USUAL = 2


def keep_picture(data: bytes, name: str, home: Path) -> Source:
    """Keep the bytes of a picture and return it as a source."""
    return Source(name=name, sha256=keep_blob(home, data))


def is_picture(source: Source, home: Path) -> bool:
    """Tell whether what was uploaded is one picture, and not a set of them."""
    return source.sha256 is not None and format_of(read_blob(home, source.sha256)) is not None


def holds_pictures(data: bytes, name: str) -> bool:
    """Tell whether there is a picture among the files of an archive."""
    try:
        packed = archives.members(data, name)
    except SeqLabError:  # packed in a way that is not unpacked here
        return False
    return any(format_of(member.data) is not None for member in packed)


@lru_cache(maxsize=REMEMBERED_PICTURES)
def see(source: Source, home: Path, options: PictureOptions, frame: int = 0) -> Picture:
    """Return the picture that is kept, or a built-in one, upright and in red, green and blue.

    Raises
    ------
    SeqLabError
        If it is not there, or cannot be used; the reader says why.
    """
    if source.sample is not None:
        data, name = sample_bytes(source.sample), source.sample
    else:
        assert source.sha256 is not None, "a source is a sample or an upload"  # noqa: S101 -- for us
        data, name = read_blob(home, source.sha256), source.name
    picture = image.read(data, name, options)
    return picture.frame(frame) if frame else picture


@dataclass(frozen=True, eq=False)
class Kept:
    """A picture of a set that was kept aside to judge by; `label` is the number of its class."""

    pixels: Bytes
    label: int
    mask: NDArray[np.bool_] | None


def kept_aside(pictures: ImageSet, number: int) -> Kept:
    """Return a test picture of a set, counted from 0; grey becomes three equal channels.

    Raises
    ------
    OutOfRange
        If there is none of this number.
    """
    last = len(pictures.test) - 1
    if not 0 <= number <= last:
        raise OutOfRange(setting="picture", value=number, low=0, high=last)
    place = int(pictures.test[number])
    stored = pictures.images[place]
    pixels = np.array(np.broadcast_to(stored, (*stored.shape[:2], 3)))
    pixels.flags.writeable = False
    mask = None if pictures.masks is None else pictures.masks[place]
    return Kept(pixels, int(pictures.labels[place]), mask)


def examples(pictures: ImageSet, label: int, most: int) -> Bytes:
    """Return the first pictures of a class that are learnt from, at most `most`: (n, H, W, 3)."""
    places = pictures.train[pictures.labels[pictures.train] == label][:most]
    stored = pictures.images[places]
    return np.array(np.broadcast_to(stored, (*stored.shape[:3], 3)))


def parts_of(pictures: ImageSet) -> tuple[int, int, int]:
    """Return how many pictures are learnt from, decide when to stop, and judge."""
    return len(pictures.train), len(pictures.validation), len(pictures.test)


@dataclass(frozen=True, eq=False)
class Laid:
    """A picture cut into patches, one after the other, and the code of each position.

    Attributes
    ----------
    layout : Layout
    vectors : numpy.ndarray, uint8, shape (N, P · P · 3)
    codes : numpy.ndarray, float32, shape (N, E)
        E is 0 where there is no code, or where a model learns its own.
    """

    layout: Layout
    vectors: Bytes
    codes: NDArray[np.float32]


def lay(pixels: Bytes, cutting: PatchSettings, coding: CodeSettings) -> Laid:
    """Return a picture as a sequence.

    Raises
    ------
    BadSetting
        If it cannot be cut like that, or the code cannot have that length.
    """
    patches = patchify(pixels, cutting.patch_size, cutting.fit, np.uint8)
    return Laid(patches.layout, patches.vectors, position_codes(coding, patches.layout.grid))


def likeness(laid: Laid, position: int) -> NDArray[np.float32]:
    """Return how alike the code of one position is to each, −1 to 1, shape (rows, columns)."""
    return similarity(laid.codes, position).reshape(laid.layout.grid)


def usual_size(width: int, height: int) -> int:
    """Return the patch size that a picture of these pixels is cut with at first: a power of two.

    >>> usual_size(32, 32), usual_size(448, 320), usual_size(8, 8), usual_size(1, 3001)
    (4, 32, 2, 2)
    """
    most = min(max(width, height) / PATCHES_ACROSS, 2 * min(width, height))
    size = SMALLEST_USUAL
    while 2 * size <= most:
        size *= 2
    return size


def offered_sizes(width: int, height: int) -> tuple[int, ...]:
    """Return the patch sizes that are offered for a picture, the usual one among them.

    >>> offered_sizes(448, 320), offered_sizes(8, 8)
    ((8, 16, 32, 64), (1, 2, 4))
    """
    usual = usual_size(width, height)
    sizes = (usual // 4, usual // 2, usual, usual * 2)
    return tuple(size for size in sizes if 1 <= size <= max(width, height))


def patch_at(layout: Layout, point: tuple[float, float]) -> int:
    """Return the patch that a point (x, y) of the original picture lies in, or the nearest one."""
    x, y = layout.affine.to_fitted(np.array([point]))[0] // layout.patch_size
    rows, columns = layout.grid
    row, column = int(np.clip(y, 0, rows - 1)), int(np.clip(x, 0, columns - 1))
    return row * columns + column


def patches_npz(laid: Laid) -> bytes:
    """Return patches (N, P · P · 3) from 0 to 1, codes (N, E) and coverage (N,) as a NumPy file."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        patches=laid.vectors / np.float32(255),
        positions=laid.codes,
        coverage=laid.layout.coverage,
    )
    return file.getvalue()


def patches_csv(laid: Laid) -> bytes:
    """Return a table with a row for each patch: its row and column, then its bytes, 0 to 255."""
    columns = laid.layout.grid[1]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["row", "column", *(f"v{i}" for i in range(laid.vectors.shape[1]))])
    for number, vector in enumerate(laid.vectors.tolist()):
        writer.writerow([*divmod(number, columns), *vector])
    return file.getvalue().encode()
