"""Curves end at their names, bars are ranked by colour, an overlay lies where the map does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures.images import (
    LARGEST_OVERLAY,
    Course,
    draw_chances,
    draw_courses,
    light_overlay,
    most_confused,
    shades,
)
from core.figures.maps import overlay
from core.figures.style import Axes, look
from core.vectorizers.patches import Affine

LOOK = look("dark", "en")
FALL = np.linspace(0.9, 0.1, 11)


def test_every_curve_has_its_dash_and_its_name_within_the_axis() -> None:
    courses = [
        Course("ours", FALL, 0),
        Course("other", FALL + 0.01, 1),
        Course("middle", FALL, None),
        Course("chance", FALL - 0.05, None),
    ]
    figure = draw_courses(courses, Axes(x="hidden", y="chance", right=90), LOOK)
    assert len({trace.line.dash for trace in figure.data}) == 4
    named = {a.text: a.y for a in figure.layout.annotations if a.yref == "y"}
    assert named.keys() == {"ours", "other", "middle", "chance"}
    low, high = figure.layout.yaxis.range
    places = sorted(named.values())
    assert low <= places[0]
    assert places[-1] <= high
    assert min(np.diff(places)) > 5
    assert figure.data[0].x[-1] == 100
    np.testing.assert_allclose(figure.data[0].y, 100 * FALL)


def test_names_of_curves_that_end_in_nothing_stay_on_the_axis() -> None:
    courses = [Course(str(k), FALL - 0.1, k) for k in range(4)]
    figure = draw_courses(courses, Axes(), LOOK)
    named = [a.y for a in figure.layout.annotations if a.yref == "y"]
    assert min(named) >= 0


def test_the_likeliest_class_has_the_hue() -> None:
    chances = np.array([0.1, 0.7, 0.2])
    bars = draw_chances(["a", "b", "c"], chances, Axes(right=20), LOOK).data[0]
    assert bars.marker.color.index(LOOK.palette.hues[0]) == 1
    assert list(bars.text) == ["10%", "70%", "20%"]


def test_a_cell_is_as_dark_as_its_share_of_the_row() -> None:
    confusion = np.array([[8, 2, 0], [0, 0, 0], [1, 1, 2]])
    dark = np.array([[0.8, 0.2, 0.0], [0.0, 0.0, 0.0], [0.25, 0.25, 0.5]])
    np.testing.assert_allclose(shades(confusion), dark)
    assert most_confused(confusion) == (0, 1)
    assert most_confused(np.diag([3, 4])) is None


@given(st.integers(1, 50), st.integers(1, 50))
def test_a_small_original_has_the_overlay_of_its_own_size(width: int, height: int) -> None:
    values, place = np.random.default_rng(0).random((6, 9)), Affine((2.0, 3.0), (1.0, -2.0))
    np.testing.assert_array_equal(
        light_overlay(values, (width, height), place), overlay(values, (width, height), place)
    )


def test_a_large_original_has_a_smaller_overlay_of_the_same_places() -> None:
    values = np.zeros((8, 8))
    values[2, 5] = 1
    size, place = (3200, 2400), Affine((300.0, 300.0), (400.0, 0.0))
    drawn = light_overlay(values, size, place)
    assert drawn.shape == (480, LARGEST_OVERLAY, 4)
    brightest = drawn[..., 0] > 200
    rows, columns = np.nonzero(brightest)
    assert rows.mean() * 5 == pytest.approx(2.5 * 300, abs=10)
    assert columns.mean() * 5 == pytest.approx(400 + 5.5 * 300, abs=10)
    assert not drawn[:, : 400 // 5 - 1, 3].any()
