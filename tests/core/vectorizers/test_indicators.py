"""Indicators against TA-Lib; features against their definitions, and blind to the future."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import talib
from arch.data import sp500
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.vectorizers import indicators as ind
from core.vectorizers.indicators.rolling import rolling_mean, rolling_sum

Floats = NDArray[np.float64]
QUANTITIES = ("return", "volatility", "direction", "value")


def walk(rows: int = 697, seed: int = 0) -> pd.DataFrame:
    """Return an invented price table with all columns and hourly times."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, rows)))
    open_ = close * np.exp(random.normal(0, 0.004, rows))
    high = np.maximum(open_, close) * np.exp(np.abs(random.normal(0, 0.004, rows)))
    low = np.minimum(open_, close) * np.exp(-np.abs(random.normal(0, 0.004, rows)))
    frame = pd.DataFrame({"open": open_, "high": high, "low": low, "close": close})
    frame["volume"] = random.integers(1, 10**6, rows).astype(np.float64)
    frame["time"] = pd.date_range("2019-12-30 22:00", periods=rows, freq="h")
    return frame


PRICES = walk()
HIGH, LOW, CLOSE = (PRICES[name].to_numpy() for name in ("high", "low", "close"))
ORACLES: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats], int]] = {
    # ours, TA-Lib's, and the rows a missing price may cost
    "sma": (lambda p: ind.sma(p, 17), lambda p: talib.SMA(p, 17), 17),
    "ema": (lambda p: ind.ema(p, 13), lambda p: talib.EMA(p, 13), 13),
    "rsi": (lambda p: ind.rsi(p, 14), lambda p: talib.RSI(p, 14), 15),
    "upper": (
        lambda p: ind.bollinger(p, 20, 1.5)[0],
        lambda p: talib.BBANDS(p, 20, 1.5, 1.5)[0],
        20,
    ),
    "middle": (lambda p: ind.bollinger(p, 20)[1], lambda p: talib.BBANDS(p, 20, 2, 2)[1], 20),
    "lower": (lambda p: ind.bollinger(p, 20, 2.5)[2], lambda p: talib.BBANDS(p, 20, 2, 2.5)[2], 20),
    "macd": (lambda p: ind.macd(p)[0], lambda p: talib.MACD(p)[0], 34),
    "signal": (lambda p: ind.macd(p)[1], lambda p: talib.MACD(p)[1], 34),
    "histogram": (lambda p: ind.macd(p)[2], lambda p: talib.MACD(p)[2], 34),
    "atr": (
        lambda p: ind.atr(p + HIGH - CLOSE, p + LOW - CLOSE, p, 11),
        lambda p: talib.ATR(p + HIGH - CLOSE, p + LOW - CLOSE, p, 11),
        12,
    ),
}


