"""CIFAR-10 from its binary archive: 60,000 pictures of 32 × 32 pixels (Krizhevsky, 2009).

Each picture is a byte for its class and 3,072 for its pixels: a plane of red, one of green, one of
blue. The archive for Python holds pickles, which can run any program: it is refused. A tar is read
as a stream whose bytes are counted; nothing is written to the disk.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping

import numpy as np

from core.errors import DamagedArchive, DamagedBatch, NotAnImageSet, PickledSet, UnpacksTooLarge
from core.vectorizers.image_sets.records import ByteArray, ImageSet, IntArray
from core.vectorizers.image_sets.splitting import VALIDATION_SHARE, aside, split

SIDE, PLANES = 32, 3
ROW = 1 + PLANES * SIDE * SIDE
TRAIN, TEST = re.compile(r"data_batch_[1-9]\.bin"), re.compile(r"test_batch\.bin")
PICKLE = re.compile(r"(data_batch_[1-9]|test_batch|batches\.meta)(\.pkl)?")
CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
GZIP_MARK = b"\x1f\x8b"
TAR_MARK, TAR_MARK_AT = b"ustar", 257
MOST_MB = 400
FAULTS = (tarfile.TarError, zlib.error, EOFError, OSError)


def is_tar(data: bytes) -> bool:
    """Tell whether the bytes begin as a tar does, or as something packed by gzip."""
    return data.startswith(GZIP_MARK) or data.startswith(TAR_MARK, TAR_MARK_AT)


def is_batch(name: str) -> bool:
    """Tell whether a file of this name would hold pictures of CIFAR-10."""
    return bool(TRAIN.fullmatch(name) or TEST.fullmatch(name))


def unpacked_tar(data: bytes, name: str) -> dict[str, bytes]:
    """Return the batches in a tar by their names; everything else in it is passed over.

    Raises
    ------
    PickledSet
        If it is the archive for Python.
    DamagedArchive
        If it cannot be read to its end.
    UnpacksTooLarge
        If it unpacks to more than is read.
    """
    packed = io.BytesIO(data)
    file = gzip.GzipFile(fileobj=packed) if data.startswith(GZIP_MARK) else packed
    try:
        return dict(_batches(_Counted(file, name), name))
    except FAULTS:
        raise DamagedArchive(name=name) from None


def _batches(file: _Counted, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each batch.

    Raises
    ------
    PickledSet
        If it is the archive for Python.
    """
    with tarfile.open(fileobj=file, mode="r|") as archive:  # type: ignore[call-overload]  # reads
        for entry in archive:
            last = entry.name.split("/")[-1]
            if entry.isfile() and PICKLE.fullmatch(last):
                raise PickledSet(name=name)
            if entry.isfile() and is_batch(last):
                batch = archive.extractfile(entry)
                yield last, batch.read() if batch else b""


class _Counted:
    """A file that may be read so far and no further, whatever it says of its size."""

    def __init__(self, file: gzip.GzipFile | io.BytesIO, name: str) -> None:
        self.file, self.name = file, name
        self.left = MOST_MB << 20

    def read(self, size: int) -> bytes:
        """Return the next bytes.

        Raises
        ------
        UnpacksTooLarge
            If more were read than may be.
        """
        data = self.file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise UnpacksTooLarge(name=self.name, most_mb=MOST_MB)
        return data


def cifar(batches: Mapping[str, bytes], name: str) -> ImageSet:
    """Return the pictures of some batches; without a test batch a part is kept aside for it.

    Raises
    ------
    NotAnImageSet
        If there is no batch to learn from.
    DamagedBatch
        If one was cut off, or has a class that there is not.
    """
    train = [batches[one] for one in sorted(batches) if TRAIN.fullmatch(one)]
    test = [batches[one] for one in sorted(batches) if TEST.fullmatch(one)]
    if not train:
        raise NotAnImageSet(name=name)
    pictures = [_pictures(data, name) for data in (*train, *test)]
    images = np.concatenate([images for images, _ in pictures])
    labels = np.concatenate([labels for _, labels in pictures])
    if not test:
        return ImageSet(name, images, labels, CLASSES, *split(labels))
    num_train = sum(len(labels) for _, labels in pictures[: len(train)])
    kept, stopping = aside(np.arange(num_train), labels, VALIDATION_SHARE)
    return ImageSet(
        name, images, labels, CLASSES, kept, stopping, np.arange(num_train, len(labels))
    )


def _pictures(data: bytes, name: str) -> tuple[ByteArray, IntArray]:
    """Return images (N, 32, 32, 3) and labels (N,) of one batch.

    Raises
    ------
    DamagedBatch
        If it is none.
    """
    if not data or len(data) % ROW:
        raise DamagedBatch(name=name, size=len(data))
    rows = np.frombuffer(data, dtype=np.uint8).reshape(-1, ROW)
    labels = rows[:, 0].astype(np.int64)
    if labels.max() >= len(CLASSES):
        raise DamagedBatch(name=name, size=len(data))
    planes = rows[:, 1:].reshape(-1, PLANES, SIDE, SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels
