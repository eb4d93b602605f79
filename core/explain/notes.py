"""Which notes before one mattered for it: attention where there is some, gradients everywhere.

Both are shares that sum to 1 over the rows that were read, the piece's beginning first. Attention
says where the last layer of a Transformer looked, the mean of its heads; it is not by itself a
reason. The gradient of the note's cost by the vector of each row before (its length; Simonyan et
al., 2014) is there for every trunk.

Shape letters: T rows before the note.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.models import SequenceModel
from core.models.chain import note_head
from core.vectorizers.grid import Piece
from core.vectorizers.notes import Vocabulary, stream_of


def attention_before(
    model: SequenceModel, vocabulary: Vocabulary, piece: Piece, number: int
) -> np.ndarray | None:
    """Return how much the state that said one note looked at each row, shape (number + 1,).

    None where the trunk has no attention. Row 0 is the piece's beginning, row n + 1 its note n.
    """
    rows_BTF = _rows(model, vocabulary, piece, number)
    with torch.inference_mode():
        attention = model.eval()(rows_BTF[:, :-1], need_attention=True).attention
    if attention is None:
        return None
    weights: np.ndarray = attention[0, :, -1].float().mean(dim=0).cpu().numpy()
    return weights


def gradient_before(
    model: SequenceModel, vocabulary: Vocabulary, piece: Piece, number: int
) -> np.ndarray:
    """Return how much the cost of one note hangs on each row before it, shape (number + 1,)."""
    rows_BTF = _rows(model, vocabulary, piece, number)
    model.eval()
    # cuDNN gives no gradients of recurrent layers outside training; its rival does.
    with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        x_BTD = model.inputs(rows_BTF[:, :-1]).detach().requires_grad_()
        states_BTD = model.trunk(x_BTD).states_BTD
        cost = note_head(model).nats(states_BTD[:, -1:], rows_BTF[:, -2:]).sum()
        (slope_BTD,) = torch.autograd.grad(cost, x_BTD)
    size_T = slope_BTD[0].norm(dim=-1)
    shares: np.ndarray = (size_T / size_T.sum().clamp(min=1e-30)).cpu().numpy()
    return shares


def _rows(model: SequenceModel, vocabulary: Vocabulary, piece: Piece, number: int) -> Tensor:
    rows = stream_of([piece.taken(slice(number + 1))], vocabulary).rows
    return torch.from_numpy(rows)[None].to(next(model.parameters()).device)
