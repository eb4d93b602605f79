"""Every position has a code of its own, and the article's codes are what its loops would make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OutOfRange, UnevenCode
from core.vectorizers.patch_codes import (
    ENCODINGS,
    WAVES,
    CodeSettings,
    five,
    fourier,
    position_codes,
    similarity,
    sincos2d,
)

SIDES, FEW = st.integers(1, 23), st.integers(1, 7)
LENGTHS = st.integers(1, 24).map(lambda quarter: 4 * quarter)


def article_waves(rows: int, columns: int, length: int) -> np.ndarray:
    """Return the article's 2-D code in double precision, number after number."""
    codes = np.zeros((rows * columns, length))
    for row in range(rows):
        for column in range(columns):
            for at in range(0, length, 4):
                speed = np.exp(-np.log(10_000.0) * at / length)
                angles = row * speed, column * speed
                codes[row * columns + column, at : at + 4] = [
                    wave(angle) for angle in angles for wave in (np.sin, np.cos)
                ]
    return codes


def article_five(rows: int, columns: int) -> list[list[float]]:
    return [
        [r, c, r * c, np.sin(r * np.pi), np.cos(c * np.pi)]
        for r in (row / rows for row in range(rows))
        for c in (column / columns for column in range(columns))
    ]


def num_distinct(codes: np.ndarray) -> int:
    return len(np.unique(codes, axis=0))


@given(FEW, FEW, LENGTHS)
def test_waves_are_those_of_the_article(rows: int, columns: int, length: int) -> None:
    codes = sincos2d(rows, columns, length, base=10_000)
    assert codes.dtype == np.float32
    assert codes == pytest.approx(article_waves(rows, columns, length), abs=1e-6)


def test_waves_of_a_large_grid_are_those_of_the_article() -> None:
    far = sincos2d(128, 3, 64, base=10_000)[-3:]
    speeds = 10_000.0 ** -(np.arange(0, 64, 4) / 64)
    assert far[:, 0::4] == pytest.approx(np.tile(np.sin(127 * speeds), (3, 1)), abs=1e-6)
    assert far[2, 3::4] == pytest.approx(np.cos(2 * speeds), abs=1e-6)


@given(FEW, FEW)
def test_five_numbers_are_those_of_the_article(rows: int, columns: int) -> None:
    codes = five(rows, columns)
    assert codes.dtype == np.float32
    assert codes == pytest.approx(np.array(article_five(rows, columns)), abs=1e-6)


@given(SIDES, SIDES, LENGTHS, st.sampled_from(["sincos2d", "fourier", "five"]))
def test_no_two_positions_have_the_same_code(
    rows: int, columns: int, length: int, encoding: str
) -> None:
    settings = CodeSettings(encoding=encoding, encoding_length=length)
    codes = position_codes(settings, (rows, columns))
    assert codes.shape == (rows * columns, 5 if encoding == "five" else length)
    assert np.isfinite(codes).all()
    assert num_distinct(codes.round(5)) == rows * columns


@pytest.mark.parametrize("side", [64, 250])
@pytest.mark.parametrize("encoding", WAVES)
def test_large_grids_are_told_apart_too(side: int, encoding: str) -> None:
    edge = WAVES[encoding](side, 1, 64)
    gaps = np.linalg.norm(np.diff(edge, axis=0), axis=1)
    assert gaps.min() > 0.01
    assert num_distinct(edge.round(5)) == side


def test_the_sine_and_the_cosine_of_the_article_would_not_be_enough() -> None:
    assert num_distinct(five(14, 14)[:, 3:].round(6)) == 112
    assert len(np.unique(five(14, 14)[:, 3].round(6))) == 8


@pytest.mark.parametrize("encoding", WAVES)
def test_no_number_of_a_code_is_wasted(encoding: str) -> None:
    spread = WAVES[encoding](14, 14, 256).std(axis=0)
    assert spread.min() > 0.05
    assert (sincos2d(14, 14, 256, base=10_000).std(axis=0) < 0.01).sum() > 100


def test_fourier_waves_do_not_know_how_fine_the_grid_is() -> None:
    # the middle patch of three is where the middle patch of nine is
    assert fourier(3, 3, 8)[4, :4] == pytest.approx(fourier(9, 9, 8)[40, :4], abs=1e-6)
    # the slowest waves: half a wave across, so sine −1/2 at the centre of the first of three
    angle = -np.pi * 2 / 3
    assert fourier(3, 1, 4)[0] == pytest.approx([np.sin(angle), np.cos(angle), 0, 1], abs=1e-6)


@pytest.mark.parametrize("encoding", ["none", "learned"])
def test_what_is_no_numbers_yet_is_empty(encoding: str) -> None:
    codes = position_codes(CodeSettings(encoding=encoding), (3, 5))
    assert codes.shape == (15, 0)
    assert similarity(codes, 7).tolist() == [1] * 15


@given(SIDES, SIDES, st.sampled_from(["sincos2d", "fourier", "five"]))
def test_similarity_is_a_cosine(rows: int, columns: int, encoding: str) -> None:
    codes = position_codes(CodeSettings(encoding=encoding), (rows, columns))
    first, last = similarity(codes, 0), similarity(codes, len(codes) - 1)
    assert first.shape == (len(codes),)
    assert first[0] == pytest.approx(1, abs=1e-5)
    assert first[-1] == pytest.approx(last[0], abs=1e-5)
    a, b = codes[0].astype(float), codes[-1].astype(float)
    expected = a @ b / np.sqrt((a @ a) * (b @ b))
    assert first[-1] == pytest.approx(expected, abs=1e-5)


def test_neighbours_are_more_alike_than_strangers() -> None:
    alike = similarity(sincos2d(9, 9, 64), 40).reshape(9, 9)
    assert alike.argmax() == 9 * 4 + 4
    assert (np.diff(alike[4, 4:]) < 0).all()
    assert np.allclose(alike, alike[::-1], atol=1e-5)
    assert np.allclose(alike, alike.T, atol=1e-5)


@pytest.mark.parametrize(("length", "nearest"), [(9, 8), (10, 8), (11, 12), (3, 4), (0, 4)])
@pytest.mark.parametrize("encoding", WAVES)
def test_a_length_that_cannot_be_shared_is_refused(
    encoding: str, length: int, nearest: int
) -> None:
    with pytest.raises(UnevenCode) as refused:
        WAVES[encoding](3, 4, length)
    assert refused.value.facts == {"length": length, "nearest": nearest}


def test_settings_know_their_limits() -> None:
    assert set(WAVES) < set(ENCODINGS)
    with pytest.raises(OutOfRange):
        CodeSettings(encoding_length=0)
