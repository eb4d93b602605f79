"""Witten and Bell's interpolation against plain counting in dictionaries."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models.markov import Markov

SIZES = (3, 4, 1)
NOTE = st.tuples(*(st.integers(0, size - 1) for size in SIZES))
PIECES = st.lists(
    st.lists(NOTE, min_size=1, max_size=12).map(lambda rows: np.array(rows, dtype=np.int64)),
    min_size=1,
    max_size=3,
)


def contexts(piece: np.ndarray, at: int, field: int, order: int) -> list[tuple[object, ...]]:
    """Return the contexts of a field, shortest first."""
    said = tuple(piece[at, :field].tolist())
    before = [tuple(piece[at - back].tolist()) if at >= back else None for back in (1, 2)]
    return [("none",), *((said, *before[:back]) for back in range(order + 1))]


def reference(train: list[np.ndarray], piece: np.ndarray, order: int) -> np.ndarray:
    """Return what every note of a piece costs, counted one by one."""
    followed: dict[object, Counter[int]] = defaultdict(Counter)
    for one in train:
        for at, field in itertools.product(range(len(one)), range(len(SIZES))):
            for level, context in enumerate(contexts(one, at, field, order)):
                followed[field, level, context][int(one[at, field])] += 1
    costs = np.zeros(piece.shape)
    for at, field in itertools.product(range(len(piece)), range(len(SIZES))):
        chance = 1 / SIZES[field]
        for level, context in enumerate(contexts(piece, at, field, order)):
            counts = followed.get((field, level, context))
            if counts:
                kinds, total = len(counts), counts.total()
                chance = (counts[int(piece[at, field])] + kinds * chance) / (total + kinds)
        costs[at, field] = -math.log(chance)
    return costs


@settings(max_examples=60)
@given(train=PIECES, held_out=PIECES, order=st.integers(0, 2))
def test_it_is_what_counting_gives(
    train: list[np.ndarray], held_out: list[np.ndarray], order: int
) -> None:
    found = Markov.fit(train, SIZES, order).nats(held_out)
    expected = np.concatenate([reference(train, piece, order) for piece in held_out])
    np.testing.assert_allclose(found, expected, atol=1e-12)


@given(train=PIECES, before=NOTE)
@settings(max_examples=20)
def test_the_chances_of_all_notes_sum_to_one(
    train: list[np.ndarray], before: tuple[int, ...]
) -> None:
    every = list(itertools.product(*(range(size) for size in SIZES)))
    pairs = [np.array([before, note], dtype=np.int64) for note in every]
    costs = Markov.fit(train, SIZES).nats(pairs)[1::2].sum(axis=1)
    assert np.exp(-costs).sum() == pytest.approx(1)


def test_a_longer_memory_costs_less_where_music_repeats() -> None:
    piece = np.array([(0, 0, 0), (0, 1, 0), (0, 0, 0), (0, 2, 0)] * 40, dtype=np.int64)
    costs = [Markov.fit([piece], SIZES, order).nats([piece]).sum() for order in (0, 1, 2)]
    assert costs[0] > costs[1] > costs[2]
    assert costs[2] < 0.2 * costs[0]


def test_a_field_of_one_class_costs_nothing() -> None:
    train = [np.array([(0, 1, 0), (2, 3, 0)], dtype=np.int64)]
    assert not Markov.fit(train, SIZES).nats(train)[:, 2].any()
