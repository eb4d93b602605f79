"""Lines end at their names, thinning keeps the last point, chance has its band."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.figures.checks import (
    MOST_POINTS,
    Band,
    Level,
    Line,
    draw_autocorrelation,
    draw_blocks,
    draw_lines,
    draw_quantiles,
    signed,
)
from core.figures.style import Axes, look
from tests.core.figures.factories import make_lines

LOOK = look("light", "en")
AXES = Axes(y="Saved, %", right=90)


def test_each_line_has_its_own_dash_and_its_name_at_its_end() -> None:
    days, lines = make_lines()
    figure = draw_lines(days, lines, AXES, LOOK, level=Level("zero", 0.0))
    assert len({trace.line.dash for trace in figure.data}) == len(lines)
    written = [a.text for a in figure.layout.annotations]
    assert {"LSTM", "HAR", "zero"} <= set(written)
    assert figure.layout.shapes[0].y0 == 0.0


def test_a_long_line_is_thinned_and_keeps_its_last_point() -> None:
    days, lines = make_lines(num_rows=4 * MOST_POINTS + 3)
    trace = draw_lines(days, lines[:1], AXES, LOOK).data[0]
    assert len(trace.y) <= MOST_POINTS
    assert trace.y[-1] == lines[0].points[-1]


def test_a_band_follows_the_line_there_and_back() -> None:
    days, lines = make_lines(num_rows=31)
    band = Band(lines[0].points - 1, lines[0].points + 2)
    drawn = draw_lines(days, lines[:1], AXES, LOOK, band=band).data[0]
    assert len(drawn.y) == 2 * 31
    assert (drawn.y[0], drawn.y[-1]) == (band.high[0], band.low[0])


def test_lines_that_begin_unknown_are_drawn_all_the_same() -> None:
    points = np.array([np.nan, np.nan, 0.8, 0.95, 0.9])
    figure = draw_lines(pd.RangeIndex(5), [Line("inside", points)], AXES, LOOK)
    low, high = figure.layout.yaxis.range
    assert low < 0.8 < 0.95 < high


def test_a_fold_that_is_worse_has_the_other_colour() -> None:
    figure = draw_blocks(["2009", "2011", "2013"], np.array([8.9, -3.1, 0.4]), AXES, LOOK)
    assert figure.data[0].marker.color == tuple(LOOK.palette.hues[i] for i in (0, 1, 0))
    assert list(figure.data[0].text) == ["+8.9%", "−3.1%", "+0.4%"]


@pytest.mark.parametrize(("value", "text"), [(8.94, "+8.9%"), (-3.06, "−3.1%"), (0.0, "+0.0%")])
def test_signed_writes_a_true_minus(value: float, text: str) -> None:
    assert signed(value) == text


def test_what_lies_outside_the_band_of_chance_has_the_other_colour() -> None:
    bars = draw_autocorrelation(np.array([0.3, 0.01, -0.2, 0.0]), 0.05, AXES, LOOK).data[0]
    first, second = LOOK.palette.hues[:2]
    assert bars.marker.color == (second, first, second, first)


def test_quantiles_have_their_diagonal() -> None:
    expected = np.linspace(-2, 2, 9)
    diagonal, dots = draw_quantiles(expected, 1.5 * expected, AXES, LOOK).data
    assert list(diagonal.x) == list(diagonal.y) == [-2, 2]
    assert max(dots.y) == 3
