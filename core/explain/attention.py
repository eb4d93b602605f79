"""Where the model looked: the weights of its attention, read off and not computed anew.

What a model looks at need not be what decides its answer; `core.explain.attributions` and
`core.explain.gradients` measure that, and `rank_agreement` says how far the three agree.
"""

from __future__ import annotations

import numpy as np
import torch

from core.models.base import SequenceModel
from core.models.heads import LagAttentionHead, PooledAttentionHead
from core.training.devices import device_of


def lag_attention(model: SequenceModel, series: np.ndarray, origins: np.ndarray) -> np.ndarray:
    """Return the weight of each lag in forecasts of a dense model.

    Parameters
    ----------
    model : SequenceModel
        With a `LagAttentionHead`.
    series : numpy.ndarray, shape (T,F)
        Scaled features in one piece, long enough before the first origin.
    origins : numpy.ndarray, int, shape (N,)
        Rows of `series` at which the forecasts are made.

    Returns
    -------
    numpy.ndarray, float64, shape (N,L)
        Lag 0 first; rows sum to 1.

    Raises
    ------
    TypeError
        If the model has another head.
    """
    head = model.head
    if not isinstance(head, LagAttentionHead):
        raise TypeError(f"{type(head).__name__} has no weights over lags")
    model.eval()
    with torch.no_grad():
        x_1TF = torch.as_tensor(series, dtype=torch.float32, device=device_of(model))[None]
        weights_1NL = head.lag_weights(model.states(x_1TF), torch.as_tensor(origins))
    return weights_1NL[0].double().cpu().numpy()


def segment_attention(model: SequenceModel, windows: np.ndarray) -> np.ndarray:
    """Return the weight of each segment in forecasts of a model that answers once a window.

    Parameters
    ----------
    model : SequenceModel
        With a `PooledAttentionHead`.
    windows : numpy.ndarray, shape (B,T,F)

    Returns
    -------
    numpy.ndarray, float64, shape (B,N)
        The newest segment first, as lags are; rows sum to 1.

    Raises
    ------
    TypeError
        If the model has another head.
    """
    head = model.head
    if not isinstance(head, PooledAttentionHead):
        raise TypeError(f"{type(head).__name__} has no weights over segments")
    model.eval()
    with torch.no_grad():
        x_BTF = torch.as_tensor(windows, dtype=torch.float32, device=device_of(model))
        weights_BN = head.weights(model.states(x_BTF))
    return weights_BN.flip(1).double().cpu().numpy()
