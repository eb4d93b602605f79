"""A model that sees the shape of a window, not its level.

Series drift; a model that has learnt at one level forecasts badly at another. So each window is
brought to its own mean and spread on the way in, and the forecast is brought back on the way out
(instance normalisation: Kim et al., 2022, RevIN, without its learnt scale).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from core.models.base import ModelState, Prediction, SequenceModel

SPREAD_FLOOR = 0.01
"""Added to a window's standard deviation, in standardised units: a flat window stays flat."""


class Window(NamedTuple):
    """A window's shape (B,T,F), and the level and spread (B,1,F) taken from it."""

    shape_BTF: Tensor
    mean_B1F: Tensor
    spread_B1F: Tensor


def normalise(x_BTF: Tensor) -> Window:
    """Bring every window to mean 0 and spread about 1 over its own steps, shape (B,T,F)."""
    mean_B1F = x_BTF.mean(dim=1, keepdim=True)
    variance_B1F = x_BTF.var(dim=1, correction=0, keepdim=True)
    # A tiny number under the root: its slope at a flat window would be infinite without.
    spread_B1F = torch.sqrt(variance_B1F + 1e-12) + SPREAD_FLOOR
    return Window((x_BTF - mean_B1F) / spread_B1F, mean_B1F, spread_B1F)


class WindowNormalised(SequenceModel):
    """A `SequenceModel` on windows that are normalised by themselves; it forecasts feature 0.

    A window is whole by definition: it cannot be fed in pieces.
    """

    def forward(
        self, x_BTF: Tensor, state: ModelState | None = None, *, need_attention: bool = False
    ) -> Prediction:
        """Return the forecasts in the units of feature 0, shape (B,K,H).

        Raises
        ------
        ValueError
            If a state is given: a window cannot be fed in pieces.
        """
        if state is not None:
            raise ValueError("a window that is normalised by itself cannot be fed in pieces")
        shape_BTF, mean_B1F, spread_B1F = normalise(x_BTF)
        answer = super().forward(shape_BTF, need_attention=need_attention)
        return answer._replace(output=answer.output * spread_B1F[..., :1] + mean_B1F[..., :1])

    def states(self, x_BTF: Tensor) -> Tensor:
        """Return what the trunk knows after every segment or step, shape (B,T,D)."""
        return super().states(normalise(x_BTF).shape_BTF)
