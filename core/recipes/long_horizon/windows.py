"""The fixed split of the long-horizon literature, and its windows as a task for the loop.

Conventions: T rows, C columns, each standardised by its train rows (population deviation). A window
is the start row of L rows read and H rows wanted. Train windows lie wholly in train; validation and
test windows have all their wanted rows in their block, and may read rows before it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.errors import TooShort
from core.models import SequenceModel

HOURS_OF_A_MONTH = 30 * 24
ETT_COLUMNS = {"HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"}
TRAIN_SHARE, TEST_SHARE = 0.7, 0.2
WINDOWS_AT_ONCE = 4096


@dataclass(frozen=True)
class Split:
    """The rows of train, validation and test."""

    train: range
    validation: range
    test: range


def literature_split(num_rows: int, columns: set[str], frequency: str | None) -> Split:
    """Return the split that published tables are computed on.

    12, 4 and 4 months of 30 days for the transformer temperature tables (ETT; Zhou et al. 2021),
    else 70, 10 and 20 % of the rows.
    """
    month = HOURS_OF_A_MONTH * {"h": 1, "15min": 4}.get(frequency or "", 0)
    if columns >= ETT_COLUMNS and 0 < 20 * month <= num_rows:
        cuts = (12 * month, 16 * month, 20 * month)
    else:
        train, test = int(num_rows * TRAIN_SHARE), int(num_rows * TEST_SHARE)
        cuts = (train, num_rows - test, num_rows)
    return Split(range(cuts[0]), range(cuts[0], cuts[1]), range(cuts[1], cuts[2]))


def check_windows(split: Split, context_length: int, horizon: int) -> None:
    """Refuse a split of which a part holds no window.

    Raises
    ------
    TooShort
        If there are too few rows.
    """
    learnt = len(split.train) >= context_length + horizon
    if not learnt or min(len(split.validation), len(split.test)) < horizon:
        needed = max(math.ceil((context_length + horizon) / TRAIN_SHARE) + 1, 10 * horizon)
        raise TooShort(steps=split.test.stop, needed=needed)


def window_starts(block: range, context_length: int, horizon: int) -> np.ndarray:
    """Return the start rows of all windows whose wanted rows lie in `block`, shape (N,)."""
    first = max(block.start - context_length, 0)
    return np.arange(first, block.stop - context_length - horizon + 1)


@dataclass(frozen=True)
class WindowTask:
    """Channel-independent learning: each column of each window is one example.

    Attributes
    ----------
    values_TC : torch.Tensor, float32, shape (T, C)
    train_N, validation_N : torch.Tensor, int64, shape (N,)
        Start rows of the windows.
    batch_size : int
        Examples at once, or all there are.
    """

    values_TC: Tensor
    train_N: Tensor
    validation_N: Tensor
    context_length: int
    horizon: int
    batch_size: int

    @property
    def num_batches(self) -> int:
        """Whole batches of one pass, one at least; the remainder is dropped, in training only."""
        return max(len(self.train_N) * self.values_TC.shape[1] // self.batch_size, 1)

    def batches(self, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield what is read, shape (B, L, 1), and what is wanted, shape (B, H), shuffled."""
        columns = self.values_TC.shape[1]
        order = torch.randperm(len(self.train_N) * columns, generator=generator)
        for number in range(self.num_batches):
            chosen = order[number * self.batch_size : (number + 1) * self.batch_size]
            chosen = chosen.to(self.values_TC.device)
            yield self.examples(self.train_N[chosen // columns], chosen % columns)

    def examples(self, starts_B: Tensor, columns_B: Tensor) -> tuple[Tensor, Tensor]:
        """Return what is read, shape (B, L, 1), and what is wanted, shape (B, H).

        Parameters
        ----------
        starts_B, columns_B : torch.Tensor, int64, shape (B,)
            First row and column of each example.
        """
        steps = torch.arange(self.context_length + self.horizon, device=starts_B.device)
        rows_BW = starts_B[:, None] + steps
        values_BW = self.values_TC[rows_BW, columns_B[:, None]]
        return values_BW[:, : self.context_length, None], values_BW[:, self.context_length :]

    def loss(self, model: SequenceModel, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Return the mean squared error on the standardised scale, shape ().

        Parameters
        ----------
        batch : tuple of torch.Tensor, shape (B, L, 1) and (B, H)
            What is read and what is wanted.
        """
        read, wanted = batch
        return torch.nn.functional.mse_loss(model(read).output[:, -1], wanted)

    def validate(self, model: SequenceModel) -> float:
        """Return the mean squared error over every validation window."""
        said_NHC = self.forecast(model, self.validation_N)
        return float(np.mean((said_NHC - self.wanted(self.validation_N)) ** 2))

    def wanted(self, starts_N: Tensor) -> np.ndarray:
        """Return what came in each window, shape (N, H, C)."""
        steps = self.context_length + torch.arange(self.horizon, device=starts_N.device)
        return self.values_TC[starts_N[:, None] + steps].cpu().numpy()

    @torch.inference_mode()
    def forecast(self, model: SequenceModel, starts_N: Tensor) -> np.ndarray:
        """Forecast every column of every window, shape (N, H, C)."""
        model.eval()
        columns = self.values_TC.shape[1]
        pairs = torch.arange(len(starts_N) * columns, device=starts_N.device)
        said = [
            model(self.examples(starts_N[some // columns], some % columns)[0]).output[:, -1]
            for some in pairs.split(WINDOWS_AT_ONCE)
        ]
        flat = torch.cat(said).reshape(len(starts_N), columns, self.horizon)
        return flat.transpose(1, 2).cpu().numpy()
