"""One small model of every kind, for pictures whose sizes are all different."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from core.models import (
    ImageModel,
    PatchInputs,
    PatchModel,
    ResNet18,
    SimpleCNN,
    TrunkSettings,
    initialise,
)

B, C, H, W, K = 5, 3, 14, 18, 4
SHAPE = (C, H, W)


def patch_model(
    trunk: str = "transformer",
    *,
    encoding: str = "sincos2d",
    class_token: bool = False,
    num_layers: int = 2,
) -> PatchModel:
    inputs = PatchInputs(SHAPE, 4, encoding, 16, class_token=class_token)
    settings = TrunkSettings(hidden_size=24, num_layers=num_layers, num_heads=3, dropout=0.2)
    return PatchModel(inputs, trunk, K, settings)


KINDS: Mapping[str, Callable[[], ImageModel]] = {
    "cnn": lambda: SimpleCNN(SHAPE, K, width=6, dropout=0.2),
    "resnet small": lambda: ResNet18(SHAPE, K, width=4, stem="small", dropout=0.0),
    "resnet large": lambda: ResNet18(SHAPE, K, width=4, stem="large", dropout=0.0),
    "vit mean": patch_model,
    "vit token": lambda: patch_model(class_token=True),
    "lstm": lambda: patch_model("lstm"),
    "gru": lambda: patch_model("gru"),
    "rnn": lambda: patch_model("rnn"),
}


def new_model(kind: str, seed: int = 0) -> ImageModel:
    return drawn(KINDS[kind](), seed)


def drawn(model: ImageModel, seed: int = 0) -> ImageModel:
    initialise(model, torch.Generator().manual_seed(seed))
    return model


def pictures(seed: int = 1, count: int = B) -> Tensor:
    return torch.randn(count, *SHAPE, generator=torch.Generator().manual_seed(seed))
