"""A map of what mattered in pictures, and the figures that say whether to believe it.

Every figure stands beside that of a map that knows nothing and of one that says "it is in the
middle"; where these do as well, the map shows nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from core.errors import UnknownOption
from core.explain.images import Goal, Map, MapSettings, explain
from core.explain.images.answering import answers_of, likeliest, out_of_focus
from core.explain.images.article import article_mode
from core.explain.images.randomised import randomised
from core.metrics.attribution import (
    centre_prior,
    deletion,
    insertion,
    mask_auroc,
    pointing,
    random_maps,
    rank_correlation,
)
from core.models import ImageModel
from core.recipes.images.keeping import Opened
from core.training.devices import device_of
from core.vectorizers.image_sets import Preprocessing
from core.vectorizers.patches import Affine
from core.words import Sentence

MOST_RANDOMISED = 16
"""Pictures that are also explained with random weights: enough to see whether the map changes."""
FEWEST_STEPS = 16
"""Of integrated gradients there: what nobody learnt needs no exact credits."""


@dataclass(frozen=True)
class Figures:
    """How well one kind of map does, means over the pictures; None where there are no masks.

    Attributes
    ----------
    deletion : float
        Area under the answer while what matters goes out of focus, 0 to 1; small is good.
    insertion : float
        Area under the answer while what matters comes into focus, 0 to 1; large is good.
    auroc, pointing : float, optional
        How well the map tells the thing from the rest; whether its highest point lies on it.
    """

    deletion: float
    insertion: float
    auroc: float | None
    pointing: float | None


@dataclass(frozen=True, eq=False)
class Explained:
    """Maps of some pictures and the figures that say whether to believe them.

    Attributes
    ----------
    map : Map
    figures, random, centre : Figures
        Of the map, of a random one, and of "it is in the middle".
    randomised : float, optional
        Rank correlation with the map of the same model with random weights, −1 to 1; near 1 the map
        shows the picture and not what was learnt. None where a map is flat.
    """

    map: Map
    figures: Figures
    random: Figures
    centre: Figures
    randomised: float | None


def explained(
    method: str,
    model: ImageModel,
    images: np.ndarray,
    goal: Goal,
    settings: MapSettings | None = None,
    masks: np.ndarray | None = None,
) -> Explained:
    """Explain pictures and judge the explanation.

    Parameters
    ----------
    method : str
        A key of `core.explain.images.METHODS`.
    model : ImageModel
    images : numpy.ndarray, float32, shape (B,C,H,W)
        Standardised.
    goal : Goal
    settings : MapSettings, optional
    masks : numpy.ndarray, bool, shape (B,H,W), optional
        Where the thing is.

    Raises
    ------
    UnknownOption
        If the method cannot explain this model.
    """
    wanted = settings or MapSettings()
    found = explain(method, model, images, goal, wanted)
    few, quickly = slice(MOST_RANDOMISED), replace(wanted, most_steps=FEWEST_STEPS)
    nothing_learnt = explain(method, randomised(model), images[few], goal.of(few), quickly)
    likeness = rank_correlation(found.strength[few], nothing_learnt.strength)
    shape = found.values.shape
    ours, random, centre = (
        figures_of(one, model, images, goal, masks)
        for one in (found.strength, random_maps(shape), centre_prior(shape))
    )
    return Explained(found, ours, random, centre, _mean(likeness))


def figures_of(
    maps: np.ndarray,
    model: ImageModel,
    images: np.ndarray,
    goal: Goal,
    masks: np.ndarray | None = None,
) -> Figures:
    """Return the figures of maps (B,H,W) of pictures (B,C,H,W), whatever made them."""
    answer, empty = answers_of(model, goal), out_of_focus(images)
    return Figures(
        deletion=float(deletion(images, maps, empty, answer).mean()),
        insertion=float(insertion(images, maps, empty, answer).mean()),
        auroc=None if masks is None else _mean(mask_auroc(maps, masks)),
        pointing=None if masks is None else float(pointing(maps, masks).mean()),
    )


def _mean(values: np.ndarray) -> float | None:
    """Return the mean of what is known, None where nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def article_faults(model: ImageModel, images: np.ndarray, goal: Goal) -> Mapping[str, Sentence]:
    """Return what each fault of the article's Grad-CAM does to standardised pictures (B,C,H,W).

    Every class is held against the next one.
    """
    x_BCHW = torch.as_tensor(images, device=device_of(model))
    rival = Goal((goal.target_B + 1) % model.head.horizon)
    return article_mode(model, x_BCHW, goal, rival).faults


def goal_of(
    opened: Opened, images: np.ndarray, target: str | None = None, contrast: str | None = None
) -> Goal:
    """Return what is explained of standardised pictures, shape (B,C,H,W).

    Parameters
    ----------
    opened : Opened
    images : numpy.ndarray
    target : str, optional
        A class by its name; what the model answers to each picture unless given.
    contrast : str, optional
        The class that it is held against.

    Raises
    ------
    UnknownOption
        If there is no such class, or the two are the same.
    """
    asked = likeliest(opened.model, images).target_B
    if target is not None:
        asked = torch.full_like(asked, _class_in("target", target, opened.classes))
    if contrast is None:
        return Goal(asked)
    others = tuple(name for name in opened.classes if name != target)
    _class_in("contrast", contrast, others)
    return Goal(asked, torch.full_like(asked, opened.classes.index(contrast)))


def _class_in(setting: str, name: str, classes: tuple[str, ...]) -> int:
    if name not in classes:
        raise UnknownOption(setting=setting, value=name, options=", ".join(classes))
    return classes.index(name)


def place_of(preprocessing: Preprocessing, size: tuple[int, int]) -> Affine:
    """Return where the model's picture lies on an original of (width, height): around its middle.

    The reverse of what `Preprocessing.fitted` does.
    """
    wanted = (preprocessing.width, preprocessing.height)
    scale = min(side / part for side, part in zip(size, wanted, strict=True))
    left, top = ((side - part * scale) / 2 for side, part in zip(size, wanted, strict=True))
    return Affine((scale, scale), (left, top))
