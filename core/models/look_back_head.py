"""A head that looks back: a step is answered from its state and earlier ones that it asks for.

Attention between a recurrent trunk and its answers, as Luong et al. (2015, arXiv 1508.04025)
describe it, but causal: a step asks all states up to its own. A weight belongs to a *state*, which
also carries what came before it, so that it may stand one step beside the input that is meant.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.models.base import Head, Reading
from core.models.dropout import Dropout
from core.models.transformer import attend_explicitly, attend_fused, visible


class LookBackHead(Head):
    """Answer at every step from the state there and a mean of earlier ones, weighted by asking.

    Parameters
    ----------
    width : int
        Length of a state.
    horizon : int
        How many numbers are answered at a step.
    dropout : float
        Share of the last layer's inputs silenced in training.
    """

    def __init__(self, width: int, horizon: int, dropout: float) -> None:
        super().__init__()
        self.horizon = horizon
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width, bias=False)
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(2 * width, horizon)

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return an answer at every step, shape (B,T,H), and all states so far."""
        seen_BSD = states_BTD if memory is None else torch.cat([memory, states_BTD], dim=1)
        asked = (self.query(states_BTD)[:, None], self.key(seen_BSD)[:, None], seen_BSD[:, None])
        context_BTD = attend_fused(*asked, span=0).values_BHTE[:, 0]
        both = torch.cat([states_BTD, context_BTD], dim=-1)
        return Reading(self.output(self.dropout(both)), seen_BSD)

    def weights(self, states_BTD: Tensor) -> Tensor:
        """Return how much each step of a whole sequence takes of each state, shape (B,T,T)."""
        num_steps = states_BTD.shape[1]
        mask = visible(num_steps, num_steps, 0, states_BTD.device)
        query, key = self.query(states_BTD)[:, None], self.key(states_BTD)[:, None]
        found = attend_explicitly(query, key, states_BTD[:, None], mask)
        assert found.weights_BHTS is not None, "asked for"  # noqa: S101 -- for us
        return found.weights_BHTS[:, 0]
