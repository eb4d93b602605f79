"""Pictures as sequences: patches to vectors, and a code that says where each patch stands.

Patches stand row by row and so do their numbers, the channels of a pixel side by side, as
`core.vectorizers.patches` cuts them. Sides that the patch size does not divide are filled up with
the mean (0 of a standardised picture) on the right and below.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.models.base import Inputs
from core.vectorizers.patch_codes import CodeSettings, position_codes


def patches_of(images_BCHW: Tensor, patch_size: int) -> Tensor:
    """Return the patches of pictures in reading order, shape (B,N,P·P·C)."""
    height, side = images_BCHW.shape[2:]
    filled = F.pad(images_BCHW, (0, -side % patch_size, 0, -height % patch_size))
    rows, columns = filled.shape[2] // patch_size, filled.shape[3] // patch_size
    parts = filled.unflatten(2, (rows, patch_size)).unflatten(4, (columns, patch_size))
    patches: Tensor = parts.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)
    return patches


class PatchInputs(Inputs):
    """Turn pictures (B,C,H,W) into vectors (B,N,width), or (B,1+N,width) with a class token.

    A linear layer reads each patch; another reads the code of its place, and the two are added. A
    learnt position is a vector of its own for each place (Dosovitskiy et al., 2021, arXiv
    2010.11929).

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of a picture.
    patch_size : int
    encoding : str
        How places are told apart: a key of `core.vectorizers.patch_codes.ENCODINGS`.
    width : int
        Length of a vector; a multiple of 4.
    class_token : bool
        Put one learnt vector in front, for a head to read.
    """

    code_NE: Tensor

    def __init__(
        self,
        shape: tuple[int, int, int],
        patch_size: int,
        encoding: str,
        width: int,
        *,
        class_token: bool = False,
    ) -> None:
        super().__init__()
        channels, height, side = shape
        self.width = width
        self.patch_size = patch_size
        self.grid = -(-height // patch_size), -(-side // patch_size)
        self.project = nn.Linear(patch_size * patch_size * channels, width)
        self.class_token = nn.Embedding(1, width) if class_token else None
        num_patches = self.grid[0] * self.grid[1]
        self.learnt = nn.Embedding(num_patches, width) if encoding == "learned" else None
        code = position_codes(CodeSettings(encoding=encoding, encoding_length=width), self.grid)
        self.register_buffer("code_NE", torch.from_numpy(code), persistent=False)
        self.place = nn.Linear(code.shape[1], width, bias=False) if code.shape[1] else None

    def forward(self, images_BCHW: Tensor) -> Tensor:
        """Return a vector for every patch, the class token's first, shape (B,T,width)."""
        vectors: Tensor = self.project(patches_of(images_BCHW, self.patch_size))
        vectors = vectors + self.positions()
        if self.class_token is not None:
            token = self.class_token.weight.expand(len(vectors), 1, -1)
            vectors = torch.cat([token.to(vectors.dtype), vectors], dim=1)
        return vectors

    def positions(self) -> Tensor:
        """Return what is added to the patches for their places, shape (N,width), or zero, ()."""
        if self.learnt is not None:
            return self.learnt.weight
        if self.place is None:
            return self.project.weight.new_zeros(())
        placed: Tensor = self.place(self.code_NE)
        return placed
