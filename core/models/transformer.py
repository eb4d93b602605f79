"""The Transformer trunk: causal attention, norm before each part, rotary positions.

Two ways to the same numbers: the fused kernel, and the explicit one that also gives the weights;
they agree to 1e-5 in float32. The state is each layer's keys and values, kept *before* they are
turned by their positions: they are turned anew from 0 at each call, so that a stream may run for
ever with a finite `attention_span` (only distances count). Attention itself has no dropout, for the
fused kernel would draw it from the process's random state; the branches have.
"""

from __future__ import annotations

import math
from typing import NamedTuple

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
    query_BHTE: Tensor, key_BHSE: Tensor, value_BHSE: Tensor, visible_TS: Tensor
) -> Attended:
    """Return softmax(q·k/√E)·v and the weights, shapes (B,H,T,E) and (B,H,T,S)."""
    scores = query_BHTE @ key_BHSE.transpose(-2, -1) / math.sqrt(query_BHTE.shape[-1])
    weights = scores.masked_fill(~visible_TS, -math.inf).softmax(dim=-1)
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
    """Causal self-attention with several heads."""

    def __init__(self, width: int, num_heads: int, span: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.span = span
        self.project_in = nn.Linear(width, 3 * width)
        self.project_out = nn.Linear(width, width)

    def forward(
        self, x_BTD: Tensor, state: tuple[Tensor, ...] | None, turn: Angles, need_attention: bool
    ) -> tuple[Tensor, Tensor | None, tuple[Tensor, ...]]:
        """Return what was found (B,T,D), the weights (B,H,T,S) or None, and keys and values."""
        query, key, value = (
            part.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)
            for part in self.project_in(x_BTD).chunk(3, dim=-1)
        )
        if state is not None:
            key, value = torch.cat([state[0], key], dim=2), torch.cat([state[1], value], dim=2)
        turned_query = rotate(query, turn.last(query.shape[2]))
        turned_key = rotate(key, turn)
        if need_attention:
            mask = visible(query.shape[2], key.shape[2], self.span, key.device)
            found = attend_explicitly(turned_query, turned_key, value, mask)
        else:
            found = attend_fused(turned_query, turned_key, value, self.span)
        out = self.project_out(found.values_BHTE.transpose(1, 2).flatten(2))
        return out, found.weights_BHTS, (self.remembered(key), self.remembered(value))

    def remembered(self, x_BHSE: Tensor) -> Tensor:
        """Return the steps that the next query can still look at, shape (B,H,≤span-1,E)."""
        first = max(0, x_BHSE.shape[2] - (self.span - 1)) if self.span else 0
        return x_BHSE[:, :, first:]


class Block(nn.Module):
    """Attention, then a small network on each step; each added to what came in."""

    def __init__(self, settings: TrunkSettings) -> None:
        super().__init__()
        width = settings.hidden_size
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, settings.num_heads, settings.attention_span)
        self.norm_network = nn.LayerNorm(width)
        self.network = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )
        self.dropout = Dropout(settings.dropout)

    def forward(
        self, x_BTD: Tensor, state: tuple[Tensor, ...] | None, turn: Angles, need_attention: bool
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
        """Return the state after every step, shape (B,T,D); attention is the last layer's."""
        num_before = 0 if state is None else state[0][0].shape[2]
        turn = angles(num_before + x_BTD.shape[1], self.head_width, x_BTD.device)
        x_BTD = self.project(x_BTD)
        weights, after = None, []
        for number, block in enumerate(self.blocks):
            before = None if state is None else state[number]
            x_BTD, weights, kept = block(x_BTD, before, turn, need_attention)
            after.append(kept)
        return Hidden(self.norm(x_BTD), weights, tuple(after))
