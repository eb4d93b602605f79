"""A running mean of the weights (exponential moving average; Polyak and Juditsky, 1992)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Averaged:
    """Follow the weights of `model`, and the statistics of its batch norms, at a distance.

    Parameters
    ----------
    model : torch.nn.Module
    decay : float
        The share of the mean that stays at each step. The first steps keep less,
        (1 + n) / (10 + n), so that the untrained weights are soon forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        kept = [buffer for buffer in model.buffers() if buffer.is_floating_point()]
        self.weights = [tensor.detach() for tensor in (*model.parameters(), *kept)]
        self.mean = [weight.clone() for weight in self.weights]
        self.decay = decay
        self.num_steps = 0

    def follow(self) -> None:
        """Move the mean a little towards the present weights."""
        kept = min(self.decay, (1 + self.num_steps) / (10 + self.num_steps))
        torch._foreach_lerp_(self.mean, self.weights, 1 - kept)
        self.num_steps += 1

    def use(self) -> None:
        """Put the mean in the place of the weights, for good."""
        torch._foreach_copy_(self.weights, self.mean)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let the model work with the mean for a while."""
        present = [weight.clone() for weight in self.weights]
        self.use()
        try:
            yield
        finally:
            torch._foreach_copy_(self.weights, present)

    def state(self) -> dict[str, int | list[Tensor]]:
        """Return what a resumed training needs."""
        return {"num_steps": self.num_steps, "mean": self.mean}

    def restore(self, num_steps: int, mean: list[Tensor]) -> None:
        """Go back to where `state` was taken; `mean` holds weights of the shapes of the model's."""
        self.num_steps = num_steps
        torch._foreach_copy_(self.mean, mean)
