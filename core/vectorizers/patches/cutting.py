"""Cut a picture that was made to fit, and put it together again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.vectorizers.patches.layout import Layout, Size, layout_of

UNIT = np.arange(256, dtype=np.float32) / np.float32(255)  # what each byte is as a float


@dataclass(frozen=True, eq=False)
class Patches:
    """A picture as a sequence: `vectors` is (N, patch_size · patch_size · channels)."""

    vectors: np.ndarray
    layout: Layout


def patchify(
    pixels: np.ndarray,
    patch_size: int,
    fit: str = "pad",
    dtype: type[np.float32 | np.uint8] = np.float32,
) -> Patches:
    """Cut a picture into patches.

    Parameters
    ----------
    pixels : ndarray
        Shape (height, width, channels): uint8, or floating point from 0 to 1.
    patch_size, fit
        As for `layout_of`.
    dtype : type
        Of the vectors: np.float32 from 0 to 1, or np.uint8.

    Raises
    ------
    BadSetting
        As `layout_of` does.
    """
    height, width, _ = pixels.shape
    layout = layout_of((width, height), patch_size, fit)
    fitted = _fitted(pixels, layout, fit)
    if pixels.dtype == np.uint8:  # a byte is moved faster than a float
        return Patches(_as_numbers(cut(fitted, patch_size), dtype), layout)
    return Patches(cut(_as_numbers(fitted, dtype), patch_size), layout)


def unpatchify(patches: Patches) -> np.ndarray:
    """Put patches together again, in their own numbers and without padding.

    Returns
    -------
    ndarray
        Shape (height, width, channels) of what was fitted: padded, that is the picture itself; else
        the middle, or the resized picture.
    """
    width, height = patches.layout.inner_size
    whole = joined(patches.vectors, patches.layout.grid, patches.layout.patch_size)
    return whole[:height, :width]


def cut(fitted: np.ndarray, patch_size: int) -> np.ndarray:
    """Return a picture of whole patches, shape (height, width, C), as vectors (N, P · P · C)."""
    height, width, channels = fitted.shape
    # a row of a patch lies in one piece in either order, so it is moved as one item
    strip = np.dtype((np.void, patch_size * channels * fitted.itemsize))
    strips = np.ascontiguousarray(fitted).reshape(height, -1).view(strip)
    rows, columns = height // patch_size, width // patch_size
    out = np.empty((rows, columns, patch_size), strip)
    out[...] = strips.reshape(rows, patch_size, columns).swapaxes(1, 2)
    return out.view(fitted.dtype).reshape(rows * columns, -1)


def joined(vectors: np.ndarray, grid: Size, patch_size: int) -> np.ndarray:
    """Return vectors (N, P · P · C) of a grid as a picture (rows · P, columns · P, C)."""
    rows, columns = grid
    channels = vectors.shape[1] // patch_size**2
    strip = np.dtype((np.void, patch_size * channels * vectors.itemsize))
    strips = np.ascontiguousarray(vectors).view(strip)
    out = np.empty((rows, patch_size, columns), strip)
    out[...] = strips.reshape(rows, columns, patch_size).swapaxes(1, 2)
    return out.view(vectors.dtype).reshape(rows * patch_size, columns * patch_size, channels)


def _as_numbers(values: np.ndarray, dtype: type[np.float32 | np.uint8]) -> np.ndarray:
    """Return bytes as numbers from 0 to 1, or such numbers as bytes, or what needs no change."""
    if values.dtype == dtype:
        return values
    if dtype is np.uint8:
        return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)
    if values.dtype == np.uint8:
        return np.asarray(UNIT[values])
    return values.astype(np.float32)


def _fitted(pixels: np.ndarray, layout: Layout, fit: str) -> np.ndarray:
    """Return the picture that is cut: (height, width, C) of whole patches."""
    (inner_width, inner_height), (width, height) = layout.inner_size, layout.fitted_size
    if fit == "crop":
        left, top = (int(place) for place in layout.affine.shift)
        return pixels[top : top + height, left : left + width]
    if layout.inner_size != layout.picture_size:
        pixels = _scaled(pixels, layout.inner_size)
    if layout.inner_size == layout.fitted_size:
        return pixels
    padded = np.empty((height, width, pixels.shape[2]), pixels.dtype)
    padded[:inner_height, :inner_width] = pixels
    padded[:inner_height, inner_width:] = pixels[:, -1:]
    padded[inner_height:] = padded[inner_height - 1]
    return padded


def _scaled(pixels: np.ndarray, size: Size) -> np.ndarray:
    """Return a picture of another size; each channel on its own, by Pillow's triangle filter."""
    plain = pixels if pixels.dtype == np.uint8 else pixels.astype(np.float32)
    channels = [
        np.asarray(Image.fromarray(plain[..., k]).resize(size, Image.Resampling.BILINEAR))
        for k in range(plain.shape[2])
    ]
    return np.stack(channels, axis=2)
