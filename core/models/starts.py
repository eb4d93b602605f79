"""Ways for a trunk to begin, by name, and two dials on its recurrence.

A trunk is drawn by `core.models.initialise` first; each start then changes only what it names:

* default: nothing
* orthogonal: recurrent matrices that neither stretch nor shrink (Saxe et al., 2014)
* identity: the candidate is the state itself, plus what comes in (Le, Jaitly and Hinton, 2015)
* forget_bias: gates that keep the memory begin open (Gers et al., 2000; Jozefowicz et al., 2015)
* chrono: they begin open for times that are spread up to a longest (Tallec and Ollivier, 2018)

Gates go by what they do, not by their letters: a *keep* gate at 1 keeps the memory whole, which is
the forget gate f of an LSTM, z of PyTorch's GRU and 1 − z of a minGRU. A trunk without recurrence
has the default start alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from core.errors import UnknownOption
from core.knobs import Settings, choice, number
from core.models.mingru import MinGRULayer
from core.words import N_

STARTS: Mapping[str, str] = {
    "default": N_("As PyTorch draws them"),
    "orthogonal": N_("Orthogonal"),
    "identity": N_("Identity"),
    "forget_bias": N_("Forget bias"),
    "chrono": N_("Chrono"),
}
CANDIDATE, KEEP, INPUT = "candidate", "keep", "input"
GATES: Mapping[type[nn.Module], tuple[str, ...]] = {
    nn.RNN: (CANDIDATE,),
    nn.GRU: ("reset", KEEP, CANDIDATE),
    nn.LSTM: (INPUT, KEEP, CANDIDATE, "output"),
}
"""What the rows of PyTorch's matrices belong to, from the top."""
OF_KEEP_GATES = ("forget_bias", "chrono")
SHORTEST_MEMORY, LONGEST_MEMORY = 3, 100_000

Keeper = nn.LSTM | nn.GRU | MinGRULayer
"""A layer with a gate that keeps the memory."""


@dataclass(frozen=True)
class StartSettings(Settings):
    """How the weights of a trunk begin."""

    init: str = choice(
        "default",
        STARTS,
        label=N_("First weights"),
        help=N_("How the recurrent weights begin; what fits depends on the trunk."),
    )
    forget_bias: float = number(
        1.0,
        low=-1.0,
        high=6.0,
        step=0.25,
        label=N_("Forget bias"),
        help=N_("First weights “forget bias” only: how far open the gates that keep begin."),
    )
    memory: int = number(
        100,
        low=SHORTEST_MEMORY,
        high=LONGEST_MEMORY,
        label=N_("Longest memory"),
        help=N_("First weights “chrono” only: the longest time that is to be remembered."),
        unit=N_("steps"),
    )


def starts_of(trunk: nn.Module) -> list[str]:
    """Return the names of the starts that fit a trunk; "default" fits all."""
    names = ["default"]
    if _recurrent(trunk):
        names += ["orthogonal", "identity"]
    if _keepers(trunk):
        names += OF_KEEP_GATES
    return names


def begin(trunk: nn.Module, settings: StartSettings, generator: torch.Generator) -> None:
    """Let a trunk that was drawn begin as the settings say, in place.

    Parameters
    ----------
    trunk : torch.nn.Module
        On the CPU.
    settings : StartSettings
    generator : torch.Generator
        On the CPU. The same seed gives the same weights.

    Raises
    ------
    UnknownOption
        If this start does not fit the trunk.
    """
    if settings.init not in starts_of(trunk):
        options = ", ".join(starts_of(trunk))
        raise UnknownOption(setting="init", value=settings.init, options=options)
    with torch.no_grad():
        if settings.init == "orthogonal":
            for matrix in _matrices(trunk):
                nn.init.orthogonal_(matrix, generator=generator)
        elif settings.init == "identity":
            _follow_itself(trunk)
        elif settings.init == "forget_bias":
            set_forget_bias(trunk, settings.forget_bias)
        elif settings.init == "chrono":
            _spread_memory(trunk, settings.memory, generator)


def set_forget_bias(trunk: nn.Module, bias: float) -> None:
    """Set the bias of every gate that keeps the memory, in place."""
    with torch.no_grad():
        for layer in _keepers(trunk):
            _set_keep(layer, torch.full((layer.hidden_size,), bias))


def set_spectral_radius(trunk: nn.Module, radius: float) -> None:
    """Stretch every recurrent matrix until its largest eigenvalue has the size `radius`.

    Above 1, what a net without squashing remembers grows at every step; below 1 it fades (Pascanu,
    Mikolov and Bengio, 2013).
    """
    with torch.no_grad():
        for matrix in _matrices(trunk):
            found = float(torch.linalg.eigvals(matrix.double()).abs().max())
            matrix.mul_(radius / max(found, torch.finfo(torch.float32).tiny))


def _recurrent(trunk: nn.Module) -> list[Any]:
    """Return PyTorch's recurrent layers, whose weights it names as they are made."""
    return [layer for layer in trunk.modules() if isinstance(layer, nn.RNNBase)]


def _keepers(trunk: nn.Module) -> list[Keeper]:
    return [layer for layer in trunk.modules() if isinstance(layer, Keeper)]


def _matrices(trunk: nn.Module) -> Iterator[Tensor]:
    """Yield the recurrent matrix (D,D) of every gate, as a part of the whole."""
    for layer in _recurrent(trunk):
        yield from layer.weight_hh_l0.chunk(len(GATES[type(layer)]))


def _part(weights: Tensor, layer: nn.Module, gate: str) -> Tensor:
    """Return the rows of one gate, (D,) of a bias and (D,D) of a matrix."""
    names = GATES[type(layer)]
    return weights.chunk(len(names))[names.index(gate)]


def _set_bias(layer: Any, gate: str, bias_D: Tensor) -> None:
    """Set a gate's bias; PyTorch adds two."""
    _part(layer.bias_ih_l0, layer, gate).copy_(bias_D)
    _part(layer.bias_hh_l0, layer, gate).zero_()


def _set_keep(layer: Keeper, bias_D: Tensor) -> None:
    if isinstance(layer, MinGRULayer):
        layer.gates.bias.chunk(2)[0].copy_(-bias_D)  # its gate writes
    else:
        _set_bias(layer, KEEP, bias_D)


def _follow_itself(trunk: nn.Module) -> None:
    for layer in _recurrent(trunk):
        nn.init.eye_(_part(layer.weight_hh_l0, layer, CANDIDATE))
        _set_bias(layer, CANDIDATE, torch.zeros(layer.hidden_size))


def _spread_memory(trunk: nn.Module, longest: int, generator: torch.Generator) -> None:
    for layer in _keepers(trunk):
        times_D = torch.empty(layer.hidden_size).uniform_(1, longest - 1, generator=generator)
        _set_keep(layer, times_D.log())
        if isinstance(layer, nn.LSTM):
            _set_bias(layer, INPUT, -times_D.log())
