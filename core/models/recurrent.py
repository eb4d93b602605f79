"""The recurrent trunks: plain RNN, GRU and LSTM.

Layers are PyTorch's own, one at a time, because its stacked ones draw their dropout from the
process's random state; between them stands our `Dropout`. A layer's state is `(h,)`, for an LSTM
`(h, c)`, each (1,B,D).
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from core.models.base import Hidden, State, Trunk, TrunkSettings
from core.models.dropout import Dropout
from core.words import N_


class Recurrent(Trunk):
    """A stack of recurrent layers; subclasses name the cell."""

    cell: ClassVar[type[nn.RNN | nn.GRU | nn.LSTM]]

    def __init__(self, input_width: int, settings: TrunkSettings) -> None:
        super().__init__(input_width, settings)
        widths = [input_width] + [self.width] * (settings.num_layers - 1)
        self.layers = nn.ModuleList(
            self.cell(width, self.width, batch_first=True) for width in widths
        )
        self.dropout = Dropout(settings.dropout)

    def forward(
        self,
        x_BTD: Tensor,
        state: State | None = None,
        *,
        need_attention: bool = False,  # noqa: ARG002 -- a recurrent trunk has none to give
    ) -> Hidden:
        """Return the hidden state after every step, shape (B,T,D)."""
        after: list[tuple[Tensor, ...]] = []
        for number, layer in enumerate(self.layers):
            if number:
                x_BTD = self.dropout(x_BTD)
            before = None if state is None else self.unpack(state[number])
            x_BTD, last = self.run(layer, x_BTD, before)
            after.append(last if isinstance(last, tuple) else (last,))
        return Hidden(x_BTD, None, tuple(after))

    @staticmethod
    def run(layer: Any, x_BTD: Tensor, before: Any) -> tuple[Tensor, Any]:
        """Return a layer's states (B,T,D) and its last one, the way PyTorch's layer gives it."""
        states_BTD, last = layer(x_BTD, before)
        return states_BTD, last

    @staticmethod
    def unpack(state: tuple[Tensor, ...]) -> Tensor | tuple[Tensor, ...]:
        """Return a layer's state, each (1,B,D), the way PyTorch's layer takes it."""
        return state if len(state) > 1 else state[0]


class RNN(Recurrent):
    """The plain recurrent net with tanh (Elman, 1990)."""

    title = N_("RNN")
    cell = nn.RNN


class GRU(Recurrent):
    """The gated recurrent unit (Cho et al., 2014)."""

    title = N_("GRU")
    cell = nn.GRU


class LSTM(Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997)."""

    title = N_("LSTM")
    cell = nn.LSTM

    @staticmethod
    def run(layer: Any, x_BTD: Tensor, before: Any) -> tuple[Tensor, Any]:
        """Return states (B,T,D) and the last pair; a lone step of use goes by the bare cell.

        On a CPU PyTorch's layer packs its weights anew at each call, which takes five times as
        long as the step itself.
        """
        if x_BTD.shape[1] > 1 or before is None or torch.is_grad_enabled():
            return Recurrent.run(layer, x_BTD, before)
        hidden, memory = before
        weights = layer.all_weights[0]
        hidden_BD, memory_BD = torch.lstm_cell(x_BTD[:, 0], (hidden[0], memory[0]), *weights)
        return hidden_BD[:, None], (hidden_BD[None], memory_BD[None])
