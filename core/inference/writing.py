"""One pen writes several pieces at once: the next note of each, one field after another.

What it writes are rows as `core.vectorizers.notes` makes them of finished pieces, to the last
number; so a piece costs the model the same while it is written and when it is read.

Shape letters: B pieces at once, F columns of a row or fields, T rows, V classes, S slots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from core.inference.hearing import Ear
from core.inference.sampling import drawn, shaped
from core.inference.wishes import Composed, Dice, Wishes
from core.models import ModelState, SequenceModel
from core.models.chain import note_head
from core.vectorizers.grid import LONGEST_STEPS, STEPS_PER_BEAT
from core.vectorizers.notes import (
    BAR,
    BEAT,
    CONTEXT_BITS,
    DELTA,
    DURATION,
    FIELDS,
    NEW_PIECE,
    NO_CLASS,
    NUM_DELTAS,
    NUM_WAITING,
    OWN_BITS,
    OWN_LAST,
    PITCH,
    PITCH_CLASS,
    PLACE,
    SLOT,
    UNTIL_END,
    VELOCITY,
    Frame,
    Vocabulary,
    beginning,
    fields_of,
    frame_of,
    piece_of,
    stream_of,
    tightened,
)

RHYTHM = (DELTA, DURATION)
OUT_OF_KEY = 12.0  # nats that a pitch outside the scale costs
PRIMER_ROWS = 512  # of a longer primer only the last are read


class Pen:
    """Writes the next note of every piece, one field after another."""

    def __init__(
        self, model: SequenceModel, vocabulary: Vocabulary, dice: Sequence[Dice], wishes: Wishes
    ) -> None:
        self.model, self.head, self.vocabulary = model, note_head(model), vocabulary
        self.wishes, self.num_pieces = wishes, len(dice)
        self.device = next(model.parameters()).device
        self.temperatures = {
            field: self.column([d.rhythm_temperature for d in dice])
            if field in RHYTHM
            else self.column([d.pitch_temperature for d in dice])
            for field in range(len(FIELDS))
        }
        self.primer = tightened(wishes.primer) if wishes.primer else None
        self.frame = self.framed()
        self.ear = Ear(vocabulary, self.num_pieces, self.primer, self.device)
        self.drums = torch.from_numpy(vocabulary.drums).to(self.device)
        self.single_S = torch.zeros_like(self.drums)
        self.single_S[list(vocabulary.single)] = True
        out = [pitch % 12 not in wishes.pitch_classes for pitch in range(128)]
        self.out_of_key = OUT_OF_KEY * torch.tensor(out, device=self.device)
        self.state, self.now_BF = self.begin()
        self.onset_B = torch.full((self.num_pieces,), self.first_step, device=self.device)
        self.new_BF = torch.zeros_like(self.now_BF)
        self.written: list[Tensor] = []
        self.costs: list[Tensor] = []

    def column(self, numbers: Sequence[float]) -> Tensor:
        """Return a number for each piece, shape (B,1)."""
        return torch.tensor(numbers, dtype=torch.float64, device=self.device)[:, None]

    def framed(self) -> Frame:
        """Return the primer's frame; without a note in it, one that begins where it is wished."""
        if self.primer:
            return frame_of(self.primer)
        given = None if self.primer is None else frame_of(self.primer)
        frame = self.wishes.frame or given or self.vocabulary.frame
        return frame._replace(start=max(frame.start, self.wishes.begin or 0))

    @property
    def first_step(self) -> int:
        """Where the last note of the primer begins, or the first one is to."""
        return int(self.primer.onset[-1]) if self.primer else self.frame.start

    @property
    def until(self) -> int | None:
        """The step from which on no note is wanted."""
        if self.wishes.until is not None or not self.wishes.bars:
            return self.wishes.until
        bar = self.frame.bar_steps
        full = self.first_step // bar + 1 if self.primer else -(-self.frame.start // bar)
        return (full + self.wishes.bars) * bar

    def begin(self) -> tuple[ModelState | None, Tensor]:
        """Return the state before the last row that is given, and that row (B,F)."""
        if self.primer:
            rows = stream_of([self.primer], self.vocabulary).rows[-PRIMER_ROWS:]
        else:
            rows = beginning(self.frame, self.vocabulary)[None]
        rows_TF = torch.from_numpy(rows).to(self.device)
        rows_BTF = rows_TF.expand(self.num_pieces, -1, -1)
        state = self.model(rows_BTF[:, :-1]).state if len(rows) > 1 else None
        return state, rows_BTF[:, -1]

    def is_done(self) -> bool:
        """Tell whether every piece has gone as far as it should."""
        return self.until is not None and bool((self.onset_B >= self.until).all())

    def write(self, chance_FB: Tensor) -> None:
        """Draw the next note of every piece by numbers from 0 to below 1, shape (5,B)."""
        said = self.model(self.now_BF[:, None], self.state)
        self.state = said.state
        read = dict(zip(self.head.fields, self.head.read(said.output[:, 0]).unbind(1), strict=True))
        self.new_BF = torch.zeros_like(self.now_BF)
        self.costs.append(torch.zeros_like(chance_FB.T))
        self.draw(DELTA, read[DELTA], chance_FB[DELTA])
        slots_B3S = self.arrive()
        heard_BD = self.head.hear(self.new_BF)
        for field in (SLOT, PITCH, DURATION, VELOCITY):
            if field == PITCH:
                self.turn_to_slot()
            elif field == DURATION:
                self.name_pitch()
            if field in read:
                self.draw(field, read[field] + heard_BD, chance_FB[field])
        self.leave(slots_B3S)

    def draw(self, field: int, told_BD: Tensor, chance_B: Tensor) -> None:
        """Draw one field into the new row, and note what it cost the model."""
        logits = self.head.logits(field, self.now_BF, self.new_BF, told_BD)
        barred = self.head.barred(field, self.now_BF, self.new_BF)
        if barred is not None:
            logits = logits.masked_fill(barred, -math.inf)
        probability = shaped(
            self.wished(field, logits),
            self.temperatures[field],
            top_k=self.wishes.top_k,
            top_p=self.wishes.top_p,
        )
        choice_B = drawn(probability, chance_B)
        self.new_BF[:, field] = choice_B
        costs_BV = -logits.log_softmax(dim=-1)
        self.costs[-1][:, field] = costs_BV.gather(1, choice_B[:, None])[:, 0]

    def wished(self, field: int, logits_BV: Tensor) -> Tensor:
        """Return a field's logits without what is not wanted or does not fit, shape (B,V)."""
        if field == DELTA:
            begins = self.now_BF[:, DELTA] == NEW_PIECE
            room = self.room().any(dim=1) | begins
            begin = self.wishes.begin or 0
            low = torch.maximum((begin - self.onset_B).clamp(max=LONGEST_STEPS), (~room).long())
            high = torch.where(begins, 0, LONGEST_STEPS)
            steps = torch.arange(NUM_DELTAS, device=self.device)
            unfit = (steps < low[:, None]) | (steps > high[:, None])
            return logits_BV.masked_fill(unfit, -math.inf)
        if field == SLOT:
            together = (self.new_BF[:, DELTA] == 0) & (self.now_BF[:, DELTA] != NEW_PIECE)
            return logits_BV.masked_fill(together[:, None] & ~self.room(), -math.inf)
        if field == PITCH and self.wishes.pitch_classes:
            tonal_B1 = ~self.drums[self.new_BF[:, SLOT], None]
            return logits_BV - tonal_B1 * self.out_of_key
        return logits_BV

    def room(self) -> Tensor:
        """Return which slots can start a note together with the last one, bool, shape (B,S)."""
        slot_B = self.now_BF[:, SLOT]
        room_BS = self.ear.room(self.onset_B, slot_B, self.now_BF[:, PITCH])
        slots = torch.arange(room_BS.shape[1], device=self.device)
        return room_BS & ~(self.single_S & (slots == slot_B[:, None]))

    def arrive(self) -> Tensor:
        """Fill in the moment of the new note; return the slots' bits there, shape (B,3,S)."""
        self.onset_B = self.onset_B + self.new_BF[:, DELTA]
        place_B = self.onset_B % self.frame.bar_steps % LONGEST_STEPS
        self.new_BF[:, PLACE] = place_B
        self.new_BF[:, BEAT] = place_B % STEPS_PER_BEAT
        self.new_BF[:, BAR] = self.now_BF[:, BAR]
        words, slots_B3S = self.ear.listen(self.onset_B)
        self.new_BF[:, CONTEXT_BITS:] = words
        return slots_B3S

    def turn_to_slot(self) -> None:
        """Fill in what the slot of the new note has played."""
        slot_B = self.new_BF[:, SLOT]
        self.new_BF[:, OWN_LAST] = self.ear.last_BS[self.ear.pieces, slot_B]
        own = self.ear.words(self.ear.own(slot_B, self.onset_B))
        self.new_BF[:, OWN_BITS:CONTEXT_BITS] = own

    def name_pitch(self) -> None:
        """Fill in the pitch class of the new note."""
        is_drum_B = self.drums[self.new_BF[:, SLOT]]
        self.new_BF[:, PITCH_CLASS] = torch.where(is_drum_B, NO_CLASS, self.new_BF[:, PITCH] % 12)

    def leave(self, slots_B3S: Tensor) -> None:
        """Fill in what the new note leaves behind, and go on from it."""
        slot_B, pitch_B = self.new_BF[:, SLOT], self.new_BF[:, PITCH]
        self.ear.hear(self.onset_B, slot_B, pitch_B, self.new_BF[:, DURATION] + 1)
        self.new_BF[:, UNTIL_END : NUM_WAITING + 1] = self.ear.left(self.onset_B, slot_B, slots_B3S)
        self.written.append(self.new_BF[:, : len(FIELDS)])
        self.now_BF = self.new_BF

    def finish(self) -> list[Composed]:
        """Return the pieces, each cut where no note is wanted any more."""
        nothing = self.now_BF[:, :0]
        fields_BN = torch.cat([nothing, *self.written], dim=1).cpu().numpy()
        costs_BN = torch.cat([nothing.float(), *self.costs], dim=1).float().cpu().numpy()
        fields_BT5, costs_BT5 = (
            table.reshape(self.num_pieces, -1, len(FIELDS)) for table in (fields_BN, costs_BN)
        )
        onset_BT = self.first_step + fields_BT5[..., DELTA].cumsum(axis=1)
        kept_BT = onset_BT < (np.inf if self.until is None else self.until)
        return [
            self.composed(fields[kept], costs[kept])
            for fields, costs, kept in zip(fields_BT5, costs_BT5, kept_BT, strict=True)
        ]

    def composed(self, fields_T5: np.ndarray, costs_T5: np.ndarray) -> Composed:
        """Return one piece: the primer, and the notes that were drawn."""
        if not self.primer:
            return Composed(piece_of(fields_T5, self.vocabulary, self.frame), 0, costs_T5)
        before = fields_of(self.primer, self.vocabulary)
        whole = piece_of(np.concatenate([before, fields_T5]), self.vocabulary, self.frame)
        moved = replace(whole, moved_semitones=self.primer.moved_semitones, name=self.primer.name)
        return Composed(moved, len(before), costs_T5)
