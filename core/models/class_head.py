"""The head that says which class: one answer for a whole sequence of vectors.

The same head ends a sequence of patches and a convolutional net, whose one vector is a sequence of
one.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from core.models.base import Head, Reading
from core.models.dropout import Dropout
from core.words import N_

POOLINGS: Mapping[str, str] = {
    "mean": N_("The mean of all patches"),
    "class_token": N_("A class token"),
}


class ClassHead(Head):
    """Read the first vector, or the mean of all, and give a logit for every class.

    Parameters
    ----------
    width : int
        Length of a vector.
    num_classes : int
    dropout : float
        Share of the vector's numbers silenced in training.
    pooling : str
        "mean", or "class_token": the first vector alone, which has seen all the others.
    """

    def __init__(
        self, width: int, num_classes: int, *, dropout: float, pooling: str = "mean"
    ) -> None:
        super().__init__()
        self.horizon = num_classes
        self.pooling = pooling
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(width, num_classes)

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return the logits, shape (B,1,K), and nothing to remember.

        Raises
        ------
        ValueError
            If a memory is given: a sequence is judged whole.
        """
        if memory is not None:
            raise ValueError("a class is said of a whole sequence, which cannot be fed in pieces")
        if self.pooling == "class_token":
            pooled_B1D = states_BTD[:, :1]
        else:
            pooled_B1D = states_BTD.mean(dim=1, keepdim=True)
        return Reading(self.output(self.dropout(pooled_B1D)), None)
