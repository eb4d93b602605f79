"""What an explanation is: a number for every pixel that the model saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Map:
    """How much each pixel of B pictures mattered, on the pictures as the model got them.

    More is always more for the target. Of a `signed` map numbers below zero speak against it; of
    the others none is below zero. How much a pixel matters, whichever way, is its `strength`: that
    is what is drawn and judged, for a thing has edges on both sides of which one speaks against.

    Attributes
    ----------
    values : numpy.ndarray, float32, shape (B,H,W)
    signed : bool
    cells : tuple of int
        Rows and columns of the grid on which the map exists: H and W where each pixel has a number
        of its own, fewer where patches, windows or feature maps have one each.
    missed : numpy.ndarray, shape (B,), optional
        Integrated gradients: by how much the credits miss the difference that they explain.
    difference : numpy.ndarray, shape (B,), optional
        That difference, of the picture and its baseline, in logits.
    """

    values: np.ndarray
    signed: bool
    cells: tuple[int, int]
    missed: np.ndarray | None = None
    difference: np.ndarray | None = None

    @property
    def strength(self) -> np.ndarray:
        """The size of each number, shape (B,H,W)."""
        return np.asarray(np.abs(self.values))

    @property
    def completeness_error(self) -> float | None:
        """Mean size of what is missed as a share of the mean difference; None without baseline."""
        if self.missed is None or self.difference is None:
            return None
        missed, size = float(np.abs(self.missed).mean()), float(np.abs(self.difference).mean())
        return missed / size if size > 0 else missed


def joined(maps: Sequence[Map]) -> Map:
    """Return maps of one method on several lots of pictures as one."""

    def together(parts: list[np.ndarray | None]) -> np.ndarray | None:
        known = [part for part in parts if part is not None]
        return np.concatenate(known) if known else None

    return Map(
        values=np.concatenate([one.values for one in maps]),
        signed=maps[0].signed,
        cells=maps[0].cells,
        missed=together([one.missed for one in maps]),
        difference=together([one.difference for one in maps]),
    )


def on_pixels(values_BHW: Tensor, *, signed: bool) -> Map:
    """Return the map of a method that gives every pixel a number of its own."""
    values = values_BHW.detach().float().cpu().numpy()
    return Map(values, signed, (values.shape[1], values.shape[2]))


def on_patches(values_BP: Tensor, size: tuple[int, int], patch_size: int) -> Map:
    """Return the map of a method that gives every patch a number, in reading order, none below 0.

    Parameters
    ----------
    values_BP : torch.Tensor
    size : tuple of int
        Height and width of the pictures, in pixels.
    patch_size : int
        The side of a patch, in pixels. Each patch is drawn as it is, without smoothing; of the last
        ones what lies beyond the picture is cut off.
    """
    rows, columns = -(-size[0] // patch_size), -(-size[1] // patch_size)
    grid = values_BP.detach().float().cpu().numpy().reshape(-1, rows, columns)
    whole = grid.repeat(patch_size, axis=1).repeat(patch_size, axis=2)
    return Map(whole[:, : size[0], : size[1]], signed=False, cells=(rows, columns))
