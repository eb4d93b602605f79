"""The gradient through an untrained trunk, with the dials that change it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from core.explain.gradient_flow import GradientFlow, gradient_flow
from core.knobs import Settings, choice, number
from core.models import MODELS, TRUNK_WORDS, StartSettings, TrunkSettings, begin, initialise
from core.models.starts import set_spectral_radius
from core.training.devices import generator, one_thread
from core.words import N_

INPUT_WIDTH = 8


@dataclass(frozen=True)
class FlowSettings(Settings):
    """Which trunk, how large, over how many steps."""

    trunk: str = choice("rnn", TRUNK_WORDS, label=N_("Model"))
    length: int = number(
        100,
        low=2,
        high=1000,
        label=N_("Length"),
        help=N_("How many steps the sequence has; the loss is at the last."),
        unit=N_("steps"),
    )
    spectral_radius: float = number(
        0.0,
        low=0.0,
        high=1.5,
        step=0.05,
        label=N_("Spectral radius"),
        help=N_("Stretches the recurrent weights to this largest eigenvalue; 0 leaves them."),
    )
    max_grad_norm: float = number(
        0.0,
        low=0.0,
        high=100.0,
        step=0.1,
        label=N_("Gradient clipping"),
        help=N_("Longer gradients of all weights are shortened to this; 0 leaves them."),
    )
    hidden_size: int = number(64, low=8, high=512, step=8, label=N_("Hidden size"), advanced=True)
    num_layers: int = number(1, low=1, high=4, label=N_("Layers"), advanced=True)
    num_heads: int = number(4, low=1, high=16, label=N_("Attention heads"), advanced=True)
    sequences: int = number(
        16,
        low=1,
        high=256,
        label=N_("Sequences"),
        help=N_("The sizes are means over so many sequences of noise."),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("Random seed"), advanced=True)


def flow_of(settings: FlowSettings, start: StartSettings) -> GradientFlow:
    """Return the gradient through a trunk that has only just begun, reading noise.

    Raises
    ------
    UnknownOption
        If the start does not fit the trunk.
    """
    chance = generator(settings.seed)
    sizes = TrunkSettings(
        hidden_size=settings.hidden_size,
        num_layers=settings.num_layers,
        num_heads=settings.num_heads,
        dropout=0.0,
    )
    trunk = MODELS[settings.trunk](INPUT_WIDTH, sizes)
    initialise(trunk, chance)
    begin(trunk, start, chance)
    if settings.spectral_radius:
        set_spectral_radius(trunk, settings.spectral_radius)
    x_BTD = torch.randn(settings.sequences, settings.length, INPUT_WIDTH, generator=chance)
    with one_thread():
        return gradient_flow(trunk, x_BTD)
