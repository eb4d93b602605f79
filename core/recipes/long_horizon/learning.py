"""The segment recurrent net with attention, on every column of a table at once.

One vector for every 24 steps keeps the recurrence four steps long instead of 96; each window is
brought to its own mean and spread, so the net learns shapes, not levels (after SegRNN, Lin et al.
2023, and RevIN, Kim et al. 2022).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
import torch

from core.models import PooledAttentionHead, SegmentInputs, SequenceModel, TrunkSettings, build
from core.recipes.long_horizon.settings import LongHorizonSettings
from core.recipes.long_horizon.windows import Split, WindowTask, window_starts
from core.training.checkpoints import Checkpoint
from core.training.loop import fit
from core.training.progress import Epoch, Tick


@dataclass(frozen=True)
class Seed:
    """What one seed said of every test window, shape (N, H, C), and its weights."""

    trunk: str
    seed: int
    said_NHC: np.ndarray
    weights: dict[str, torch.Tensor]
    seconds: float


def build_segment_model(settings: LongHorizonSettings, trunk: str, seed: int) -> SequenceModel:
    """Build the untrained net; everything random in it comes from `seed`."""
    sizes = TrunkSettings(hidden_size=settings.hidden_size, num_layers=1, dropout=settings.dropout)
    head = partial(PooledAttentionHead, horizon=settings.horizon, dropout=settings.dropout)
    inputs = SegmentInputs(1, settings.segment_length, settings.hidden_size, settings.dropout)
    generator = torch.Generator().manual_seed(seed)
    return build(inputs, trunk, head, sizes, generator, normalised=True)


def window_task(
    values_TC: np.ndarray, split: Split, settings: LongHorizonSettings, device: torch.device
) -> WindowTask:
    """Return the windows of train and validation as a task for the loop."""
    length, horizon = settings.context_length, settings.horizon
    return WindowTask(
        values_TC=torch.from_numpy(values_TC.astype(np.float32)).to(device),
        train_N=torch.from_numpy(window_starts(split.train, length, horizon)).to(device),
        validation_N=torch.from_numpy(window_starts(split.validation, length, horizon)).to(device),
        context_length=length,
        horizon=horizon,
        batch_size=settings.batch_size,
    )


@dataclass(frozen=True)
class SegmentLearner:
    """What stays the same for every seed."""

    settings: LongHorizonSettings
    task: WindowTask
    test_N: torch.Tensor
    folder: Path
    device: torch.device

    def learn(self, trunk: str, seed: int) -> Generator[Epoch | Tick, None, Seed]:
        """Learn one seed, or take it from the job's folder if it was learnt before."""
        began = monotonic()
        model = build_segment_model(self.settings, trunk, seed).to(self.device)
        done = Checkpoint(self.folder / f"{trunk}-{seed}.pt")
        kept = done.load()
        if kept is None:
            running = Checkpoint(self.folder / f"{trunk}-{seed}.running.pt")
            yield from fit(
                model,
                self.task,
                self.settings.fit_settings(),
                generator=torch.Generator().manual_seed(seed),
                checkpoint=running,
            )
            kept = {"weights": {name: w.cpu() for name, w in model.state_dict().items()}}
            done.save(kept)
            running.discard()
        model.load_state_dict(kept["weights"])
        said = self.task.forecast(model, self.test_N)
        return Seed(trunk, seed, said, kept["weights"], monotonic() - began)
