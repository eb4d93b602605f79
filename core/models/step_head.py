"""The plainest head: every step is answered from its own state, by one linear layer."""

from __future__ import annotations

from torch import Tensor, nn

from core.models.base import Head, Reading
from core.models.dropout import Dropout


class StepHead(Head):
    """Answer at every step from the state there.

    Parameters
    ----------
    width : int
        Length of a state.
    horizon : int
        How many numbers are answered at a step: values, or logits of classes or bits.
    dropout : float
        Share of the state's numbers silenced in training.
    """

    def __init__(self, width: int, horizon: int, dropout: float) -> None:
        super().__init__()
        self.horizon = horizon
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(width, horizon)

    def forward(
        self,
        states_BTD: Tensor,
        memory: Tensor | None = None,  # noqa: ARG002 -- it needs no state but the present one
    ) -> Reading:
        """Return an answer at every step, shape (B,T,H), and nothing to remember."""
        return Reading(self.output(self.dropout(states_BTD)), None)
