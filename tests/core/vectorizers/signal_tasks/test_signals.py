"""Each task asks what it says it asks, and one seed gives one batch."""

from __future__ import annotations

from functools import reduce
from operator import xor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.signal_tasks import SIGNALS, Batch, Spoiling, joined, rows_of, spoiled

LENGTHS = st.integers(2, 40)


def drawn(name: str, count: int = 7, length: int = 13, seed: int = 3) -> Batch:
    return SIGNALS[name].draw(np.random.default_rng(seed), count, length)


@given(name=st.sampled_from(sorted(SIGNALS)), count=st.integers(1, 9), length=LENGTHS)
def test_every_task_has_the_shapes_that_it_says(name: str, count: int, length: int) -> None:
    signal = SIGNALS[name]
    batch = drawn(name, count, length)
    assert batch.inputs.dtype == np.float32
    assert batch.inputs.shape == (*batch.counted.shape, signal.num_inputs)
    assert len(batch) == count
    assert batch.counted.any(axis=1).all()
    if signal.kind == "class":
        assert batch.targets.shape == batch.counted.shape
        assert set(np.unique(batch.targets)) <= set(range(signal.num_outputs))
    else:
        assert batch.targets.shape == (*batch.counted.shape, signal.num_outputs)
    assert np.isfinite(batch.inputs).all()
    assert np.isfinite(signal.guess(batch))


@pytest.mark.parametrize("name", SIGNALS)
def test_one_seed_gives_one_batch(name: str) -> None:
    first, again, other = drawn(name), drawn(name), drawn(name, seed=4)
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.targets, again.targets)
    assert not np.array_equal(first.inputs, other.inputs)


@given(length=LENGTHS)
def test_adding_marks_one_number_in_each_half_and_asks_for_their_sum(length: int) -> None:
    batch = drawn("adding", length=length)
    numbers, marks = batch.inputs[..., 0], batch.inputs[..., 1]
    half = length // 2
    assert (marks[:, :half].sum(axis=1) == 1).all()
    assert (marks[:, half:].sum(axis=1) == 1).all()
    for row in range(len(batch)):
        marked = numbers[row][marks[row] == 1]
        assert batch.targets[row, -1, 0] == pytest.approx(float(marked.sum()), abs=1e-6)
    assert batch.counted.sum() == len(batch)
    assert batch.counted[:, -1].all()


def test_a_constant_answer_to_adding_costs_a_sixth() -> None:
    batch = drawn("adding", count=40_000, length=2)
    assert SIGNALS["adding"].guess(batch) == pytest.approx(1 / 6, abs=0.003)


def test_parity_is_that_of_the_bits_so_far() -> None:
    batch = drawn("parity", length=29)
    bits = (batch.inputs[..., 0] > 0).astype(int)
    for row in range(len(batch)):
        for step in range(29):
            assert batch.targets[row, step] == reduce(xor, bits[row, : step + 1].tolist())
    assert set(np.unique(batch.inputs)) == {-1.0, 1.0}


def test_copy_asks_for_the_ten_symbols_again_after_the_pause() -> None:
    batch = drawn("copy", length=6)
    shown = batch.inputs.argmax(axis=-1)
    assert shown.shape == (7, 26)
    np.testing.assert_array_equal(batch.targets[:, -10:] + 1, shown[:, :10])
    assert (shown[:, :10] >= 1).all()
    assert (shown[:, :10] <= 8).all()
    assert (shown[:, 10:15] == 0).all()
    assert (shown[:, 15] == 9).all()
    assert (shown[:, 16:] == 0).all()
    assert batch.counted[:, -10:].all()
    assert not batch.counted[:, :-10].any()


def test_reverse_asks_from_the_last_to_the_first() -> None:
    batch = drawn("reverse", length=5)
    shown = batch.inputs.argmax(axis=-1)
    np.testing.assert_array_equal(batch.targets[:, 5:] + 1, shown[:, 4::-1])
    assert (shown[:, 5:] == 0).all()


def test_a_sine_follows_from_its_last_two_values() -> None:
    batch = drawn("sine", length=31)
    wave = np.concatenate([batch.inputs[:, :1, 0], batch.targets[..., 0]], axis=1)
    np.testing.assert_array_equal(batch.inputs[:, 1:, 0], wave[:, 1:-1])
    before, now, after = wave[:, :-2], wave[:, 1:-1], wave[:, 2:]
    turn = ((before + after) * now).sum(axis=1) / np.square(now).sum(axis=1)
    np.testing.assert_allclose(after, turn[:, None] * now - before, atol=1e-4)


def test_shorter_sequences_end_in_steps_that_do_not_count() -> None:
    short, long = drawn("copy", count=2, length=3), drawn("copy", count=3, length=9)
    both = joined([short, long])
    assert both.counted.shape == (5, 29)
    assert not both.counted[:2, 23:].any()
    assert both.counted.sum() == 50
    again = rows_of(both, slice(0, 2))
    np.testing.assert_array_equal(again.inputs[:, :23], short.inputs)


@given(share=st.sampled_from([0.0, 0.3, 0.9]), noise=st.sampled_from([0.0, 0.5]))
def test_spoiling_changes_inputs_alone_and_as_much_as_it_says(share: float, noise: float) -> None:
    batch = drawn("parity", count=60, length=50)
    worse = spoiled(batch, Spoiling(noise, share), np.random.default_rng(1))
    np.testing.assert_array_equal(worse.targets, batch.targets)
    gone = (worse.inputs == 0).all(axis=-1)
    assert gone.mean() == pytest.approx(share, abs=0.04)
    added = (worse.inputs - batch.inputs)[~gone]
    assert added.std() == pytest.approx(noise, abs=0.04)
    assert worse.inputs.dtype == np.float32
