"""How probable a model finds what was asked, for pictures as arrays: what judges of maps call."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from core.explain.images.baselines import baseline_of
from core.explain.images.probing import Goal, held_still
from core.models.vision import ImageModel
from core.training.devices import device_of

PICTURES_AT_ONCE = 256


def answers_of(model: ImageModel, goal: Goal) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function from pictures (B,C,H,W) to the probability of each one's target, (B,).

    Parameters
    ----------
    model : ImageModel
    goal : Goal
        Of the pictures that will be asked about, in their order.
    """

    def answer(images: np.ndarray) -> np.ndarray:
        found = []
        with held_still(model), torch.no_grad():
            for first in range(0, len(images), PICTURES_AT_ONCE):
                part = slice(first, first + PICTURES_AT_ONCE)
                x_BCHW = torch.as_tensor(images[part], dtype=torch.float32, device=device_of(model))
                found.append(goal.of(part).probability(model(x_BCHW)).cpu().numpy())
        return np.concatenate(found)

    return answer


def likeliest(model: ImageModel, images: np.ndarray) -> Goal:
    """Return the goal of the class that the model answers with, for pictures (B,C,H,W)."""
    found = []
    with held_still(model), torch.no_grad():
        for first in range(0, len(images), PICTURES_AT_ONCE):
            part = images[first : first + PICTURES_AT_ONCE]
            x_BCHW = torch.as_tensor(part, dtype=torch.float32, device=device_of(model))
            found.append(model(x_BCHW).argmax(dim=1).cpu())
    return Goal(torch.cat(found))


def out_of_focus(images: np.ndarray) -> np.ndarray:
    """Return standardised pictures of shape (B,C,H,W) blurred: what deletion leaves."""
    return baseline_of(torch.as_tensor(images, dtype=torch.float32), "blur").numpy()
