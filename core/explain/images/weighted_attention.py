"""Attention weighted by gradients: of what was looked at, what the answer rises with.

Chefer, Gur and Wolf, 2021, "Generic attention-model explainability": each head's weights times
their gradients, what is below zero cut off, the mean of the heads; carried through the layers as in
rollout. Unlike rollout it knows the class.
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.explain.images.map import Map, on_patches
from core.explain.images.probing import Goal, held_still
from core.explain.images.rollout import read_out
from core.models.patches import PatchModel
from core.models.vision import ImageModel


def weighted_attention(model: ImageModel, images_BCHW: Tensor, goal: Goal) -> Map:
    """Return the relevance of each patch.

    Raises
    ------
    TypeError
        If the model reads no patches.
    """
    if not isinstance(model, PatchModel):
        raise TypeError(f"{type(model).__name__} has no attention")
    with held_still(model):
        # gradients flow from the pictures, so that weights that are frozen do not hinder them
        logits_BK, layers = model.look(images_BCHW.detach().clone().requires_grad_())
        slopes = torch.autograd.grad(goal.score(logits_BK).sum(), layers)
    relevance_BTT = relevance([layer.detach() for layer in layers], slopes)
    return on_patches(
        read_out(relevance_BTT, has_class_token=model.has_class_token),
        (images_BCHW.shape[2], images_BCHW.shape[3]),
        model.patch_size,
    )


def relevance(layers_BHTT: list[Tensor], slopes_BHTT: tuple[Tensor, ...]) -> Tensor:
    """Return what reaches each token from each other, beside itself, shape (B,T,T).

    Parameters
    ----------
    layers_BHTT : list of torch.Tensor
        The attention weights of every layer, the first one first.
    slopes_BHTT : tuple of torch.Tensor
        The gradient of the score by each of them, in the same order.
    """
    own_TT = torch.eye(layers_BHTT[0].shape[-1], device=layers_BHTT[0].device)
    reached_BTT = own_TT.expand(len(layers_BHTT[0]), -1, -1)
    for weights_BHTT, slope_BHTT in zip(layers_BHTT, slopes_BHTT, strict=True):
        passed_BTT = (weights_BHTT * slope_BHTT).relu().mean(dim=1)
        reached_BTT = reached_BTT + passed_BTT @ reached_BTT
    return reached_BTT - own_TT
