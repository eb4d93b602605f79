"""The Transformer trunk: causal attention, norm before each part, rotary positions.

Two ways to the same numbers: the fused kernel, and the explicit one that also gives the weights;
they agree to 1e-5 in float32. The state is each layer's keys and values, kept *before* they are
turned by their positions: they are turned anew from 0 at each call, so that a stream may run for
ever with a finite `attention_span` (only distances count). Attention itself has no dropout, for the
fused kernel would draw it from the process's random state; the branches have.

`TransformerEncoder` is the same trunk for what has no before and after, such as the patches of a
picture: all steps see all, and where a step stands, its own vector must say.
"""

from __future__ import annotations

import math
from typing import ClassVar, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.errors import UnevenHeads
from core.models.base import Hidden, State, Trunk, TrunkSettings
from core.models.dropout import Dropout
from core.models.positions import Angles, angles, rotate
from core.words import N_


class Attended(NamedTuple):
    """What attention found (B,H,T,E), and its weights (B,H,T,S) where they were asked for."""

    values_BHTE: Tensor
    weights_BHTS: Tensor | None


def visible(num_queries: int, num_keys: int, span: int, device: torch.device) -> Tensor:
    """Return which key each query may look at, bool, shape (T,S); the last query is the last key.

    Parameters
    ----------
    num_queries, num_keys : int
        T and S, with T ≤ S.
    span : int
        How many keys a query looks at, itself included; 0 is all up to itself.
    device : torch.device
    """
    keys_S = torch.arange(num_keys, device=device)
    queries_T = keys_S[num_keys - num_queries :, None]
    causal_TS = keys_S <= queries_T
    return causal_TS & (keys_S > queries_T - span) if span else causal_TS


def attend_explicitly(
    query_BHTE: Tensor, key_BHSE: Tensor, value_BHSE: Tensor, visible_TS: Tensor | None
) -> Attended:
    """Return softmax(q·k/√E)·v and the weights, shapes (B,H,T,E) and (B,H,T,S).

    Where `visible_TS` is None, every query looks at every key.
    """
    scores = query_BHTE @ key_BHSE.transpose(-2, -1) / math.sqrt(query_BHTE.shape[-1])
    if visible_TS is not None:
        scores = scores.masked_fill(~visible_TS, -math.inf)
    weights = scores.softmax(dim=-1)
    return Attended(weights.to(value_BHSE.dtype) @ value_BHSE, weights)


def attend_fused(query_BHTE: Tensor, key_BHSE: Tensor, value_BHSE: Tensor, span: int) -> Attended:
    """Return softmax(q·k/√E)·v by PyTorch's kernel, shape (B,H,T,E)."""
    num_queries, num_keys = query_BHTE.shape[2], key_BHSE.shape[2]
    reaches_all = span == 0 or span >= num_keys
    if reaches_all and num_queries in {1, num_keys}:
        # The kernel's own causal mask is right for a whole sequence; a lone last step needs none.
        found = F.scaled_dot_product_attention(
            query_BHTE, key_BHSE, value_BHSE, is_causal=num_queries > 1
        )
    else:
        mask = visible(num_queries, num_keys, span, query_BHTE.device)
        found = F.scaled_dot_product_attention(query_BHTE, key_BHSE, value_BHSE, attn_mask=mask)
    return Attended(found, None)


class Attention(nn.Module):
    """Self-attention with several heads."""

    def __init__(self, settings: TrunkSettings) -> None:
        super().__init__()
        width = settings.hidden_size
        self.num_heads = settings.num_heads
        self.span = settings.attention_span
        self.project_in = nn.Linear(width, 3 * width)
        self.project_out = nn.Linear(width, width)

    def forward(
        self,
        x_BTD: Tensor,
        state: tuple[Tensor, ...] | None,
        turn: Angles | None,
        need_attention: bool,
    ) -> tuple[Tensor, Tensor | None, tuple[Tensor, ...]]:
        """Return what was found (B,T,D), the weights (B,H,T,S) or None, and keys and values.

        Without angles to turn by, every step sees all and nothing is remembered.
        """
        query, key, value = (
            part.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)
            for part in self.project_in(x_BTD).chunk(3, dim=-1)
        )
        if turn is None:
            found = self.attend_to_all(query, key, value, need_attention)
            return self.joined(found), found.weights_BHTS, ()
        if state is not None:
            key, value = torch.cat([state[0], key], dim=2), torch.cat([state[1], value], dim=2)
        turned_query = rotate(query, turn.last(query.shape[2]))
        turned_key = rotate(key, turn)
        if need_attention:
            mask = visible(query.shape[2], key.shape[2], self.span, key.device)
            found = attend_explicitly(turned_query, turned_key, value, mask)
        else:
            found = attend_fused(turned_query, turned_key, value, self.span)
        kept = (self.remembered(key), self.remembered(value))
        return self.joined(found), found.weights_BHTS, kept

    @staticmethod
    def attend_to_all(
        query_BHTE: Tensor, key_BHSE: Tensor, value_BHSE: Tensor, need_attention: bool
    ) -> Attended:
        """Return what was found where every step sees all, and the weights if asked for."""
        if need_attention:
            return attend_explicitly(query_BHTE, key_BHSE, value_BHSE, None)
        found = F.scaled_dot_product_attention(query_BHTE, key_BHSE, value_BHSE)
        return Attended(found, None)

    def joined(self, found: Attended) -> Tensor:
        """Return what the heads found as one vector a step, shape (B,T,D)."""
        out: Tensor = self.project_out(found.values_BHTE.transpose(1, 2).flatten(2))
        return out

    def remembered(self, x_BHSE: Tensor) -> Tensor:
        """Return the steps that the next query can still look at, shape (B,H,≤span-1,E)."""
        first = max(0, x_BHSE.shape[2] - (self.span - 1)) if self.span else 0
        return x_BHSE[:, :, first:]


