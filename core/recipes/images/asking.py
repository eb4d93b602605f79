"""A picture as a model sees it, and what the model says of it.

What stands here is the page's way to a model: a picture of any size is made to fit as those were
that the model learnt from, its mask with it, and what is found lies on the picture as it was.

Conventions: pictures are uint8, (h, w, c); classes are numbers from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.explain.images import Goal
from core.recipes.images.explaining import place_of
from core.recipes.images.keeping import Opened
from core.vectorizers.image_sets import ImageSet
from core.vectorizers.patches import Affine

MOST_JUDGED, FEWEST_JUDGED, PIXELS_JUDGED = 32, 8, 32 * 48 * 48
BRIGHT = 127
"""From here on a pixel of a mask that was resized counts as the thing."""


@dataclass(frozen=True, eq=False)
class Seen:
    """Pictures as a model sees them.

    Attributes
    ----------
    images : numpy.ndarray, float32, shape (B, C, H, W)
        Standardised.
    chances : numpy.ndarray, float32, shape (B, K)
        How probable the model finds each class.
    masks : numpy.ndarray, bool, shape (B, H, W), or None
        Where the thing is.
    """

    images: NDArray[np.float32]
    chances: NDArray[np.float32]
    masks: NDArray[np.bool_] | None

    @property
    def said(self) -> NDArray[np.int64]:
        """The class that the model answers to each picture, shape (B,)."""
        found: NDArray[np.int64] = self.chances.argmax(axis=1).astype(np.int64)
        return found

    def goal(self, target: int | None = None, contrast: int | None = None) -> Goal:
        """Return what is to be explained: a class, or what the model answers to each picture.

        Parameters
        ----------
        target : int, optional
        contrast : int, optional
            The class that it is held against.
        """
        asked = torch.from_numpy(self.said)
        if target is not None:
            asked = torch.full_like(asked, target)
        return Goal(asked, None if contrast is None else torch.full_like(asked, contrast))


def seen(opened: Opened, pixels: NDArray[np.uint8], mask: NDArray[np.bool_] | None = None) -> Seen:
    """Return one picture (h, w, c) as a model sees it, with its mask (h, w)."""
    return seen_together(opened, [pixels], None if mask is None else [mask])


def seen_together(
    opened: Opened,
    pictures: Sequence[NDArray[np.uint8]],
    masks: Sequence[NDArray[np.bool_]] | None = None,
) -> Seen:
    """Return pictures, each (h, w, c), as a model sees them, with their masks, each (h, w).

    A mask that is empty or everything tells nothing apart; with such a one all are left out.
    """
    preprocessing = opened.preprocessing
    images = preprocessing.standardised(preprocessing.fitted(pictures))
    if masks is None:
        return Seen(images, opened.chances(pictures), None)
    drawn = [np.where(mask, np.uint8(255), np.uint8(0))[..., None] for mask in masks]
    fitted = preprocessing.fitted(drawn)[..., 0] > BRIGHT
    shares = fitted.mean(axis=(1, 2))
    known = bool(((shares > 0) & (shares < 1)).all())
    return Seen(images, opened.chances(pictures), fitted if known else None)


def seen_of_set(opened: Opened, pictures: ImageSet) -> Seen:
    """Return the first test pictures of a set, as many as can be judged in a few seconds."""
    _, height, width = opened.preprocessing.shape
    most = int(np.clip(PIXELS_JUDGED // (height * width), FEWEST_JUDGED, MOST_JUDGED))
    places = pictures.test[:most]
    masks = None if pictures.masks is None else list(pictures.masks[places])
    return seen_together(opened, list(pictures.images[places]), masks)


def place_on(opened: Opened, size: tuple[int, int]) -> Affine:
    """Return where the model's picture lies on an original of (width, height) pixels."""
    return place_of(opened.preprocessing, size)
