"""A corpus of notes, with the inputs and the head of the music recipe.

The pieces that the music page holds out are parted in two: every second one chooses, the others
judge. A score is the nats that a note of a piece costs, over all its fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.errors import TooLittleHeldOut
from core.models import MODELS, NoteHead, NoteInputs, SequenceModel
from core.models.markov import Markov
from core.recipes import music
from core.recipes.compare.material import Reading
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Judged, Part, passes, trunk_settings
from core.recipes.compare.tasks import TASKS
from core.recipes.music.settings import MusicSettings
from core.recipes.music.stream import StreamTask, measure, starts_of
from core.runs import Source
from core.training.devices import choose_device
from core.vectorizers.grid import Piece
from core.vectorizers.notes import fields_of, stream_of

INPUT_WIDTH = 64
FEWEST_HELD_OUT = 4


class Notes:
    """What a model of notes learns.

    Parameters
    ----------
    settings : CompareSettings
    source : Source
    home : Path
    device : str

    Raises
    ------
    TooLittleHeldOut
        If there are too few pieces to choose and to judge by.
    SeqLabError
        If there is no note in it that can be learnt from.
    """

    longer: tuple[int, ...] = ()
    published: Mapping[str, float] = MappingProxyType({})
    block = 1.0

    def __init__(self, settings: CompareSettings, source: Source, home: Path, device: str) -> None:
        usual = MusicSettings()
        plan = music.prepare(source, usual, home)
        if len(plan.held_out) < FEWEST_HELD_OUT:
            raise TooLittleHeldOut(name=source.name, count=len(plan.held_out))
        self.vocabulary, self.dropout = plan.vocabulary, TASKS[settings.task].dropout
        self.unroll, self.span = usual.unroll, usual.attention_span
        train = plan.train[: settings.train_size or None]
        parts: Mapping[Part, Sequence[Piece]] = {
            "validation": plan.held_out[::2],
            "test": plan.held_out[1::2],
        }
        where = choose_device(device)
        self.rows: Mapping[Part, Tensor] = {
            part: torch.from_numpy(stream_of(pieces, self.vocabulary).rows).to(where)
            for part, pieces in parts.items()
        }
        learnt = stream_of(train, self.vocabulary)
        self.task = StreamTask(
            torch.from_numpy(learnt.rows).to(where),
            learnt.starts,
            self.rows["validation"],
            num_streams=usual.batch_size,
            unroll=usual.unroll,
        )
        self.num_test = len(parts["test"])
        fields = [[fields_of(p, self.vocabulary) for p in some] for some in (train, parts["test"])]
        markov = Markov.fit(fields[0], self.vocabulary.sizes)
        self.baseline = float(markov.nats(fields[1]).sum(axis=1).mean())

    @property
    def num_steps(self) -> int:
        """How many notes a trunk reads at once; its state is carried on."""
        return self.unroll

    def build(self, trunk: str, width: int) -> SequenceModel:
        """Return a model with a trunk of some width, its weights not drawn yet."""
        settings = trunk_settings(trunk, width, self.num_steps, self.dropout, span=self.span)
        inner = MODELS[trunk](INPUT_WIDTH, settings)
        head = partial(NoteHead, vocabulary=self.vocabulary, dropout=self.dropout)
        with torch.device("cpu"):  # their tables are counted out as they are made
            return SequenceModel(
                NoteInputs(self.vocabulary, INPUT_WIDTH, self.dropout), inner, head
            )

    def batches(self, reading: Reading) -> Iterator[Any]:
        """Yield windows of streams, their state carried on; every pass is laid out anew."""
        for generator in passes(reading):
            yield from self.task.batches(generator)

    def loss(self, model: SequenceModel, batch: Any) -> Tensor:
        """Return the mean cost of a note in nats, shape ()."""
        return self.task.loss(model, batch)

    def judge(self, model: SequenceModel, part: Part) -> Judged:
        """Return what the notes of each piece cost."""
        rows_RF = self.rows[part]
        pieces = [rows_RF[a:b] for a, b in pairwise(starts_of(rows_RF))]
        scores = np.array([float(measure(model, piece).sum()) for piece in pieces])
        weights = np.array([len(piece) - 1.0 for piece in pieces])  # the first row begins it
        return Judged(scores, weights, float(np.average(scores, weights=weights)))

    def judge_longer(self, model: SequenceModel) -> tuple[float, ...]:  # noqa: ARG002 -- none
        """Return nothing: a piece is as long as it is."""
        return ()
