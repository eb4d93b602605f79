"""The look: names at line ends never overlap, colours are the theme's, dates are the language's."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures.style import (
    DARK,
    LIGHT,
    PALETTES,
    Axes,
    bare_figure,
    date_axis,
    faded,
    look,
    name_line_end,
    spread_labels,
    template,
)

THEME = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"


@given(
    st.lists(st.floats(-1e3, 1e3, allow_nan=False), min_size=1, max_size=7),
    st.floats(0.01, 50, allow_nan=False),
)
def test_spread_labels_keep_their_distance_and_their_order(values: list[float], gap: float) -> None:
    places = spread_labels(values, gap)
    order = np.argsort(values, kind="stable")
    steps = np.diff(np.array(places)[order])
    assert (steps >= gap - 1e-6).all()
    assert np.mean(places) == pytest.approx(np.mean(values), abs=1e-6)


def test_spread_labels_leave_those_alone_that_have_room() -> None:
    assert spread_labels([5.0, 1.0, 3.0], gap=1.0) == [5.0, 1.0, 3.0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_palette_is_the_theme_of_the_page(theme: str) -> None:
    told = tomllib.loads(THEME.read_text(encoding="utf-8"))["theme"][theme]
    palette = PALETTES[theme]
    assert palette.background == told["backgroundColor"]
    assert palette.text == told["textColor"]
    assert palette.muted == told["grayTextColor"]
    assert list(palette.hues) == told["chartCategoricalColors"][:4]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_hue_stands_out_from_the_background(palette: object) -> None:
    assert isinstance(palette, type(LIGHT))
    back = _luminance(palette.background)
    for hue in (*palette.hues, palette.muted, palette.text):
        low, high = sorted((back, _luminance(hue)))
        assert (high + 0.05) / (low + 0.05) >= 3.3


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_faded_is_the_same_colour_with_an_opacity() -> None:
    assert faded("#0b57d0", 0.26) == "rgba(11,87,208,0.26)"


def test_template_is_ours_and_has_no_title() -> None:
    layout = template(LIGHT).layout
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.xaxis.showgrid is False
    assert bare_figure(LIGHT, Axes(y="% a day")).layout.title.text is None


def test_units_are_written_and_make_room() -> None:
    with_x = bare_figure(DARK, Axes(x="Days back", y="Share, %"))
    assert [a.text for a in with_x.layout.annotations] == ["Share, %", "Days back"]
    assert with_x.layout.margin.b > bare_figure(DARK, Axes(y="Share, %")).layout.margin.b


def test_dates_are_written_in_the_reader_s_way() -> None:
    assert look("light", "en").day == "%-d %b"
    assert look("dark", "zh_TW").day == "%-m/%-d"
    assert look("dark", "zh_TW").palette is DARK
    assert look("unknown", "en").palette is LIGHT


def test_weekends_are_cut_out_only_where_nothing_trades() -> None:
    style = look("light", "en")
    business, every, numbers = (bare_figure(LIGHT, Axes()) for _ in range(3))
    date_axis(business, style, pd.bdate_range("2020-01-01", periods=11))
    date_axis(every, style, pd.date_range("2020-01-01", periods=13))
    date_axis(numbers, style, pd.RangeIndex(17))
    assert business.layout.xaxis.rangebreaks[0].bounds == ("sat", "mon")
    assert not every.layout.xaxis.rangebreaks
    assert not numbers.layout.xaxis.tickformatstops


def test_a_name_stands_right_of_its_line_in_its_colour() -> None:
    figure = bare_figure(LIGHT, Axes())
    name_line_end(figure, "HAR", LIGHT.muted, x=3, y=0.5)
    (name,) = figure.layout.annotations
    assert (name.text, name.x, name.y, name.font.color) == ("HAR", 3, 0.5, LIGHT.muted)
