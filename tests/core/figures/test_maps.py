from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.figures.maps import (
    COLOURS,
    coloured,
    enlarged,
    laid_over,
    map_png,
    overlay,
    png,
    shares,
)
from core.vectorizers.patches import Affine, layout_of

ITSELF = Affine((1.0, 1.0), (0.0, 0.0))


def test_the_scale_is_cividis() -> None:
    """From dark blue to yellow, evenly lighter in grey (Nuñez, Anderton and Renslow, 2018)."""
    assert COLOURS.shape == (256, 3)
    np.testing.assert_allclose(COLOURS[[0, 255]], [[0, 34, 78], [254, 232, 56]], atol=2)
    grey = COLOURS @ np.array([0.299, 0.587, 0.114])
    assert np.all(np.diff(grey) > -0.5)
    assert abs(grey[128] - (grey[0] + grey[255]) / 2) < 12


@given(st.floats(1e-20, 1e20))
def test_only_places_are_compared_not_sizes(times: float) -> None:
    values = np.random.default_rng(0).random((5, 6))
    np.testing.assert_allclose(shares(values * times), shares(values), atol=1e-9)
    assert shares(values).max() == 1


def test_what_speaks_against_is_as_bright_as_what_speaks_for() -> None:
    drawn = coloured(np.array([[-5.0, 0.0, 5.0, 2.5]]))
    np.testing.assert_array_equal(drawn[0], COLOURS[[255, 0, 255, 128]])
    assert not shares(np.zeros((2, 3))).any()


def test_one_pixel_does_not_darken_the_rest_unless_it_is_all() -> None:
    values = np.full((40, 40), 0.5)
    values[3, 4] = 1000
    assert shares(values)[0, 0] == 1
    alone = np.zeros((40, 40))
    alone[3, 4] = 1e-8
    assert shares(alone)[3, 4] == 1


@pytest.mark.parametrize("fit", ["pad", "crop", "resize", "stretch"])
def test_a_map_lies_where_its_patches_were_cut(fit: str) -> None:
    size, patch = (50, 37), 8
    layout = layout_of(size, patch, fit)
    rows, columns = layout.grid
    values = np.random.default_rng(1).random((rows, columns))
    fine = values.repeat(patch, axis=0).repeat(patch, axis=1)
    found = overlay(fine, size, layout.affine)
    expected = layout.on_original(shares(fine)[::patch, ::patch])
    seen = np.isfinite(expected)
    assert found.shape == (37, 50, 4)
    assert np.array_equal(found[..., 3] > 0, seen)
    steps = np.rint(expected[seen] * 255).astype(int)
    np.testing.assert_array_equal(found[seen][:, :3], COLOURS[steps])


def test_what_the_model_did_not_see_stays_as_it_is() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (9, 20, 3), dtype=np.uint8)
    middle = Affine((3.0, 3.0), (6.0, 0.0))  # 3 × 3 cells of 3 pixels, 6 from the left
    drawn = overlay(np.eye(3), (20, 9), middle)
    found = laid_over(picture, drawn)
    np.testing.assert_array_equal(found[:, :6], picture[:, :6])
    np.testing.assert_array_equal(found[:, 15:], picture[:, 15:])
    expected = np.rint(0.3 * picture[0, 6] + 0.7 * COLOURS[255])
    np.testing.assert_allclose(found[0, 6], expected, atol=1)
    assert (laid_over(picture, overlay(np.eye(3), (20, 9), middle, opacity=0)) == picture).all()


def test_a_small_picture_is_enlarged_with_its_map() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (8, 11, 3), dtype=np.uint8)
    large, times = enlarged(picture)
    assert times == 32
    assert large.shape == (256, 352, 3)
    file = Image.open(io.BytesIO(map_png(picture, np.arange(88.0).reshape(8, 11), ITSELF)))
    drawn = np.asarray(file)
    assert drawn.shape == large.shape
    assert (drawn[::32, ::32].repeat(32, axis=0).repeat(32, axis=1) == drawn).all()
    plain = laid_over(picture, overlay(np.arange(88.0).reshape(8, 11), (11, 8), ITSELF))
    np.testing.assert_array_equal(drawn[::32, ::32], plain)


@pytest.mark.parametrize("channels", [3, 4])
def test_a_png_holds_what_was_drawn(channels: int) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (5, 7, channels), dtype=np.uint8)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png(pixels)))), pixels)
