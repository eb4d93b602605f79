"""Untrained trunks for the tests of this room."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.models import MODELS, StartSettings, Trunk, TrunkSettings, begin, initialise

F = 5
RECURRENT = ("rnn", "gru", "lstm", "mingru")


def trunk_of(name: str, *, num_layers: int = 1, hidden_size: int = 16, **start: Any) -> Trunk:
    """Return a trunk as it is drawn and begun, ready for use."""
    sizes = TrunkSettings(hidden_size=hidden_size, num_layers=num_layers, num_heads=4, dropout=0.3)
    made = MODELS[name](F, sizes)
    chance = torch.Generator().manual_seed(0)
    initialise(made, chance)
    begin(made, StartSettings(**start), chance)
    return made.eval()


def noise(num_sequences: int, num_steps: int, *, width: int = F, seed: int = 1) -> Tensor:
    """Return inputs, shape (B,T,F)."""
    chance = torch.Generator().manual_seed(seed)
    return torch.randn(num_sequences, num_steps, width, generator=chance)
