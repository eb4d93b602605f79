"""What a model of notes thinks of music that is there: the cost of every note, and what else.

Shape letters: B pieces at once, T rows, F columns, N notes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from core.inference.sampling import shaped
from core.models import ModelState, SequenceModel
from core.models.chain import note_head
from core.vectorizers.grid import Piece
from core.vectorizers.notes import PITCH, Vocabulary, stream_of

PIECES_AT_ONCE = 64
STEPS_AT_ONCE = 256


@torch.inference_mode()
def surprise(
    model: SequenceModel, vocabulary: Vocabulary, pieces: Sequence[Piece]
) -> list[np.ndarray]:
    """Return what every note of pieces costs in nats, field by field, float32, shape (N,5) each.

    Parameters
    ----------
    model : SequenceModel
    vocabulary : Vocabulary
    pieces : sequence of Piece
        In the vocabulary's slots and key.
    """
    model.eval()
    order = sorted(range(len(pieces)), key=lambda number: len(pieces[number]))
    costs: dict[int, np.ndarray] = {}
    for first in range(0, len(order), PIECES_AT_ONCE):
        chosen = order[first : first + PIECES_AT_ONCE]
        found = _costs(model, vocabulary, [pieces[number] for number in chosen])
        costs.update(zip(chosen, found, strict=True))
    return [costs[number] for number in range(len(pieces))]


def _costs(
    model: SequenceModel, vocabulary: Vocabulary, pieces: Sequence[Piece]
) -> list[np.ndarray]:
    """Return the costs of pieces of much the same length."""
    rows = [stream_of([piece], vocabulary).rows for piece in pieces]
    longest = max(map(len, rows))
    padded = np.stack([np.pad(one, ((0, longest - len(one)), (0, 0)), "edge") for one in rows])
    rows_BTF = torch.from_numpy(padded).to(next(model.parameters()).device)
    state: ModelState | None = None
    found = []
    for first in range(0, longest - 1, STEPS_AT_ONCE):
        read_BTF = rows_BTF[:, first : first + STEPS_AT_ONCE + 1]
        said = model(read_BTF[:, :-1], state)
        state = said.state
        found.append(note_head(model).nats(said.output, read_BTF))
    costs_BT5 = torch.cat(found, dim=1).cpu().numpy()
    return [costs_T5[: len(one) - 1] for costs_T5, one in zip(costs_BT5, rows, strict=True)]


@torch.inference_mode()
def pitch_probabilities(
    model: SequenceModel,
    vocabulary: Vocabulary,
    piece: Piece,
    number: int,
    temperature: float = 1.0,
) -> np.ndarray:
    """Return how likely each pitch was for one note, float64, shape (128,).

    Parameters
    ----------
    model : SequenceModel
    vocabulary : Vocabulary
    piece : Piece
        In the vocabulary's slots and key.
    number : int
        Which note, 0 for the first; when it begins and in which slot are taken as they are.
    temperature : float
        0 or more.
    """
    model.eval()
    head = note_head(model)
    rows = stream_of([piece.taken(slice(number + 1))], vocabulary).rows
    rows_TF = torch.from_numpy(rows).to(next(model.parameters()).device)
    states_1D = model(rows_TF[None, :-1]).output[:, -1]
    now_1F, new_1F = rows_TF[-2:-1], rows_TF[-1:]
    told_1D = head.read(states_1D)[:, head.fields.index(PITCH)] + head.hear(new_1F)
    logits = head.logits(PITCH, now_1F, new_1F, told_1D)
    barred = head.barred(PITCH, now_1F, new_1F)
    if barred is not None:
        logits = logits.masked_fill(barred, -torch.inf)
    heat = torch.tensor([[temperature]], device=logits.device)
    chances: np.ndarray = shaped(logits, heat)[0].cpu().numpy()
    return chances
