"""Saliency: how steeply the answer changes with each pixel (Simonyan, Vedaldi, Zisserman, 2014)."""

from __future__ import annotations

import torch
from torch import Tensor

from core.explain.images.map import Map, on_pixels
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel


def saliency(model: ImageModel, images_BCHW: Tensor, goal: Goal) -> Map:
    """Return the largest size of the gradient over the channels of each pixel.

    In logits per standard deviation of a pixel. A steep pixel may speak for or against the target:
    the map says how much it matters, not which way.
    """
    with held_still(model):
        x_BCHW = images_BCHW.detach().clone().requires_grad_()
        (slope_BCHW,) = torch.autograd.grad(goal.score(model(x_BCHW)).sum(), x_BCHW)
    return on_pixels(slope_BCHW.abs().amax(dim=1), signed=False)
