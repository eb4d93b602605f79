"""Models that read pictures: what they share, and the small convolutional net.

An image model answers (B,C,H,W) pictures, float32 and standardised, with (B,K) logits. Its *trunk*
is all of it but the last layer, so that one trained on some classes can be frozen and given a new
head for others. `stages` are the modules whose outputs are feature maps, first to last: what
Grad-CAM reads. A model of patches has `attention` instead.

Shape letters beside those of `base`::

    C channels    H, W height and width    h, w those of a feature map    K classes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

import torch
from torch import Tensor, nn

from core.models.base import Model
from core.models.class_head import ClassHead

HIDDEN = 256


class ImageModel(Model):
    """What every image model promises; subclasses give `head`, `width` and `features`.

    Attributes
    ----------
    width : int
        Numbers that describe a picture before the head: what decides which arithmetic pays.
    patch_size : int
        Side of a patch; 0 where the model reads whole pictures.
    has_class_token : bool
        Whether a vector of its own, in front of the patches, is what the head reads.
    frozen : tuple of torch.nn.Module
        The parts that stay as they are; `freeze` says which.
    """

    head: ClassHead
    patch_size = 0
    has_class_token = False
    frozen: tuple[nn.Module, ...] = ()

    def features(self, images_BCHW: Tensor) -> Tensor:
        """Return the vectors that the head reads, shape (B,T,D)."""
        raise NotImplementedError

    def forward(self, images_BCHW: Tensor) -> Tensor:
        """Return a logit for every class, shape (B,K)."""
        output: Tensor = self.head(self.features(images_BCHW)).output_BKH
        return output[:, 0]

    def stages(self) -> Mapping[str, nn.Module]:
        """Return the modules that put out feature maps (B,C,h,w), in order, by name."""
        return {}

    def attention(self, images_BCHW: Tensor) -> list[Tensor]:  # noqa: ARG002 -- has none to give
        """Return every layer's attention weights, each (B,H,T,T); none where there is none."""
        return []

    def freeze(self, parts: Iterable[nn.Module]) -> None:
        """Let these parts keep their weights, and their batch norms their means."""
        self.frozen = tuple(parts)
        for part in self.frozen:
            part.requires_grad_(False)
        self.train(self.training)

    def trunk_parts(self) -> list[nn.Module]:
        """Return all parts of the model but the head."""
        return [part for part in self.children() if part is not self.head]

    def early_parts(self) -> list[nn.Module]:
        """Return the first half of the stages, which know edges and colours more than things."""
        stages = list(self.stages().values())
        return stages[: (len(stages) + 1) // 2]

    def train(self, mode: bool = True) -> Self:
        """Set training or use; frozen parts are always in use."""
        super().train(mode)
        for part in self.frozen:
            part.eval()
        return self


def convolution(num_in: int, num_out: int, *, size: int = 3, stride: int = 1) -> nn.Conv2d:
    """Return a convolution that keeps the sides (divided by `stride`); a norm follows, no bias."""
    return nn.Conv2d(num_in, num_out, size, stride, padding=size // 2, bias=False)


def convolved(num_in: int, num_out: int) -> nn.Sequential:
    """Return a 3 × 3 convolution, its batch norm and ReLU."""
    return nn.Sequential(convolution(num_in, num_out), nn.BatchNorm2d(num_out), nn.ReLU())


class SimpleCNN(ImageModel):
    """Two convolutions, each halving the sides, then a dense layer of 256.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of a picture; the sides are at least 4.
    num_classes : int
    width : int
        Channels after the first convolution; the second has twice as many.
    dropout : float
        Share of the dense layer's signals silenced in training.
    """

    def __init__(
        self, shape: tuple[int, int, int], num_classes: int, *, width: int, dropout: float
    ) -> None:
        super().__init__()
        channels, height, side = shape
        self.width = HIDDEN
        self.stage1 = convolved(channels, width)
        self.stage2 = convolved(width, 2 * width)
        self.pool = nn.MaxPool2d(2)
        self.dense = nn.Linear(2 * width * (height // 4) * (side // 4), HIDDEN)
        self.head = ClassHead(HIDDEN, num_classes, dropout=dropout)

    def features(self, images_BCHW: Tensor) -> Tensor:
        """Return what the dense layer says of each picture, shape (B,1,256)."""
        maps = self.pool(self.stage2(self.pool(self.stage1(images_BCHW))))
        features: Tensor = torch.relu(self.dense(maps.flatten(1)))
        return features[:, None]

    def stages(self) -> Mapping[str, nn.Module]:
        """Return the two convolutions; their maps are (B,C,H,W) and half as high and wide."""
        return {"stage1": self.stage1, "stage2": self.stage2}
