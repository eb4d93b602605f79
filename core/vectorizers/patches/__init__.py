"""A picture as a sequence of patches, and back to the last bit.

Conventions: patches stand row by row from the top left, and so do the numbers of a patch, the
channels of a pixel side by side: a vector has patch_size · patch_size · channels of them, as in
Dosovitskiy et al. (2021, arXiv 2010.11929). Sizes are (width, height), the grid is (rows, columns).
Coordinates are edges: pixel 0 reaches from 0 to 1. A picture that no whole number of patches covers
is made to fit, and `Layout.affine` says where everything came from, so that a number per patch can
be drawn on the picture as it was.

>>> import numpy as np
>>> pixels = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
>>> patches = patchify(pixels, 4, "pad", np.uint8)
>>> patches.layout.grid, patches.vectors.shape, patches.layout.fitted_size
((2, 2), (4, 48), (8, 8))
>>> bool((unpatchify(patches) == pixels).all())
True
"""

from core.vectorizers.patches.cutting import Patches, cut, joined, patchify, unpatchify
from core.vectorizers.patches.layout import (
    FITS,
    LARGEST_PATCH,
    MOST_PATCHES,
    Affine,
    Layout,
    PatchSettings,
    layout_of,
)

__all__ = [
    "FITS",
    "LARGEST_PATCH",
    "MOST_PATCHES",
    "Affine",
    "Layout",
    "PatchSettings",
    "Patches",
    "cut",
    "joined",
    "layout_of",
    "patchify",
    "unpatchify",
]
