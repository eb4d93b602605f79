"""Making music: pieces drawn note by note from a model of notes, several at once.

Every piece has its own seed and its own random numbers, so that it comes out the same whether it is
made alone or among others (but for a draw that rounding tips over). What cannot be is never drawn:
no slot starts a pitch that it holds, at one onset notes rise by slot and pitch, no piece ends
before it is long enough. Pieces are in the model's key, C major or A minor.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from core.inference.sampling import uniform_rows
from core.inference.wishes import Composed, Dice, Wishes
from core.inference.writing import Pen
from core.models import SequenceModel
from core.training.devices import one_thread
from core.vectorizers.notes import FIELDS, Vocabulary

__all__ = ["Composed", "Dice", "Wishes", "compose"]

NOTES_BETWEEN_LOOKS = 16


@torch.inference_mode()
def compose(
    model: SequenceModel, vocabulary: Vocabulary, dice: Sequence[Dice], wishes: Wishes
) -> list[Composed]:
    """Return a new piece for each of `dice`."""
    model.eval()
    chance = uniform_rows([one.seed for one in dice], wishes.notes, len(FIELDS))
    chance = chance.to(next(model.parameters()).device)
    with one_thread():
        pen = Pen(model, vocabulary, dice, wishes)
        for number in range(wishes.notes):
            if number % NOTES_BETWEEN_LOOKS == 0 and pen.is_done():
                break
            pen.write(chance[number])
    return pen.finish()
