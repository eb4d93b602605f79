"""Where a model of patches looks in one picture: every head of every layer, from every patch.

The weights are computed here, for this picture alone; training goes by the fused kernel, which
keeps none. They say what was looked at, not what decided.

Conventions: L layers and H heads, counted from 0, −1 is the last layer and the mean of the heads;
P patches in reading order, counted from 0. What a patch sees sums to 1 over all that it looks at,
itself and the class token included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.explain.images.attention import all_heads
from core.explain.images.rollout import rollout
from core.models import ImageModel
from core.models.patches import PatchModel
from core.models.transformer import TransformerEncoder
from core.recipes.images.asking import Seen
from core.recipes.images.keeping import Opened
from core.training.devices import device_of

LAST, MEAN = -1, -1


@dataclass(frozen=True, eq=False)
class Attending:
    """The attention of one picture.

    Attributes
    ----------
    weights : numpy.ndarray, float32, shape (L, H, T, T)
        Of the T tokens: a class token first, where there is one, then the P patches.
    grid : tuple of int
        Rows and columns of patches.
    patch_size : int
        In pixels of the model's picture.
    size : tuple of int
        Height and width of the model's picture; the last patches may reach beyond it.
    """

    weights: NDArray[np.float32]
    grid: tuple[int, int]
    patch_size: int
    size: tuple[int, int]

    @property
    def num_layers(self) -> int:
        """L."""
        return len(self.weights)

    @property
    def num_heads(self) -> int:
        """H."""
        return int(self.weights.shape[1])

    @property
    def num_patches(self) -> int:
        """P."""
        return self.grid[0] * self.grid[1]

    @property
    def has_class_token(self) -> bool:
        """Whether a token of its own stands before the patches."""
        return bool(self.weights.shape[-1] > self.num_patches)

    def seen_from(self, patch: int, layer: int = LAST, head: int = MEAN) -> NDArray[np.float32]:
        """Return how much of its attention one patch gives to each, shape (rows, columns)."""
        heads_HTT = self.weights[layer]
        seen_TT = heads_HTT.mean(axis=0) if head == MEAN else heads_HTT[head]
        first = int(self.has_class_token)
        row: NDArray[np.float32] = seen_TT[first + patch, first:].reshape(self.grid)
        return row

    def flow_from(self, patch: int) -> NDArray[np.float32]:
        """Return what of each patch reaches one after all layers (rollout), (rows, columns)."""
        layers = [torch.from_numpy(layer)[None] for layer in self.weights]
        first = int(self.has_class_token)
        row = rollout(layers)[0, first + patch, first:].numpy().astype(np.float32)
        found: NDArray[np.float32] = row.reshape(self.grid)
        return found

    def on_pixels(self, values: np.ndarray) -> np.ndarray:
        """Return a number for each patch, (rows, columns), as a map (H, W) without smoothing."""
        whole = values.repeat(self.patch_size, axis=0).repeat(self.patch_size, axis=1)
        height, width = self.size
        return np.asarray(whole[:height, :width])

    def patch_at(self, x: float, y: float) -> int | None:
        """Return the patch that a point of the model's picture lies in; None outside of it."""
        height, width = self.size
        if not (0 <= x < width and 0 <= y < height):
            return None
        return int(y // self.patch_size) * self.grid[1] + int(x // self.patch_size)


def has_attention(model: ImageModel) -> bool:
    """Tell whether a model looks from patch to patch."""
    return isinstance(model, PatchModel) and isinstance(model.trunk, TransformerEncoder)


def attending(opened: Opened, seen: Seen) -> Attending | None:
    """Return the attention of the first of some pictures; None where the model has none."""
    model = opened.model
    if not (isinstance(model, PatchModel) and has_attention(model)):
        return None
    x_BCHW = torch.as_tensor(seen.images[:1], device=device_of(model))
    _, height, width = opened.preprocessing.shape
    return Attending(all_heads(model, x_BCHW)[0], model.grid, model.patch_size, (height, width))


@dataclass(frozen=True)
class Gaze:
    """What one patch looks at most.

    Attributes
    ----------
    row, column : int
        Of the patch that gets most, counted from 0.
    share : float
        How much of the attention it gets, 0 to 1.
    itself : bool
        Whether that is the patch that looks.
    is_even : bool
        Whether no patch gets more than twice an equal share: it looks everywhere and nowhere.
    """

    row: int
    column: int
    share: float
    itself: bool
    is_even: bool


EVEN = 2.0
"""A patch that gets less than so many equal shares is not singled out."""


def gaze_of(values: np.ndarray, patch: int) -> Gaze:
    """Return what a patch looks at most, from what it gives to each, shape (rows, columns)."""
    most = int(values.argmax())
    row, column = divmod(most, values.shape[1])
    share = float(values.flat[most])
    is_even = share < EVEN * float(values.mean())
    return Gaze(row, column, share, most == patch, is_even)
