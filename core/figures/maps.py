"""A map of what mattered, drawn on the picture as it came: one scale of colours for every method.

The scale is cividis, which reads the same to nearly all eyes and in grey: dark is nothing, bright
what matters most, for the answer or against it. Every map is brought to 0 to 1 by its own strongest
half percent, for methods have units of their own; colours compare places, not methods. What exists
per patch is drawn per patch, unsmoothed.

Conventions: pictures are uint8, (h,w,3) or, with opacity, (h,w,4); maps (H,W), of the picture as
the model saw it, whose place on the original an `Affine` tells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import getchunks
from plotly.colors import sequential

from core.vectorizers.patches import Affine

Bytes = NDArray[np.uint8]

BRIGHTEST = 0.995
"""The quantile of a map that has the brightest colour: a single pixel must not darken the rest."""
OPACITY = 0.7
SMALLEST_SIDE = 256
"""Pixels. Smaller pictures are enlarged before they are drawn on, by a whole number."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _cividis() -> Bytes:
    """Return the scale in 256 steps, shape (256,3)."""
    given = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in sequential.Cividis]
    stops = np.linspace(0, 1, len(given))
    steps = np.linspace(0, 1, 256)
    channels = [np.interp(steps, stops, channel) for channel in np.array(given).T]
    scale: Bytes = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return scale


COLOURS = _cividis()


def shares(values: np.ndarray) -> NDArray[np.float64]:
    """Return the size of a map's numbers (H,W) from 0, nothing, to 1, its strongest."""
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    top = np.quantile(sizes, BRIGHTEST) or sizes.max()
    return np.clip(sizes / top, 0, 1) if top > 0 else sizes


def coloured(values: np.ndarray) -> Bytes:
    """Return a map (H,W) in colours, shape (H,W,3)."""
    return COLOURS[np.rint(shares(values) * 255).astype(np.uint8)]


def overlay(
    values: np.ndarray, size: tuple[int, int], affine: Affine, *, opacity: float = OPACITY
) -> Bytes:
    """Return a map in colours as it lies on the original picture, shape (h,w,4).

    Parameters
    ----------
    values : numpy.ndarray, shape (H,W)
    size : tuple of int
        Width and height of the original, in pixels.
    affine : Affine
        From the model's picture to the original. What the model did not see is left transparent.
    opacity : float
        0 to 1.
    """
    across, down = (
        np.floor((np.arange(side) + 0.5 - shift) / scale).astype(np.int64)
        for side, shift, scale in zip(size, affine.shift, affine.scale, strict=True)
    )
    height, width = values.shape
    seen = np.ix_((down >= 0) & (down < height), (across >= 0) & (across < width))
    near = np.ix_(down.clip(0, height - 1), across.clip(0, width - 1))
    drawn = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    drawn[..., :3] = coloured(values)[near]
    drawn[..., 3][seen] = round(255 * opacity)
    return drawn


def laid_over(picture: Bytes, drawn: Bytes) -> Bytes:
    """Return a picture (h,w,3) under an overlay (h,w,4), shape (h,w,3)."""
    share = drawn[..., 3:] / 255
    return np.rint(picture * (1 - share) + drawn[..., :3] * share).astype(np.uint8)


def enlarged(picture: Bytes) -> tuple[Bytes, int]:
    """Return a small picture (h,w,3) with each pixel as a square, and the side of a square.

    The picture's shorter side has at least 256 pixels then.
    """
    times = max(1, -(-SMALLEST_SIDE // min(picture.shape[:2])))
    return picture.repeat(times, axis=0).repeat(times, axis=1), times


def map_png(picture: Bytes, values: np.ndarray, affine: Affine) -> bytes:
    """Return a map (H,W) on its picture (h,w,3) as a PNG file; small pictures are enlarged."""
    large, times = enlarged(picture)
    placed = Affine(
        (affine.scale[0] * times, affine.scale[1] * times),
        (affine.shift[0] * times, affine.shift[1] * times),
    )
    drawn = overlay(values, (large.shape[1], large.shape[0]), placed)
    return png(laid_over(large, drawn))


def png(pixels: Bytes) -> bytes:
    """Return pixels (h,w,3) or (h,w,4) as a PNG file."""
    chunks = getchunks(Image.fromarray(pixels))
    return PNG_SIGNATURE + b"".join(
        len(data).to_bytes(4, "big") + name + data + check for name, data, check in chunks
    )