@pytest.mark.parametrize("name", ORACLES)
def test_equal_to_talib_from_the_first_known_row(name: str) -> None:
    ours, theirs, _ = ORACLES[name]
    np.testing.assert_array_equal(np.isnan(ours(CLOSE)), np.isnan(theirs(CLOSE)))
    np.testing.assert_allclose(ours(CLOSE), theirs(CLOSE), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", ORACLES)
def test_a_missing_price_costs_at_most_its_window(name: str) -> None:
    ours, _, window = ORACLES[name]
    hole = 300
    price = CLOSE.copy()
    price[hole] = np.nan
    found = ours(price)
    np.testing.assert_array_equal(found[:hole], ours(CLOSE)[:hole])
    assert np.isnan(found[hole])
    assert np.isfinite(found[hole + window :]).all()
    after = CLOSE.copy()
    after[: hole + 1] = np.nan  # what follows is a new start, as if nothing had been before
    np.testing.assert_allclose(found[hole + window :], ours(after)[hole + window :], rtol=1e-12)


def test_flat_prices_have_rsi_50() -> None:
    assert (ind.rsi(np.full(40, 8.5))[14:] == 50).all()
    rising = np.concatenate([np.full(20, 5.0), np.arange(5.0, 9.0)])
    assert ind.rsi(rising)[-1] == 100


def test_too_few_rows_are_all_unknown() -> None:
    few = np.arange(1.0, 4.0)
    for ours in (ind.sma(few), ind.ema(few), ind.rsi(few), *ind.macd(few), *ind.bollinger(few)):
        assert ours.shape == (3,)
        assert np.isnan(ours).all()


def test_window_sums_forget_an_outlier() -> None:
    series = np.concatenate([[1e300], np.full(30, 0.1)])
    assert rolling_mean(series, 7)[-1] == pytest.approx(0.1, rel=1e-15)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_feature_sees_the_future(data: st.DataObject) -> None:
    frame = walk(rows=data.draw(st.integers(30, 140)), seed=data.draw(st.integers(0, 9)))
    frame["reference"] = frame["close"].shift(1)
    for name in frame.columns.drop("time"):
        holes = data.draw(st.lists(st.integers(0, len(frame) - 1), max_size=4))
        frame.loc[holes, name] = np.nan
    quantity = data.draw(st.sampled_from(QUANTITIES))
    names = ind.suited(frame, quantity)
    cut = data.draw(st.integers(1, len(frame) - 1))
    whole = ind.features(frame, names)[:cut]
    np.testing.assert_array_equal(whole, ind.features(frame.iloc[:cut], names))
    wild = frame.copy()
    wild.loc[wild.index[cut:], wild.columns.drop("time")] = 1000.0
    np.testing.assert_array_equal(whole, ind.features(wild, names)[:cut])


@pytest.mark.parametrize("name", ORACLES)
def test_no_indicator_sees_the_future(name: str) -> None:
    if name == "atr":
        cut = ind.atr(HIGH[:211], LOW[:211], CLOSE[:211], 11)
        np.testing.assert_array_equal(ind.atr(HIGH, LOW, CLOSE, 11)[:211], cut)
    else:
        ours = ORACLES[name][0]
        np.testing.assert_array_equal(ours(CLOSE)[:211], ours(CLOSE[:211]))


def by_hand(frame: pd.DataFrame) -> Floats:
    """Follow the thirteen definitions with pandas alone."""
    o, h, low, c, v = (frame[n] for n in ("open", "high", "low", "close", "volume"))
    r = pd.Series(np.log(c / c.shift(1))).fillna(0.0)
    spread = np.log(h / low)
    parkinson = np.log((spread**2 / (4 * np.log(2))).clip(lower=1e-8))
    garman = (0.5 * spread**2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2).clip(lower=1e-8)
    ewma = [float("nan")] * 21 + [float((r[:22] ** 2).mean())]
    for one in r[22:]:
        ewma.append(0.94 * ewma[-1] + 0.06 * one**2)
    columns = [parkinson, parkinson.rolling(5).mean(), parkinson.rolling(22).mean()]
    columns += [np.log(garman), 100 * r, 100 * r.abs(), 100 * r.clip(upper=0)]
    columns += [100 * r.rolling(5).sum(), 100 * r.rolling(22).sum(), np.log(pd.Series(ewma))]
    columns += [100 * np.abs(np.log(o / c.shift(1))), np.log(v) - np.log(v).rolling(22).mean()]
    columns += [(c - low) / (h - low).clip(lower=1e-12) - 0.5]
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def test_thirteen_features_as_defined_on_real_prices() -> None:
    frame = sp500.load().rename(columns=str.lower).reset_index(drop=True)
    names = ind.suited(frame, "volatility")
    assert len(names) == 13
    found = ind.features(frame, names)
    np.testing.assert_allclose(found[22:], by_hand(frame)[22:], rtol=1e-9, atol=1e-11)
    assert np.isfinite(found[22:]).all()


def test_a_return_is_measured_against_the_reference_price() -> None:
    frame = pd.DataFrame(
        {"close": [100.0, 50.0, 51.0, 52.0], "reference": [np.nan, 49.0, np.nan, 51.0]}
    )
    expected = [np.nan, np.log(50 / 49), np.nan, np.log(52 / 51)]
    np.testing.assert_allclose(ind.log_returns(frame), expected)


def test_a_missing_return_is_no_move_in_sums_and_recursions() -> None:
    returns = np.random.default_rng(3).normal(0, 0.01, 61)
    holed = returns.copy()
    holed[40] = np.nan
    found = ind.ewma_variance(holed)
    assert found[40] == found[39]
    assert found[41] == pytest.approx(0.94 * found[39] + 0.06 * returns[41] ** 2, rel=1e-12)
    root_mean = np.sqrt(np.nansum(holed[35:57] ** 2) / 22)
    assert ind.realised_volatility(holed)[56] == pytest.approx(root_mean)


def test_ewma_starts_with_the_first_known_change() -> None:
    changes = np.concatenate([np.full(7, np.nan), np.full(33, 0.02)])
    found = ind.ewma_variance(changes)
    assert np.isnan(found[:27]).all()
    assert found[27] == pytest.approx(21 / 22 * 0.0004)
    assert np.isnan(ind.ewma_variance(np.full(5, np.nan))).all()


def test_features_follow_the_columns() -> None:
    assert len(ind.suited(PRICES, "return")) == 13
    assert "volume" not in ind.suited(PRICES.drop(columns="volume"), "volatility")
    assert set(ind.har_of(ind.suited(PRICES, "volatility"))) == {
        "variance",
        "variance_5",
        "variance_22",
    }
    close_only = PRICES[["close"]]
    names = ind.suited(close_only, "volatility")
    assert ind.har_of(names)[0] == "absolute_return"
    assert np.isfinite(ind.features(close_only, names)[22:]).all()
    assert not ind.har_of(ind.suited(close_only, "value"))
    assert "sin_of_week" not in ind.suited(close_only, "value")
    assert "sin_of_week" in ind.suited(PRICES, "value")


def test_the_calendar_is_a_circle() -> None:
    times = pd.to_datetime(["2024-01-01 00:00", "2024-01-01 06:00", "2024-01-04 12:00"])
    frame = pd.DataFrame({"close": 1.0, "time": times})
    sin_day, cos_day = ind.features(frame, ["sin_of_day", "cos_of_day"]).T
    np.testing.assert_allclose(sin_day, [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(cos_day, [1, 0, -1], atol=1e-12)
    assert ind.features(frame, ["cos_of_week"])[2, 0] == pytest.approx(-1)


def test_no_names_give_no_columns() -> None:
    assert ind.features(PRICES, []).shape == (697, 0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=37), st.integers(1, 11))
@settings(deadline=None)
def test_rolling_sum_is_the_sum_of_the_window(values: list[float], window: int) -> None:
    series = np.array(values)
    found = rolling_sum(series, window)
    for row in range(len(series)):
        expected = series[row - window + 1 : row + 1].sum() if row >= window - 1 else np.nan
        np.testing.assert_allclose(found[row], expected, rtol=1e-9, atol=1e-8)
