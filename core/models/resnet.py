"""ResNet-18: four stages of two residual blocks (He et al., 2016, arXiv 1512.03385).

Two stems: `small` for pictures of some tens of pixels (one 3 × 3 convolution that keeps the size;
4 × 4 is left of 32 × 32 at the end) and `large`, the paper's own for photographs (7 × 7 with stride
2, then a pooling of stride 2; it leaves a single cell of 32 × 32, of which no map can be drawn).
The paper's width is 64; 16 is what a CPU learns in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from core.models.class_head import ClassHead
from core.models.vision import ImageModel, convolution
from core.words import N_

STEMS: Mapping[str, str] = {
    "auto": N_("To fit the pictures"),
    "small": N_("Small: keeps the size"),
    "large": N_("Large: a quarter of it"),
}
LARGE_FROM = 96
"""From this side on the large stem fits: less would leave fewer than 3 × 3 cells."""


class ResidualBlock(nn.Module):
    """Two convolutions, added to what came in.

    Parameters
    ----------
    num_in, num_out : int
        Channels.
    stride : int
        2 halves the sides; what came in is then brought there by a 1 × 1 convolution.
    """

    def __init__(self, num_in: int, num_out: int, stride: int) -> None:
        super().__init__()
        self.convolution1 = convolution(num_in, num_out, stride=stride)
        self.norm1 = nn.BatchNorm2d(num_out)
        self.convolution2 = convolution(num_out, num_out)
        self.norm2 = nn.BatchNorm2d(num_out)
        self.shortcut = nn.Sequential()
        if stride != 1 or num_in != num_out:
            self.shortcut = nn.Sequential(
                convolution(num_in, num_out, size=1, stride=stride), nn.BatchNorm2d(num_out)
            )

    def forward(self, x_BCHW: Tensor) -> Tensor:
        """Return the sum after its ReLU, shape (B,C,h,w)."""
        found = torch.relu(self.norm1(self.convolution1(x_BCHW)))
        found = self.norm2(self.convolution2(found))
        return torch.relu(found + self.shortcut(x_BCHW))


class ResNet18(ImageModel):
    """A stem, four stages of 1, 2, 4 and 8 times `width` channels, and the mean over the map.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of a picture.
    num_classes : int
    width : int
        Channels of the first stage; a multiple of 8 is fastest.
    stem : str
        A key of `STEMS`.
    dropout : float
        Share of the last vector's numbers silenced in training.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        num_classes: int,
        *,
        width: int,
        stem: str,
        dropout: float,
    ) -> None:
        super().__init__()
        channels, height, side = shape
        if stem == "auto":
            stem = "large" if min(height, side) >= LARGE_FROM else "small"
        self.width = 8 * width
        self.stem = _stem(channels, width, stem)
        self.stage1 = _stage(width, width, stride=1)
        self.stage2 = _stage(width, 2 * width, stride=2)
        self.stage3 = _stage(2 * width, 4 * width, stride=2)
        self.stage4 = _stage(4 * width, 8 * width, stride=2)
        self.head = ClassHead(self.width, num_classes, dropout=dropout)

    def features(self, images_BCHW: Tensor) -> Tensor:
        """Return each picture's mean over the last map, shape (B,1,D)."""
        maps = images_BCHW
        for stage in self.stages().values():
            maps = stage(maps)
        return maps.mean(dim=(2, 3))[:, None]

    def stages(self) -> Mapping[str, nn.Module]:
        """Return stem and stages; each but the first two halves the sides of the map."""
        names = ("stem", "stage1", "stage2", "stage3", "stage4")
        return {name: getattr(self, name) for name in names}


def _stem(channels: int, width: int, stem: str) -> nn.Sequential:
    if stem == "small":
        return nn.Sequential(convolution(channels, width), nn.BatchNorm2d(width), nn.ReLU())
    return nn.Sequential(
        convolution(channels, width, size=7, stride=2),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def _stage(num_in: int, num_out: int, *, stride: int) -> nn.Sequential:
    return nn.Sequential(ResidualBlock(num_in, num_out, stride), ResidualBlock(num_out, num_out, 1))
