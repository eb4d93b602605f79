"""Gradients are drawn as powers of ten with the article's mark, costs as straight lines."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures.compare_insides import (
    INKS,
    LOWEST,
    Fading,
    Growth,
    Track,
    colour_of,
    draw_fading,
    draw_growth,
    draw_track,
)
from core.figures.style import Axes, look
from core.models import MODELS

LOOK, AXES = look("light", "en"), Axes(x="Steps back", y="Gradient", right=90)
LAGS = np.arange(101)


def fadings(*falls: float) -> list[Fading]:
    return [Fading(trunk, trunk, -fall * LAGS) for trunk, fall in zip(INKS, falls, strict=False)]


def named(figure: object) -> dict[str, float]:
    notes = figure.layout.annotations  # type: ignore[attr-defined]
    return {note.text: note.y for note in notes if note.xref == "x" and note.yref == "y"}


def test_every_trunk_has_a_line_of_its_own() -> None:
    assert INKS.keys() == MODELS.keys()
    assert len({(colour_of(name, LOOK), ink.dash) for name, ink in INKS.items()}) == len(INKS)


def test_ten_steps_are_marked() -> None:
    figure = draw_fading(fadings(0.1), AXES, LOOK, ten_steps="“ten steps”")
    assert [shape.x0 for shape in figure.layout.shapes] == [10]
    (mark,) = (note for note in figure.layout.annotations if note.text == "“ten steps”")
    assert mark.x == 10


def test_the_axis_is_one_of_powers_of_ten() -> None:
    figure = draw_fading(fadings(0.08, 0.01), AXES, LOOK, ten_steps="10")
    low, high = figure.layout.yaxis.range
    assert low == -8
    assert 0 < high < 1
    assert len(figure.layout.yaxis.tickvals) <= 6
    words = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    assert words[0] == "1"
    assert words[min(words)] == f"10<sup>−{-min(words)}</sup>"


@settings(max_examples=20)
@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=6))
def test_every_line_is_named_inside_the_axis_and_names_do_not_touch(falls: list[float]) -> None:
    figure = draw_fading(fadings(*falls), AXES, LOOK, ten_steps="10")
    low, high = figure.layout.yaxis.range
    assert low >= LOWEST
    heights = sorted(named(figure).values())
    assert len(heights) == len(falls)
    assert all(low <= height for height in heights)
    gap = 0.07 * (high - low)
    assert all(b - a >= gap for a, b in pairwise(heights))


def test_whose_gradient_fades_first_is_named_lowest() -> None:
    figure = draw_fading(fadings(0.9, 0.3, 0.6, 0.0), AXES, LOOK, ten_steps="10")
    heights = named(figure)
    assert sorted(heights, key=heights.__getitem__) == ["lstm", "tcn", "gru", "transformer"]


def test_what_does_not_arrive_at_all_leaves_the_chart() -> None:
    sizes = np.where(LAGS > 30, -np.inf, 0.0)
    figure = draw_fading([Fading("tcn", "TCN", sizes)], AXES, LOOK, ten_steps="10")
    drawn = np.array(figure.data[0].y)
    assert np.isfinite(drawn).all()
    assert (drawn[31:] < figure.layout.yaxis.range[0]).all()


def test_a_power_of_the_length_is_a_straight_line() -> None:
    lengths = np.array([100, 400, 1600])
    growths = [
        Growth("transformer", "explicit", lengths, 3e-4 * lengths**2.0),
        Growth("lstm", "LSTM", lengths, 0.1 * lengths),
    ]
    figure = draw_growth(growths, AXES, LOOK)
    slopes = [np.polyfit(line.x, line.y, 1)[0] for line in figure.data]
    assert slopes == pytest.approx([2, 1])
    assert list(figure.layout.xaxis.ticktext) == ["100", "400", "1,600"]
    assert list(figure.data[0].customdata) == pytest.approx(growths[0].costs)
    low, high = figure.layout.yaxis.range
    assert all(low <= tick <= high for tick in figure.layout.yaxis.tickvals)
    assert len(figure.layout.yaxis.tickvals) >= 2
    assert named(figure).keys() == {"explicit", "LSTM"}


def test_costs_that_hardly_grow_still_have_ticks() -> None:
    flat = Growth("rnn", "RNN", np.array([10, 20]), np.array([3.1, 3.2]))
    figure = draw_growth([flat], AXES, LOOK)
    low, high = figure.layout.yaxis.range
    assert high - low > 0
    assert math.isfinite(low)


@pytest.mark.parametrize("share", [True, False])
def test_a_track_is_one_row_a_unit(share: bool) -> None:
    values = np.random.default_rng(0).random((9, 4))
    figure = draw_track(Track(values, share), AXES, LOOK)
    heat = figure.data[0]
    np.testing.assert_array_equal(np.array(heat.z), values.T)
    assert (heat.zmin, heat.zmax) == ((0, 1) if share else (-1, 1))
