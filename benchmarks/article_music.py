"""The training loop of the article that the music page began with, as it stands there.

Every message of a MIDI file is a vector of five numbers (kind, note, velocity, time, Δt), a note
being two messages at least; three LSTM layers of 256 read 32 stretches of 100 messages, and the
squared error of the next vector is what is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from core.vectorizers import midi
from core.vectorizers.score import Score

HIDDEN, LAYERS, DROPOUT, NUMBERS = 256, 3, 0.3, 5
BATCH, LENGTH, LEARNING_RATE, MAX_NORM = 32, 100, 1e-3, 1.0
MOST_EVENTS = 1_000_000


class EventLSTM(nn.Module):
    """Three LSTM layers and a linear one."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(NUMBERS, HIDDEN, LAYERS, batch_first=True, dropout=DROPOUT)
        self.dropout = nn.Dropout(DROPOUT)
        self.output = nn.Linear(HIDDEN, NUMBERS)

    def forward(self, events: Tensor) -> Tensor:
        """Return the next vectors, shape (batch, steps, 5)."""
        states, _ = self.lstm(events)
        told: Tensor = self.output(self.dropout(states))
        return told


@dataclass
class ArticleLoop:
    """The model, its optimiser, and the events of a corpus in stretches."""

    events: Tensor
    notes_per_event: float
    model: EventLSTM = field(default_factory=EventLSTM)

    def __post_init__(self) -> None:
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=LEARNING_RATE)
        self.loss = nn.MSELoss()
        self.turn = 0

    def step(self) -> float:
        """Make one update; return how many notes it was about."""
        self.model.train()
        size = BATCH * (LENGTH + 1)
        start = self.turn * size % max(len(self.events) - size, 1)
        self.turn += 1
        batch = self.events[start : start + size].view(BATCH, LENGTH + 1, NUMBERS)
        self.optimiser.zero_grad()
        loss = self.loss(self.model(batch[:, :-1]), batch[:, 1:])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_NORM)
        self.optimiser.step()
        return BATCH * LENGTH * self.notes_per_event


def article_loop(scores: Sequence[Score]) -> ArticleLoop:
    """Return the loop on the messages of some pieces."""
    tables = [midi.events(midi.write(s), s.name, most_rows=MOST_EVENTS).vectors for s in scores]
    events = np.concatenate(tables).astype(np.float32)
    num_notes = sum(len(score.notes) for score in scores)
    return ArticleLoop(torch.from_numpy(events), num_notes / len(events))
