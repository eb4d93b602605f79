"""The same model having learnt nothing: what an explanation must not survive.

Adebayo et al., 2018, "Sanity checks for saliency maps": a map that looks the same when the weights
are drawn at random shows the picture, not the model.
"""

from __future__ import annotations

import copy

import torch

from core.models.vision import ImageModel


def randomised(model: ImageModel, seed: int = 0) -> ImageModel:
    """Return a copy in which each tensor of weights has its numbers in another order.

    So sizes stay as they were learnt, whatever the layers are, and what was learnt is gone.
    """
    generator = torch.Generator().manual_seed(seed)
    other = copy.deepcopy(model)
    with torch.no_grad():
        for weights in other.parameters():
            order = torch.randperm(weights.numel(), generator=generator).to(weights.device)
            weights.copy_(weights.flatten()[order].view_as(weights))
    return other
