"""What comes before the trunk: measured features, or segments of them, as vectors.

(B,T,F) goes in; features are standardised before, by what the training rows alone show.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.errors import ContextTooShort
from core.models.base import Inputs
from core.models.dropout import Dropout


class FeatureInputs(Inputs):
    """Give each step's features to the trunk as they are: (B,T,F) to (B,T,F)."""

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.width = num_features

    def forward(self, x_BTF: Tensor) -> Tensor:
        """Return `x_BTF` itself, shape (B,T,F)."""
        return x_BTF


class SegmentInputs(Inputs):
    """Turn every `segment_length` steps into one vector: (B,T,F) to (B,N,width).

    A linear layer, ReLU and dropout. The newest segment ends on the last step; the oldest
    T mod `segment_length` steps are left out. Fewer, larger steps make a recurrent trunk fast and
    its gradients short (SegRNN: Lin et al., 2023, arXiv 2308.11200).

    Raises
    ------
    ContextTooShort
        On use, if fewer steps than one segment are fed.
    """

    def __init__(self, num_features: int, segment_length: int, width: int, dropout: float) -> None:
        super().__init__()
        self.width = width
        self.segment_length = segment_length
        self.project = nn.Linear(num_features * segment_length, width)
        self.dropout = Dropout(dropout)

    def forward(self, x_BTF: Tensor) -> Tensor:
        """Return one vector a segment, oldest first, shape (B,N,width).

        Raises
        ------
        ContextTooShort
            If T is less than one segment.
        """
        num_segments = x_BTF.shape[1] // self.segment_length
        if num_segments == 0:
            raise ContextTooShort(steps=x_BTF.shape[1], segment=self.segment_length)
        used_BTF = x_BTF[:, x_BTF.shape[1] - num_segments * self.segment_length :]
        segments = used_BTF.reshape(len(x_BTF), num_segments, -1)
        out: Tensor = self.dropout(torch.relu(self.project(segments)))
        return out
