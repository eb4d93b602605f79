"""What every explanation of an image model starts from: a goal, and a model held still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from core.training.devices import one_thread


@dataclass(frozen=True, eq=False)
class Goal:
    """The number that is explained: the logit of a class, or how far it lies above another's.

    Attributes
    ----------
    target_B : torch.Tensor, int64
        The class of each picture that is asked about, from 0.
    contrast_B : torch.Tensor, int64, optional
        The class that it is held against.
    """

    target_B: Tensor
    contrast_B: Tensor | None = None

    @classmethod
    def same(cls, num_pictures: int, target: int, contrast: int | None = None) -> Goal:
        """Return the goal that asks the same of every picture."""
        against = None if contrast is None else torch.full((num_pictures,), contrast)
        return cls(torch.full((num_pictures,), target), against)

    def of(self, pictures: slice | Tensor) -> Goal:
        """Return the goal of some of the pictures: a slice, or their numbers, shape (N,)."""
        against = None if self.contrast_B is None else self.contrast_B[pictures]
        return Goal(self.target_B[pictures], against)

    def repeated(self, times: int) -> Goal:
        """Return the goal of the same pictures several times over."""
        against = None if self.contrast_B is None else self.contrast_B.repeat(times)
        return Goal(self.target_B.repeat(times), against)

    def score(self, logits_BK: Tensor) -> Tensor:
        """Return the number that is explained, shape (B,)."""
        score_B = _column(logits_BK, self.target_B)
        if self.contrast_B is not None:
            score_B = score_B - _column(logits_BK, self.contrast_B)
        return score_B

    def probability(self, logits_BK: Tensor) -> Tensor:
        """Return how probable the target is, 0 to 1, shape (B,): of all classes, or of the two."""
        if self.contrast_B is not None:
            return self.score(logits_BK).sigmoid()
        return _column(logits_BK.softmax(dim=1), self.target_B)


def _column(values_BK: Tensor, class_B: Tensor) -> Tensor:
    return values_BK.gather(1, class_B.to(values_BK.device)[:, None])[:, 0]


@contextmanager
def held_still(model: nn.Module) -> Iterator[None]:
    """Let gradients flow through a model as it is used, and leave it as it was.

    No dropout, batch statistics as learnt; on CUDA every multiplication in full float32 and the
    same each time, for the completeness error must not be one of rounding. cuDNN gives no gradients
    of recurrent layers outside training; its rival does. On a CPU all of it is one thread's work:
    the pictures are small, and a second thread that had to wait for its core made SHAP 30 times
    slower.
    """
    modes = [(module, module.training) for module in model.modules()]
    recurrent = any(isinstance(module, nn.RNNBase) for module, _ in modes)
    exactly = torch.backends.cudnn.flags(
        enabled=not recurrent, deterministic=True, allow_tf32=False
    )
    model.eval()
    try:
        with torch.inference_mode(mode=False), torch.enable_grad(), exactly, one_thread():
            yield
    finally:
        for module, training in modes:
            module.training = training


@contextmanager
def feature_map(stage: nn.Module) -> Iterator[list[Tensor]]:
    """Catch what a stage gives, (B,D,rows,columns), as a leaf; the list fills when it is called.

    What comes after the stage gets a copy, so that a layer that works in place spoils nothing.
    """
    caught: list[Tensor] = []

    def catch(module: nn.Module, given: Any, found: Tensor) -> Tensor:
        del module, given
        caught.append(found.detach().requires_grad_())
        return caught[-1].clone()

    hook = stage.register_forward_hook(catch)
    try:
        yield caught
    finally:
        hook.remove()
