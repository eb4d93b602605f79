"""The minGRU trunk: a gated recurrent net whose gates read the input alone.

After Feng et al. (2024, arXiv 2410.01201): h_t = (1 − z_t) h_{t−1} + z_t n_t, where gate z and
candidate n are computed from x_t alone. The state enters linearly, so that all steps of a sequence
can be computed by a parallel scan, here in about 2√T rounds of whole blocks of steps. A layer's
state is `(h,)`, of shape (B,D).
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from core.models.base import Hidden, State, Trunk, TrunkSettings
from core.models.dropout import Dropout
from core.words import N_


def scan(kept_BTD: Tensor, added_BTD: Tensor) -> Tensor:
    """Return h_t = kept_t · h_{t−1} + added_t for all t, with h = 0 before; shape (B,T,D).

    Blocks of √T steps are scanned side by side, each as if it were the first; then each block is
    given what its predecessor ended with.
    """
    num_steps = kept_BTD.shape[1]
    length = math.isqrt(num_steps - 1) + 1
    fill = (0, 0, 0, -num_steps % length)
    kept_BNLD = F.pad(kept_BTD, fill).unflatten(1, (-1, length))
    states_BNLD = F.pad(added_BTD, fill).unflatten(1, (-1, length))
    for step in range(1, length):
        states_BNLD[:, :, step].addcmul_(kept_BNLD[:, :, step], states_BNLD[:, :, step - 1])
        kept_BNLD[:, :, step].mul_(kept_BNLD[:, :, step - 1])
    for block in range(1, states_BNLD.shape[1]):
        states_BNLD[:, block].addcmul_(kept_BNLD[:, block], states_BNLD[:, block - 1, -1:])
    states_BTD: Tensor = states_BNLD.flatten(1, 2)[:, :num_steps]
    return states_BTD.contiguous()


class Scan(torch.autograd.Function):
    """The scan, with a gradient that is a scan too, from the last step back.

    It remembers two arrays a sequence where the chain of its rounds would remember √T of them.
    """

    @staticmethod
    def forward(ctx: Any, kept_BTD: Tensor, added_BTD: Tensor) -> Tensor:
        """Return the states, shape (B,T,D)."""
        states_BTD = scan(kept_BTD, added_BTD)
        ctx.save_for_backward(kept_BTD, states_BTD)
        return states_BTD

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope_BTD: Tensor) -> tuple[Tensor, Tensor]:
        """Return the slopes by what was kept and by what was added, each (B,T,D)."""
        kept_BTD, states_BTD = ctx.saved_tensors
        handed_back = F.pad(kept_BTD[:, 1:], (0, 0, 0, 1)).flip(1)
        total_BTD = scan(handed_back, slope_BTD.flip(1)).flip(1)
        before_BTD = F.pad(states_BTD[:, :-1], (0, 0, 1, 0))
        return total_BTD * before_BTD, total_BTD


def scanned(kept_BTD: Tensor, added_BTD: Tensor) -> Tensor:
    """Return the scan (B,T,D) as a part of the graph."""
    states_BTD: Tensor = Scan.apply(kept_BTD, added_BTD)  # type: ignore[no-untyped-call]
    return states_BTD


class MinGRULayer(nn.Module):
    """One layer: a linear map makes gate and candidate of each step, a scan the states."""

    def __init__(self, width_in: int, width: int) -> None:
        super().__init__()
        self.hidden_size = width
        self.gates = nn.Linear(width_in, 2 * width)

    def forward(self, x_BTD: Tensor, before_BD: Tensor | None) -> Tensor:
        """Return the state after every step, shape (B,T,D), in 32 bits or more."""
        made = self.gates(x_BTD)
        made = made.to(torch.promote_types(made.dtype, torch.float32))  # sums of many small parts
        gate, candidate = made.chunk(2, dim=-1)
        kept, added = torch.sigmoid(-gate), torch.sigmoid(gate) * candidate
        if before_BD is None:
            return scanned(kept, added)
        begun = torch.cat([before_BD[:, None], added], dim=1)
        return scanned(F.pad(kept, (0, 0, 1, 0)), begun)[:, 1:]


class MinGRU(Trunk):
    """The minimal gated recurrent unit (Feng et al., 2024)."""

    title = N_("minGRU")

    def __init__(self, input_width: int, settings: TrunkSettings) -> None:
        super().__init__(input_width, settings)
        widths = [input_width] + [self.width] * (settings.num_layers - 1)
        self.layers = nn.ModuleList(MinGRULayer(width, self.width) for width in widths)
        self.dropout = Dropout(settings.dropout)

    def forward(
        self,
        x_BTD: Tensor,
        state: State | None = None,
        *,
        need_attention: bool = False,  # noqa: ARG002 -- a recurrent trunk has none to give
    ) -> Hidden:
        """Return the last layer's state after every step, shape (B,T,D)."""
        after: list[tuple[Tensor, ...]] = []
        for number, layer in enumerate(self.layers):
            if number:
                x_BTD = self.dropout(x_BTD)
            x_BTD = layer(x_BTD, None if state is None else state[number][0])
            after.append((x_BTD[:, -1],))
        return Hidden(x_BTD, None, tuple(after))
