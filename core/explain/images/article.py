"""The article's Grad-CAM, kept as it was printed where that runs: its four faults, each shown.

Two of them stop the program; they are tried on the model at hand, and what they end in is told. The
other two draw a map: the wrong one. `core.explain.images.grad_cam` is the right one beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.errors import UnknownOption
from core.explain.images.map import Map
from core.explain.images.probing import Goal
from core.models.vision import ImageModel
from core.words import N_, Sentence

FAULTS: Mapping[str, str] = {
    "detached": N_(
        "The hook keeps output.detach(): cut off from the answer, it never gets a gradient. "
        "The program stops with “{ends_in}”."
    ),
    "not_a_leaf": N_(
        "Without detach() the output is no leaf, and backward() leaves its .grad empty unless "
        "retain_grad() was called. The program stops with “{ends_in}”."
    ),
    "one_weight": N_(
        "The mean over the channels leaves one weight for all of them, so each class gets the same "
        "map or its negative: correlation {article:.4f} between two classes, {right:.4f} by the "
        "right formula."
    ),
    "before_the_block_ends": N_(
        "The hook is on {hooked}, before the norm, the sum with the shortcut and the ReLU: not on "
        "{stage}, which is what the next layer reads."
    ),
}


@dataclass(frozen=True, eq=False)
class Article:
    """The article's map with all that is wrong with it, by the names of `FAULTS`."""

    map: Map
    faults: Mapping[str, Sentence]


def article_grad_cam(model: ImageModel, images_BCHW: Tensor, goal: Goal) -> Map:
    """Return the map of the article with its first two faults mended, so that there is one.

    Raises
    ------
    UnknownOption
        If the model has no convolution.
    """
    cam_BHW = one_weight_for_all(model, last_convolution(model)[1], images_BCHW, goal).relu()
    fine_BHW = F.interpolate(
        cam_BHW[:, None], size=images_BCHW.shape[2:], mode="bilinear", align_corners=False
    )[:, 0]
    rows, columns = cam_BHW.shape[1:]
    return Map(fine_BHW.float().cpu().numpy(), signed=False, cells=(rows, columns))


def article_mode(model: ImageModel, images_BCHW: Tensor, goal: Goal, rival: Goal) -> Article:
    """Return the article's map, and what each of its faults does on this model.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal, rival : Goal
        Two classes to ask for: right maps differ, the article's do not.

    Raises
    ------
    UnknownOption
        If the model has no convolution.
    """
    name, convolution = last_convolution(model)
    ways = (one_weight_for_all, one_weight_each)
    article, right = (
        abs(_correlation(*(way(model, convolution, images_BCHW, one) for one in (goal, rival))))
        for way in ways
    )
    facts: Mapping[str, Mapping[str, object]] = {
        "detached": {"ends_in": _ends_in(model, convolution, images_BCHW, goal, detach=True)},
        "not_a_leaf": {"ends_in": _ends_in(model, convolution, images_BCHW, goal, detach=False)},
        "one_weight": {"article": article, "right": right},
        "before_the_block_ends": {"hooked": name, "stage": list(model.stages())[-1]},
    }
    faults = {fault: Sentence(FAULTS[fault], told) for fault, told in facts.items()}
    return Article(article_grad_cam(model, images_BCHW, goal), faults)


def last_convolution(model: ImageModel) -> tuple[str, nn.Module]:
    """Return the name and module of the last convolution: the article's `layer4[1].conv2`.

    Raises
    ------
    UnknownOption
        If the model has none.
    """
    found = [(name, part) for name, part in model.named_modules() if isinstance(part, nn.Conv2d)]
    if not found or not model.stages():
        raise UnknownOption(setting="stage", value="conv2", options=", ".join(model.stages()))
    return found[-1]


def one_weight_for_all(
    model: ImageModel, layer: nn.Module, images_BCHW: Tensor, goal: Goal
) -> Tensor:
    """Return the article's sum, before its ReLU, shape (B,rows,columns)."""
    slope_BDHW, features_BDHW = _slope(model, layer, images_BCHW, goal)
    weight_B111 = slope_BDHW.mean(dim=(2, 3), keepdim=True).mean(dim=1, keepdim=True)
    return (weight_B111 * features_BDHW).sum(dim=1)


def one_weight_each(
    model: ImageModel, layer: nn.Module, images_BCHW: Tensor, goal: Goal
) -> Tensor:
    """Return the right sum on the same layer, before its ReLU, shape (B,rows,columns)."""
    slope_BDHW, features_BDHW = _slope(model, layer, images_BCHW, goal)
    return (slope_BDHW.mean(dim=(2, 3), keepdim=True) * features_BDHW).sum(dim=1)
