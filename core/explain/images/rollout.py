"""Attention rollout: how much of each patch reaches the place that the answer is read from.

Abnar and Zuidema, 2020. Every layer passes on what it found and what it had; the product over the
layers, each row brought to 1, tells where it came from. It knows no class: a patch that speaks
against the answer is looked at as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from core.explain.images.map import Map, on_patches
from core.explain.images.probing import held_still
from core.models.vision import ImageModel


def attention_rollout(model: ImageModel, images_BCHW: Tensor, fuse: str = "mean") -> Map:
    """Return the share of each patch in what the answer is read from.

    Parameters
    ----------
    model : ImageModel
        With attention.
    images_BCHW : torch.Tensor
    fuse : str
        "mean" of the heads, or "max": a patch counts as much as for the head that wants it most.

    Raises
    ------
    TypeError
        If the model has no attention.
    """
    rolled_BTT = rollout(attention_of(model, images_BCHW), fuse)
    return on_patches(
        read_out(rolled_BTT, has_class_token=model.has_class_token),
        (images_BCHW.shape[2], images_BCHW.shape[3]),
        model.patch_size,
    )


def attention_of(model: ImageModel, images_BCHW: Tensor) -> list[Tensor]:
    """Return every layer's weights, each (B,H,T,T).

    Raises
    ------
    TypeError
        If the model has no attention.
    """
    with held_still(model), torch.no_grad():
        layers = model.attention(images_BCHW)
    if not layers:
        raise TypeError(f"{type(model).__name__} has no attention")
    return layers


def rollout(layers_BHTT: Sequence[Tensor], fuse: str = "mean") -> Tensor:
    """Return the product of all layers, float64, shape (B,T,T); every row sums to 1.

    Parameters
    ----------
    layers_BHTT : sequence of torch.Tensor
        The attention weights of every layer, the first one first.
    fuse : str
        What is made of the heads: "mean" or "max".
    """
    own_TT = torch.eye(layers_BHTT[0].shape[-1], dtype=torch.float64, device=layers_BHTT[0].device)
    rolled_BTT = own_TT.expand(len(layers_BHTT[0]), -1, -1)
    for weights_BHTT in layers_BHTT:
        heads_BHTT = weights_BHTT.double()
        fused_BTT = heads_BHTT.amax(dim=1) if fuse == "max" else heads_BHTT.mean(dim=1)
        passed_BTT = fused_BTT + own_TT
        rolled_BTT = passed_BTT / passed_BTT.sum(dim=-1, keepdim=True) @ rolled_BTT
    return rolled_BTT


def read_out(seen_BTT: Tensor, *, has_class_token: bool) -> Tensor:
    """Return what the head sees of each patch, shape (B,P): by the class token, or by the mean."""
    return seen_BTT[:, 0, 1:] if has_class_token else seen_BTT.mean(dim=1)
