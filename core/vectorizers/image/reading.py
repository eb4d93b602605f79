"""Read a picture: gate, header, frame, pixels; one after the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

from core.errors import OutOfRange
from core.vectorizers.image.decoding import bits_of, decoded
from core.vectorizers.image.gate import decoding, go_to, num_frames, opened
from core.vectorizers.image.records import PictureFound, PictureOptions, PictureRepair


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Picture:
    """One frame of a file: `pixels` is (height, width, 3) uint8, upright, and not writeable."""

    name: str
    sha256: str
    pixels: np.ndarray
    found: PictureFound
    repairs: tuple[PictureRepair, ...]
    options: PictureOptions
    data: bytes = field(repr=False)

    def frame(self, number: int) -> Picture:
        """Return another frame of the same file, counted from 0.

        Raises
        ------
        OutOfRange
            If there is no frame of this number.
        BadInput
            If it cannot be decoded.
        """
        return _read(self.data, self.name, self.options, number)


def read(data: bytes, name: str, options: PictureOptions | None = None) -> Picture:
    """Read the first frame of a picture.

    Parameters
    ----------
    data : bytes
        The file, of any of the formats.
    name : str
        What the file is called; only repeated in words.
    options : PictureOptions, optional

    Raises
    ------
    BadInput
        If it is no picture, too large, or cannot be decoded.
    """
    return _read(data, name, options or PictureOptions(), 0)


def _read(data: bytes, name: str, options: PictureOptions, number: int) -> Picture:
    picture, kind = opened(data, name)
    frames = num_frames(picture, name, kind)
    if not 0 <= number < frames:
        raise OutOfRange(setting="frame", value=number, low=0, high=frames - 1)
    stored_mode = picture.mode
    with decoding(name, kind):
        go_to(picture, number, name)
        bits = bits_of(data, picture)
        pixels, repairs = decoded(picture, bits, name, options, first=number == 0)
    pixels.flags.writeable = False
    if frames > 1:
        repairs.append(PictureRepair.of("frames", frames, number=number + 1))
    red, green, blue = pixels.mean(axis=(0, 1)).tolist()
    height, width, _ = pixels.shape
    return Picture(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        pixels=pixels,
        found=PictureFound(
            format=picture.format or kind,
            width=width,
            height=height,
            stored_mode=stored_mode,
            bits=bits,
            frames=frames,
            mean=(red, green, blue),
        ),
        repairs=tuple(repairs),
        options=options,
        data=data,
    )
