"""How much each lag mattered to a forecast, by taking it away.

Conventions of this room: a *window* holds the rows that a forecast was made from, oldest first, so
that lag 0 is its last row. A *profile* gives every lag its share of all effects; attention,
gradients and occlusion each make one, to be drawn over one another with the line 1/L of no
preference, for attention alone is not an explanation (Jain and Wallace, 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from core.models.base import SequenceModel
from core.training.devices import device_of

ROWS_AT_ONCE = 65_536
"""Rows of windows in one call of the model: bounds the memory of an explanation."""


@dataclass(frozen=True)
class Profile:
    """The share of each lag, shape (L,), lag 0 first; they sum to 1, or are all 0."""

    shares: np.ndarray

    @property
    def uniform(self) -> float:
        """The share of every lag if none mattered more than another."""
        return 1 / len(self.shares)

    @property
    def effective_lags(self) -> float:
        """How many equal lags would be as spread out: exp of the entropy, 1 to L."""
        return float(effective_number(self.shares))


def effective_number(shares: np.ndarray) -> np.ndarray:
    """Return exp(entropy) along the last axis.

    Parameters
    ----------
    shares : numpy.ndarray, shape (..., L)
        Not negative; each row sums to 1.

    Returns
    -------
    numpy.ndarray, shape (...)
        1 when one lag has all, L when all have the same.
    """
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(np.exp(-(shares * logs).sum(axis=-1)))


def profile(effects: np.ndarray) -> Profile:
    """Average the size of effects over forecasts and make shares of them.

    Parameters
    ----------
    effects : numpy.ndarray, shape (N,L)
        Of N forecasts, lag 0 first; the sign is dropped.
    """
    sizes: np.ndarray = np.asarray(np.abs(effects).mean(axis=0))
    total = sizes.sum()
    return Profile(sizes / total if total > 0 else np.zeros_like(sizes))


def rank_agreement(first: Profile, second: Profile) -> float | None:
    """Return Spearman's rank correlation of two profiles, -1 to 1; None if one is flat."""
    ranks = [pd.Series(each.shares).rank().to_numpy() for each in (first, second)]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return None
    return float(np.corrcoef(ranks[0], ranks[1]).flat[1])


def occlusion(
    model: SequenceModel, windows: np.ndarray, baseline: np.ndarray, *, ahead: int = 0
) -> np.ndarray:
    """Return by how much a forecast changes when one lag is replaced by an ordinary row.

    Parameters
    ----------
    model : SequenceModel
        Trained; used as it is, without dropout.
    windows : numpy.ndarray, shape (N,T,F)
        What N forecasts were made from.
    baseline : numpy.ndarray, shape (F,)
        An ordinary row: the mean of the training rows, zeros if they were standardised.
    ahead : int
        Which of the forecast's H numbers, from 0.

    Returns
    -------
    numpy.ndarray, float64, shape (N,T)
        Forecast minus forecast without the lag, lag 0 first (Zeiler and Fergus, 2014).
    """
    whole = answers(model, windows, ahead)
    num_steps = windows.shape[1]
    effects = np.empty(windows.shape[:2])
    for lag in range(num_steps):
        without = windows.copy()
        without[:, num_steps - 1 - lag] = baseline
        effects[:, lag] = whole - answers(model, without, ahead)
    return effects


def answers(model: SequenceModel, windows: np.ndarray, ahead: int) -> np.ndarray:
    """Return one number of the forecast made at the end of each window.

    Parameters
    ----------
    model : SequenceModel
    windows : numpy.ndarray, shape (N,T,F)
    ahead : int
        Which of the forecast's H numbers, from 0.

    Returns
    -------
    numpy.ndarray, float64, shape (N,)
    """
    model.eval()
    with torch.no_grad():
        parts = [
            model(part_BTF).output[:, -1, ahead] for part_BTF in in_parts(windows, device_of(model))
        ]
    return torch.cat(parts).double().cpu().numpy()


def in_parts(windows: np.ndarray, device: torch.device) -> Iterator[Tensor]:
    """Yield the windows as float32 tensors, shape (B,T,F), few enough at once for the memory."""
    at_once = max(1, ROWS_AT_ONCE // windows.shape[1])
    for first in range(0, len(windows), at_once):
        part = np.ascontiguousarray(windows[first : first + at_once], dtype=np.float32)
        yield torch.from_numpy(part).to(device)
