"""Shapley values: what each window of the picture adds, over all orders in which windows may come.

Lundberg and Lee, 2017, by the sampled orders of Castro, Gómez and Tejada, 2009, as captum's
`ShapleyValueSampling` has them. The values of a picture's windows sum to the difference between its
score and its baseline's, whatever orders were drawn. captum is optional: nothing else here needs
it, and the package says how to install it where it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import torch
from torch import Tensor

from core.errors import NoCaptum
from core.explain.images.baselines import baseline_of
from core.explain.images.map import Map
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel

WINDOWS_A_SIDE = 8
NUM_ORDERS = 16
WINDOWS_AT_ONCE = 8
SEED = 0


def is_installed() -> bool:
    """Return whether captum is there."""
    return find_spec("captum") is not None


def shap(model: ImageModel, images_BCHW: Tensor, goal: Goal, baseline: str = "blur") -> Map:
    """Return the Shapley value of the window that each pixel lies in, in logits.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal : Goal
    baseline : str
        What stands where a window is not: "blur" or "zero", see `core.explain.images.baselines`.

    Raises
    ------
    NoCaptum
        If captum is not installed.
    """
    if not is_installed():
        raise NoCaptum
    from captum.attr import ShapleyValueSampling  # type: ignore[import-untyped]

    windows_HW, cells = windows_of(images_BCHW.shape[2], images_BCHW.shape[3])

    def score(given_NCHW: Tensor) -> Tensor:
        times = len(given_NCHW) // len(images_BCHW)
        return goal.repeated(times).score(model(given_NCHW))

    sampling = ShapleyValueSampling(score)
    sampling.permutation_generator = drawn_orders
    with held_still(model), torch.no_grad():
        found_BCHW = sampling.attribute(
            images_BCHW,
            baselines=baseline_of(images_BCHW, baseline),
            feature_mask=windows_HW.to(images_BCHW.device)[None, None],
            n_samples=NUM_ORDERS,
            perturbations_per_eval=WINDOWS_AT_ONCE,
        )
    return Map(found_BCHW[:, 0].cpu().numpy(), signed=True, cells=cells)


def windows_of(height: int, width: int) -> tuple[Tensor, tuple[int, int]]:
    """Return the number of the window that each pixel lies in, (H,W), and their rows and columns.

    >>> windows_of(4, 16)[1]
    (4, 8)
    """
    rows, columns = min(WINDOWS_A_SIDE, height), min(WINDOWS_A_SIDE, width)
    down_H = torch.arange(height) * rows // height
    across_W = torch.arange(width) * columns // width
    return down_H[:, None] * columns + across_W, (rows, columns)


def drawn_orders(num_windows: int, num_orders: int) -> Iterator[list[int]]:
    """Yield orders of windows, each the one before turned round: pairs err in opposite ways."""
    random = np.random.default_rng(SEED)
    for _ in range(num_orders // 2):
        order: list[int] = random.permutation(num_windows).tolist()
        yield order
        yield order[::-1]