class Block(nn.Module):
    """Attention, then a small network on each step; each added to what came in."""

    def __init__(self, settings: TrunkSettings) -> None:
        super().__init__()
        width, inside = settings.hidden_size, settings.expansion * settings.hidden_size
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(settings)
        self.norm_network = nn.LayerNorm(width)
        self.network = nn.Sequential(nn.Linear(width, inside), nn.GELU(), nn.Linear(inside, width))
        self.dropout = Dropout(settings.dropout)

    def forward(
        self,
        x_BTD: Tensor,
        state: tuple[Tensor, ...] | None,
        turn: Angles | None,
        need_attention: bool,
    ) -> tuple[Tensor, Tensor | None, tuple[Tensor, ...]]:
        """Return the next layer's input (B,T,D), the weights or None, and keys and values."""
        found, weights, after = self.attention(
            self.norm_attention(x_BTD), state, turn, need_attention
        )
        x_BTD = x_BTD + self.dropout(found)
        return x_BTD + self.dropout(self.network(self.norm_network(x_BTD))), weights, after


class Transformer(Trunk):
    """A causal Transformer with the norm before each part (Xiong et al., 2020).

    Raises
    ------
    UnevenHeads
        If the hidden size cannot be shared evenly, in pairs, among the heads.
    """

    title = N_("Transformer")
    causal: ClassVar[bool] = True

    def __init__(self, input_width: int, settings: TrunkSettings) -> None:
        super().__init__(input_width, settings)
        if self.width % (2 * settings.num_heads):
            raise UnevenHeads(
                hidden_size=self.width,
                num_heads=settings.num_heads,
                multiple=2 * settings.num_heads,
            )
        self.head_width = self.width // settings.num_heads
        self.project = nn.Linear(input_width, self.width)
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings.num_layers))
        self.norm = nn.LayerNorm(self.width)

    def forward(
        self, x_BTD: Tensor, state: State | None = None, *, need_attention: bool = False
    ) -> Hidden:
        """Return the state after every step, shape (B,T,D); attention is the last layer's.

        Raises
        ------
        ValueError
            If a state is given to a trunk that is not causal: it cannot be fed in pieces.
        """
        states_BTD, weights, after = self.walk(x_BTD, state, need_attention)
        return Hidden(states_BTD, weights[-1], after)

    def look(self, x_BTD: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the states (B,T,D) and every layer's weights (B,H,T,T), parts of one graph."""
        states_BTD, weights, _ = self.walk(x_BTD, None, need_attention=True)
        return states_BTD, [layer for layer in weights if layer is not None]

    def walk(
        self, x_BTD: Tensor, state: State | None, need_attention: bool
    ) -> tuple[Tensor, list[Tensor | None], State]:
        """Return states (B,T,D), each layer's weights (B,H,T,S) or None, and what to carry over.

        Raises
        ------
        ValueError
            If a state is given to a trunk that is not causal.
        """
        turn = self.angles(x_BTD, state)
        x_BTD = self.project(x_BTD)
        every, after = [], []
        for number, block in enumerate(self.blocks):
            before = None if state is None else state[number]
            x_BTD, weights, kept = block(x_BTD, before, turn, need_attention)
            every.append(weights)
            after.append(kept)
        return self.norm(x_BTD), every, tuple(after)

    def angles(self, x_BTD: Tensor, state: State | None) -> Angles | None:
        """Return by how much the steps (B,T,D) and those before are turned, None if not at all.

        Raises
        ------
        ValueError
            If a state is given to a trunk that is not causal.
        """
        if self.causal:
            num_before = 0 if state is None else state[0][0].shape[2]
            return angles(num_before + x_BTD.shape[1], self.head_width, x_BTD.device)
        if state is not None:
            raise ValueError("what is not causal cannot be fed in pieces")
        return None


class TransformerEncoder(Transformer):
    """The Transformer without an order: every step sees all, and no position is added.

    It is fed whole and has nothing to carry over.
    """

    causal = False
