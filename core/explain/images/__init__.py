"""Where an image model looked, and what decided: one method a file, one verb each.

Conventions of this room: pictures are as the model got them, float32, standardised. Every method
gives a `Map` of numbers on these pictures: more is more for the goal, a class or its lead over
another one. Models are used as they are learnt, on whatever device they are, and left as they were.
None of these maps is a reason by itself: `core.metrics.attribution` has the figures that say
whether to believe one.

Shape letters::

    B pictures    C channels    H height    W width    K classes    D channels of a feature map
    T tokens      P patches     H heads, in (B,H,T,T)

>>> from core.models.vision import SimpleCNN
>>> model = SimpleCNN((3, 16, 16), 5, width=8, dropout=0.0)
>>> explain("grad_cam", model, np.zeros((2, 3, 16, 16)), Goal.same(2, target=1)).values.shape
(2, 16, 16)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from core.errors import UnknownOption
from core.explain.images.article import article_grad_cam
from core.explain.images.attention import Look, attention
from core.explain.images.grad_cam import grad_cam
from core.explain.images.integrated_gradients import integrated_gradients
from core.explain.images.map import Map, joined
from core.explain.images.occlusion import occlusion
from core.explain.images.probing import Goal
from core.explain.images.rollout import attention_rollout
from core.explain.images.saliency import saliency
from core.explain.images.settings import MapSettings
from core.explain.images.shap import is_installed, shap
from core.explain.images.weighted_attention import weighted_attention
from core.models.patches import PatchModel
from core.models.transformer import TransformerEncoder
from core.models.vision import ImageModel
from core.training.devices import device_of
from core.words import N_

__all__ = ["METHODS", "Goal", "Map", "MapSettings", "Method", "explain", "methods_for"]

PICTURES_AT_ONCE = 64
"""Bounds the memory of an explanation; no map depends on it."""


@dataclass(frozen=True)
class Method:
    """A row of the table: what the screen calls it, what it needs, how it is called."""

    title: str
    needs: Callable[[ImageModel], object]
    run: Callable[[ImageModel, torch.Tensor, Goal, MapSettings], Map]


def _any(model: ImageModel) -> bool:
    del model
    return True


def _feature_maps(model: ImageModel) -> object:
    return model.stages()


def _attention(model: ImageModel) -> bool:
    return isinstance(model, PatchModel) and isinstance(model.trunk, TransformerEncoder)


METHODS: Mapping[str, Method] = {
    "saliency": Method(N_("Saliency"), _any, lambda m, x, goal, _: saliency(m, x, goal)),
    "integrated_gradients": Method(
        N_("Integrated gradients"),
        _any,
        lambda m, x, goal, s: integrated_gradients(m, x, goal, s.baseline, most_steps=s.most_steps),
    ),
    "grad_cam": Method(
        N_("Grad-CAM"), _feature_maps, lambda m, x, goal, s: grad_cam(m, x, goal, s.stage)
    ),
    "occlusion": Method(
        N_("Occlusion"), _any, lambda m, x, goal, s: occlusion(m, x, goal, s.baseline, s.window)
    ),
    "shap": Method(N_("SHAP"), _any, lambda m, x, goal, s: shap(m, x, goal, s.baseline)),
    "attention": Method(
        N_("Attention"),
        _attention,
        lambda m, x, _, s: attention(m, x, Look(s.layer, s.head, s.patch)),
    ),
    "rollout": Method(
        N_("Attention rollout"), _attention, lambda m, x, _, s: attention_rollout(m, x, s.fuse)
    ),
    "weighted_attention": Method(
        N_("Attention weighted by gradients"),
        _attention,
        lambda m, x, goal, _: weighted_attention(m, x, goal),
    ),
    "article_grad_cam": Method(
        N_("Grad-CAM as in the article, with its faults"),
        _feature_maps,
        lambda m, x, goal, _: article_grad_cam(m, x, goal),
    ),
}


def methods_for(model: ImageModel) -> list[str]:
    """Return the methods that can explain a model with what is installed."""
    found = [name for name, method in METHODS.items() if method.needs(model)]
    return found if is_installed() else [name for name in found if name != "shap"]


def explain(
    method: str,
    model: ImageModel,
    images: np.ndarray,
    goal: Goal,
    settings: MapSettings | None = None,
) -> Map:
    """Return how much each pixel mattered for the goal.

    Parameters
    ----------
    method : str
        A key of `METHODS`.
    model : ImageModel
        Used as it is, without dropout, and left as it was.
    images : numpy.ndarray, shape (B,C,H,W)
        Standardised, as the model learnt from.
    goal : Goal
        Of as many pictures.
    settings : MapSettings, optional

    Raises
    ------
    UnknownOption
        If there is no such method, or it cannot explain this model.
    NoCaptum
        If it is SHAP and captum is not installed.
    """
    if method != "shap" and method not in methods_for(model):
        raise UnknownOption(setting="method", value=method, options=", ".join(methods_for(model)))
    wanted = settings or MapSettings()
    maps = []
    for first in range(0, len(images), PICTURES_AT_ONCE):
        part = slice(first, first + PICTURES_AT_ONCE)
        x_BCHW = torch.as_tensor(images[part], dtype=torch.float32, device=device_of(model))
        maps.append(METHODS[method].run(model, x_BCHW, goal.of(part), wanted))
    return joined(maps)
