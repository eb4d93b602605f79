"""How much of a loss at the last step reaches each step before it: gradients through time.

The loss is a plain sum, v·h_T, of the last state; v is random unless it is given. Its slope is
taken by what the trunk remembered after each step (dL/dh_t, for an LSTM dL/dc_t as well) and by
what it was given at each step (dL/dx_t, which exists for every trunk), each with all that is made
of it: a cell with the state that shows it, a lower layer with the upper ones. Everything is
computed in float64 with the trunk's own weights, and handed back a stretch of steps at a time:
between two stretches the gradient is brought to size 1 and its size kept as a logarithm, so that
nothing underflows, however long the sequence (Bengio et al., 1994, and Pascanu et al., 2013, on why
it fades).

Conventions: *lag* l is the step l before the last one; sizes are log10 of the mean over sequences
of the vector's length, all layers together. *Relative* is against lag 0. A trunk without recurrence
reads its last input by another way than all before, past its attention or its taps; there relative
is against lag 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.explain.unrolled import Walk, can_unroll, unroll, zeros
from core.models.base import State, Trunk

HIDDEN, CELL, INPUT = "hidden", "cell", "input"
STRETCH = 50
"""Steps between two rescalings; even a fall by 10^-6 a step stays far above the smallest float."""
LARGEST = 300.0  # a power of ten that is still a float


@dataclass(frozen=True)
class GradientFlow:
    """What reached each lag.

    Attributes
    ----------
    sizes : mapping of str to numpy.ndarray
        "hidden" and "cell" where the trunk has them, and "input": log10 of the gradient's length,
        float64, shape (T,), lag 0 first; −inf where nothing arrives at all.
    weights : float
        log10 of the length of the gradient by all weights of the trunk, of the mean loss over the
        sequences, as a training takes it.
    """

    sizes: Mapping[str, np.ndarray]
    weights: float

    @property
    def length(self) -> int:
        """How many steps the sequence has."""
        return len(self.sizes[INPUT])

    @property
    def memory(self) -> str:
        """What the trunk remembers by: its cell, else its hidden state, else its inputs."""
        return next(name for name in (CELL, HIDDEN, INPUT) if name in self.sizes)

    @property
    def reference(self) -> int:
        """The lag that relative sizes are against."""
        return 0 if HIDDEN in self.sizes else 1

    def relative(self, name: str) -> np.ndarray:
        """Return log10 of the size at each lag against the reference lag, shape (T,)."""
        return np.asarray(self.sizes[name] - self.sizes[name][self.reference])

    def first_below(self, name: str, share: float = 0.01) -> int | None:
        """Return the first lag beyond the reference whose relative size is below `share`."""
        below = np.flatnonzero(self.relative(name)[self.reference :] < math.log10(share))
        return int(below[0]) + self.reference if len(below) else None

    def clipping(self, max_grad_norm: float) -> float:
        """Return what clipping multiplies the whole gradient by, above 0 to 1.

        It shortens a gradient by the weights that is longer than `max_grad_norm`, all lags alike:
        it stops steps that are too long, and gives back nothing that has faded.
        """
        return min(1.0, 10 ** min(0.0, math.log10(max_grad_norm) - self.weights))


def gradient_flow(trunk: Trunk, x_BTD: Tensor, direction_BD: Tensor | None = None) -> GradientFlow:
    """Return the gradient of v·h_T by everything before, as a function of the lag.

    Parameters
    ----------
    trunk : Trunk
        Used as it is, without dropout, and left as it was.
    x_BTD : torch.Tensor
        Its inputs, at least 2 steps.
    direction_BD : torch.Tensor, optional
        The slope of the loss by the last state; without it a random one for each sequence.
    """
    wide = deepcopy(trunk).cpu().double().eval().requires_grad_()
    given_BTD = x_BTD.detach().cpu().double()
    if direction_BD is None:
        chance = torch.Generator().manual_seed(0)
        direction_BD = torch.randn(len(given_BTD), trunk.width, generator=chance)
    slope_BD = direction_BD.detach().cpu().double()
    if can_unroll(trunk):
        return _through_states(wide, given_BTD, slope_BD)
    return _through_inputs(wide, given_BTD, slope_BD)


def _through_inputs(trunk: Trunk, x_BTD: Tensor, slope_BD: Tensor) -> GradientFlow:
    weights = list(trunk.parameters())
    x_BTD.requires_grad_()
    last_BD = trunk(x_BTD).states_BTD[:, -1]
    by_input, *by_weights = torch.autograd.grad(
        last_BD, [x_BTD, *weights], slope_BD, materialize_grads=True
    )
    sizes = {INPUT: _by_lag([_lengths(by_input.mT[None])])}
    return GradientFlow(sizes, _log10_norm(by_weights, len(x_BTD)))


@dataclass(frozen=True)
class Stretch:
    """A few steps as a graph of their own: what they began with are leaves."""

    x_BTD: Tensor
    begun: State
    walks: tuple[Walk, ...]

    def tracks(self) -> list[tuple[int, list[Tensor]]]:
        """Return hidden states (part 0) and cells (1) of each layer in turn, each (B,D)."""
        return [(part, walk.states(part)) for walk in self.walks for part in range(len(walk.last))]


def _stretches(trunk: Trunk, x_BTD: Tensor) -> list[Stretch]:
    made: list[Stretch] = []
    state = zeros(trunk, x_BTD)
    for part_BTD in x_BTD.split(STRETCH, dim=1):
        leaf_BTD = part_BTD.clone().requires_grad_()
        begun = tuple(tuple(one.detach().clone().requires_grad_() for one in s) for s in state)
        made.append(Stretch(leaf_BTD, begun, unroll(trunk, leaf_BTD, begun)))
        state = tuple(walk.last for walk in made[-1].walks)
    return made


def _through_states(trunk: Trunk, x_BTD: Tensor, slope_BD: Tensor) -> GradientFlow:
    weights = list(trunk.parameters())
    stretches = _stretches(trunk, x_BTD)
    handed = [torch.zeros_like(slope_BD) for layer in stretches[0].begun for _ in layer]
    handed[-len(stretches[0].begun[-1])] = slope_BD  # the hidden state of the top layer
    found: dict[str, list[Tensor]] = {HIDDEN: [], CELL: [], INPUT: []}
    total = [torch.zeros_like(weight) for weight in weights]
    scale = 0.0
    for stretch in reversed(stretches):
        back = _hand_back(stretch, weights, handed)
        for name, reached_T in back.sizes.items():
            found[name].append(reached_T + scale)
        total = [
            all_ + 10 ** min(scale, LARGEST) * part
            for all_, part in zip(total, back.weights, strict=True)
        ]
        peak = max(float(one.abs().max()) for one in back.handed)
        handed = [one / (peak or 1.0) for one in back.handed]
        scale += math.log10(peak or 1.0)
    sizes = {name: _by_lag(parts[::-1]) for name, parts in found.items() if parts}
    return GradientFlow(sizes, _log10_norm(total, len(x_BTD)))


@dataclass(frozen=True)
class Back:
    """What one stretch gave back: sizes by name, each (T,), to earlier states and by weights."""

    sizes: Mapping[str, Tensor]
    handed: Sequence[Tensor]
    weights: Sequence[Tensor]


def _hand_back(stretch: Stretch, weights: Sequence[nn.Parameter], handed: Sequence[Tensor]) -> Back:
    """Return the slopes of a stretch, given those by the states that it ended with."""
    tracks = stretch.tracks()
    begun = [one for layer in stretch.begun for one in layer]
    wanted = [*weights, *begun, stretch.x_BTD, *(one for _, track in tracks for one in track)]
    ends = [track[-1] for _, track in tracks]
    slopes = list(torch.autograd.grad(ends, wanted, handed, materialize_grads=True))
    by_weights = [slopes.pop(0) for _ in weights]
    by_begun = [slopes.pop(0) for _ in begun]
    sizes = {INPUT: _lengths(slopes.pop(0).mT[None])}
    by_track = torch.stack(slopes, dim=-1).unflatten(-1, (len(tracks), -1)).movedim(-2, 0)
    for part, name in ((0, HIDDEN), (1, CELL)):
        chosen = [number for number, (of, _) in enumerate(tracks) if of == part]
        if chosen:
            sizes[name] = _lengths(by_track[chosen])
    return Back(sizes, by_begun, by_weights)


def _lengths(slopes_LBDT: Tensor) -> Tensor:
    """Return log10 of the mean length over sequences at every step, shape (T,)."""
    lengths_BT: Tensor = torch.linalg.vector_norm(slopes_LBDT, dim=(0, 2))
    return lengths_BT.mean(dim=0).log10()


def _by_lag(parts: Sequence[Tensor]) -> np.ndarray:
    """Return sizes from the first step to the last, lag 0 first, shape (T,)."""
    return torch.cat(list(parts)).flip(0).numpy()


def _log10_norm(slopes: Sequence[Tensor], num_sequences: int) -> float:
    length = float(torch.stack([one.norm() for one in slopes]).norm()) / num_sequences
    return math.log10(length) if length > 0 else -math.inf
