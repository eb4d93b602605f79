"""What is composed is music: valid, repeatable, as long as wished, and it costs what it costs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.composing import Dice, Wishes, compose
from core.inference.sampling import uniform_rows
from core.inference.surprise import surprise
from core.inference.writing import Pen
from core.models import MODELS
from core.vectorizers.grid import LONGEST_STEPS, Piece
from core.vectorizers.notes import FIELDS, Frame, fields_of, frame_of, stream_of, tightened
from core.vectorizers.score import Track
from tests.core.models.note_models import note_model
from tests.core.vectorizers.note_pieces import SLOTS, TONES, pieces, random_piece, words

TRUNKS = pytest.mark.parametrize("trunk", MODELS)
SLOT_TABLES = pytest.mark.parametrize("slots", [SLOTS, TONES[:1]], ids=["band", "alone"])
PIECE = random_piece(1)
WORDS = words(PIECE)
COLUMNS = ("onset", "duration", "pitch", "velocity", "slot")


def columns(piece: Piece) -> list[list[int]]:
    return [getattr(piece, name).tolist() for name in COLUMNS]


def check_grammar(piece: Piece) -> None:
    """Hold a piece against what the grid promises of every piece."""
    order = np.lexsort((piece.pitch, piece.slot, piece.onset))
    assert order.tolist() == list(range(len(piece)))
    keys = list(zip(*columns(piece)[:1], *columns(piece)[2:3], *columns(piece)[4:], strict=True))
    assert len(set(keys)) == len(keys)
    assert ((piece.duration >= 1) & (piece.duration <= LONGEST_STEPS)).all()
    assert (np.diff(piece.onset) <= LONGEST_STEPS).all()
    order = np.lexsort((piece.onset, piece.pitch, piece.slot))
    onset, end = piece.onset[order], (piece.onset + piece.duration)[order]
    same = (np.diff(piece.slot[order]) == 0) & (np.diff(piece.pitch[order]) == 0)
    assert not (same & (onset[1:] < end[:-1])).any()


@SLOT_TABLES
@settings(max_examples=12)
@given(seed=st.integers(0, 999), heat=st.sampled_from([0.0, 0.7, 1.0, 2.0]))
def test_every_piece_is_valid(slots: tuple[Track, ...], seed: int, heat: float) -> None:
    vocabulary = words(random_piece(2, slots=slots))
    model = note_model(vocabulary, seed=seed)
    dice = [Dice(seed, heat, heat), Dice(seed + 1, 0.3 * heat, heat)]
    for one in compose(model, vocabulary, dice, Wishes(notes=50)):
        assert len(one.piece) == 50
        check_grammar(one.piece)


@TRUNKS
def test_a_piece_costs_what_it_cost_when_it_was_written(trunk: str) -> None:
    model = note_model(WORDS, trunk)
    made = compose(model, WORDS, [Dice(3), Dice(4)], Wishes(notes=40))
    for one, costs in zip(made, surprise(model, WORDS, [m.piece for m in made]), strict=True):
        np.testing.assert_allclose(one.nats, costs, atol=2e-5)


@SLOT_TABLES
def test_what_is_heard_while_writing_is_what_the_finished_piece_tells(
    slots: tuple[Track, ...],
) -> None:
    primer = random_piece(5, slots=slots)
    vocabulary = words(primer)
    for wishes in (Wishes(), Wishes(primer=primer)):
        pen = Pen(note_model(vocabulary), vocabulary, [Dice(0), Dice(1)], wishes)
        chance = uniform_rows([0, 1], 80, len(FIELDS))
        written = [pen.now_BF]
        with torch.inference_mode():
            for number in range(80):
                pen.write(chance[number])
                written.append(pen.now_BF)
        for number, one in enumerate(pen.finish()):
            rows = stream_of([one.piece], vocabulary).rows[-81:]
            assert torch.stack(written, dim=1)[number].tolist() == rows.tolist()


@TRUNKS
def test_a_primer_is_gone_on_from_as_if_it_had_been_composed(trunk: str) -> None:
    model = note_model(WORDS, trunk)
    whole = compose(model, WORDS, [Dice(7)], Wishes(notes=30))[0]
    primer = whole.piece.taken(slice(17))
    going_on = compose(model, WORDS, [Dice(7)] * 2, Wishes(notes=5, primer=primer))[1]
    assert going_on.num_primer == 17
    assert columns(going_on.piece.taken(slice(17))) == columns(primer)
    costs = surprise(model, WORDS, [going_on.piece])[0]
    np.testing.assert_allclose(going_on.nats, costs[17:], atol=2e-5)
    check_grammar(going_on.piece)


@settings(max_examples=15)
@given(primer=pieces())
def test_any_primer_is_gone_on_from(primer: Piece) -> None:
    model = note_model(WORDS)
    one = compose(model, WORDS, [Dice(1)], Wishes(notes=8, primer=primer))[0]
    tight = tightened(primer)
    assert columns(one.piece.taken(slice(len(primer))))[:3] == columns(tight)[:3]
    assert frame_of(one.piece) == frame_of(tight)
    assert len(one.piece) == len(primer) + 8 == one.num_primer + len(one.nats)
    assert one.piece.moved_semitones == primer.moved_semitones


def test_one_seed_one_piece_alone_or_among_others() -> None:
    model = note_model(WORDS)
    dice = [Dice(9), Dice(2, 0.8, 1.2), Dice(5)]
    together = compose(model, WORDS, dice, Wishes(notes=40))
    for one, other in zip(together, dice, strict=True):
        alone = compose(model, WORDS, [other], Wishes(notes=40))[0]
        assert columns(alone.piece) == columns(one.piece)
        np.testing.assert_allclose(alone.nats, one.nats, atol=1e-5)
    assert columns(together[0].piece) != columns(together[2].piece)


def test_a_longer_wish_goes_on_where_a_shorter_one_ends() -> None:
    model = note_model(WORDS)
    short, long = (compose(model, WORDS, [Dice(6)], Wishes(notes=n))[0].piece for n in (20, 33))
    assert columns(long.taken(slice(20))) == columns(short)


def test_at_temperature_zero_the_seed_says_nothing() -> None:
    model = note_model(WORDS)
    first, second = compose(model, WORDS, [Dice(1, 0, 0), Dice(2, 0, 0)], Wishes(notes=20))
    assert columns(first.piece) == columns(second.piece)
    third = compose(model, WORDS, [Dice(3)], Wishes(notes=20, top_k=1))[0]
    assert columns(third.piece) == columns(first.piece)
    fourth = compose(model, WORDS, [Dice(4)], Wishes(notes=20, top_p=1e-6))[0]
    assert columns(fourth.piece) == columns(first.piece)


def test_rhythm_and_pitch_have_temperatures_of_their_own() -> None:
    model, wishes = note_model(WORDS), Wishes(notes=12)
    still, sung = (
        [
            fields_of(one.piece, WORDS)
            for one in compose(model, WORDS, [Dice(seed, *heats) for seed in range(4)], wishes)
        ]
        for heats in ((0.0, 1.0), (1.0, 0.0))
    )
    assert len({tuple(fields[:, 2]) for fields in still}) == 4
    assert len({tuple(fields[:, 3]) for fields in sung}) == 4
    assert len({tuple(fields[0, [1, 2]]) for fields in sung}) == 1
    mixed = [Dice(0, 0.0, 1.0), Dice(0, 1.0, 0.0)]
    together = [fields_of(one.piece, WORDS) for one in compose(model, WORDS, mixed, wishes)]
    assert together[0].tolist() == still[0].tolist()
    assert together[1].tolist() == sung[0].tolist()


def test_a_key_lock_keeps_to_the_scale_and_leaves_drums_alone() -> None:
    made = compose(note_model(WORDS), WORDS, [Dice(1)], Wishes(notes=150, pitch_classes=(0, 4, 7)))[
        0
    ]
    tones = ~made.piece.is_drum
    assert set((made.piece.pitch[tones] % 12).tolist()) == {0, 4, 7}
    assert len(set((made.piece.pitch[~tones] % 12).tolist())) > 3


@pytest.mark.parametrize("start", [0, 24])
def test_bars_are_counted_from_the_first_full_one(start: int) -> None:
    wishes = Wishes(notes=400, bars=3, frame=Frame(36, start, 90.0))
    made = compose(note_model(WORDS), WORDS, [Dice(seed) for seed in range(3)], wishes)
    last = 36 * (3 + (start > 0))
    for one in made:
        assert one.piece.onset[0] == start
        assert one.piece.onset[-1] < last <= one.piece.onset[-1] + LONGEST_STEPS
        assert (one.piece.bar_steps, one.piece.tempo_qpm) == (36, 90.0)
        assert len(one.nats) == len(one.piece)


def test_bars_go_on_after_those_of_the_primer() -> None:
    bars = -(-(int(tightened(PIECE).onset[-1]) + 1) // PIECE.bar_steps)
    wishes = Wishes(notes=400, bars=2, primer=PIECE)
    for one in compose(note_model(WORDS), WORDS, [Dice(1), Dice(2)], wishes):
        last = (bars + 2) * PIECE.bar_steps
        assert one.piece.onset[-1] < last <= one.piece.onset[-1] + LONGEST_STEPS


def test_new_notes_begin_where_they_are_wanted() -> None:
    begin = int(tightened(PIECE).onset[-1]) + 29
    wishes = Wishes(notes=60, primer=PIECE, begin=begin, until=begin + 40)
    for one in compose(note_model(WORDS), WORDS, [Dice(seed) for seed in range(5)], wishes):
        onsets = one.piece.onset[one.num_primer :]
        assert ((onsets >= begin) & (onsets < begin + 40)).all()


def test_a_piece_may_begin_later_in_the_frame_of_an_empty_primer() -> None:
    empty = PIECE.taken(slice(0))
    wishes = Wishes(notes=9, primer=empty, begin=50, until=90)
    for one in compose(note_model(WORDS), WORDS, [Dice(seed) for seed in range(3)], wishes):
        assert one.piece.onset[0] == 50
        assert one.piece.onset[-1] < 90
        assert (one.piece.bar_steps, one.num_primer) == (PIECE.bar_steps, 0)


@pytest.mark.gpu
def test_a_gpu_composes_as_well() -> None:
    model = note_model(WORDS).cuda()
    (one,) = compose(model, WORDS, [Dice(1)], Wishes(notes=30, primer=PIECE))
    check_grammar(one.piece)
    np.testing.assert_allclose(
        one.nats, surprise(model, WORDS, [one.piece])[0][one.num_primer :], atol=1e-3
    )
