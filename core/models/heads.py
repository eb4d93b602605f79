"""What turns a trunk's states into a forecast, by attention over what came before.

Both heads read the last state beside a *context*, a weighted mean of earlier states; the weights
say which steps the mean was made of. They are not an explanation of the forecast by themselves:
`core.explain` holds occlusion and gradients beside them.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.models.base import Head, Reading
from core.models.dropout import Dropout
from core.models.initialise import ZeroLinear

BOUND = 5.0
"""Scores of `LagAttentionHead` stay within ±BOUND, so that no weight vanishes or overflows."""


class Score(nn.Module):
    """Say how much a step matters: u·tanh(W h + b) (Bahdanau et al., 2015)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, width)
        self.out = nn.Linear(width, 1, bias=False)

    def forward(self, states_BSD: Tensor) -> Tensor:
        """Return a score for every step, shape (B,S,1)."""
        score: Tensor = self.out(torch.tanh(self.hidden(states_BSD)))
        return score


class LagAttentionHead(Head):
    """Forecast at every step from its state and a mean of the last `lags` states.

    A step's weight exp(s), s = 5 tanh(u·tanh(W h + b)/5), does not depend on who asks, so all
    means of a sequence are differences of two cumulative sums: one pass scores every step. The
    sums are kept in float64, where the bound on s makes the differences safe for any length.
    The last layer starts at zero.

    Parameters
    ----------
    width : int
        Length of a state.
    horizon : int
        How many numbers to forecast at each step.
    lags : int
        How many steps the mean covers, the present one included.
    dropout : float
        Share of the last layer's inputs silenced in training.
    """

    def __init__(self, width: int, horizon: int, lags: int, dropout: float) -> None:
        super().__init__()
        self.horizon = horizon
        self.lags = lags
        self.score = Score(width)
        self.dropout = Dropout(dropout)
        self.output = ZeroLinear(2 * width, horizon)

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return a forecast at every step, shape (B,T,H), and the last `lags` - 1 states."""
        seen_BSD = states_BTD if memory is None else torch.cat([memory, states_BTD], dim=1)
        context = self.context(seen_BSD)[:, -states_BTD.shape[1] :]
        output = self.output(self.dropout(torch.cat([states_BTD, context], dim=-1)))
        return Reading(output, seen_BSD[:, max(0, seen_BSD.shape[1] - self.lags + 1) :])

    def context(self, states_BSD: Tensor) -> Tensor:
        """Return each step's weighted mean of the last `lags` states, shape (B,S,D)."""
        weight = self.bounded(states_BSD).exp().double()
        sums = torch.cat([weight, weight * states_BSD], dim=-1).cumsum(dim=1)
        before = F.pad(sums, (0, 0, self.lags, 0))[:, : sums.shape[1]]
        windows = sums - before
        return (windows[..., 1:] / windows[..., :1]).to(states_BSD.dtype)

    def bounded(self, states_BSD: Tensor) -> Tensor:
        """Return every step's score, within ±BOUND, shape (B,S,1)."""
        return BOUND * torch.tanh(self.score(states_BSD).float() / BOUND)

    def lag_weights(self, states_BSD: Tensor, steps_N: Tensor) -> Tensor:
        """Return the weights of the mean at chosen steps.

        Parameters
        ----------
        states_BSD : torch.Tensor, shape (B,S,D)
        steps_N : torch.Tensor, int64, shape (N,)
            Positions in the sequence, 0 to S - 1.

        Returns
        -------
        torch.Tensor, shape (B,N,L)
            Column l is the weight of the step l before; each row sums to 1; 0 where a lag lies
            before the first step.
        """
        lags_L = torch.arange(self.lags, device=states_BSD.device)
        reached_NL = steps_N.to(states_BSD.device)[:, None] - lags_L
        scores = self.bounded(states_BSD)[..., 0][:, reached_NL.clamp(min=0)]
        return scores.masked_fill(reached_NL < 0, -math.inf).softmax(dim=-1)


class PooledAttentionHead(Head):
    """Forecast once, from the last state and a weighted mean of all states.

    Parameters
    ----------
    width : int
        Length of a state.
    horizon : int
        How many steps to forecast.
    dropout : float
        Share of the last layer's inputs silenced in training.
    """

    def __init__(self, width: int, horizon: int, dropout: float) -> None:
        super().__init__()
        self.horizon = horizon
        self.score = Score(width)
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(2 * width, horizon)

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return the forecast at the last step, shape (B,1,H), and all states so far."""
        seen_BSD = states_BTD if memory is None else torch.cat([memory, states_BTD], dim=1)
        weights_B1S = self.weights(seen_BSD)[:, None].to(seen_BSD.dtype)
        context_B1D = weights_B1S @ seen_BSD
        output = self.output(self.dropout(torch.cat([seen_BSD[:, -1:], context_B1D], dim=-1)))
        return Reading(output, seen_BSD)

    def weights(self, states_BSD: Tensor) -> Tensor:
        """Return each state's weight in the mean, shape (B,S); rows sum to 1."""
        scores_BS1: Tensor = self.score(states_BSD).float()
        return scores_BS1[..., 0].softmax(dim=-1)
