"""The gate: what is refused by its first bytes and its header, before a pixel is decoded.

The format is told by the bytes, and only its own decoder sees them, so that nothing is tried out.
Our limit is far below Pillow's, which merely warns of a picture of 144 million pixels.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import DecompressionBombError
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import jpeg_factory
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import PREFIXES, TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from core.errors import (
    DamagedPicture,
    EmptyFile,
    NotAPicture,
    OversizedPart,
    PictureTooLarge,
    SeqLabError,
    TooManyFrames,
    TooManyPixels,
)

LIMIT_MB = 32
LIMIT_MPX = 16
MOST_FRAMES = 2_000
MARKS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    **dict.fromkeys(PREFIXES, "TIFF"),
}
OPENERS: Mapping[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": jpeg_factory,  # tells an MPO by what stands behind the first picture
    "GIF": GifImageFile,
    "TIFF": TiffImageFile,
    "BMP": BmpImageFile,
    "WEBP": WebPImageFile,
    "AVIF": AvifImageFile,
}
BITMAP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # lengths in use, from OS/2 to version 5
AVIF_BRANDS = {b"avif", b"avis"}


def format_of(data: bytes) -> str | None:
    """Return the format that the first bytes stand for, or None."""
    for mark, kind in MARKS.items():
        if data.startswith(mark):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in BITMAP_HEADERS:
        return "BMP"
    return "AVIF" if data[4:8] == b"ftyp" and AVIF_BRANDS & _brands(data) else None


def _brands(data: bytes) -> set[bytes]:
    """Return what a file of boxes says that it is, the brands it is compatible with included."""
    box = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    return {box[at : at + 4] for at in range(0, len(box), 4)}


@contextmanager
def decoding(name: str, kind: str) -> Iterator[None]:
    """Turn whatever Pillow raises into an error of ours.

    Raises
    ------
    OversizedPart
        If a frame or a tile is larger than Pillow itself allows.
    DamagedPicture
        If the bytes cannot be decoded.
    """
    # What Pillow warns of is told by the repairs, or harmless; whether warnings are errors must not
    # decide what can be read.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        yield
    except Exception as fault:  # a decoder may raise anything on bytes that nobody foresaw
        error = _ours(fault, name, kind)
        raise error from None


def _ours(fault: Exception, name: str, kind: str) -> SeqLabError:
    if isinstance(fault, SeqLabError):
        return fault
    if isinstance(fault, DecompressionBombError):
        return OversizedPart(name=name)
    return DamagedPicture(name=name, format=kind)


def opened(data: bytes, name: str) -> tuple[ImageFile, str]:
    """Return a picture of which only the header was read, and its format.

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    PictureTooLarge
        If it has more than `LIMIT_MB`.
    NotAPicture
        If it begins as none of the formats does.
    """
    if not data:
        raise EmptyFile(name=name)
    if len(data) > LIMIT_MB * 2**20:
        raise PictureTooLarge(name=name, size_mb=len(data) / 2**20, limit_mb=LIMIT_MB)
    kind = format_of(data)
    if kind is None:
        raise NotAPicture(name=name)
    if kind == "WEBP":  # its decoder takes the memory of the canvas at once
        refuse_if_large(name, _webp_size(data))
    with decoding(name, kind):
        picture = OPENERS[kind](io.BytesIO(data))
    refuse_if_large(name, picture.size)
    return picture, kind


def refuse_if_large(name: str, size: tuple[int, int]) -> None:
    """Refuse a width and a height that make too many pixels.

    Raises
    ------
    TooManyPixels
        If there are more than `LIMIT_MPX` million.
    """
    width, height = size
    if width * height > LIMIT_MPX * 10**6:
        raise TooManyPixels(name=name, width=width, height=height, limit=LIMIT_MPX)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return the width and height in the first chunk: extended, lossless, or lossy."""

    def number(first: int, last: int) -> int:
        return int.from_bytes(data[first:last], "little")

    if data[12:16] == b"VP8X":
        return number(24, 27) + 1, number(27, 30) + 1
    if data[12:16] == b"VP8L":
        return (number(21, 25) & 0x3FFF) + 1, (number(21, 25) >> 14 & 0x3FFF) + 1
    return number(26, 28) & 0x3FFF, number(28, 30) & 0x3FFF


def num_frames(picture: ImageFile, name: str, kind: str) -> int:
    """Return how many frames or pages there are; the picture is at its first one afterwards.

    Raises
    ------
    TooManyFrames
        If there are more than `MOST_FRAMES`.
    """
    with decoding(name, kind):
        count = _num_pages(picture) if kind == "TIFF" else getattr(picture, "n_frames", 1)
    if count > MOST_FRAMES:
        raise TooManyFrames(name=name, most=MOST_FRAMES)
    return max(count, 1)


def _num_pages(picture: ImageFile) -> int:
    """Count the pages one by one: Pillow's own count takes hours on a chain of a million."""
    pages = 0
    with suppress(Exception):  # the chain ends where it cannot be followed
        while pages <= MOST_FRAMES:
            picture.seek(pages)
            pages += 1
    picture.seek(0)
    return pages


def go_to(picture: ImageFile, number: int, name: str) -> None:
    """Go to a frame, one after the other: each may say that it is larger than the last.

    Raises
    ------
    TooManyPixels
        If a frame on the way is too large.
    """
    for step in range(1, number + 1):
        picture.seek(step)
        refuse_if_large(name, picture.size)
