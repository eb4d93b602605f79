"""The chain is a probability: it sums to 1, sees nothing that comes later, bars what cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.models import MODELS, ModelState, SequenceModel
from core.models.chain import note_head
from core.vectorizers.grid import Piece
from core.vectorizers.notes import (
    DELTA,
    DURATION,
    NEW_PIECE,
    PITCH,
    SLOT,
    VELOCITY,
    Vocabulary,
    stream_of,
)
from tests.core.models.note_models import note_model
from tests.core.training.example import new_model
from tests.core.vectorizers.note_pieces import TONES, pieces, random_piece, words

TRUNKS = pytest.mark.parametrize("trunk", MODELS)


def rows_of(*given: Piece, vocabulary: Vocabulary | None = None) -> Tensor:
    """Return the rows of pieces as a batch of one."""
    return torch.from_numpy(stream_of(given, vocabulary or words(*given)).rows)[None]


def costs_of(model: SequenceModel, rows_BSF: Tensor) -> Tensor:
    with torch.no_grad():
        said = model(rows_BSF[:, :-1])
        return note_head(model).nats(said.output, rows_BSF)


@given(piece=pieces(fewest=3), at=st.integers(0, 100))
@settings(max_examples=30)
def test_the_chances_of_each_field_sum_to_one_over_what_can_be(piece: Piece, at: int) -> None:
    model, rows = note_model(words(piece)), rows_of(piece)
    head, at = note_head(model), at % (rows.shape[1] - 1)
    read = head.read(model(rows[:, : at + 1]).output[:, -1])
    for number, field in enumerate(head.fields):
        chances = []
        for choice in range(words(piece).sizes[field]):
            changed = rows[:, : at + 2].clone()
            changed[0, -1, field] = choice
            now, new = changed[:, -2], changed[:, -1]
            told = read[:, number] + head.hear(new) if number else read[:, 0]
            barred = head.barred(field, now, new)
            logits = head.logits(field, now, new, told)
            if barred is not None and barred[0, choice]:
                chances.append(0.0)
            else:
                open_logits = logits if barred is None else logits.masked_fill(barred, -1e4)
                chances.append(open_logits.softmax(-1)[0, choice].item())
        assert sum(chances) == pytest.approx(1, abs=1e-4)
        true = costs_of(model, rows)[0, at, field].item()
        assert true == pytest.approx(-np.log(chances[int(rows[0, at + 1, field])]), abs=1e-4)


@pytest.mark.parametrize("field", [SLOT, PITCH, DURATION, VELOCITY])
def test_a_field_costs_the_same_whatever_is_decided_after_it(field: int) -> None:
    piece = random_piece(4)
    vocabulary = words(piece)
    name = {SLOT: "slot", PITCH: "pitch", DURATION: "duration", VELOCITY: "velocity"}[field]
    column = getattr(piece, name).copy()
    column[-1] = {SLOT: (column[-1] + 1) % 3, PITCH: 99, DURATION: 31, VELOCITY: 3}[field]
    model = note_model(vocabulary)
    before = costs_of(model, rows_of(piece, vocabulary=vocabulary))[0]
    after = costs_of(model, rows_of(replace(piece, **{name: column}), vocabulary=vocabulary))[0]
    torch.testing.assert_close(after[:-1], before[:-1])
    torch.testing.assert_close(after[-1, :field], before[-1, :field])
    assert not torch.equal(after[-1, field], before[-1, field])


@TRUNKS
def test_whole_is_in_pieces(trunk: str) -> None:
    piece = random_piece(5)
    model, rows = note_model(words(piece), trunk), rows_of(piece)
    whole = costs_of(model, rows)
    state: ModelState | None = None
    parts = []
    for first, last in ((0, 1), (1, 4), (4, 30), (30, rows.shape[1] - 1)):
        said = model(rows[:, first:last], state)
        state = said.state
        parts.append(note_head(model).nats(said.output, rows[:, first : last + 1]))
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, atol=1e-5, rtol=1e-4)


def test_no_piece_is_changed_by_its_neighbours() -> None:
    several = [random_piece(seed, 40) for seed in range(3)]
    vocabulary = words(*several)
    rows = [rows_of(piece, vocabulary=vocabulary) for piece in several]
    shortest = min(one.shape[1] for one in rows)
    together = torch.cat([one[:, :shortest] for one in rows])
    model = note_model(vocabulary)
    for number, one in enumerate(rows):
        alone = costs_of(model, one[:, :shortest])
        torch.testing.assert_close(costs_of(model, together)[number], alone[0], atol=1e-5, rtol=0)


def test_what_cannot_be_is_barred_and_what_is_there_is_not() -> None:
    piece = random_piece(6)
    head, rows = note_head(note_model(words(piece))), rows_of(piece)[0]
    now, new = rows[:-1], rows[1:]
    for field in (SLOT, PITCH):
        barred = head.barred(field, now, new)
        assert barred is not None
        assert not barred.gather(1, new[:, field, None]).any()
    slots, pitches = head.barred(SLOT, now, new), head.barred(PITCH, now, new)
    assert slots is not None
    assert pitches is not None
    for number in range(1, len(new)):
        onset, slot = piece.onset[number], piece.slot[number]
        same = onset == piece.onset[number - 1]
        below = set(range(piece.slot[number - 1])) if same else set()
        assert set(slots[number].nonzero()[:, 0].tolist()) == below
        mine = np.arange(len(piece)) < number
        mine &= (piece.slot == slot) & (piece.onset + piece.duration > onset)
        closed = set(piece.pitch[mine].tolist())
        if same and slot == piece.slot[number - 1]:
            closed |= set(range(piece.pitch[number - 1] + 1))
        assert set(pitches[number].nonzero()[:, 0].tolist()) == closed


def test_a_note_that_is_against_the_grammar_still_has_a_cost() -> None:
    piece = random_piece(7)
    overlapping = replace(piece, pitch=np.full(len(piece), 60), slot=np.zeros_like(piece.slot))
    model = note_model(words(piece))
    costs = costs_of(model, rows_of(overlapping, vocabulary=words(piece)))
    assert costs.isfinite().all()
    assert costs.max() < 100


def test_the_end_of_a_piece_costs_its_delta_alone() -> None:
    several = random_piece(8), random_piece(9)
    rows = rows_of(*several)
    costs = costs_of(note_model(words(*several)), rows)[0]
    ends = rows[0, 1:, DELTA] == NEW_PIECE
    assert ends.sum() == 1
    assert costs[ends, DELTA] > 0
    assert not costs[ends, SLOT:].any()
    assert (costs[~ends][:, [DELTA, PITCH, DURATION, VELOCITY]] > 0).all()


def test_a_field_of_one_class_costs_nothing_and_has_no_network() -> None:
    piece = random_piece(10, slots=TONES[:1], loud=64)
    model = note_model(words(piece))
    assert list(note_head(model).links) == ["delta", "pitch", "duration"]
    costs = costs_of(model, rows_of(piece))
    assert not costs[..., [SLOT, VELOCITY]].any()


def test_learns_one_piece_by_heart() -> None:
    piece = random_piece(11, 30)
    model, rows = note_model(words(piece), "lstm"), rows_of(piece)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(250):
        cost = note_head(model).nats(model(rows[:, :-1]).output, rows).sum(-1).mean()
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
    assert cost.item() < 0.1


@TRUNKS
def test_every_weight_learns(trunk: str) -> None:
    piece = random_piece(12)
    model, rows = note_model(words(piece), trunk, dropout=0.2).train(), rows_of(piece)
    note_head(model).nats(model(rows[:, :-1]).output, rows).sum().backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name
        assert weight.grad.any(), name


def test_a_model_of_something_else_has_no_such_head() -> None:
    with pytest.raises(TypeError, match="LagAttentionHead"):
        note_head(new_model())


@pytest.mark.gpu
@TRUNKS
def test_a_gpu_says_the_same(trunk: str) -> None:
    piece = random_piece(13)
    model, rows = note_model(words(piece), trunk), rows_of(piece)
    on_cpu = costs_of(model, rows)
    on_gpu = costs_of(model.cuda(), rows.cuda()).cpu()
    torch.testing.assert_close(on_gpu, on_cpu, atol=1e-3, rtol=1e-3)
