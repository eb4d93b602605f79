"""One model of notes: built, given its task, and its weights packed and unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import torch

from core.models import NoteHead, NoteInputs, SequenceModel, build
from core.recipes.music.planning import Plan
from core.recipes.music.settings import MusicSettings
from core.recipes.music.stream import StreamTask
from core.training.devices import choose_device
from core.vectorizers.notes import Vocabulary

WEIGHTS = "weights."


def new_model(vocabulary: Vocabulary, settings: MusicSettings, device: str) -> SequenceModel:
    """Return an untrained model; everything random in it comes from the settings' seed."""
    inputs = NoteInputs(vocabulary, settings.hidden_size, settings.dropout)
    head = partial(NoteHead, vocabulary=vocabulary, dropout=settings.dropout)
    generator = torch.Generator().manual_seed(settings.seed)
    model = build(inputs, settings.trunk, head, settings.trunk_settings(), generator)
    return model.to(choose_device(device))


def task_of(plan: Plan, settings: MusicSettings, device: str) -> StreamTask:
    """Return what there is to learn, on the device where it is learnt."""
    train, held_out = plan.streams()
    where = choose_device(device)
    return StreamTask(
        torch.from_numpy(train.rows).to(where),
        train.starts,
        torch.from_numpy(held_out.rows).to(where),
        num_streams=settings.batch_size,
        unroll=settings.unroll,
    )


def weights_of(model: SequenceModel) -> dict[str, np.ndarray]:
    """Return the weights as arrays, by name."""
    named = model.state_dict().items()
    return {WEIGHTS + name: tensor.detach().cpu().numpy().copy() for name, tensor in named}


def with_weights(model: SequenceModel, arrays: Mapping[str, np.ndarray]) -> SequenceModel:
    """Return the model with the weights of an artifact, which may be of 16 bits, ready for use."""
    named = {
        name.removeprefix(WEIGHTS): torch.from_numpy(np.asarray(array, dtype=np.float32))
        for name, array in arrays.items()
        if name.startswith(WEIGHTS)
    }
    model.load_state_dict(named)
    return model.eval()
