"""The article's pipeline as it was written, so that its promises can be held against the numbers.

The article scales each column, the price to be predicted among them, by the mean and deviation of
the last 60 rows *including the row itself*, fills the first rows from later ones, learns the level
of the price with an LSTM whose head reads attention alone, and never splits train from test. Here
the same steps run on the newest rows; the last fifth is kept back, for without that there would be
nothing to report at all. Beside the result stands what repeating the last price scores on the same
days, and how far the past moves when the future is overwritten.

Conventions: rows oldest first; window L = 60; z is a price in deviations of its own window.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from core.errors import TooShort
from core.recipes.forecast.series import choose_column
from core.recipes.sources import read_source
from core.runs import Source
from core.training.devices import generator
from core.training.progress import Epoch, Tick

WINDOW = 60
NEWEST_ROWS = 2000  # what one core learns in 10 to 20 seconds
EPOCHS = 6
BATCH = 32
TEST_SHARE = 0.2
FEWEST_ROWS = 4 * WINDOW
OVERWRITTEN = 20  # rows at the end of the first window, overwritten to see what moves before them
EVERY_STEPS = 4  # optimiser steps between two signs of life


@dataclass(frozen=True)
class Leak:
    """How the future reaches the past.

    Attributes
    ----------
    copied_rows : int
        Leading rows that are exact copies of a later one.
    moved : float
        Largest change, in deviations, of rows before the overwritten ones.
    cap : float
        The largest z there can be, because the window holds the value it scales: (L-1)/√L.
    """

    copied_rows: int
    moved: float
    cap: float


@dataclass(frozen=True)
class ArticleResult:
    """What the article reports (`r2`), and what it leaves out.

    Attributes
    ----------
    r2, naive_r2 : float
        Share of the price level's variance explained, by the model and by the last price.
    z_r2, naive_z_r2 : float
        The same in the article's scaled space, where the last z is the naive forecast.
    rmse_ratio : float
        Error of the model over the error of the last price; above 1 is worse.
    days : int
        Rows that were kept back and scored.
    leak : Leak
    """

    r2: float
    naive_r2: float
    z_r2: float
    naive_z_r2: float
    rmse_ratio: float
    days: int
    leak: Leak


def run(
    source: Source, column: str, home: Path, seed: int = 0
) -> Generator[Epoch | Tick, None, ArticleResult]:
    """Read the table and run the article's pipeline on one of its columns.

    Raises
    ------
    SeqLabError
        If the table cannot be read, has no such column or too few rows without gaps.
    """
    table = read_source(source, home)
    columns = article_columns(table.frame, choose_column(table, column))
    return (yield from learn(columns, seed))


class FinancialLSTM(nn.Module):
    """The article's model, unchanged: two layers, and a head that reads attention alone."""

    def __init__(self, input_dim: int, hidden_dim: int = 128, num_layers: int = 2) -> None:
        super().__init__()
        self.lstm = nn.LSTM(input_dim, hidden_dim, num_layers, batch_first=True, dropout=0.2)
        self.attention = nn.Sequential(
            nn.Linear(hidden_dim, hidden_dim), nn.Tanh(), nn.Linear(hidden_dim, 1)
        )
        self.fc = nn.Sequential(
            nn.Linear(hidden_dim, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the prediction for windows `x` of shape (B, L, F), shape (B, 1)."""
        lstm_out, _ = self.lstm(x)
        weights = torch.softmax(self.attention(lstm_out), dim=1)
        forecast: Tensor = self.fc(torch.sum(weights * lstm_out, dim=1))
        return forecast


def normalise(columns: pd.DataFrame) -> pd.DataFrame:
    """Scale every column as the article does: by its own window, then filled backwards."""
    mean = columns.rolling(WINDOW).mean()
    deviation = columns.rolling(WINDOW).std()
    return ((columns - mean) / (deviation + 1e-8)).bfill()


def article_columns(frame: pd.DataFrame, column: str = "close") -> pd.DataFrame:
    """Return the article's columns of a table: what is known of the prices, the target last.

    Raises
    ------
    TooShort
        If there are too few rows without gaps.
    """
    prices = ("open", "high", "low", "volume") if column == "close" else ()
    names = [*(name for name in prices if name in frame), column]
    columns = frame[names].dropna().tail(NEWEST_ROWS).reset_index(drop=True)
    if len(columns) < FEWEST_ROWS:
        raise TooShort(steps=len(columns), needed=FEWEST_ROWS)
    return columns


def leak_report(columns: pd.DataFrame) -> Leak:
    """Overwrite the end of the first window and see what moves before it."""
    as_written = normalise(columns)
    overwritten = columns.copy()
    future = slice(WINDOW - OVERWRITTEN, WINDOW)
    overwritten.iloc[future] = overwritten.iloc[future].to_numpy() * 1.1
    before = slice(0, WINDOW - OVERWRITTEN)
    moved = (normalise(overwritten).iloc[before] - as_written.iloc[before]).abs().to_numpy().max()
    copied = (as_written.iloc[: WINDOW - 1] == as_written.iloc[WINDOW - 1]).all(axis=1).sum()
    return Leak(int(copied), float(moved), (WINDOW - 1) / WINDOW**0.5)


def learn(columns: pd.DataFrame, seed: int = 0) -> Generator[Epoch | Tick, None, ArticleResult]:
    """Learn and score the article's model; the last fifth of the days is only scored."""
    scaled = normalise(columns).to_numpy(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(scaled, WINDOW, axis=0)[:-1]
    # features are every column but the close, as in the article; one column is its own feature
    chosen = windows[:, :-1] if windows.shape[1] > 1 else windows
    x = torch.from_numpy(chosen.transpose(0, 2, 1).copy())
    y = torch.from_numpy(scaled[WINDOW:, -1:].copy())
    border = len(x) - round(TEST_SHARE * len(x))
    with torch.random.fork_rng(devices=[]):  # nn.LSTM draws its weights from the global generator
        torch.manual_seed(seed)
        model = FinancialLSTM(x.shape[2])
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # several on cores that are shared are many times slower than one
    try:
        yield from _train(model, x[:border], y[:border], seed)
    finally:
        torch.set_num_threads(threads)
    with torch.no_grad():
        said = model.eval()(x[border:])[:, 0].double().numpy()
    return _score(columns.iloc[:, -1], said)


def _train(model: nn.Module, x: Tensor, y: Tensor, seed: int) -> Iterator[Epoch | Tick]:
    optimiser = torch.optim.Adam(model.parameters(), lr=0.001)
    order = generator(seed)
    dropout = generator(seed + 1).get_state()
    for epoch in range(1, EPOCHS + 1):
        total = 0.0
        batches = torch.randperm(len(x), generator=order).split(BATCH)
        for first in range(0, len(batches), EVERY_STEPS):
            # nn.LSTM's dropout draws from the global generator: lent to it between two yields
            with torch.random.fork_rng(devices=[]):
                torch.set_rng_state(dropout)
                for batch in batches[first : first + EVERY_STEPS]:
                    total += _step(model, optimiser, x[batch], y[batch]) * len(batch)
                dropout = torch.get_rng_state()
            yield Tick(fraction=(epoch - 1 + first / len(batches)) / EPOCHS)
        yield Epoch(
            epoch=epoch,
            num_epochs=EPOCHS,
            train_loss=total / len(x),
            validation_loss=None,
            best_epoch=epoch,
            fraction=epoch / EPOCHS,
        )


def _step(model: nn.Module, optimiser: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    optimiser.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def _score(close: pd.Series, said: np.ndarray) -> ArticleResult:
    """Compare with the last price; z goes back to a price by the window known the day before."""
    mean = close.rolling(WINDOW).mean().to_numpy()
    deviation = close.rolling(WINDOW).std().to_numpy() + 1e-8
    price = close.to_numpy(np.float64)
    days = np.arange(len(price) - len(said), len(price))
    z = (price - mean) / deviation
    actual, last = price[days], price[days - 1]
    predicted = mean[days - 1] + said * deviation[days - 1]
    return ArticleResult(
        r2=_r2(actual, predicted),
        naive_r2=_r2(actual, last),
        z_r2=_r2(z[days], said),
        naive_z_r2=_r2(z[days], z[days - 1]),
        rmse_ratio=float(
            np.sqrt(np.mean((actual - predicted) ** 2) / np.mean((actual - last) ** 2))
        ),
        days=len(days),
        leak=leak_report(close.to_frame()),
    )


def _r2(actual: np.ndarray, predicted: np.ndarray) -> float:
    return float(1 - np.sum((actual - predicted) ** 2) / np.sum((actual - actual.mean()) ** 2))
