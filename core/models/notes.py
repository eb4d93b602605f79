"""What a trunk is told of notes: each row of whole numbers as one vector.

The rows are those of `core.vectorizers.notes`: columns of small numbers, of which a table adds up
one vector each, and columns of 64 bits each that say what sounds, which a linear layer reads. Both
are cheap enough to be done anew at every step.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from core.models.base import Inputs
from core.models.dropout import Dropout
from core.vectorizers import notes
from core.vectorizers.grid import LONGEST_STEPS, STEPS_PER_BEAT
from core.vectorizers.notes import Vocabulary
from core.vectorizers.sounding import MOST_TOLD


def column_sizes(vocabulary: Vocabulary) -> Mapping[int, int]:
    """Return how many classes each plain column has, "none" included."""
    _, num_slots, num_pitches, num_durations, num_velocities = vocabulary.sizes
    return {
        notes.DELTA: notes.NUM_DELTAS,
        notes.SLOT: num_slots + 1,
        notes.PITCH: num_pitches + 1,
        notes.DURATION: num_durations + 1,
        notes.VELOCITY: num_velocities + 1,
        notes.PITCH_CLASS: notes.NO_CLASS + 1,
        notes.PLACE: LONGEST_STEPS,
        notes.BEAT: STEPS_PER_BEAT,
        notes.BAR: LONGEST_STEPS + 1,
        notes.OWN_LAST: num_pitches + 1,
        notes.UNTIL_END: LONGEST_STEPS + 1,
        notes.NUM_STARTED: MOST_TOLD + 1,
        notes.NUM_WAITING: MOST_TOLD + 1,
    }


class Columns(nn.Module):
    """Add up a learnt vector for the class in each of some columns.

    Parameters
    ----------
    columns : tuple of int
        Which columns of a row.
    sizes : mapping of int to int
        How many classes each column has.
    width : int
        Length of the vectors.
    """

    columns: Tensor
    offsets: Tensor

    def __init__(self, columns: tuple[int, ...], sizes: Mapping[int, int], width: int) -> None:
        super().__init__()
        counts = torch.tensor([sizes[column] for column in columns])
        self.register_buffer("columns", torch.tensor(columns), persistent=False)
        self.register_buffer("offsets", counts.cumsum(0) - counts, persistent=False)
        self.table = nn.EmbeddingBag(int(counts.sum()), width, mode="sum")

    def forward(self, rows_NF: Tensor) -> Tensor:
        """Return the sums, shape (N,width), of rows (N,F)."""
        summed: Tensor = self.table(rows_NF.index_select(1, self.columns) + self.offsets)
        return summed


def unpack(words: Tensor, num_bits: int) -> Tensor:
    """Return the first bits of int64 words (..., W) as uint8 zeros and ones, shape (..., bits)."""
    places = torch.arange(8, dtype=torch.uint8, device=words.device)
    octets = words.contiguous().view(torch.uint8)
    return ((octets[..., None] >> places) & 1).flatten(-2)[..., :num_bits]


class Sounds(nn.Linear):
    """A linear layer over the bits that say what sounds.

    Parameters
    ----------
    vocabulary : Vocabulary
    width : int
        Length of the vectors.
    """

    def __init__(self, vocabulary: Vocabulary, width: int) -> None:
        super().__init__(vocabulary.num_bits, width)

    def forward(self, rows_NF: Tensor) -> Tensor:
        """Return a vector for what sounds in every row, shape (N,width), of rows (N,F)."""
        bits = unpack(rows_NF[:, notes.CONTEXT_BITS :], self.in_features)
        # Straight to the arithmetic of the product: by way of 32 bits it is copied twice.
        lower = torch.is_autocast_enabled(rows_NF.device.type)
        dtype = torch.get_autocast_dtype(rows_NF.device.type) if lower else self.weight.dtype
        return super().forward(bits.to(dtype))


class NoteInputs(Inputs):
    """Turn rows of notes (B,T,F) into vectors (B,T,width).

    Parameters
    ----------
    vocabulary : Vocabulary
    width : int
    dropout : float
        Share of the vectors' numbers silenced in training.
    """

    def __init__(self, vocabulary: Vocabulary, width: int, dropout: float) -> None:
        super().__init__()
        self.width = width
        sizes = column_sizes(vocabulary)
        self.columns = Columns(tuple(sizes), sizes, width)
        self.context = Sounds(vocabulary, width)
        self.dropout = Dropout(dropout)

    def forward(self, x_BTF: Tensor) -> Tensor:
        """Return a vector for every row, shape (B,T,width)."""
        rows_NF = x_BTF.flatten(0, 1)
        sounds_ND = self.context(rows_NF)
        told = sounds_ND + self.columns(rows_NF).to(sounds_ND.dtype)
        vectors: Tensor = self.dropout(torch.relu(told)).unflatten(0, x_BTF.shape[:2])
        return vectors
