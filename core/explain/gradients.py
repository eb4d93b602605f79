"""How much each lag and feature mattered, by gradients along a straight path.

Integrated gradients (Sundararajan, Taly and Yan, 2017): the window grows from an ordinary one, the
baseline, to the one at hand; each number is credited with its own gradient along the way. The
credits of all numbers sum to the difference of the two forecasts: how far they miss it is the
*completeness error*, the number that says whether to trust the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.explain.attributions import answers, in_parts
from core.models.base import SequenceModel
from core.training.devices import device_of


@dataclass(frozen=True)
class Credits:
    """What integrated gradients give back.

    Attributes
    ----------
    values : numpy.ndarray, float64, shape (N,T,F)
        Credit of each number of each window, in the unit of the forecast, oldest row first.
    completeness_error : float
        Mean size of (sum of credits − difference of forecasts), as a share of the mean size of the
        difference; 0 is perfect, below 0.05 is good.
    """

    values: np.ndarray
    completeness_error: float

    @property
    def by_lag(self) -> np.ndarray:
        """Credit of each lag, all features together, shape (N,T), lag 0 first."""
        return np.asarray(self.values.sum(axis=2))[:, ::-1]

    @property
    def by_feature(self) -> np.ndarray:
        """Credit of each feature, all lags together, shape (N,F)."""
        return np.asarray(self.values.sum(axis=1))


def integrated_gradients(
    model: SequenceModel,
    windows: np.ndarray,
    baseline: np.ndarray,
    *,
    ahead: int = 0,
    num_points: int = 32,
) -> Credits:
    """Credit every number of every window with its part in the forecast.

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
    num_points : int
        Points on the path (Gauss–Legendre); more make the completeness error smaller.
    """
    start = np.broadcast_to(np.asarray(baseline, dtype=np.float32), windows.shape)
    model.eval()
    # cuDNN gives no gradients of recurrent layers outside training; its rival does.
    with torch.backends.cudnn.flags(enabled=False):
        values = np.concatenate(
            [
                path_integral(model, x_BTF, baseline, ahead, num_points)
                for x_BTF in in_parts(windows, device_of(model))
            ]
        )
    difference = answers(model, windows, ahead) - answers(model, start, ahead)
    missed = np.abs(values.sum(axis=(1, 2)) - difference).mean()
    size = np.abs(difference).mean()
    return Credits(values, float(missed / size) if size > 0 else float(missed))


def path_integral(
    model: SequenceModel, x_BTF: Tensor, baseline: np.ndarray, ahead: int, num_points: int
) -> np.ndarray:
    """Return (x − baseline) times the mean gradient on the way there, float64, shape (B,T,F)."""
    start_F = torch.as_tensor(baseline, dtype=torch.float32, device=x_BTF.device)
    points, weights = np.polynomial.legendre.leggauss(num_points)
    total_BTF = torch.zeros_like(x_BTF, dtype=torch.float64)
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        at_BTF = (start_F + float(point) * (x_BTF - start_F)).requires_grad_()
        answer = model(at_BTF).output[:, -1, ahead].sum()
        total_BTF += float(weight) * torch.autograd.grad(answer, at_BTF)[0]
    return (total_BTF * (x_BTF - start_F)).cpu().numpy()
