"""Rotary positions: where a step stands is how far its vector is turned.

Pairs of numbers are turned by an angle that grows with the step, so that the product of a query
and a key depends on the distance between them alone (Su et al., 2021, arXiv 2104.09864). Nothing is
learnt, no length is too long, and a sequence fed in pieces turns as the whole would.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

BASE = 10_000.0


class Angles(NamedTuple):
    """Cosine and sine of every step's angles, each of shape (S, E/2)."""

    cosine: Tensor
    sine: Tensor

    def last(self, num_steps: int) -> Angles:
        """Return the angles of the last `num_steps` steps, shape (num_steps, E/2)."""
        first = self.cosine.shape[0] - num_steps
        return Angles(self.cosine[first:], self.sine[first:])


def angles(num_steps: int, head_width: int, device: torch.device) -> Angles:
    """Return the angles of steps 0 to `num_steps` - 1 for vectors of even length E.

    Returns
    -------
    Angles
        Float32, each of shape (num_steps, E/2).
    """
    exponents = torch.arange(0, head_width, 2, device=device, dtype=torch.float32) / head_width
    steps = torch.arange(num_steps, device=device, dtype=torch.float32)
    turned = torch.outer(steps, BASE**-exponents)
    return Angles(turned.cos(), turned.sin())


def rotate(x_BHSE: Tensor, by: Angles) -> Tensor:
    """Return each step's vector, turned by its angles, shape (B,H,S,E)."""
    first, second = x_BHSE.chunk(2, dim=-1)
    cosine, sine = by
    turned = torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)
    return turned.to(x_BHSE.dtype)
