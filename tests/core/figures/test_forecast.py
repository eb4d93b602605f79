"""The fan opens from the last point, the widest band lies lowest; lags keep their uniform line."""

from __future__ import annotations

import numpy as np
import pytest

from core.figures.forecast import Fan, draw_fan, draw_lags
from core.figures.style import look
from tests.core.figures.factories import FAN_WORDS, LAG_WORDS, make_fan, make_lags

LOOK = look("light", "en")


@pytest.mark.parametrize("horizon", [1, 2, 10, 21])
def test_every_band_opens_from_the_last_measured_point(horizon: int) -> None:
    fan = make_fan(horizon=horizon)
    figure = draw_fan(fan, FAN_WORDS, LOOK)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == len(fan.levels)
    for band in bands:
        assert band.y[0] == band.y[-1] == fan.history[-1]
        assert len(band.y) == 2 * (horizon + 1)


def test_the_widest_band_is_drawn_first() -> None:
    figure = draw_fan(make_fan(), FAN_WORDS, LOOK)
    widths = [np.ptp(trace.y) for trace in figure.data if trace.fill == "toself"]
    assert widths == sorted(widths, reverse=True)


def test_names_at_the_end_do_not_overlap() -> None:
    figure = draw_fan(make_fan(horizon=1), FAN_WORDS, LOOK)
    names = {"median", "50%", "80%", "95%"}
    places = sorted(a.y for a in figure.layout.annotations if a.text in names)
    low, high = figure.layout.yaxis.range
    assert len(places) == len(names)
    assert np.diff(places).min() >= 14 * (high - low) / figure.layout.height


def test_what_cannot_be_negative_begins_at_zero() -> None:
    assert draw_fan(make_fan(), FAN_WORDS, LOOK, from_zero=True).layout.yaxis.range[0] == 0


def test_everything_that_is_drawn_lies_inside_the_axes() -> None:
    fan = make_fan(before=True)
    figure = draw_fan(fan, FAN_WORDS, LOOK)
    low, high = figure.layout.yaxis.range
    for trace in figure.data:
        assert low <= np.nanmin(trace.y)
        assert np.nanmax(trace.y) <= high


def test_gaps_in_the_history_stay_gaps() -> None:
    fan = make_fan(before=True)
    holes = fan.history.copy()
    holes[7] = np.nan
    drawn = draw_fan(Fan(**{**fan.__dict__, "history": holes}), FAN_WORDS, LOOK)
    (measured,) = (trace for trace in drawn.data if trace.name == FAN_WORDS.measured)
    assert np.isnan(measured.y[7])


def test_attention_stands_beside_its_uniform_line_and_what_really_counts() -> None:
    attention, effects = make_lags(num_lags=20)
    figure = draw_lags(attention, effects, LAG_WORDS, LOOK)
    bars, *lines = figure.data
    assert sum(bars.y) == pytest.approx(100)
    assert [line.name for line in lines] == [LAG_WORDS.occlusion, LAG_WORDS.gradients]
    assert len({line.marker.symbol for line in lines}) == len(lines)
    (uniform,) = figure.layout.shapes
    assert uniform.y0 == uniform.y1 == pytest.approx(5.0)


def test_a_model_without_gradients_has_two_entries_in_the_key() -> None:
    attention, effects = make_lags()
    figure = draw_lags(attention, effects[:1], LAG_WORDS, LOOK)
    written = [a.text for a in figure.layout.annotations]
    assert any(LAG_WORDS.occlusion in text for text in written)
    assert not any(LAG_WORDS.gradients in text for text in written)
