"""Occlusion: what the answer loses when a window of the picture is covered.

Zeiler and Fergus, 2014. The windows overlap by half; a pixel gets the mean of all that cover it.
"""

from __future__ import annotations

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
    tops, lefts = places(height, side), places(width, side)
    total_BHW = torch.zeros(len(images_BCHW), height, width, dtype=torch.float64)
    times_HW = torch.zeros(height, width, dtype=torch.float64)
    with held_still(model), torch.no_grad():
        cover_BCHW = baseline_of(images_BCHW, baseline)
        whole_B = goal.score(model(images_BCHW))
        for top, left in ((top, left) for top in tops for left in lefts):
            hole = (slice(top, top + side), slice(left, left + side))
            covered_BCHW = images_BCHW.clone()
            covered_BCHW[:, :, *hole] = cover_BCHW[:, :, *hole]
            effect_B = (whole_B - goal.score(model(covered_BCHW))).double().cpu()
            total_BHW[:, *hole] += effect_B[:, None, None]
            times_HW[*hole] += 1
    values = (total_BHW / times_HW).float().numpy()
    return Map(values, signed=True, cells=(len(tops), len(lefts)))


def places(length: int, side: int) -> list[int]:
    """Return where windows begin along one side: half a window apart, the last flush at the end.

    >>> places(length=9, side=4)
    [0, 2, 4, 5]
    """
    last = max(0, length - side)
    return sorted({*range(0, last, max(1, side // 2)), last})
