"""The training loop of the article that the forecast page began with, as it stands there.

Every target has a window of 60 rows of its own, a DataLoader hands out 32 of them at a time, and
the LSTM reads each window from its beginning. Attention pools the states of the window; that pool
alone is what the last layers see. Only what the loop costs and reaches is of interest here, so data
and scaling are those of the recipe that it is measured against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from core.recipes.forecast.dense import DenseTask

HIDDEN, LAYERS, DROPOUT = 128, 2, 0.2
BATCH, LEARNING_RATE, MAX_NORM = 32, 1e-3, 1.0
READ_OUT = 64
HALVE_AFTER = 5


class PooledLSTM(nn.Module):
    """LSTM, attention over its states, two layers on the weighted mean."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(width, HIDDEN, LAYERS, batch_first=True, dropout=DROPOUT)
        self.score = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
        self.answer = nn.Sequential(
            nn.Linear(HIDDEN, READ_OUT), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(READ_OUT, 1)
        )

    def forward(self, windows: Tensor) -> Tensor:
        """Return one number a window, shape (windows, 1)."""
        states, _ = self.lstm(windows)
        mean = (self.score(states).softmax(dim=1) * states).sum(dim=1)
        told: Tensor = self.answer(mean)
        return told


class Windows(Dataset[tuple[Tensor, Tensor]]):
    """A copy of the last `length` rows for each origin, and what came after it."""

    def __init__(self, task: DenseTask, origins: range) -> None:
        length, rows = task.lead + 1, task.x_TF.numpy()
        self.windows = np.stack([rows[origin + 1 - length : origin + 1] for origin in origins])
        self.labels = task.y_TH.numpy()[origins.start : origins.stop]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(self.windows[number]), torch.from_numpy(self.labels[number])


@dataclass
class ArticleLoop:
    """The loop, one pass at a time."""

    model: PooledLSTM
    train: DataLoader[tuple[Tensor, Tensor]]
    validation: DataLoader[tuple[Tensor, Tensor]] | None

    def __post_init__(self) -> None:
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=LEARNING_RATE)
        self.schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
            self.optimiser, mode="min", patience=HALVE_AFTER, factor=0.5
        )

    @classmethod
    def of(cls, task: DenseTask, seed: int) -> ArticleLoop:
        """Return the loop over the very targets that a dense pass over `task` scores."""
        torch.manual_seed(seed)
        first = task.train.start + task.lead
        train = DataLoader(
            Windows(task, range(first, task.train.stop)), batch_size=BATCH, shuffle=True
        )
        told = None if task.validation is None else Windows(task, task.validation)
        validation = None if told is None else DataLoader(told, batch_size=256)
        return cls(PooledLSTM(task.x_TF.shape[1]), train, validation)

    def learn_once(self) -> None:
        """Make one pass over the training windows."""
        self.model.train()
        total, error = 0.0, nn.MSELoss()
        for windows, labels in self.train:
            self.optimiser.zero_grad()
            loss = error(self.model(windows), labels)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), MAX_NORM)
            self.optimiser.step()
            total += loss.item()
        self.schedule.step(total / len(self.train))

    @torch.inference_mode()
    def judge(self) -> float:
        """Return the mean squared error over the validation origins."""
        assert self.validation is not None, "the loop was made without validation"  # noqa: S101
        self.model.eval()
        errors = [self.model(windows) - labels for windows, labels in self.validation]
        return float(torch.cat(errors).square().mean())

    def losses(self, passes: int) -> Iterator[tuple[float, float]]:
        """Yield, after each pass, the seconds so far and the validation loss."""
        began = perf_counter()
        for _ in range(passes):
            self.learn_once()
            loss = self.judge()
            yield perf_counter() - began, loss
