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
    slope_BDHW, features_BDHW = slope_of(
        model, stages[stage or list(stages)[-1]], images_BCHW, goal
    )
    cam_BHW = weighted_features(slope_BDHW, features_BDHW).relu()
    return between_cells(cam_BHW, images_BCHW)


def slope_of(
    model: ImageModel, stage: nn.Module, images_BCHW: Tensor, goal: Goal
) -> tuple[Tensor, Tensor]:
    """Return the gradient of the score by a stage's features, and these, each (B,D,rows,columns).

    Weights that are frozen do not hinder it: the gradient is asked of the features.
    """
    with held_still(model), feature_map(stage) as caught:
        score = goal.score(model(images_BCHW.detach())).sum()
        (slope_BDHW,) = torch.autograd.grad(score, caught[-1])
    return slope_BDHW, caught[-1].detach()


def weighted_features(slope_BDHW: Tensor, features_BDHW: Tensor) -> Tensor:
    """Return the sum of the features by the mean of their gradients, shape (B,rows,columns)."""
    return (slope_BDHW.mean(dim=(2, 3), keepdim=True) * features_BDHW).sum(dim=1)


def between_cells(cam_BHW: Tensor, images_BCHW: Tensor) -> Map:
    """Return the map that goes evenly from cell to cell; features overlap, patches do not."""
    fine_B1HW = F.interpolate(
        cam_BHW[:, None], size=images_BCHW.shape[2:], mode="bilinear", align_corners=False
    )
    rows, columns = cam_BHW.shape[1:]
    return Map(fine_B1HW[:, 0].float().cpu().numpy(), signed=False, cells=(rows, columns))
