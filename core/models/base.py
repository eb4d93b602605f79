"""The three pieces every model is built of, and what they promise each other.

A `SequenceModel` is *inputs* (anything to a sequence of vectors), a *trunk* (RNN, GRU, LSTM,
Transformer) and a *head* (vectors to forecasts, notes or classes). The pieces are causal unless
they say otherwise: what stands at step t depends on steps up to t alone. A causal sequence may be
fed whole or in pieces; the `state` that a call returns, given to the next, makes both the same.

Shape letters, used in every file of this room::

    B sequences in a batch    T steps fed now       S steps seen, remembered ones included
    F features of a step      D width of a state    H horizon, or heads in B,H,T,S
    L lags looked back at     K steps answered for  N segments, or chosen steps
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from torch import Tensor, nn

from core.knobs import Settings, number
from core.words import N_

State = tuple[tuple[Tensor, ...], ...]
"""What a trunk carries over: for each layer its hidden state, cell, or keys and values."""


class Hidden(NamedTuple):
    """What a trunk learnt: (B,T,D) states, (B,H,T,S) attention of its last layer, the state."""

    states_BTD: Tensor
    attention: Tensor | None
    state: State


class Reading(NamedTuple):
    """What a head answers: (B,K,H) output, and the (B,S,D) states it must remember."""

    output_BKH: Tensor
    memory: Tensor | None


class ModelState(NamedTuple):
    """What a whole model carries over from one piece of a sequence to the next."""

    trunk: State
    head: Tensor | None


class Prediction(NamedTuple):
    """What a model answers; `output[:, -1]` is always what it says at the last step fed.

    `output` is (B,K,H): K = T for heads that answer at every step, 1 for heads that answer once.
    `attention` is the trunk's, (B,H,T,S), where it was asked for and the trunk has one.
    """

    output: Tensor
    attention: Tensor | None
    state: ModelState


@dataclass(frozen=True)
class TrunkSettings(Settings):
    """How large a trunk is; each trunk uses those that concern it."""

    hidden_size: int = number(
        32,
        low=8,
        high=512,
        step=8,
        label=N_("Hidden size"),
        help=N_("How many numbers the model remembers with. More learn more, slower."),
    )
    num_layers: int = number(
        1,
        low=1,
        high=4,
        label=N_("Layers"),
        help=N_("How many layers are stacked. One is enough for most short series."),
        advanced=True,
    )
    dropout: float = number(
        0.2,
        low=0.0,
        high=0.8,
        step=0.05,
        label=N_("Dropout"),
        help=N_("The share of signals silenced at random while learning, against rote learning."),
        advanced=True,
    )
    num_heads: int = number(
        4,
        low=1,
        high=16,
        label=N_("Attention heads"),
        help=N_("Transformer only: how many things each step can look for at once."),
        advanced=True,
    )
    expansion: int = number(
        4,
        low=1,
        high=8,
        label=N_("Expansion"),
        help=N_("Transformer only: how many times as wide each layer is inside."),
        advanced=True,
    )
    attention_span: int = number(
        0,
        low=0,
        high=4096,
        label=N_("Attention span"),
        help=N_("Transformer only: how many steps each layer looks back; 0 is all of them."),
        unit=N_("steps"),
        advanced=True,
    )


class Model(nn.Module):
    """Whatever a training can fit; `width` is the length of its states."""

    width: int


class Inputs(nn.Module):
    """Turn (B,T,F) data into a sequence of vectors; `width` is their length."""

    width: int

    def forward(self, x_BTF: Tensor) -> Tensor:
        """Return the vectors, shape (B, T or N, width)."""
        raise NotImplementedError


class Trunk(nn.Module):
    """Read a sequence of vectors step by step; `width` is the length of a state."""

    title: ClassVar[str]
    width: int

    def __init__(self, input_width: int, settings: TrunkSettings) -> None:
        super().__init__()
        self.input_width = input_width
        self.width = settings.hidden_size

    def forward(
        self, x_BTD: Tensor, state: State | None = None, *, need_attention: bool = False
    ) -> Hidden:
        """Return the state after every step, shape (B,T,width), and what to carry over."""
        raise NotImplementedError


class Head(nn.Module):
    """Turn (B,T,D) states into answers of `horizon` numbers."""

    horizon: int

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return the answers, shape (B,K,H), and the states to remember."""
        raise NotImplementedError


class SequenceModel(Model):
    """Inputs, trunk and head in a row; its width decides which arithmetic pays.

    Parameters
    ----------
    inputs : Inputs
    trunk : Trunk
    head : Callable
        Makes the head for a given state width.
    """

    def __init__(self, inputs: Inputs, trunk: Trunk, head: Callable[[int], Head]) -> None:
        super().__init__()
        self.inputs = inputs
        self.trunk = trunk
        self.head = head(trunk.width)
        self.width = trunk.width

    def forward(
        self, x_BTF: Tensor, state: ModelState | None = None, *, need_attention: bool = False
    ) -> Prediction:
        """Return the answers for a batch of sequences, shape (B,K,H).

        Parameters
        ----------
        x_BTF : torch.Tensor, shape (B,T,F)
        state : ModelState, optional
            What the call on the steps before returned; without it a sequence begins here.
        need_attention : bool
            Also return the trunk's attention; costs time and memory.
        """
        before, memory = state or (None, None)
        hidden: Hidden = self.trunk(self.inputs(x_BTF), before, need_attention=need_attention)
        reading: Reading = self.head(hidden.states_BTD, memory)
        return Prediction(
            reading.output_BKH, hidden.attention, ModelState(hidden.state, reading.memory)
        )

    def states(self, x_BTF: Tensor) -> Tensor:
        """Return what the trunk knows after every step, shape (B,T,D)."""
        hidden: Hidden = self.trunk(self.inputs(x_BTF))
        return hidden.states_BTD
