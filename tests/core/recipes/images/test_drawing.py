"""A drawing goes the way that the digits went: moved or enlarged, it is the same digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.recipes.images import Opened, load_set, open_model
from core.recipes.images.drawing import counted, guess, ink_of, upright
from tests.core.recipes.images.conftest import DIGITS, Trained

ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4)
)
DRAWINGS = arrays(np.bool_, (32, 32))


@pytest.fixture(scope="module")
def opened(trained: Trained) -> Opened:
    return open_model(trained.artifact)


def told(ink: np.ndarray) -> list[str]:
    return [np.packbits(row).tobytes().hex() for row in ink]


@given(DRAWINGS)
def test_what_is_told_is_what_was_drawn(ink: np.ndarray) -> None:
    found = ink_of(told(ink))
    assert found is not None
    np.testing.assert_array_equal(found, ink)


@given(ANYTHING)
def test_nothing_else_is_taken_for_a_drawing(anything: object) -> None:
    assert ink_of(anything) is None
    assert ink_of([anything] * 32) is None or isinstance(anything, str)


def test_ink_is_counted_square_by_square() -> None:
    ink = np.zeros((32, 32), dtype=np.bool_)
    ink[0:4, 4:8] = True
    ink[28:30, 28:32] = True
    digit = counted(ink)
    assert digit.shape == (8, 8)
    assert (digit[0, 1], digit[7, 7], digit.astype(int).sum()) == (255, 128, 383)


@given(DRAWINGS.filter(lambda ink: bool(ink.any())), st.integers(0, 12), st.integers(0, 12))
def test_the_place_of_a_drawing_does_not_matter(ink: np.ndarray, down: int, across: int) -> None:
    small = ink[:20, :20]
    if not small.any():
        return
    moved = np.zeros_like(ink)
    moved[down : down + 20, across : across + 20] = small
    there = np.zeros_like(ink)
    there[:20, :20] = small
    np.testing.assert_array_equal(upright(moved), upright(there))


def test_a_small_drawing_is_brought_to_full_height() -> None:
    ink = np.zeros((32, 32), dtype=np.bool_)
    ink[10:20, 14:17] = True
    found = upright(ink)
    rows, columns = np.nonzero(found)
    assert (rows.min(), rows.max()) == (0, 31)
    assert columns.mean() == pytest.approx(15.5, abs=0.6)
    assert found.sum() == pytest.approx(32 * 9.6, rel=0.1)


def test_digits_that_are_drawn_again_are_known_again(opened: Opened, trained: Trained) -> None:
    pictures = load_set(DIGITS, trained.home)
    places = pictures.test[:120]
    right = 0
    for place in places:
        blocks = pictures.images[place, :, :, 0].repeat(4, axis=0).repeat(4, axis=1)
        found = guess(opened, blocks > 100)
        assert found is not None
        assert found.chances.sum() == pytest.approx(1, abs=1e-5)
        right += int(found.chances.argmax() == pictures.labels[place])
    assert right / len(places) > 0.8


def test_of_an_empty_pad_nothing_is_said(opened: Opened) -> None:
    assert guess(opened, np.zeros((32, 32), dtype=np.bool_)) is None
