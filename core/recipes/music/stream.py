"""Learning notes as a task for the loop: streams side by side, the state carried along.

A pass lays all pieces end to end in a new order, cuts the line into equal streams and reads them
side by side, `unroll` notes at a time: the state is carried from one window to the next, the
gradient goes back one window. A tiny corpus is passed several times before it is judged. Judging
reads the held-out pieces from their beginnings, none cut. Everything is in nats a note, summed over
its fields; the end of a piece counts as part of what the notes cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from core.models import ModelState, SequenceModel
from core.models.chain import note_head
from core.training.devices import autocast
from core.vectorizers.notes import DELTA, FIELDS, NEW_PIECE

NUM_STREAMS = 32
LEAST_UPDATES = 20  # between two judgements, which else would take most of the time
ROWS_JUDGED = 16_384  # at the end of an epoch: in less than half a second
STEPS_JUDGED = 256


@dataclass
class Reading:
    """Streams that are read side by side, and what the model remembers of them.

    Attributes
    ----------
    rows_RF : torch.Tensor, int64, shape (R, F)
    places_BS : torch.Tensor, int64, shape (B, S)
        Which rows stand in each stream; where one has ended, any.
    """

    rows_RF: Tensor
    places_BS: Tensor
    state: ModelState | None = None

    def read(self, model: SequenceModel, first: int, num_steps: int) -> tuple[Tensor, Tensor]:
        """Return the next rows (B,T,F) after each of `num_steps`, and their nats (B,T,5)."""
        rows_BSF = self.rows_RF[self.places_BS[:, first : first + num_steps + 1]]
        said = model(rows_BSF[:, :-1], self.state)
        trunk = tuple(tuple(part.detach() for part in layer) for layer in said.state.trunk)
        self.state = ModelState(trunk, said.state.head)
        return rows_BSF[:, 1:], note_head(model).nats(said.output, rows_BSF)


@dataclass(frozen=True)
class StreamTask:
    """Streams of notes with carried state.

    Attributes
    ----------
    rows_RF : torch.Tensor, int64, shape (R, F)
        The train pieces, on the model's device.
    starts : numpy.ndarray, int64, shape (P + 1,)
        The row where each piece begins, and R.
    held_out_VF : torch.Tensor, int64, shape (V, F)
        The pieces that judge; where there are none, nothing is judged and the last weights stay.
    num_streams, unroll : int
        How many streams side by side, and how many notes the gradient goes back.
    """

    rows_RF: Tensor
    starts: np.ndarray
    held_out_VF: Tensor
    num_streams: int = NUM_STREAMS
    unroll: int = 64

    @property
    def streams(self) -> int:
        """Streams side by side: fewer where that would leave them shorter than a window."""
        return max(1, min(self.num_streams, len(self.rows_RF) // (self.unroll + 1)))

    @property
    def windows(self) -> int:
        """Updates of one pass."""
        return max(1, (len(self.rows_RF) // self.streams - 1) // self.unroll)

    @property
    def passes(self) -> int:
        """Passes between two judgements."""
        return -(-LEAST_UPDATES // self.windows)

    @property
    def num_batches(self) -> int:
        """Updates between two judgements."""
        return self.passes * self.windows

    def batches(self, generator: torch.Generator) -> Iterator[tuple[Reading, int]]:
        """Yield readings and the step where the next window begins, shuffled by `generator`."""
        for _ in range(self.passes):
            order = self.order(generator).to(self.rows_RF.device)
            whole = order[: len(order) // self.streams * self.streams]
            reading = Reading(self.rows_RF, whole.view(self.streams, -1))
            for window in range(self.windows):
                yield reading, window * self.unroll

    def order(self, generator: torch.Generator) -> Tensor:
        """Return the rows with the pieces in a new order, begun anywhere, int64, shape (R,)."""
        shuffled = torch.randperm(len(self.starts) - 1, generator=generator).tolist()
        pieces = [torch.arange(self.starts[p], self.starts[p + 1]) for p in shuffled]
        shift = int(torch.randint(len(self.rows_RF), (), generator=generator))
        return torch.cat(pieces).roll(shift)

    def loss(self, model: SequenceModel, batch: tuple[Reading, int]) -> Tensor:
        """Return the mean cost of a note in nats, shape ()."""
        reading, first = batch
        rows_BTF, nats_BT5 = reading.read(model, first, self.unroll)
        return nats_BT5.sum() / (rows_BTF[..., DELTA] != NEW_PIECE).sum().clamp(min=1)

    def validate(self, model: SequenceModel) -> float | None:
        """Return the mean cost of a held-out note in nats, if anything is held out.

        In the arithmetic that is fastest here; `measure` alone is exact.
        """
        if not len(self.held_out_VF):
            return None
        judges = beginnings(self.held_out_VF, ROWS_JUDGED)
        with autocast("auto", judges.device, model.width):
            return float(measure(model, judges).sum())


def starts_of(rows_RF: Tensor) -> np.ndarray:
    """Return the row where each piece begins, and R, int64, shape (P + 1,)."""
    begins = np.flatnonzero((rows_RF[:, DELTA] == NEW_PIECE).cpu().numpy())
    return np.append(begins, len(rows_RF))


def beginnings(rows_RF: Tensor, most: int) -> Tensor:
    """Return the first pieces of `most` rows together, or part of the first, shape (≤most,F)."""
    starts = starts_of(rows_RF)
    whole = starts[starts <= most].max()
    return rows_RF[: whole or most]


def side_by_side(starts: np.ndarray, num_streams: int) -> np.ndarray:
    """Return whole pieces laid into streams of nearly equal length.

    Parameters
    ----------
    starts : numpy.ndarray, int64, shape (P + 1,)
        The row where each piece begins, and the number of rows.
    num_streams : int
        At most.

    Returns
    -------
    numpy.ndarray, int64, shape (B, S)
        Numbers of rows; -1 where a stream has ended.
    """
    pieces = [np.arange(a, b) for a, b in pairwise(starts)]
    streams: list[list[np.ndarray]] = [[] for _ in range(min(num_streams, len(pieces)))]
    for piece in sorted(pieces, key=len, reverse=True):
        min(streams, key=lambda stream: sum(map(len, stream))).append(piece)
    laid = [np.concatenate(stream) for stream in streams]
    longest = max(map(len, laid))
    return np.stack([np.pad(row, (0, longest - len(row)), constant_values=-1) for row in laid])


@torch.no_grad()
def measure(model: SequenceModel, rows_RF: Tensor) -> np.ndarray:
    """Return what a note costs in nats, field by field, float64, shape (5,).

    Parameters
    ----------
    model : SequenceModel
    rows_RF : torch.Tensor, int64, shape (R, F)
        Whole pieces, on the model's device.
    """
    model.eval()
    device = rows_RF.device
    laid_BS = torch.from_numpy(side_by_side(starts_of(rows_RF), NUM_STREAMS)).to(device)
    reading = Reading(rows_RF, laid_BS.clamp(min=0))
    total_5 = torch.zeros(len(FIELDS), dtype=torch.float64, device=device)
    num_notes = torch.zeros((), dtype=torch.int64, device=device)
    for first in range(0, laid_BS.shape[1] - 1, STEPS_JUDGED):
        rows_BTF, nats_BT5 = reading.read(model, first, STEPS_JUDGED)
        there_BT = laid_BS[:, first + 1 : first + 1 + rows_BTF.shape[1]] >= 0
        total_5 += (nats_BT5 * there_BT[..., None]).sum((0, 1))
        num_notes += (there_BT & (rows_BTF[..., DELTA] != NEW_PIECE)).sum()
    cost: np.ndarray = (total_5 / num_notes).cpu().numpy()
    return cost
