"""The article's Grad-CAM, kept as it was printed where that runs: its four faults, each shown.

Two of them stop the program; they are tried on the model at hand, and what they end in is told. The
other two draw a map: the wrong one. `core.explain.images.grad_cam` is the right one beside it.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.errors import UnknownOption
from core.explain.images.grad_cam import between_cells, slope_of, weighted_features
from core.explain.images.map import Map
from core.explain.images.probing import Goal, held_still
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
        "The hook is on {hooked}, before its block is finished by the norm, the shortcut and the "
        "ReLU; what the next layer reads is {stage}."
    ),
}


@dataclass(frozen=True, eq=False)
class Article:
    """The article's map with all that is wrong with it, by the names of `FAULTS`."""

    map: Map
    faults: Mapping[str, Sentence]


def article_grad_cam(model: ImageModel, images_BCHW: Tensor, goal: Goal) -> Map:
    """Return the map of the article, its first two faults mended so that there is one.

    Raises
    ------
    UnknownOption
        If the model has no feature maps.
    """
    slope_BDHW, features_BDHW = slope_of(model, last_convolution(model)[1], images_BCHW, goal)
    return between_cells(one_weight_for_all(slope_BDHW, features_BDHW).relu(), images_BCHW)


def article_mode(model: ImageModel, images_BCHW: Tensor, goal: Goal, rival: Goal) -> Article:
    """Return the article's map, and what each of its faults does to this model and picture.

    Parameters
    ----------
    model : ImageModel
    images_BCHW : torch.Tensor
    goal, rival : Goal
        Two classes to ask for: right maps differ, the article's do not.

    Raises
    ------
    UnknownOption
        If the model has no feature maps.
    """
    name, convolution = last_convolution(model)
    slopes = [slope_of(model, convolution, images_BCHW, one) for one in (goal, rival)]
    facts: Mapping[str, Mapping[str, object]] = {
        "detached": {"ends_in": _ends_in(model, convolution, images_BCHW, goal, detach=True)},
        "not_a_leaf": {"ends_in": _ends_in(model, convolution, images_BCHW, goal, detach=False)},
        "one_weight": {
            "article": _likeness(*(one_weight_for_all(*each) for each in slopes)),
            "right": _likeness(*(weighted_features(*each) for each in slopes)),
        },
        "before_the_block_ends": {"hooked": name, "stage": list(model.stages())[-1]},
    }
    faults = {fault: Sentence(FAULTS[fault], told) for fault, told in facts.items()}
    return Article(article_grad_cam(model, images_BCHW, goal), faults)


def last_convolution(model: ImageModel) -> tuple[str, nn.Module]:
    """Return the name and module of the last convolution: the article's `layer4[1].conv2`.

    Raises
    ------
    UnknownOption
        If the model has no feature maps.
    """
    stages = model.stages()
    found = [(name, part) for name, part in model.named_modules() if isinstance(part, nn.Conv2d)]
    if not stages or not found:
        raise UnknownOption(setting="stage", value="conv2", options=", ".join(stages))
    return found[-1]


def one_weight_for_all(slope_BDHW: Tensor, features_BDHW: Tensor) -> Tensor:
    """Return the article's sum before its ReLU, shape (B,rows,columns)."""
    mean_BD11 = slope_BDHW.mean(dim=(2, 3), keepdim=True)
    return (mean_BD11.mean(dim=1, keepdim=True) * features_BDHW).sum(dim=1)


def _likeness(first_BHW: Tensor, second_BHW: Tensor) -> float:
    """Return the size of the correlation of two classes' maps, 0 to 1, the mean of the pictures."""
    first_BN, second_BN = (one.double().flatten(1) for one in (first_BHW, second_BHW))
    first_BN = first_BN - first_BN.mean(dim=1, keepdim=True)
    second_BN = second_BN - second_BN.mean(dim=1, keepdim=True)
    cosine_B = F.cosine_similarity(first_BN, second_BN, dim=1, eps=1e-30)
    return float(cosine_B.abs().mean())


def _ends_in(
    model: ImageModel, layer: nn.Module, images_BCHW: Tensor, goal: Goal, *, detach: bool
) -> str:
    """Return what the article's own lines end in, run as they are."""
    activation: dict[str, Tensor] = {}

    def hook(module: nn.Module, given: Any, output: Tensor) -> None:
        del module, given
        activation["layer4"] = output.detach() if detach else output

    handle = layer.register_forward_hook(hook)
    try:
        with held_still(model), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch says what is wrong; the fault tells it
            x_BCHW = images_BCHW.detach().clone().requires_grad_()
            goal.score(model(x_BCHW)).sum().backward(inputs=[x_BCHW])
            gradient: Any = activation["layer4"].grad
            gradient.mean(dim=[2, 3], keepdim=True)
    except AttributeError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        handle.remove()
    return ""
