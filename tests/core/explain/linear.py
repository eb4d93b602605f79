"""A linear model in the place of a `SequenceModel`: every explanation of it is known exactly."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from core.models import (
    FeatureInputs,
    Head,
    ModelState,
    Prediction,
    Reading,
    SequenceModel,
    TrunkSettings,
)
from core.models.recurrent import RNN

N, T, F, H = 5, 6, 3, 2
WEIGHTS = np.random.default_rng(3).normal(size=(H, T, F))


class NoHead(Head):
    """Stand where a head stands."""

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        return Reading(states_BTD, memory)


class Linear(SequenceModel):
    """Answer with a weighted sum of the whole window."""

    def __init__(self) -> None:
        super().__init__(FeatureInputs(F), RNN(F, TrunkSettings(hidden_size=8)), lambda _: NoHead())
        self.weights = nn.Parameter(torch.tensor(WEIGHTS, dtype=torch.float32))

    def forward(
        self,
        x_BTF: Tensor,
        state: ModelState | None = None,  # noqa: ARG002
        *,
        need_attention: bool = False,  # noqa: ARG002
    ) -> Prediction:
        output = torch.einsum("btf,htf->bh", x_BTF, self.weights) + 0.7
        return Prediction(output[:, None], None, ModelState((), None))


def linear_model() -> Linear:
    return Linear()


def windows() -> np.ndarray:
    return np.random.default_rng(4).normal(size=(N, T, F))


def baseline() -> np.ndarray:
    return np.array([0.5, -1.0, 2.0])
