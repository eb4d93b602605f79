"""Integrated gradients: credit for what each pixel adds on the way from a baseline to the picture.

Sundararajan, Taly and Yan, 2017. The credits of all pixels sum to the difference of the two
answers; how far they miss it, the *completeness error*, says whether to trust the map. Where it is
one percent or more, the path is walked again with twice as many points.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.explain.images.baselines import baseline_of
from core.explain.images.map import Map
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel

FIRST_POINTS, MOST_POINTS = 16, 1024
MOST_MISSED = 0.01
SMALLEST_DIFFERENCE = 0.1
"""Logits. Of a smaller difference no exact shares are asked: they would be shares of nothing."""


def integrated_gradients(
    model: ImageModel,
    images_BCHW: Tensor,
    goal: Goal,
    baseline: str = "blur",
    num_points: int = FIRST_POINTS,
) -> Map:
    """Return the credit of each pixel, its channels together, in logits.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal : Goal
    baseline : str
        "blur" or "zero", see `core.explain.images.baselines`.
    num_points : int
        Points on the path to begin with (Gauss–Legendre), doubled up to 1024 for each picture
        whose credits miss one percent of the difference.
    """
    with held_still(model):
        x_BCHW = images_BCHW.detach().clone()
        start_BCHW = baseline_of(x_BCHW, baseline)
        with torch.no_grad():
            whole_B = goal.score(model(x_BCHW)).double()
            difference_B = whole_B - goal.score(model(start_BCHW)).double()
        credit_BCHW = torch.zeros_like(x_BCHW, dtype=torch.float64)
        missed_B = difference_B.clone()
        open_N = torch.arange(len(x_BCHW), device=x_BCHW.device)
        while len(open_N) and num_points <= MOST_POINTS:
            path = (start_BCHW[open_N], x_BCHW[open_N])
            credit_BCHW[open_N] = path_integral(model, *path, goal.of(open_N.cpu()), num_points)
            missed_B[open_N] = credit_BCHW[open_N].sum(dim=(1, 2, 3)) - difference_B[open_N]
            size_B = difference_B.abs().clamp(min=SMALLEST_DIFFERENCE)
            open_N = (missed_B.abs() >= MOST_MISSED * size_B).nonzero()[:, 0]
            num_points *= 2
    values = credit_BCHW.sum(dim=1).float().cpu().numpy()
    return Map(
        values,
        signed=True,
        cells=(values.shape[1], values.shape[2]),
        missed=missed_B.cpu().numpy(),
        difference=difference_B.cpu().numpy(),
    )


def path_integral(
    model: ImageModel, start_BCHW: Tensor, end_BCHW: Tensor, goal: Goal, num_points: int
) -> Tensor:
    """Return (end − start) times the mean gradient on the way, float64, shape (B,C,H,W)."""
    points, weights = np.polynomial.legendre.leggauss(num_points)
    total_BCHW = torch.zeros_like(end_BCHW, dtype=torch.float64)
    step_BCHW = end_BCHW - start_BCHW
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        at_BCHW = (start_BCHW + float(point) * step_BCHW).requires_grad_()
        score = goal.score(model(at_BCHW)).sum()
        total_BCHW += float(weight) * torch.autograd.grad(score, at_BCHW)[0]
    return total_BCHW * step_BCHW
