"""Forecasts of a causal model at many origins at once.

Conventions: T rows, F features, H steps ahead. A chunk is `lead` rows that only warm the state up,
then `length` rows whose outputs are kept; the state is zero where a chunk begins, as in training,
so a forecast depends on at most `lead + length` rows and on none after its origin.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.models import SequenceModel

CHUNKS_AT_ONCE = 64


@torch.inference_mode()
def forecast_origins(
    model: SequenceModel, x_TF: Tensor, origins: range, *, lead: int, length: int
) -> np.ndarray:
    """Forecast from every origin.

    Parameters
    ----------
    model : SequenceModel
        With a head that answers at every step, outputs of shape (B, T, H).
    x_TF : torch.Tensor, float32, shape (T, F)
        Scaled features, on the model's device.
    origins : range
        Rows to forecast from; before the first one there should be `lead` rows.
    lead, length : int
        As in training.

    Returns
    -------
    numpy.ndarray, float64, shape (len(origins), H)
        What the head says, in the units it was trained in.
    """
    model.eval()
    first = max(origins.start - lead, 0)
    warm = origins.start - first
    starts = torch.arange(first, origins.stop - warm, length)
    rows_CW = (starts[:, None] + torch.arange(warm + length)).clamp(max=origins.stop - 1)
    outputs = [
        model(x_TF[rows.to(x_TF.device)]).output[:, warm:] for rows in rows_CW.split(CHUNKS_AT_ONCE)
    ]
    flat_NH = torch.cat(outputs).flatten(0, 1)[: len(origins)]
    return flat_NH.cpu().numpy().astype(np.float64)
