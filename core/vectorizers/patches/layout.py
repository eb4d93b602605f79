"""How a picture is cut: the grid, what is made to fit, and where each patch lies on the original.

Nothing is cut here, so that a page can tell the grid of every patch size at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.errors import PatchTooLarge, TooManyPatches
from core.knobs import Settings, choice, number
from core.words import N_

LARGEST_PATCH = 1024
MOST_PATCHES = 65_536
MOST_PIXELS = 32_000_000  # once padded: a picture of one row would grow a thousandfold
FITS: Mapping[str, str] = {
    "pad": N_("Pad: repeat the edge"),
    "crop": N_("Crop: keep the middle"),
    "resize": N_("Resize: keep the proportions"),
    "stretch": N_("Stretch: fill both sides"),
}
Size = tuple[int, int]


@dataclass(frozen=True)
class PatchSettings(Settings):
    """How a picture is cut."""

    patch_size: int = number(
        16, low=1, high=LARGEST_PATCH, label=N_("Patch size"), unit=N_("pixels")
    )
    fit: str = choice("pad", FITS, label=N_("If it does not fit"))


KNOBS = PatchSettings.knobs()


@dataclass(frozen=True)
class Affine:
    """Where the picture that was cut comes from: original = scale · fitted + shift, for x and y."""

    scale: tuple[float, float]
    shift: tuple[float, float]

    def to_original(self, points: np.ndarray) -> np.ndarray:
        """Return points (x, y) of the fitted picture on the original one, shape (K, 2)."""
        return np.asarray(points * np.array(self.scale) + np.array(self.shift))

    def to_fitted(self, points: np.ndarray) -> np.ndarray:
        """Return points (x, y) of the original picture on the fitted one, shape (K, 2)."""
        return np.asarray((points - np.array(self.shift)) / np.array(self.scale))


@dataclass(frozen=True)
class Layout:
    """How a picture is cut.

    Attributes
    ----------
    patch_size : int
        Side of a patch in pixels.
    grid : tuple of int
        (rows, columns) of patches.
    picture_size : tuple of int
        (width, height) of the picture as it was.
    inner_size : tuple of int
        (width, height) of what was made of it, without padding.
    affine : Affine
        From the fitted picture to the original one.
    """

    patch_size: int
    grid: Size
    picture_size: Size
    inner_size: Size
    affine: Affine

    @property
    def num_patches(self) -> int:
        """How long the sequence is."""
        return self.grid[0] * self.grid[1]

    @property
    def fitted_size(self) -> Size:
        """(width, height) of what is cut, padding included."""
        rows, columns = self.grid
        return columns * self.patch_size, rows * self.patch_size

    @property
    def coverage(self) -> np.ndarray:
        """The share of each patch that is picture, shape (N,) float32; below 1 it is padded."""
        width, height = self.inner_size
        down, across = (
            np.clip(side - self.patch_size * np.arange(count), 0, self.patch_size)
            for side, count in zip((height, width), self.grid, strict=True)
        )
        return (np.outer(down, across) / self.patch_size**2).astype(np.float32).ravel()

    @property
    def padded(self) -> np.ndarray:
        """The mask of the patches that hold padding, shape (N,) bool."""
        return self.coverage < 1

    @property
    def boxes(self) -> np.ndarray:
        """Each patch on the original picture, padding too: (left, top, right, bottom), (N, 4)."""
        rows, columns = self.grid
        row, column = np.divmod(np.arange(rows * columns), columns)
        first = self.patch_size * np.stack([column, row], axis=1)
        corners = (self.affine.to_original(place) for place in (first, first + self.patch_size))
        return np.concatenate(list(corners), axis=1)

    def on_original(self, values: np.ndarray) -> np.ndarray:
        """Draw a number per patch on the original picture, unsmoothed.

        Parameters
        ----------
        values : ndarray
            Length N, or shape (rows, columns).

        Returns
        -------
        ndarray
            Shape (height, width) float64; NaN where cropping left no patch.
        """
        rows, columns = self.grid
        across, down = (self._patch_of_pixel(axis) for axis in (0, 1))
        inside = np.ix_((down >= 0) & (down < rows), (across >= 0) & (across < columns))
        drawn = np.full((len(down), len(across)), np.nan)
        near = np.ix_(down.clip(0, rows - 1), across.clip(0, columns - 1))
        drawn[inside] = np.asarray(values).reshape(rows, columns)[near][inside]
        return drawn

    def _patch_of_pixel(self, axis: int) -> np.ndarray:
        """Return the column (axis 0) or row (axis 1) that the centre of each pixel lies in."""
        centres = np.arange(self.picture_size[axis]) + 0.5
        fitted = (centres - self.affine.shift[axis]) / self.affine.scale[axis]
        return np.floor(fitted / self.patch_size).astype(np.int64)


@lru_cache(maxsize=256)  # a slider comes back, and pictures of a set are all of one size
def layout_of(size: Size, patch_size: int, fit: str = "pad") -> Layout:
    """Return how a picture is cut, without cutting it.

    Parameters
    ----------
    size : tuple of int
        (width, height) of the picture.
    patch_size : int
        Side of a patch in pixels.
    fit : str
        A key of `FITS`. "pad" goes on to the right and below with the last pixels. "crop" keeps as
        many patches from the middle as are whole. "resize" brings the longer side to the nearest
        number of patches, keeps the proportions, and pads the other. "stretch" brings each side to
        its own nearest number.

    Raises
    ------
    BadSetting
        If there is no such patch size or fit.
    PatchTooLarge
        If the picture has less than one patch, or would be mostly padding.
    TooManyPatches
        If the sequence would be longer than `MOST_PATCHES`.
    """
    KNOBS["patch_size"].check("patch_size", patch_size)
    KNOBS["fit"].check("fit", fit)
    if not _is_possible(size, patch_size, fit):
        most = next((p for p in range(patch_size - 1, 0, -1) if _is_possible(size, p, fit)), 1)
        width, height = size
        raise PatchTooLarge(patch_size=patch_size, width=width, height=height, most=most)
    layout = _layout(size, patch_size, fit)
    if layout.num_patches > MOST_PATCHES:
        raise TooManyPatches(patches=layout.num_patches, patch_size=patch_size, most=MOST_PATCHES)
    return layout


def _is_possible(size: Size, patch_size: int, fit: str) -> bool:
    if fit == "crop":
        return patch_size <= min(size)
    width, height = (-(-side // patch_size) * patch_size for side in size)
    return patch_size <= max(size) and width * height <= MOST_PIXELS


def _layout(size: Size, patch_size: int, fit: str) -> Layout:
    width, height = size
    scale, shift, inner = (1.0, 1.0), (0.0, 0.0), size
    if fit == "crop":
        inner = width // patch_size * patch_size, height // patch_size * patch_size
        shift = float((width - inner[0]) // 2), float((height - inner[1]) // 2)
    elif fit != "pad":
        inner = _resized(size, patch_size) if fit == "resize" else _stretched(size, patch_size)
        scale = width / inner[0], height / inner[1]
    columns, rows = (-(-side // patch_size) for side in inner)
    return Layout(patch_size, (rows, columns), size, inner, Affine(scale, shift))


def _stretched(size: Size, patch_size: int) -> Size:
    """Return both sides at their nearest number of patches, at least one."""
    width, height = (max(1, round(side / patch_size)) * patch_size for side in size)
    return width, height


def _resized(size: Size, patch_size: int) -> Size:
    """Return both sides times what brings the longer one to its nearest number of patches."""
    longer = max(_stretched((max(size), 1), patch_size))
    width, height = (max(1, round(side * longer / max(size))) for side in size)
    return width, height
