"""A head that says the next note field by field, each knowing those before it.

P(note) = P(Δt) · P(slot | Δt) · P(pitch | Δt, slot) · P(duration | …) · P(velocity | …): a small
network for each field reads the trunk's state and everything that is decided by then, what sounds
at the new onset included. In training the true fields are given and all are computed at once; in
sampling they are drawn one by one. Both go through the same `logits`.

Grammar: what cannot be is barred. At one onset the notes rise by slot and pitch, and a slot does
not start a pitch that it holds.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor, nn

from core.models.base import Head, Reading, SequenceModel
from core.models.dropout import Dropout
from core.models.notes import Columns, Sounds, column_sizes, unpack
from core.vectorizers import notes
from core.vectorizers.notes import DELTA, DURATION, PITCH, SLOT, VELOCITY, Vocabulary

BARRED = -1e4
NARROWING = 2
"""How many times narrower than a state the networks of the fields are: half the time for them."""
MOMENT = (DELTA, notes.PLACE, notes.BEAT)
"""The columns of the new row that say when it begins: all fields but Δt read them."""
KNOWN: Mapping[int, tuple[int, ...]] = {
    DELTA: (notes.UNTIL_END, notes.NUM_STARTED, notes.NUM_WAITING, notes.PLACE, notes.BEAT),
    SLOT: (),
    PITCH: (SLOT, notes.OWN_LAST),
    DURATION: (SLOT, PITCH, notes.PITCH_CLASS),
    VELOCITY: (SLOT, PITCH, DURATION),
}
"""The columns that each field's network reads beside: Δt of the row before, the others the new."""


class Link(nn.Module):
    """The network of one field: what is decided, added to what the state and the sounds say."""

    def __init__(self, field: int, vocabulary: Vocabulary, width: int) -> None:
        super().__init__()
        known = KNOWN[field]
        self.known = Columns(known, column_sizes(vocabulary), width) if known else None
        self.output = nn.Linear(width, vocabulary.sizes[field])

    def forward(self, rows_NF: Tensor, told_ND: Tensor) -> Tensor:
        """Return the field's logits, shape (N, classes)."""
        if self.known is not None:
            told_ND = told_ND + self.known(rows_NF).to(told_ND.dtype)
        logits: Tensor = self.output(torch.relu(told_ND))
        return logits


class NoteHead(Head):
    """Say the next note as a chain of fields; a field of one class is left out.

    Parameters
    ----------
    width : int
        Length of a state.
    vocabulary : Vocabulary
    dropout : float
        Share of the states silenced in training.
    """

    def __init__(self, width: int, vocabulary: Vocabulary, dropout: float) -> None:
        super().__init__()
        self.horizon = width
        inner = width // NARROWING
        self.num_slots = len(vocabulary.slots)
        self.fields = [f for f, size in enumerate(vocabulary.sizes) if size > 1]
        self.dropout = Dropout(dropout)
        self.states = nn.Linear(width, inner * len(self.fields))
        self.moment = Columns(MOMENT, column_sizes(vocabulary), inner)
        self.context = Sounds(vocabulary, inner)
        self.links = nn.ModuleDict(
            {notes.FIELDS[field]: Link(field, vocabulary, inner) for field in self.fields}
        )

    def forward(self, states_BTD: Tensor, memory: Tensor | None = None) -> Reading:
        """Return the states as they are, shape (B,T,D): the chain needs the notes beside them."""
        return Reading(states_BTD, memory)

    def read(self, states_ND: Tensor) -> Tensor:
        """Return what the state says to each field's network, shape (N, fields, D)."""
        told: Tensor = self.states(self.dropout(states_ND)).unflatten(-1, (len(self.fields), -1))
        return told

    def hear(self, rows_NF: Tensor) -> Tensor:
        """Return what the new moment and its sounds say to all fields but Δt, shape (N,D)."""
        sounds_ND: Tensor = self.context(rows_NF)
        moment_ND: Tensor = self.moment(rows_NF)
        return sounds_ND + moment_ND.to(sounds_ND.dtype)

    def nats(self, states_BTD: Tensor, rows_BSF: Tensor) -> Tensor:
        """Return what each true next note costs, field by field.

        Parameters
        ----------
        states_BTD : torch.Tensor, shape (B,T,D)
            After each of the first T rows.
        rows_BSF : torch.Tensor, int64, shape (B,T+1,F)

        Returns
        -------
        torch.Tensor, float32, shape (B,T,5)
            In nats, 0 for fields of one class; the end of a piece costs its Δt alone.
        """
        now_NF, new_NF = rows_BSF[:, :-1].flatten(0, 1), rows_BSF[:, 1:].flatten(0, 1)
        read_LND = self.read(states_BTD.flatten(0, 1)).unbind(1)
        heard_ND = self.hear(new_NF)
        costs = [torch.zeros(len(new_NF), device=new_NF.device)] * len(notes.FIELDS)
        for number, field in enumerate(self.fields):
            told_ND = read_LND[number] + heard_ND if number else read_LND[0]
            logits = self.logits(field, now_NF, new_NF, told_ND)
            target = new_NF[:, field]
            barred = self.barred(field, now_NF, new_NF)
            if barred is not None:
                true = torch.arange(logits.shape[1], device=target.device) == target[:, None]
                logits = logits.masked_fill(barred & ~true, BARRED)
            costs[field] = F.cross_entropy(
                logits.float(), target, reduction="none", ignore_index=logits.shape[1]
            )
        return torch.stack(costs, dim=-1).view(*rows_BSF[:, 1:].shape[:2], len(costs))

    def logits(self, field: int, now_NF: Tensor, new_NF: Tensor, told_ND: Tensor) -> Tensor:
        """Return one field's logits, shape (N, classes), nothing barred.

        Parameters
        ----------
        field : int
        now_NF, new_NF : torch.Tensor, int64, shape (N,F)
            The rows of the note before and of the new one, as far as it is decided.
        told_ND : torch.Tensor, shape (N,D)
            What `read` and `hear` say to this field.
        """
        source = now_NF if field == DELTA else new_NF
        logits: Tensor = self.links[notes.FIELDS[field]](source, told_ND)
        return logits

    def barred(self, field: int, now_NF: Tensor, new_NF: Tensor) -> Tensor | None:
        """Return which classes of a field cannot be, bool, shape (N, classes), or None."""
        slot_now, slot_new = now_NF[:, SLOT], new_NF[:, SLOT]
        together = (new_NF[:, DELTA] == 0) & (now_NF[:, DELTA] != notes.NEW_PIECE)
        if field == SLOT:
            slots = torch.arange(self.num_slots, device=slot_now.device)
            return together[:, None] & (slots < slot_now[:, None])
        if field == PITCH:
            own = unpack(new_NF[:, notes.OWN_BITS : notes.CONTEXT_BITS], 128).bool()
            pitches = torch.arange(128, device=slot_now.device)
            above = together & (slot_now == slot_new)
            return own | (above[:, None] & (pitches <= now_NF[:, PITCH, None]))
        return None


def note_head(model: SequenceModel) -> NoteHead:
    """Return the head of a model of notes.

    Raises
    ------
    TypeError
        If it is a model of something else.
    """
    if not isinstance(model.head, NoteHead):
        raise TypeError(f"{type(model.head).__name__} says no notes")
    return model.head
