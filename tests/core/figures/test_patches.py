"""Patches as they are drawn: in their places, with their own numbers, held against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.figures.patches import (
    LONGEST_SIDE,
    MOST_POINTS,
    cells_of,
    channel_lines,
    contact_sheet,
    draw_code,
    draw_vector,
    neighbours_and_rest,
    preview,
    shades_of,
    thumbnail,
)
from core.figures.style import DARK, LIGHT, Axes, Look, look
from core.vectorizers.patch_codes import sincos2d
from core.vectorizers.patches import FITS, layout_of

WHITE, BLACK = Look(LIGHT), look("dark", "zh_TW")
NAMES = ("red", "green", "blue")


@pytest.mark.parametrize("fit", FITS)
def test_cells_lie_where_the_boxes_of_the_layout_do(fit: str) -> None:
    layout = layout_of((61, 40), 7, fit)
    cells = cells_of(layout)
    rows, columns = np.divmod(np.arange(layout.num_patches), cells.columns)
    left, top = cells.left + columns * cells.width, cells.top + rows * cells.height
    boxes = np.stack([left, top, left + cells.width, top + cells.height], axis=1)
    np.testing.assert_allclose(boxes, layout.boxes)


def test_a_large_picture_is_made_smaller_and_a_small_one_is_not_touched() -> None:
    large = np.full((20, 2 * LONGEST_SIDE, 3), 7, np.uint8)
    assert preview(large).shape == (10, LONGEST_SIDE, 3)
    assert (preview(large) == 7).all()
    assert preview(np.zeros((1, 5 * LONGEST_SIDE, 3), np.uint8)).shape == (1, LONGEST_SIDE, 3)
    small = large[:, :LONGEST_SIDE]
    assert preview(small) is small


@given(st.integers(1, 40))
def test_the_lines_of_a_patch_keep_its_means(side: int) -> None:
    vector = np.random.default_rng(side).integers(0, 256, side * side * 3).astype(np.uint8)
    places, values = channel_lines(vector)
    assert len(places) == len(values) <= MOST_POINTS
    if side * side <= MOST_POINTS:
        np.testing.assert_array_equal(places, np.arange(side * side))
        np.testing.assert_array_equal(values, vector.reshape(-1, 3) / 255)
    counts = np.diff(np.linspace(0, side * side, len(places) + 1).astype(int))
    means = np.average(values, axis=0, weights=counts)
    np.testing.assert_allclose(means, vector.reshape(-1, 3).mean(axis=0) / 255)


@pytest.mark.parametrize("look", [WHITE, BLACK])
def test_a_vector_is_a_line_for_each_colour_told_apart_by_more_than_colour(look: Look) -> None:
    vector = np.arange(48, dtype=np.uint8)
    figure = draw_vector(vector, NAMES, Axes(x="pixel"), look)
    assert [line.name for line in figure.data] == list(NAMES)
    assert len({line.line.dash for line in figure.data}) == 3
    np.testing.assert_allclose(figure.data[1].y, vector[1::3] / 255)
    assert figure.data[0].x[0] == 1
    assert [note.text for note in figure.layout.annotations if note.yref == "y"] == list(NAMES)


def test_a_patch_of_one_pixel_is_drawn_as_points() -> None:
    figure = draw_vector(np.array([0, 128, 255], np.uint8), NAMES, Axes(), WHITE)
    assert all("markers" in line.mode for line in figure.data)


def test_a_code_is_drawn_number_by_number() -> None:
    code = sincos2d(3, 5, 8)[4]
    figure = draw_code(code, Axes(), WHITE)
    np.testing.assert_array_equal(figure.data[0].y, code)
    assert list(figure.data[0].x) == list(range(1, 9))


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12))
def test_shades_are_the_numbers_in_hundredths(values: list[float]) -> None:
    shades = shades_of(np.array([values], np.float32))
    told = np.frombuffer(shades.hundredths, np.int8) / 100
    np.testing.assert_allclose(told, values, atol=0.0051)
    assert shades.low == round(100 * told.min())


def test_a_cosine_that_is_a_hair_above_one_is_no_other_colour() -> None:
    assert shades_of(np.array([[1.0000002, -1.0000002]])).hundredths == bytes([100, 156])


def test_the_likeness_of_neighbours_and_of_the_rest() -> None:
    alike = np.zeros((4, 5), np.float32)
    alike[:2, :2] = 0.5
    alike[0, 0] = 1
    assert neighbours_and_rest(alike, 0) == (0.5, 0.0)
    alike[1, 1] = 1  # now seen from the middle: eight neighbours, one of them 1, two of them 0.5
    near, rest = neighbours_and_rest(alike, 6) or (0, 0)
    assert near == pytest.approx(2 / 8)
    assert rest == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 2)])
def test_a_place_that_touches_all_others_has_no_rest(shape: tuple[int, int]) -> None:
    assert neighbours_and_rest(np.ones(shape, np.float32), 0) is None


def test_a_thumbnail_shows_every_pixel_of_a_small_picture() -> None:
    small = np.random.default_rng(0).integers(0, 256, (8, 32, 3)).astype(np.uint8)
    shown = thumbnail(small)
    assert shown.shape == (160, 160, 4)
    np.testing.assert_array_equal(shown[2:40:5, 2::5, :3], small)
    assert (shown[:40, :, 3] == 255).all()
    assert not shown[40:].any()


@given(st.tuples(st.integers(1, 900), st.integers(1, 900)))
@example((3001, 1))
def test_a_thumbnail_of_any_picture_is_small_and_can_be_seen(size: tuple[int, int]) -> None:
    shown = thumbnail(np.full((*size, 3), 9, np.uint8))
    side = shown.shape[0]
    assert 80 <= side == shown.shape[1] <= 320
    drawn = shown[..., 3] == 255
    assert min(drawn[:, 0].sum(), drawn[0].sum()) >= side // 32


def test_a_sheet_shows_pictures_side_by_side_with_nothing_between() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 16, 20, 3)).astype(np.uint8)
    sheet = contact_sheet(pictures)
    assert sheet.shape == (64, 3 * 80 + 2 * 8, 4)
    np.testing.assert_array_equal(sheet[2::4, 2:80:4, :3], pictures[0])
    np.testing.assert_array_equal(sheet[2::4, 176 + 2 :: 4, :3], pictures[2])
    assert not sheet[:, 80:88, 3].any()


def test_the_dark_look_is_drawn_in_its_own_hues() -> None:
    figure = draw_vector(np.zeros(12, np.uint8), NAMES, Axes(), BLACK)
    assert {line.line.color for line in figure.data} == set(DARK.hues[:3])
