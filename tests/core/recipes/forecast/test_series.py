"""What is known at a row does not change when later rows come; what is missing stays missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Constant, NoSuchColumn, NotPositive, TooShort
from core.recipes.forecast.leaks import largest_change
from core.recipes.forecast.series import TARGETS, WARM_UP, Series, build_series
from tests.core.recipes.forecast.tables import first_rows, prices, table, values

KNOWN = ("features_TF", "target_T", "base_T", "scale_T", "spread_T")


def series_of(data: bytes, quantity: str, column: str = "") -> Series:
    return build_series(table(data), quantity, column)


@settings(max_examples=8)
@given(st.sampled_from(sorted(TARGETS)), st.integers(0, 10**6), st.integers(60, 180))
def test_the_past_of_prices_does_not_see_the_future(quantity: str, seed: int, cut: int) -> None:
    data = prices(rows=190, seed=seed, x_days={31, 77})
    whole, short = series_of(data, quantity), series_of(first_rows(data, cut), quantity)
    assert whole.feature_names == short.feature_names
    for name in KNOWN:
        assert largest_change(getattr(whole, name)[:cut], getattr(short, name)) == 0, name


@settings(max_examples=10)
@given(st.lists(st.floats(-1e6, 1e6), min_size=90, max_size=120), st.integers(60, 89))
def test_the_past_of_values_does_not_see_the_future(levels: list[float], cut: int) -> None:
    levels[0], levels[1] = 1.0, 2.5
    data = values(np.array(levels))
    whole, short = series_of(data, "value"), series_of(first_rows(data, cut), "value")
    for name in KNOWN:
        assert largest_change(getattr(whole, name)[:cut], getattr(short, name)) == 0, name


@pytest.mark.parametrize("quantity", sorted(TARGETS))
def test_what_was_learnt_can_be_told_again(quantity: str) -> None:
    series = series_of(prices(rows=101), quantity)
    labels_TH = series.labels(3)
    rows_N = np.arange(WARM_UP, 95)
    told_NH = series.told(series.learnt(labels_TH)[rows_N], rows_N)
    np.testing.assert_allclose(told_NH, labels_TH[rows_N], rtol=1e-12, atol=1e-15)


def test_labels_are_the_rows_that_come() -> None:
    series = series_of(prices(rows=97), "volatility")
    labels_TH = series.labels(4)
    assert labels_TH.shape == (97, 4)
    for row in range(97):
        for step in range(1, 5):
            expected = series.target_T[row + step] if row + step < 97 else np.nan
            np.testing.assert_equal(labels_TH[row, step - 1], expected)
    assert np.isfinite(labels_TH[np.asarray(series.origins(4))]).all()


@pytest.mark.parametrize("quantity", ["return", "direction"])
def test_a_day_that_compares_with_nothing_has_no_label(quantity: str) -> None:
    plain = series_of(prices(rows=91), quantity)
    marked = series_of(prices(rows=91, x_days={40, 66}), quantity)
    assert np.flatnonzero(np.isnan(marked.target_T)).tolist() == [40, 66]
    others = np.setdiff1d(np.arange(91), [40, 66])
    np.testing.assert_array_equal(marked.target_T[others], plain.target_T[others])
    assert np.isnan(marked.learnt(marked.labels(2))[39, 0])
    assert np.isnan(marked.learnt(marked.labels(2))[38, 1])


def test_the_spread_is_never_zero_nor_missing_where_forecasts_begin() -> None:
    flat = np.concatenate([np.full(60, 7.0), np.arange(30.0)])
    for data, quantity in ((prices(rows=90), "return"), (values(flat), "value")):
        assert series_of(data, quantity).spread_T[WARM_UP:].min() > 0


def test_rows_after_the_last_go_on_at_the_usual_step() -> None:
    series = series_of(prices(rows=89), "volatility")
    assert series.stamps(np.arange(86, 92)) == (
        *("2016-07-05", "2016-07-06", "2016-07-07"),
        *("2016-07-08", "2016-07-11", "2016-07-12"),
    )
    assert series_of(values(np.arange(70.0) ** 2), "value").stamps(np.array([68, 71])) == (
        "68",
        "71",
    )


def test_after_a_last_row_off_the_calendar_comes_the_next_on_it() -> None:
    days = pd.DatetimeIndex(["2024-01-04", "2024-01-05", "2024-01-06"])  # the last is a Saturday
    one, zero = np.ones((3, 1)), np.zeros(3)
    series = Series(
        *("made", "close", "value", "", days, ("value",), one, zero, zero, zero, zero, zero, "B")
    )
    assert series.stamps(np.array([2, 3, 4])) == ("2024-01-06", "2024-01-08", "2024-01-09")


def test_what_cannot_be_forecast_is_refused() -> None:
    with pytest.raises(TooShort):
        series_of(prices(rows=10), "return")
    with pytest.raises(Constant):
        series_of(values(np.full(80, 3.0)), "value")
    with pytest.raises(Constant) as caught:
        series_of(values(2.0 ** np.arange(80)), "direction")  # it only ever rises
    assert (
        caught.value.explain().found.say()
        == "Direction of level has the same value in all 79 steps."
    )
    with pytest.raises(NotPositive):
        series_of(values(np.sin(np.arange(80.0))), "return")
    with pytest.raises(NoSuchColumn):
        series_of(prices(rows=80), "value", "Clsoe")


def test_a_column_is_known_by_its_heading_and_by_its_role() -> None:
    data = prices(rows=80)
    by_heading, by_role = (series_of(data, "value", name) for name in ("High", "high"))
    np.testing.assert_array_equal(by_heading.target_T, by_role.target_T)
    assert by_heading.column == "high"
