"""Small models of notes for tests."""

from __future__ import annotations

from functools import partial

import torch

from core.models import NoteHead, NoteInputs, SequenceModel, TrunkSettings, build
from core.vectorizers.notes import Vocabulary


def note_model(
    vocabulary: Vocabulary,
    trunk: str = "gru",
    *,
    width: int = 32,
    dropout: float = 0.0,
    seed: int = 0,
) -> SequenceModel:
    """Return an untrained model that looks back 5 notes where it attends, ready for use."""
    sizes = TrunkSettings(hidden_size=width, num_layers=2, num_heads=2, attention_span=5)
    head = partial(NoteHead, vocabulary=vocabulary, dropout=dropout)
    random = torch.Generator().manual_seed(seed)
    return build(NoteInputs(vocabulary, width + 8, dropout), trunk, head, sizes, random).eval()
