"""Grad-CAM: the feature maps of a stage, each by how much the answer rises with it, added up.

Selvaraju et al., 2017. One weight per channel: the mean of its gradient. What is below zero speaks
for other classes and is cut off.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.errors import UnknownOption
from core.explain.images.map import Map
from core.explain.images.probing import Goal, feature_map, held_still
from core.models.vision import ImageModel


def grad_cam(model: ImageModel, images_BCHW: Tensor, goal: Goal, stage: str = "") -> Map:
    """Return the map of a stage, between its cells interpolated, none below zero.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal : Goal
    stage : str
        A key of the model's `stages()`; empty for the last one.

    Raises
    ------
    UnknownOption
        If the model has no such stage.
    """
    stages = model.stages()
    if stage not in stages and (stage or not stages):
        raise UnknownOption(setting="stage", value=stage, options=", ".join(stages))
    cam_BHW = weighted_features(model, stages[stage or list(stages)[-1]], images_BCHW, goal).relu()
    rows, columns = cam_BHW.shape[1:]
    fine_BHW = F.interpolate(
        cam_BHW[:, None], size=images_BCHW.shape[2:], mode="bilinear", align_corners=False
    )[:, 0]
    return Map(fine_BHW.float().cpu().numpy(), signed=False, cells=(rows, columns))


def weighted_features(
    model: ImageModel, stage: nn.Module, images_BCHW: Tensor, goal: Goal
) -> Tensor:
    """Return the sum of a stage's features by the mean of their gradients, shape (B,rows,columns).

    With its sign, not yet cut off. Weights that are frozen do not hinder it: gradients are asked of
    the features, not of the weights.
    """
    with held_still(model), feature_map(stage) as caught:
        score = goal.score(model(images_BCHW.detach())).sum()
        (slope_BDHW,) = torch.autograd.grad(score, caught[-1])
    weight_BD11 = slope_BDHW.mean(dim=(2, 3), keepdim=True)
    return (weight_BD11 * caught[-1].detach()).sum(dim=1)
