"""Small models whose reasons are known, opened as if they had been learnt."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from torch import nn

from core.models import ImageModel, PatchInputs, PatchModel, TrunkSettings
from core.recipes.images import Opened
from core.recipes.images.result import Result
from core.recipes.images.settings import ImageSettings
from core.runs import Source
from core.vectorizers.image_sets import Preprocessing

SIDE = 16
PLACES = {"corners": ((0, 0), (0, 10), (10, 0), (10, 10)), "middle": ((5, 5),) * 2}
PATCH_HEIGHT, PATCH_WIDTH, PATCH = 12, 15, 4  # 3 rows and 4 columns, the last reaches beyond


class Weighing(ImageModel):
    """Answer with the place, 6 × 6 pixels, that is brightest; the middle's two classes differ."""

    def __init__(self, places: tuple[tuple[int, int], ...], *, learnt: bool = True) -> None:
        super().__init__()
        weights = torch.zeros(len(places), 1, SIDE, SIDE)
        for k, (top, left) in enumerate(places):
            weights[k, :, top : top + 6, left : left + 6] = (
                0.05 if len(set(places)) > 1 else 0.05 - k
            )
        if learnt:
            self.weights: torch.Tensor = nn.Parameter(weights)
        else:  # nothing to forget: every map stays as it is
            self.register_buffer("weights", weights)
            self.other = nn.Parameter(torch.zeros(1))

    def forward(self, images_BCHW: torch.Tensor) -> torch.Tensor:
        return torch.einsum("bchw,kchw->bk", images_BCHW, self.weights)


def opened(model: ImageModel, preprocessing: Preprocessing, num_classes: int) -> Opened:
    """Return a model as an artifact would give it, but for what is known of its learning."""
    classes = tuple(f"class {k}" for k in range(num_classes))
    result = cast(Result, None)
    source = Source("made", sample="digits")
    return Opened(model.eval(), preprocessing, classes, ImageSettings(), result, source)


def weighing(kind: str, *, learnt: bool = True) -> Opened:
    """Return a model that weighs the corners, or the middle."""
    places = PLACES[kind]
    preprocessing = Preprocessing(SIDE, SIDE, 1, (0.5,), (0.25,))
    return opened(Weighing(places, learnt=learnt), preprocessing, len(places))


def lit(kind: str, count: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return noisy grey pictures, each with one place lit, and where it is."""
    random = np.random.default_rng(5)
    pictures, masks = [], []
    for number in range(count):
        top, left = PLACES[kind][number % len(PLACES[kind])]
        mask = np.zeros((SIDE, SIDE), dtype=np.bool_)
        mask[top : top + 6, left : left + 6] = True
        noise = random.normal(0, 12, size=(SIDE, SIDE))
        grey = np.clip(90 + 120 * mask + noise, 0, 255).astype(np.uint8)
        pictures.append(grey[..., None])
        masks.append(mask)
    return pictures, masks


def reader(*, class_token: bool = True, encoding: str = "sincos2d") -> Opened:
    """Return a ViT with random weights, large enough that it looks somewhere."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(2)
        shape = (3, PATCH_HEIGHT, PATCH_WIDTH)
        inputs = PatchInputs(shape, PATCH, encoding, 16, class_token=class_token)
        settings = TrunkSettings(hidden_size=16, num_layers=3, num_heads=2)
        model = PatchModel(inputs, "transformer", 5, settings)
        with torch.no_grad():
            for weights in model.parameters():
                weights.mul_(2)
    preprocessing = Preprocessing(PATCH_HEIGHT, PATCH_WIDTH, 3, (0.4,) * 3, (0.2,) * 3)
    return opened(model, preprocessing, 5)


def coloured(count: int, seed: int = 3) -> list[np.ndarray]:
    """Return pictures of noise, uint8, each (12, 15, 3)."""
    random = np.random.default_rng(seed)
    size = (count, PATCH_HEIGHT, PATCH_WIDTH, 3)
    return list(random.integers(0, 256, size=size, dtype=np.uint8))
