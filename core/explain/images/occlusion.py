"""Occlusion: what the answer loses when a window of the picture is covered.

Zeiler and Fergus, 2014. The windows stand side by side from the top left, as patches do; the last
ones are cut off where the picture ends.
"""

from __future__ import annotations

from itertools import product

import torch
from torch import Tensor

from core.explain.images.baselines import baseline_of
from core.explain.images.map import Map
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel

WINDOW_SHARE = 0.125
"""Side of a window as a share of the picture's shorter side, where a model has no patches."""


def occlusion(
    model: ImageModel, images_BCHW: Tensor, goal: Goal, baseline: str = "blur", window: int = 0
) -> Map:
    """Return the score minus the score without it for each pixel, in logits.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal : Goal
    baseline : str
        What covers: "blur" or "zero", see `core.explain.images.baselines`.
    window : int
        Side of a window in pixels; 0 is the model's patch, or an eighth of the picture.
    """
    height, width = images_BCHW.shape[2:]
    side = window or model.patch_size or max(1, round(WINDOW_SHARE * min(height, width)))
    tops, lefts = range(0, height, side), range(0, width, side)
    effect_BHW = torch.empty(len(images_BCHW), height, width)
    with held_still(model), torch.no_grad():
        cover_BCHW = baseline_of(images_BCHW, baseline)
        whole_B = goal.score(model(images_BCHW))
        for top, left in product(tops, lefts):
            hole = (slice(top, top + side), slice(left, left + side))
            covered_BCHW = images_BCHW.clone()
            covered_BCHW[:, :, *hole] = cover_BCHW[:, :, *hole]
            without_B = goal.score(model(covered_BCHW))
            effect_BHW[:, *hole] = (whole_B - without_B).cpu()[:, None, None]
    return Map(effect_BHW.numpy(), signed=True, cells=(len(tops), len(lefts)))
