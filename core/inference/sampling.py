"""Drawing one class from logits: temperature, top-k, top-p.

In this order: the logits are divided by the temperature, only the `top_k` likeliest stay, and of
those the fewest whose probabilities reach `top_p` together (the nucleus: Holtzman et al., 2020,
arXiv 1904.09751). The draw is the inverse of the cumulative distribution at a number given from
outside: the same number, the same class, whatever else is drawn beside it.

Shape letters: B rows, V classes.
"""

from __future__ import annotations

import torch
from torch import Tensor


def shaped(
    logits_BV: Tensor, temperature_B1: Tensor, *, top_k: int = 0, top_p: float = 1.0
) -> Tensor:
    """Return the probabilities to draw from, float64, shape (B,V).

    Parameters
    ----------
    logits_BV : torch.Tensor, shape (B,V)
        Minus infinity for what cannot be.
    temperature_B1 : torch.Tensor, shape (B,1) or (1,1)
        0 or more; 0 leaves the likeliest class alone, 1 the model's own probabilities.
    top_k : int
        How many classes may be drawn at most; 0 is all. Equally likely ones stay together.
    top_p : float
        Above 0, up to 1: which share of the probability must stay.
    """
    logits_BV = logits_BV.double() - logits_BV.max(dim=-1, keepdim=True).values
    # Divided by the smallest number there is, anything below the likeliest is infinitely unlikely.
    probability_BV = (logits_BV / temperature_B1.double().clamp(min=1e-300)).softmax(dim=-1)
    if 0 < top_k < logits_BV.shape[1]:
        least_B1 = probability_BV.topk(top_k).values[:, -1:]
        probability_BV = probability_BV.where(probability_BV >= least_B1, 0)
    if top_p < 1:
        ordered_BV, order_BV = probability_BV.sort(dim=-1, descending=True)
        total_B1 = ordered_BV.sum(dim=-1, keepdim=True)
        enough_BV = ordered_BV.cumsum(dim=-1) - ordered_BV >= top_p * total_B1
        probability_BV = probability_BV.scatter(1, order_BV, ordered_BV.masked_fill(enough_BV, 0))
    return probability_BV / probability_BV.sum(dim=-1, keepdim=True)


def drawn(probability_BV: Tensor, uniform_B: Tensor) -> Tensor:
    """Return the class in which each number falls, int64, shape (B,).

    Parameters
    ----------
    probability_BV : torch.Tensor, shape (B,V)
    uniform_B : torch.Tensor, float64, shape (B,)
        From 0 to below 1.
    """
    passed_BV = probability_BV.cumsum(dim=-1)
    return (passed_BV <= uniform_B[:, None] * passed_BV[:, -1:]).sum(dim=-1)


def uniform_rows(seeds: list[int], num_draws: int, num_fields: int) -> Tensor:
    """Return numbers from 0 to below 1 for each seed, float64, shape (draws, fields, B).

    A seed's numbers are the same whichever seeds stand beside it.
    """
    rows = [
        torch.rand(
            num_draws, num_fields, dtype=torch.float64, generator=torch.Generator().manual_seed(one)
        )
        for one in seeds
    ]
    return torch.stack(rows, dim=-1)
