"""Candles: hollow rose, filled fell; every pane has its own axis on the same days."""

from __future__ import annotations

import itertools

import numpy as np

from core.figures.forecast_data import MAX_CANDLES, draw_bars
from core.figures.style import look
from tests.core.figures.factories import BAR_WORDS, make_bars

LOOK = look("dark", "zh_TW")


def test_a_hollow_candle_rose_and_a_filled_one_fell() -> None:
    bars, _ = make_bars()
    candles = draw_bars(bars, (), BAR_WORDS, LOOK).data[0]
    assert candles.type == "candlestick"
    assert candles.increasing.fillcolor == LOOK.palette.background
    assert candles.decreasing.fillcolor == candles.decreasing.line.color == LOOK.palette.hues[0]


def test_without_open_high_and_low_the_close_is_a_line() -> None:
    bars, _ = make_bars(candles=False)
    assert draw_bars(bars, (), BAR_WORDS, LOOK).data[0].type == "scatter"


def test_more_candles_than_pixels_are_a_line() -> None:
    bars, _ = make_bars(num_rows=MAX_CANDLES + 1)
    assert draw_bars(bars, (), BAR_WORDS, LOOK).data[0].type == "scatter"


def test_panes_do_not_overlap_and_the_chart_grows_with_them() -> None:
    bars, panes = make_bars()
    figure = draw_bars(bars, panes, BAR_WORDS, LOOK)
    layout = figure.layout
    domains = [layout[f"yaxis{n}"].domain for n in ("", 2, 3, 4)]
    for upper, lower in itertools.pairwise(domains):
        assert lower[1] < upper[0] + 1e-9
        assert lower[0] >= -1e-9
    assert layout.xaxis.anchor == "y4"
    assert layout.height > draw_bars(bars, (), BAR_WORDS, LOOK).layout.height


def test_every_trace_has_one_value_a_day() -> None:
    bars, panes = make_bars(num_rows=37)
    for trace in draw_bars(bars, panes, BAR_WORDS, LOOK).data:
        values = trace.close if trace.type == "candlestick" else trace.y
        assert len(values) == len(trace.x) == 37


def test_a_mean_that_is_never_known_has_no_name() -> None:
    bars, _ = make_bars(num_rows=11)
    assert not np.isfinite(bars.mean).any()
    figure = draw_bars(bars, (), BAR_WORDS, LOOK)
    assert BAR_WORDS.mean not in [a.text for a in figure.layout.annotations]
