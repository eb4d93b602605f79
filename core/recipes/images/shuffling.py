"""What the order of patches is worth: accuracy on test pictures whose patches were shuffled.

A Transformer that is told no positions reads a bag of patches: shuffled or not, its answer is the
same. So the position code is judged by what shuffling costs, and by what is left of the model when
its code is taken away. A convolutional net has no such code; it meets the shuffled picture as it
is.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.explain.images.answering import likeliest
from core.metrics.forecast import wilson
from core.models import ImageModel
from core.models.patches import PatchModel
from core.recipes.images.keeping import Opened
from core.vectorizers.image_sets import ImageSet

MOST_PICTURES = 1_000
MOST_PIXELS = MOST_PICTURES * 32 * 32
FEWEST_PICTURES = 50
PATCHES_ACROSS = 8
"""A model that reads whole pictures is shown them in so many patches a side."""
NO_CODE = "none"


@dataclass(frozen=True)
class Rate:
    """How many of some pictures were named rightly."""

    num_right: int
    count: int

    @property
    def share(self) -> float:
        """The accuracy, 0 to 1."""
        return self.num_right / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """Its interval at 95 %, by Wilson."""
        return wilson(self.num_right, self.count)


@dataclass(frozen=True)
class Order:
    """The accuracy on pictures as they are, and on the same pictures with patches shuffled."""

    kept: Rate
    shuffled: Rate


@dataclass(frozen=True)
class Shuffling:
    """What the order of patches is worth to a model.

    Attributes
    ----------
    patch_size : int
        Of what was shuffled, in pixels of the model's picture.
    learnt : Order
        The model as it is.
    without_code : Order, optional
        The same weights without their position code; None where there is none.
    """

    patch_size: int
    learnt: Order
    without_code: Order | None


def shuffling(opened: Opened, pictures: ImageSet, seed: int = 0) -> Shuffling:
    """Return the accuracies on the first test pictures of a set; each is shuffled its own way."""
    preprocessing = opened.preprocessing
    _, height, width = preprocessing.shape
    most = max(FEWEST_PICTURES, MOST_PIXELS // (height * width))
    places = pictures.test[:most]
    images = preprocessing.standardised(preprocessing.fitted(pictures.images[places]))
    side = opened.model.patch_size or max(2, min(height, width) // PATCHES_ACROSS)
    mixed = shuffled_patches(images, side, seed)
    labels = pictures.labels[places]

    def order(model: ImageModel) -> Order:
        return Order(_rate(model, images, labels), _rate(model, mixed, labels))

    coded = isinstance(opened.model, PatchModel) and opened.settings.encoding != NO_CODE
    bare = order(without_code(opened.model)) if coded else None
    return Shuffling(side, order(opened.model), bare)


def shuffled_patches(images: NDArray[np.float32], side: int, seed: int = 0) -> NDArray[np.float32]:
    """Return pictures (B, C, H, W) with their whole patches in another order, each its own.

    What no whole patch covers, on the right and below, stays where it is.
    """
    count, channels, height, width = images.shape
    rows, columns = height // side, width // side
    grid = (count, channels, rows, side, columns, side)
    inner = images[:, :, : rows * side, : columns * side]
    parts = inner.reshape(grid).transpose(0, 2, 4, 1, 3, 5)
    flat = parts.reshape(count, rows * columns, channels, side, side)
    places = np.tile(np.arange(rows * columns), (count, 1))
    order = np.random.default_rng(seed).permuted(places, axis=1)
    mixed = np.take_along_axis(flat, order[:, :, None, None, None], axis=1)
    whole = mixed.reshape(parts.shape).transpose(0, 3, 1, 4, 2, 5)
    found = images.copy()
    found[:, :, : rows * side, : columns * side] = whole.reshape(inner.shape)
    return found


def without_code(model: ImageModel) -> ImageModel:
    """Return a copy of a model of patches that is not told where a patch stands."""
    other = copy.deepcopy(model)
    if isinstance(other, PatchModel):
        other.inputs.place = other.inputs.learnt = None
    return other


def _rate(model: ImageModel, images: NDArray[np.float32], labels: NDArray[np.int64]) -> Rate:
    said = likeliest(model, images).target_B.numpy()
    return Rate(int((said == labels).sum()), len(labels))
