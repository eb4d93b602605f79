"""Integrated gradients: credit for what each pixel adds on the way from a baseline to the picture.

Sundararajan, Taly and Yan, 2017. The credits of all pixels sum to the difference of the two
answers; how far they miss it, the *completeness error*, says whether to trust the map. Where it is
one percent or more, the path is cut twice as fine. The rule is the trapezoids', whose finer steps
use the coarser ones; on a net of ReLUs, whose gradient goes in jumps, Gauss and Legendre's misses
more (65 points: 0.4 % against 0.7 % on a ResNet-18).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.explain.images.baselines import baseline_of
from core.explain.images.map import Map, on_pixels
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel

FIRST_STEPS, MOST_STEPS = 16, 1024
MOST_MISSED = 0.01
SMALLEST_DIFFERENCE = 0.01
"""Logits. Of a smaller difference no exact shares are asked: they would be shares of nothing."""


@dataclass(frozen=True, eq=False)
class Path:
    """The straight ways from B baselines to B pictures, each (B,C,H,W), and the goal of each."""

    start_BCHW: Tensor
    step_BCHW: Tensor
    goal: Goal

    def slopes(self, model: ImageModel, points: Iterable[float], pictures_N: Tensor) -> Tensor:
        """Return the sum of the gradients at points from 0 to 1, of some pictures, (N,C,H,W)."""
        goal = self.goal.of(pictures_N.cpu())
        start_NCHW, step_NCHW = self.start_BCHW[pictures_N], self.step_BCHW[pictures_N]
        total_NCHW = torch.zeros_like(start_NCHW, dtype=torch.float64)
        for point in points:
            at_NCHW = (start_NCHW + point * step_NCHW).requires_grad_()
            score = goal.score(model(at_NCHW)).sum()
            total_NCHW += torch.autograd.grad(score, at_NCHW)[0]
        return total_NCHW

    def difference(self, model: ImageModel) -> Tensor:
        """Return the score of each picture less that of its baseline, float64, shape (B,)."""
        with torch.no_grad():
            scores = [
                self.goal.score(model(end)).double()
                for end in (self.start_BCHW + self.step_BCHW, self.start_BCHW)
            ]
        return scores[0] - scores[1]


def integrated_gradients(
    model: ImageModel,
    images_BCHW: Tensor,
    goal: Goal,
    baseline: str = "blur",
    num_steps: int = FIRST_STEPS,
    most_steps: int = MOST_STEPS,
) -> Map:
    """Return the credit of each pixel, its channels together, in logits.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal : Goal
    baseline : str
        "blur" or "zero", see `core.explain.images.baselines`.
    num_steps, most_steps : int
        Steps of the path to begin with. They are halved, while there are at most so many, for each
        picture whose credits miss one percent of the difference or more.
    """
    with held_still(model):
        start_BCHW = baseline_of(images_BCHW, baseline)
        path = Path(start_BCHW, images_BCHW.detach() - start_BCHW, goal)
        credit_BCHW, difference_B = credits_of(model, path, num_steps, most_steps)
    missed_B = credit_BCHW.sum(dim=(1, 2, 3)) - difference_B
    return replace(
        on_pixels(credit_BCHW.sum(dim=1), signed=True),
        missed=missed_B.cpu().numpy(),
        difference=difference_B.cpu().numpy(),
    )


def credits_of(
    model: ImageModel, path: Path, num_steps: int, most_steps: int
) -> tuple[Tensor, Tensor]:
    """Return the credit of each number (B,C,H,W), and what they should sum to (B,), float64."""
    difference_B = path.difference(model)
    enough_B = MOST_MISSED * difference_B.abs().clamp(min=SMALLEST_DIFFERENCE)
    open_N = torch.arange(len(difference_B), device=difference_B.device)
    inner = np.arange(1, num_steps) / num_steps
    total_BCHW = path.slopes(model, (0, 1), open_N) / 2 + path.slopes(model, inner, open_N)
    credit_BCHW = torch.zeros_like(total_BCHW)
    while True:
        credit_BCHW[open_N] = total_BCHW[open_N] / num_steps * path.step_BCHW[open_N]
        missed_B = credit_BCHW.sum(dim=(1, 2, 3)) - difference_B
        open_N = (missed_B.abs() >= enough_B).nonzero()[:, 0]
        if not len(open_N) or 2 * num_steps > most_steps:
            return credit_BCHW, difference_B
        between = (np.arange(num_steps) + 0.5) / num_steps
        total_BCHW[open_N] += path.slopes(model, between, open_N)
        num_steps *= 2
