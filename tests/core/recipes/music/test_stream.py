"""Streams lose no note and forget no state; judging reads whole pieces from their beginnings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.surprise import surprise
from core.models.chain import note_head
from core.recipes.music import stream
from core.recipes.music.stream import (
    LEAST_UPDATES,
    Reading,
    StreamTask,
    beginnings,
    measure,
    side_by_side,
    starts_of,
)
from core.training.checkpoints import Checkpoint
from core.training.loop import FitSettings, fit
from core.training.progress import Epoch
from core.vectorizers.notes import stream_of
from tests.core.models.note_models import note_model
from tests.core.training.example import weights
from tests.core.vectorizers.note_pieces import random_piece, words

PIECES = [random_piece(seed, 30 + 10 * seed) for seed in range(6)]
WORDS = words(*PIECES)
FITTING = FitSettings(learning_rate=3e-3, max_epochs=3, every_step=True, precision="float32")


def task(num_held_out: int = 2, num_streams: int = 3, unroll: int = 8) -> StreamTask:
    train = stream_of(PIECES[num_held_out:], WORDS)
    held_out = stream_of(PIECES[:num_held_out], WORDS).rows
    rows = torch.from_numpy(train.rows)
    return StreamTask(rows, train.starts, torch.from_numpy(held_out), num_streams, unroll)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@settings(max_examples=30)
@given(seed=st.integers(0, 99))
def test_an_order_has_every_row_once_and_the_pieces_whole(seed: int) -> None:
    one = task()
    order = one.order(generator(seed))
    assert sorted(order.tolist()) == list(range(len(one.rows_RF)))
    follows = dict(zip(order.tolist(), order.roll(-1).tolist(), strict=True))
    for first, last in pairwise(one.starts):
        assert [follows[row] for row in range(first, last - 1)] == list(range(first + 1, last))


def test_windows_follow_one_another_and_leave_out_less_than_a_window() -> None:
    one = replace(task(), num_streams=3)
    batches = list(one.batches(generator()))
    assert len(batches) == one.num_batches
    for reading in {id(reading): reading for reading, _ in batches}.values():
        firsts = [first for other, first in batches if other is reading]
        assert firsts == [8 * number for number in range(len(firsts))]
        num_steps = reading.places_BS.shape[1] - 1
        assert 0 <= num_steps - 8 * len(firsts) < 8


def test_the_state_is_carried_from_window_to_window_and_no_gradient_with_it() -> None:
    model, one = note_model(WORDS, "lstm"), task()
    batches = list(one.batches(generator()))[: one.windows]
    rows = one.rows_RF[batches[0][0].places_BS]
    with torch.no_grad():
        whole = note_head(model).nats(model(rows[:, :-1]).output, rows)
    for reading, first in batches:
        _, nats = reading.read(model, first, 8)
        torch.testing.assert_close(nats, whole[:, first : first + 8], atol=1e-5, rtol=1e-4)
        assert reading.state is not None
        assert not any(part.requires_grad for layer in reading.state.trunk for part in layer)


def test_the_loss_is_what_a_note_costs() -> None:
    model, one = note_model(WORDS), task()
    (reading, first), *_ = one.batches(generator())
    loss = one.loss(model, (reading, first))
    rows, nats = Reading(one.rows_RF, reading.places_BS).read(model, first, 8)
    num_notes = sum(row[0] <= 96 for row in rows.flatten(0, 1).tolist())
    assert loss.item() == pytest.approx(nats.sum().item() / num_notes)
    loss.backward()
    assert all(weight.grad is not None for weight in model.parameters())


@pytest.mark.parametrize("size", [12, 40, 400])
def test_a_small_corpus_is_passed_until_judging_pays(size: int) -> None:
    piece = random_piece(1, size)
    rows = stream_of([piece], words(piece))
    one = StreamTask(torch.from_numpy(rows.rows), rows.starts, torch.zeros(0, 26).long())
    assert one.num_batches >= LEAST_UPDATES
    assert len(list(one.batches(generator()))) == one.num_batches
    assert one.streams == max(1, len(rows.rows) // 65)
    model = note_model(words(piece))
    assert one.loss(model, next(iter(one.batches(generator())))).isfinite()


@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=12), num_streams=st.integers(1, 7))
def test_side_by_side_every_row_stands_once_and_pieces_stay_whole(
    lengths: list[int], num_streams: int
) -> None:
    starts = np.cumsum([0, *lengths])
    laid = side_by_side(starts, num_streams)
    assert len(laid) == min(num_streams, len(lengths))
    assert sorted(laid[laid >= 0].tolist()) == list(range(sum(lengths)))
    assert (np.diff((laid < 0).astype(int), axis=1) >= 0).all()  # nothing after the end
    for first, last in pairwise(starts):
        row, column = np.argwhere(laid == first)[0]
        assert laid[row, column : column + last - first].tolist() == list(range(first, last))
    assert laid.shape[1] <= sum(lengths) / len(laid) + max(lengths)


@pytest.mark.parametrize("trunk", ["lstm", "transformer"])
def test_judging_is_what_each_held_out_piece_costs(
    trunk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STEPS_JUDGED", 16)
    model, one = note_model(WORDS, trunk), task()
    costs = np.concatenate(surprise(model, WORDS, PIECES[:2]))
    np.testing.assert_allclose(measure(model, one.held_out_VF), costs.mean(axis=0), atol=1e-5)
    assert one.validate(model) == pytest.approx(costs.sum(axis=1).mean(), abs=1e-4)


def test_without_held_out_pieces_nothing_is_judged() -> None:
    assert task(num_held_out=0).validate(note_model(WORDS)) is None


def test_a_large_held_out_set_is_judged_by_its_first_pieces() -> None:
    rows = task(num_held_out=3).held_out_VF
    starts = starts_of(rows)
    assert starts.tolist() == stream_of(PIECES[:3], WORDS).starts.tolist()
    assert len(beginnings(rows, starts[2])) == starts[2]
    assert len(beginnings(rows, starts[2] + 5)) == starts[2]
    assert len(beginnings(rows, starts[1] - 5)) == starts[1] - 5
    assert len(beginnings(rows, 10**6)) == len(rows)


def test_it_learns_and_goes_on_from_a_checkpoint_to_the_last_bit(tmp_path: Path) -> None:
    straight, resumed = note_model(WORDS, dropout=0.1), note_model(WORDS, dropout=0.1)
    told = [
        e for e in fit(straight, task(), FITTING, generator=generator()) if isinstance(e, Epoch)
    ]
    first, last = told[0].validation_loss, told[-1].validation_loss
    assert first is not None
    assert last is not None
    assert last < first - 2
    kept = Checkpoint(tmp_path / "kept", seconds_between=0)
    stopped = fit(resumed, task(), FITTING, generator=generator(), checkpoint=kept)
    while not (isinstance(said := next(stopped), Epoch) and said.epoch == 2):
        pass
    stopped.close()
    resumed = note_model(WORDS, dropout=0.1)
    list(fit(resumed, task(), FITTING, generator=generator(), checkpoint=kept))
    assert torch.equal(weights(resumed), weights(straight))
