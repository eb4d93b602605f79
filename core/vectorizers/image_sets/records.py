"""What a set of labelled pictures is, and what is done to a picture before a model sees it.

Conventions: pictures are uint8, (N,H,W,C) with C = 1 (grey) or 3 (RGB), all of one size; labels are
numbers of classes, counted from 0; `train`, `validation` and `test` are places in the set that do
not overlap. A mask is True where the object is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import BadInput

ByteArray = NDArray[np.uint8]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float32]

FLATTEST = 1 / 255
"""The least spread that pictures are divided by: pictures of one grey stay what they are."""


@dataclass(frozen=True)
class Refused:
    """A file of an archive that could not be used, and why."""

    name: str
    error: BadInput


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class ImageSet:
    """Labelled pictures, parted into what is learnt, what decides when to stop, and what judges.

    Attributes
    ----------
    images : numpy.ndarray, uint8, shape (N, H, W, C)
    labels : numpy.ndarray, int64, shape (N,)
    classes : tuple of str
    train, validation, test : numpy.ndarray, int64
        Places in the set.
    masks : numpy.ndarray, bool, shape (N, H, W), optional
        Where the object is, for sets that are generated.
    mirrors : bool
        Whether a picture's mirror image is as likely a picture of its class.
    refused : tuple of Refused
        Files that could not be used.
    num_repeated : int
        Pictures that came twice and were taken once.
    """

    name: str
    images: ByteArray
    labels: IntArray
    classes: tuple[str, ...]
    train: IntArray
    validation: IntArray
    test: IntArray
    masks: BoolArray | None = None
    mirrors: bool = True
    refused: tuple[Refused, ...] = ()
    num_repeated: int = 0

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of a picture."""
        _, height, width, channels = self.images.shape
        return channels, height, width


@dataclass(frozen=True)
class Preprocessing:
    """What a model's pictures go through: size, colours, and the mean and spread of its train set.

    Attributes
    ----------
    height, width, channels : int
    mean, spread : tuple of float
        Of each channel over the train pictures, with values from 0 to 1.
    """

    height: int
    width: int
    channels: int
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    @classmethod
    def of(cls, images: ByteArray) -> Preprocessing:
        """Return what pictures of shape (N, H, W, C) are standardised by."""
        _, height, width, channels = images.shape
        counts = [np.bincount(images[..., c].ravel(), minlength=256) for c in range(channels)]
        values = np.arange(256) / 255
        means = [float(np.average(values, weights=count)) for count in counts]
        spreads = [
            float(np.sqrt(np.average((values - mean) ** 2, weights=count)))
            for mean, count in zip(means, counts, strict=True)
        ]
        floored = tuple(max(spread, FLATTEST) for spread in spreads)
        return cls(height, width, channels, tuple(means), floored)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of a picture that the model reads."""
        return self.channels, self.height, self.width

    def fitted(self, images: Sequence[ByteArray] | ByteArray) -> ByteArray:
        """Return pictures, each (h, w, c), in the model's size and colours: (N, H, W, C).

        A picture of other proportions is cut to the model's around its middle.
        """
        wanted = (self.height, self.width, self.channels)
        if isinstance(images, np.ndarray) and images.shape[1:] == wanted:
            return images
        fitted = [fit(picture, self.height, self.width, self.channels) for picture in images]
        return np.stack(fitted) if fitted else np.empty((0, *wanted), np.uint8)

    def standardised(self, images: ByteArray) -> FloatArray:
        """Return pictures (N, H, W, C) as a model reads them, float32, shape (N, C, H, W)."""
        mean, spread = (np.array(one, dtype=np.float32) for one in (self.mean, self.spread))
        scaled = (images.astype(np.float32) / np.float32(255) - mean) / spread
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def fit(picture: ByteArray, height: int, width: int, channels: int) -> ByteArray:
    """Return a picture (h, w, c), cut around its middle and resized, as (height, width, channels).

    Colours become grey by their luminance (ITU-R 601), grey becomes three equal channels.
    """
    if picture.shape == (height, width, channels):
        return picture
    flat = picture[..., 0] if picture.shape[2] == 1 else picture
    image = Image.fromarray(flat).convert("L" if channels == 1 else "RGB")
    scale = max(width / image.width, height / image.height)
    left, top = (
        max(0.0, (had - wanted / scale) / 2)  # a rounding error may put it just outside
        for had, wanted in ((image.width, width), (image.height, height))
    )
    box = (left, top, image.width - left, image.height - top)
    resized = image.resize((width, height), Image.Resampling.BICUBIC, box=box)
    return np.asarray(resized, dtype=np.uint8).reshape(height, width, channels)
