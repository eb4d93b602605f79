"""The convolutional trunk: causal convolutions whose taps stand further and further apart.

After Bai, Kolter and Koltun (2018, arXiv 1803.01271): residual blocks of two causal convolutions
each, dilations growing in powers of two. A layer here is a whole ladder of such blocks, because one
block alone sees next to nothing: each layer sees `TCN.reach_a_layer` steps further back. Three
things differ from the paper: GELU stands for ReLU, whose kinks no integrated gradient survives;
there is no weight norm, for the first weights have the right size; and a block has one dropout, for
with ten a layer small nets learn nothing. All steps of a sequence are computed at once; fed in
pieces, each convolution remembers the inputs that its taps still reach, so a block's state is
`(before, between)`, each (B,D,P).

Shape letter: P inputs of the past that a convolution's taps reach.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.models.base import Hidden, State, Trunk, TrunkSettings
from core.models.dropout import Dropout
from core.words import N_

TAPS = 3
DILATIONS = (1, 2, 4, 8, 16)
BETWEEN_LAYERS = 2 ** (-len(DILATIONS) / 2)
"""Each sum of a block is √2 times as large as its parts; a ladder's growth is taken back."""


class CausalConvolution(nn.Conv1d):
    """A convolution whose output at a step is made of that step and of earlier ones."""

    def __init__(self, width_in: int, width_out: int, dilation: int) -> None:
        super().__init__(width_in, width_out, TAPS, dilation=dilation)
        self.reach = (TAPS - 1) * dilation

    def convolve(self, x_BDT: Tensor, before_BDP: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return a vector for every step, (B,D,T), and the inputs to remember, (B,D,P).

        Before the first step there were zeros. A lone step is one product of matrices, for which
        the library of convolutions would take ten times as long.
        """
        if before_BDP is None:
            seen_BDS = F.pad(x_BDT, (self.reach, 0))
        else:
            seen_BDS = torch.cat([before_BDP, x_BDT], dim=2)
        if x_BDT.shape[2] == 1:
            tapped = seen_BDS[:, :, :: self.dilation[0]].flatten(1)
            out_BDT = F.linear(tapped, self.weight.flatten(1), self.bias)[..., None]
        else:
            out_BDT = self(seen_BDS)
        return out_BDT, seen_BDS[:, :, -self.reach :]


class ResidualBlock(nn.Module):
    """Two causal convolutions, added to what came in."""

    def __init__(self, width_in: int, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.first = CausalConvolution(width_in, width, dilation)
        self.second = CausalConvolution(width, width, dilation)
        self.skip = nn.Linear(width_in, width) if width_in != width else None
        self.dropout = Dropout(dropout)

    def forward(
        self, x_BDT: Tensor, state: tuple[Tensor, ...] | None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Return the next block's input, shape (B,D,T), and what to remember."""
        before, between = state or (None, None)
        inner_BDT, before_after = self.first.convolve(x_BDT, before)
        inner_BDT, between_after = self.second.convolve(F.gelu(inner_BDT), between)
        inner_BDT = self.dropout(F.gelu(inner_BDT))
        skip_BDT = x_BDT if self.skip is None else self.skip(x_BDT.mT).mT
        return F.gelu(inner_BDT + skip_BDT), (before_after, between_after)


class TCN(Trunk):
    """The temporal convolutional network of Bai et al. (2018), `DILATIONS` to a layer."""

    title = N_("TCN")
    reach_a_layer: ClassVar[int] = 2 * (TAPS - 1) * sum(DILATIONS)

    def __init__(self, input_width: int, settings: TrunkSettings) -> None:
        super().__init__(input_width, settings)
        self.reach = settings.num_layers * self.reach_a_layer
        dilations = DILATIONS * settings.num_layers
        widths = [input_width] + [self.width] * (len(dilations) - 1)
        self.blocks = nn.ModuleList(
            ResidualBlock(width, self.width, dilation, settings.dropout)
            for width, dilation in zip(widths, dilations, strict=True)
        )

    def forward(
        self,
        x_BTD: Tensor,
        state: State | None = None,
        *,
        need_attention: bool = False,  # noqa: ARG002 -- a convolution has none to give
    ) -> Hidden:
        """Return the last block's output at every step, shape (B,T,D)."""
        x_BDT, after = x_BTD.mT, []
        for number, block in enumerate(self.blocks):
            if number and number % len(DILATIONS) == 0:
                x_BDT = BETWEEN_LAYERS * x_BDT
            x_BDT, kept = block(x_BDT, None if state is None else state[number])
            after.append(kept)
        return Hidden(x_BDT.mT, None, tuple(after))
