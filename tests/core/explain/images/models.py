"""Small image models: a linear one, of which every explanation is known, a net, a ViT."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from core.models import TrunkSettings
from core.models.class_head import ClassHead
from core.models.patch_inputs import PatchInputs
from core.models.patches import PatchModel
from core.models.vision import ImageModel

B, C, H, W, K = 3, 2, 12, 15, 4
PATCH = 4  # 3 rows and 4 columns, the last of which reaches beyond the picture
WEIGHTS = np.random.default_rng(3).normal(size=(K, C, H, W))


def pictures(num: int = B, seed: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(num, C, H, W)).astype(np.float32)


def tensors(num: int = B, seed: int = 4) -> Tensor:
    return torch.from_numpy(pictures(num, seed))


class Linear(ImageModel):
    """Answer with weighted sums of all pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.tensor(WEIGHTS, dtype=torch.float32))

    def forward(self, images_BCHW: Tensor) -> Tensor:
        return torch.einsum("bchw,kchw->bk", images_BCHW, self.weights) + 0.7


class Net(ImageModel):
    """Convolutions that work in place, with a shortcut, a batch norm that has seen data, dropout.

    Its head is linear in the mean of the last feature maps.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(C, 6, 3, stride=2, padding=1)
        self.conv = nn.Conv2d(6, 6, 3, padding=1)
        self.norm = nn.BatchNorm2d(6)
        self.last = nn.Identity()
        self.drop = nn.Dropout(0.5)
        self.head = ClassHead(6, K, dropout=0.5)

    def features(self, images_BCHW: Tensor) -> Tensor:
        low = self.stem(images_BCHW).relu_()
        maps = self.last(self.norm(self.conv(low)) + low).relu_()
        features: Tensor = self.drop(maps.mean(dim=(2, 3)))
        return features[:, None]

    def stages(self) -> Mapping[str, nn.Module]:
        return {"stem": self.stem, "last": self.last}


def net(seed: int = 0) -> Net:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Net()
        with torch.no_grad():
            for _ in range(3):
                model(torch.randn(8, C, H, W))
            model.head.output.weight.mul_(5)
    return model


def reader(*, class_token: bool = True, trunk: str = "transformer", seed: int = 0) -> PatchModel:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inputs = PatchInputs((C, H, W), PATCH, "learned", 16, class_token=class_token)
        settings = TrunkSettings(hidden_size=16, num_layers=3, num_heads=2)
        model = PatchModel(inputs, trunk, K, settings)
        with torch.no_grad():
            for weights in model.parameters():
                weights.mul_(2)
    return model
