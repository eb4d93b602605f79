"""Recurrent layers one step at a time, with their own weights, so that every state can be held.

PyTorch's layers run a whole sequence in one call: asked for the gradient of a state in between,
they know none, and their gates stay inside. Here the same arithmetic is written out; it gives the
same states (1e-10 in float64). The inputs of all steps are multiplied at once, the rest in turn.

Conventions: a state of a layer is `(h,)`, for an LSTM `(h, c)`, each (B,D). Shape letters are those
of `core.models.base`; G rows of all gates of a layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.models.base import State, Trunk
from core.models.mingru import MinGRU, MinGRULayer
from core.models.recurrent import Recurrent


class Step(NamedTuple):
    """What one step of a layer made: its state, and its gates by name, each (B,D)."""

    state: tuple[Tensor, ...]
    gates: Mapping[str, Tensor]


@dataclass(frozen=True)
class Walk:
    """A layer's steps, from the first to the last."""

    steps: tuple[Step, ...]

    @property
    def last(self) -> tuple[Tensor, ...]:
        """The state that the layer ends with, each part (B,D)."""
        return self.steps[-1].state

    def states(self, part: int) -> list[Tensor]:
        """Return the hidden state (part 0) or the cell (part 1) after every step, each (B,D)."""
        return [step.state[part] for step in self.steps]


def can_unroll(trunk: Trunk) -> bool:
    """Return whether a trunk goes step by step, carrying a state."""
    return isinstance(trunk, Recurrent | MinGRU)


def unroll(trunk: Trunk, x_BTD: Tensor, state: State | None = None) -> tuple[Walk, ...]:
    """Return what every layer of a recurrent trunk did, the lowest first, without dropout.

    Parameters
    ----------
    trunk : Trunk
        One for which `can_unroll` holds.
    x_BTD : torch.Tensor
        In the precision of the trunk's weights.
    state : State, optional
        Of each layer, before the first step; zeros where there is none.
    """
    layers: Any = trunk.layers
    begun = zeros(trunk, x_BTD) if state is None else state
    walks: list[Walk] = []
    for layer, before in zip(layers, begun, strict=True):
        walks.append(_walk(layer, x_BTD, before))
        x_BTD = torch.stack(walks[-1].states(0), dim=1)
    return tuple(walks)


def zeros(trunk: Trunk, x_BTD: Tensor) -> State:
    """Return the state of every layer before anything was read."""
    layers: Any = trunk.layers
    empty_BD = x_BTD.new_zeros(len(x_BTD), trunk.width)
    return tuple((empty_BD,) * (2 if isinstance(layer, nn.LSTM) else 1) for layer in layers)


def _walk(layer: nn.Module, x_BTD: Tensor, state: tuple[Tensor, ...]) -> Walk:
    steps: list[Step] = []
    step = STEPS[type(layer)]
    for drive_BG in _driven(layer, x_BTD).unbind(1):
        steps.append(step(layer, drive_BG, state))
        state = steps[-1].state
    return Walk(tuple(steps))


def _driven(layer: Any, x_BTD: Tensor) -> Tensor:
    """Return what the inputs alone give to all gates at every step, shape (B,T,G)."""
    if isinstance(layer, MinGRULayer):
        drive_BTG: Tensor = layer.gates(x_BTD)
        return drive_BTG
    return F.linear(x_BTD, layer.weight_ih_l0, layer.bias_ih_l0)


def _recalled(layer: Any, hidden_BD: Tensor) -> Tensor:
    """Return what the state before gives to all gates, shape (B,G)."""
    return F.linear(hidden_BD, layer.weight_hh_l0, layer.bias_hh_l0)


def _rnn(layer: Any, drive_BG: Tensor, state: tuple[Tensor, ...]) -> Step:
    return Step((torch.tanh(drive_BG + _recalled(layer, state[0])),), {})


def _gru(layer: Any, drive_BG: Tensor, state: tuple[Tensor, ...]) -> Step:
    (hidden,) = state
    drive, recalled = drive_BG.chunk(3, dim=-1), _recalled(layer, hidden).chunk(3, dim=-1)
    reset, update = (torch.sigmoid(drive[gate] + recalled[gate]) for gate in (0, 1))
    candidate = torch.tanh(drive[2] + reset * recalled[2])
    after = candidate + update * (hidden - candidate)
    return Step((after,), {"reset": reset, "keep": update, "candidate": candidate})


def _lstm(layer: Any, drive_BG: Tensor, state: tuple[Tensor, ...]) -> Step:
    hidden, cell = state
    made = (drive_BG + _recalled(layer, hidden)).chunk(4, dim=-1)
    write, keep, show = (torch.sigmoid(made[gate]) for gate in (0, 1, 3))
    candidate = torch.tanh(made[2])
    cell = keep * cell + write * candidate
    gates = {"input": write, "keep": keep, "output": show, "candidate": candidate}
    return Step((show * torch.tanh(cell), cell), gates)


def _mingru(_: Any, drive_BG: Tensor, state: tuple[Tensor, ...]) -> Step:
    gate, candidate = drive_BG.chunk(2, dim=-1)
    keep = torch.sigmoid(-gate)
    after = keep * state[0] + torch.sigmoid(gate) * candidate
    return Step((after,), {"keep": keep, "candidate": candidate})


STEPS: Mapping[type[nn.Module], Callable[[Any, Tensor, tuple[Tensor, ...]], Step]] = {
    nn.RNN: _rnn,
    nn.GRU: _gru,
    nn.LSTM: _lstm,
    MinGRULayer: _mingru,
}
