"""A small real task for the tests of this room, and a program that dies in the middle of it.

`python -m tests.core.training.example CHECKPOINT STEPS` trains and, after so many steps, ends the
process at once, as a power cut would.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from core.models import FeatureInputs, LagAttentionHead, SequenceModel, TrunkSettings, build
from core.training.checkpoints import Checkpoint
from core.training.loop import FitSettings, fit

ROWS, T, F, H, BATCH = 23, 7, 3, 2, 5
SETTINGS = FitSettings(
    learning_rate=1e-2,
    max_epochs=6,
    patience=50,
    warmup_steps=4,
    every_step=True,
    ema_decay=0.9,
    precision="float32",
)


@dataclass
class Example:
    """Tell the mean of the first feature so far; validation shows other sequences."""

    x: Tensor
    y: Tensor
    num_batches: int = -(-ROWS // BATCH)
    judged: bool = True
    deadly_step: int = -1

    def batches(self, generator: torch.Generator) -> Iterator[Tensor]:
        yield from torch.randperm(ROWS, generator=generator).split(BATCH)

    def loss(self, model: SequenceModel, batch: Tensor) -> Tensor:
        self.deadly_step -= 1
        if self.deadly_step == 0:
            os._exit(9)
        output: Tensor = model(self.x[batch]).output
        return (output - self.y[batch]).square().mean()

    def validate(self, model: SequenceModel) -> float | None:
        if not self.judged:
            return None
        output: Tensor = model(self.x[ROWS:]).output.detach()
        return float((output - self.y[ROWS:]).square().mean())


@dataclass
class Worsens(Example):
    """Validation is best before any training."""

    num_judged: int = 0

    def validate(self, model: SequenceModel) -> float | None:  # noqa: ARG002
        self.num_judged += 1
        return float(self.num_judged)


def example() -> Example:
    x = torch.randn(2 * ROWS, T, F, generator=torch.Generator().manual_seed(1))
    mean = x[..., :1].cumsum(1) / torch.arange(1, T + 1)[:, None]
    return Example(x, torch.cat([mean, -mean], dim=-1))


def new_model(trunk: str = "lstm", seed: int = 0) -> SequenceModel:
    head = partial(LagAttentionHead, horizon=H, lags=4, dropout=0.2)
    settings = TrunkSettings(hidden_size=8, num_layers=2, dropout=0.3, num_heads=2)
    return build(FeatureInputs(F), trunk, head, settings, torch.Generator().manual_seed(seed))


def shuffling() -> torch.Generator:
    return torch.Generator().manual_seed(11)


def weights(model: SequenceModel) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in model.parameters()])


if __name__ == "__main__":
    doomed = replace(example(), deadly_step=int(sys.argv[2]))
    kept = Checkpoint(Path(sys.argv[1]), seconds_between=0)
    list(fit(new_model(), doomed, SETTINGS, generator=shuffling(), checkpoint=kept))
