"""Intervals of paired differences: honest with three seeds, and still able to see a difference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from core.metrics.bootstrap import mean_interval
from core.metrics.paired import paired_interval

NUM_SEQUENCES = 60


def study(random: np.random.Generator, num_seeds: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores of two contenders that are the same thing under two names, (S, N) each."""
    hard = random.exponential(0.2, NUM_SEQUENCES)  # some sequences are hard for everybody
    shape = (2, num_seeds, 1)
    luck: np.ndarray
    if kind == "normal":
        luck = random.normal(0, 0.3, shape)
    elif kind == "solved or not":
        luck = random.integers(0, 2, shape) * 1.0
    else:
        luck = random.standard_t(2, shape)
    noise = random.normal(0, 0.1, (2, num_seeds, NUM_SEQUENCES))
    both = hard + luck + noise
    return both[0], both[1]


@pytest.mark.parametrize("kind", ["normal", "solved or not", "heavy tails"])
@pytest.mark.parametrize("num_seeds", [3, 5])
def test_the_same_thing_under_two_names_is_seldom_told_apart(kind: str, num_seeds: int) -> None:
    random = np.random.default_rng(7)
    signs = [paired_interval(*study(random, num_seeds, kind)).sign for _ in range(250)]
    assert np.mean(np.array(signs) != 0) <= 0.075


def test_percentiles_of_three_seeds_would_tell_it_apart_far_too_often() -> None:
    random, wrong = np.random.default_rng(7), 0
    for _ in range(250):
        first, second = study(random, 3, "normal")
        low, high = mean_interval((first - second).mean(axis=1), block=1)
        wrong += low > 0 or high < 0
    assert wrong / 250 > 0.15


def test_what_is_clearly_different_is_seen_with_three_seeds() -> None:
    random = np.random.default_rng(1)
    solved = random.exponential(3e-4, (3, NUM_SEQUENCES))
    not_solved = random.exponential(0.17, NUM_SEQUENCES) + random.normal(0, 1e-3, (3, 1))
    found = paired_interval(solved, not_solved)
    assert found.sign == -1
    assert found.low <= found.difference <= found.high < -0.1


def test_without_chance_among_sequences_it_is_students_interval() -> None:
    gaps = np.array([0.1, 0.4, 0.3, 0.9])
    first = np.repeat(gaps[:, None], 5, axis=1)
    found = paired_interval(first, np.zeros_like(first))
    half = student.ppf(0.975, 3) * gaps.std(ddof=1) / 2
    assert found.difference == pytest.approx(gaps.mean())
    assert found.high - found.difference == pytest.approx(half)


def test_without_chance_among_seeds_it_is_the_bootstrap_of_the_sequences() -> None:
    gaps = np.random.default_rng(0).exponential(size=80)
    first = np.stack([gaps] * 3)
    found = paired_interval(first, np.zeros_like(first))
    assert (found.low, found.high) == pytest.approx(mean_interval(gaps, block=1))


@given(st.integers(3, 6), st.integers(2, 30), st.integers(0, 1000))
def test_the_difference_changes_sides_with_the_contenders(
    num_seeds: int, count: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    first, second = random.normal(size=(2, num_seeds, count))
    weights = random.integers(1, 9, count).astype(float)
    there, back = (paired_interval(a, b, weights) for a, b in ((first, second), (second, first)))
    assert there.difference == pytest.approx(-back.difference)
    assert there.low == pytest.approx(-back.high, abs=0.05 * (there.high - there.low))
    assert there.high == pytest.approx(-back.low, abs=0.05 * (there.high - there.low))
    assert there.low <= there.difference <= there.high
    assert there.sign == -back.sign


def test_long_sequences_weigh_more() -> None:
    first, second = np.array([[1.0, 0.0], [1.0, 0.0]]), np.zeros((2, 2))
    assert paired_interval(first, second, np.array([3.0, 1.0])).difference == pytest.approx(0.75)


def test_neighbours_that_hang_together_widen_the_interval() -> None:
    random = np.random.default_rng(0)
    walk = np.repeat(random.normal(size=30), 10)  # ten windows of each stretch
    first = np.stack([walk, walk, walk])
    alone = paired_interval(first, np.zeros_like(first))
    together = paired_interval(first, np.zeros_like(first), block=10)
    assert together.high - together.low > 1.8 * (alone.high - alone.low)


@pytest.mark.parametrize("num_seeds", [1, 2])
def test_one_or_two_seeds_say_nothing_of_the_next(num_seeds: int) -> None:
    found = paired_interval(np.zeros((num_seeds, 9)), np.ones((num_seeds, 9)))
    assert found.difference == -1
    assert np.isnan([found.low, found.high]).all()
    assert found.sign == 0


def test_equal_scores_are_not_told_apart() -> None:
    scores = np.random.default_rng(0).normal(size=(3, 8))
    assert paired_interval(scores, scores) == (0, 0, 0)
    assert paired_interval(scores, scores).sign == 0
