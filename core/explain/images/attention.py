"""Where one head of one layer looks, from one patch: the attention weights themselves.

They say what was looked at, not what decided: `core.metrics.attribution` measures that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.errors import OutOfRange
from core.explain.images.map import Map, on_patches
from core.explain.images.rollout import attention_of, read_out
from core.models.vision import ImageModel


@dataclass(frozen=True)
class Look:
    """Which weights: a layer, a head and the patch that looks, each counted from 0.

    −1 is the last layer, the mean of the heads, and the place that the answer is read from.
    """

    layer: int = -1
    head: int = -1
    patch: int = -1


def attention(model: ImageModel, images_BCHW: Tensor, look: Look) -> Map:
    """Return how much of its attention falls on each patch.

    Raises
    ------
    OutOfRange
        If there is no such layer, head or patch.
    """
    layers = attention_of(model, images_BCHW)
    weights_BHTT = layers[_within("layer", look.layer, len(layers))]
    head = _within("head", look.head, weights_BHTT.shape[1])
    seen_BTT = weights_BHTT.mean(dim=1) if head < 0 else weights_BHTT[:, head]
    first = int(model.has_class_token)
    patch = _within("patch", look.patch, seen_BTT.shape[1] - first)
    if patch < 0:
        values_BP = read_out(seen_BTT, has_class_token=model.has_class_token)
    else:
        values_BP = seen_BTT[:, first + patch, first:]
    return on_patches(values_BP, (images_BCHW.shape[2], images_BCHW.shape[3]), model.patch_size)


def all_heads(model: ImageModel, images_BCHW: Tensor) -> np.ndarray:
    """Return every layer's weights, float32, shape (B,L,H,T,T): L layers of H heads, T tokens.

    Each row sums to 1. Token 0 is the class token where the model has one, then the patches in
    reading order.
    """
    return torch.stack(attention_of(model, images_BCHW), dim=1).float().cpu().numpy()


def _within(setting: str, value: int, count: int) -> int:
    if not -1 <= value < count:
        raise OutOfRange(setting=setting, value=value, low=-1, high=count - 1)
    return value
