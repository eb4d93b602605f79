"""Baselines: known answers, the normal equations, and nothing from after the origin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.models import baselines as base

Floats = NDArray[np.float64]
HORIZON = 3


def at(*rows: int) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64)


def test_naive_forecasts_known_answers() -> None:
    series = np.array([1.0, 3.0, 2.0, 5.0, np.nan, 7.0])
    np.testing.assert_array_equal(base.zero(at(1, 2), 3), np.zeros((2, 3)))
    np.testing.assert_array_equal(base.last_value(series, at(1, 4), 2), [[3, 3], [5, 5]])
    np.testing.assert_allclose(base.drift(series, at(3), 2), np.array([[5 + 4 / 3, 5 + 8 / 3]]))
    np.testing.assert_allclose(base.mean_so_far(series, at(4, 5), 1), [[11 / 4], [18 / 5]])
    np.testing.assert_allclose(base.trailing_mean(series, at(4, 5), 1, window=3), [[3.5], [6.0]])
    np.testing.assert_array_equal(
        base.seasonal_naive(series, at(3), 5, season=3), [[3, 2, 5, 3, 2]]
    )
    np.testing.assert_array_equal(base.seasonal_naive(series, at(0), 2, season=4), [[1, 1]])
    np.testing.assert_array_equal(base.seasonal_naive(series, at(5), 2, season=1), [[7, 7]])


def test_nothing_known_forecasts_nothing() -> None:
    series = np.array([np.nan, np.nan, 4.0])
    assert np.isnan(base.last_value(series, at(1), 2)).all()
    assert np.isnan(base.trailing_mean(series, at(1), 2)).all()


NAIVE = {
    "last": lambda s, o: base.last_value(s, o, HORIZON),
    "drift": lambda s, o: base.drift(s, o, HORIZON),
    "mean": lambda s, o: base.mean_so_far(s, o, HORIZON),
    "trailing": lambda s, o: base.trailing_mean(s, o, HORIZON, 4),
    "seasonal": lambda s, o: base.seasonal_naive(s, o, HORIZON, 5),
}


@pytest.mark.parametrize("name", NAIVE)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_naive_forecasts_never_look_ahead(name: str, data: st.DataObject) -> None:
    value = st.floats(-100, 100) | st.just(float("nan"))
    series = np.array(data.draw(st.lists(value, min_size=2, max_size=29)))
    origin = data.draw(st.integers(0, len(series) - 1))
    wild = series.copy()
    wild[origin + 1 :] = 1e9
    forecast = NAIVE[name](series, at(origin))
    np.testing.assert_array_equal(forecast, NAIVE[name](wild, at(origin)))
    np.testing.assert_array_equal(forecast, NAIVE[name](series[: origin + 1], at(origin)))


def linear_data(rows: int = 57) -> tuple[Floats, Floats]:
    random = np.random.default_rng(5)
    x = random.normal(3, 2, (rows, 4)) * [1, 100, 0.01, 1]
    y = x @ random.normal(size=(4, 2)) + [1.5, -2] + random.normal(size=(rows, 2))
    return x, y


def test_least_squares_solves_the_normal_equations() -> None:
    x, y = linear_data()
    fit = base.fit_linear(x, y)
    with_ones = np.hstack([np.ones((len(x), 1)), x])
    expected = with_ones @ np.linalg.solve(with_ones.T @ with_ones, with_ones.T @ y)
    np.testing.assert_allclose(fit.predict(x), expected, rtol=1e-7)


def test_missing_labels_are_left_out_step_by_step() -> None:
    x, y = linear_data()
    holed = y.copy()
    holed[7:19, 1] = np.nan
    fit = base.fit_linear(x, holed)
    rows = np.r_[0:7, 19:57]
    np.testing.assert_allclose(
        fit.predict(x)[:, 1], base.fit_linear(x[rows], y[rows]).predict(x)[:, 1], rtol=1e-9
    )
    np.testing.assert_allclose(fit.predict(x)[:, 0], base.fit_linear(x, y).predict(x)[:, 0])


def test_a_missing_or_useless_feature_does_no_harm() -> None:
    x, y = linear_data()
    worse = np.hstack([x, np.full((len(x), 1), np.nan), np.full((len(x), 1), 7.0), x[:, :1]])
    np.testing.assert_allclose(
        base.fit_linear(worse, y).predict(worse), base.fit_linear(x, y).predict(x), rtol=1e-8
    )
    asked = x[:1].copy()
    asked[0, 2] = np.nan
    fit = base.fit_linear(x, y)
    assert np.isfinite(fit.predict(asked)).all()
    asked[0, 2] = x[:, 2].mean()
    np.testing.assert_allclose(fit.predict(asked), fit.predict(asked))


def test_mean_and_zero_are_what_they_say() -> None:
    x, y = linear_data()
    mean = base.fit_linear(x, y, "mean").predict(x[:5])
    np.testing.assert_allclose(mean, np.tile(y.mean(axis=0), (5, 1)))
    np.testing.assert_array_equal(base.fit_linear(x, y, "zero").predict(x[:5]), np.zeros((5, 2)))
    nothing = base.fit_linear(x, np.full_like(y, np.nan))
    np.testing.assert_array_equal(nothing.predict(x), np.zeros_like(y))


def waves(rows: int = 611) -> Floats:
    random = np.random.default_rng(2)
    time = np.arange(rows)[:, None]
    columns = np.sin(2 * np.pi * time / [24, 31]) + 0.3 * random.normal(size=(rows, 2))
    return np.asarray(columns)


def windows(series: Floats, first: int, stop: int) -> base.Windows:
    return base.Windows(series, np.arange(first, stop), context_length=17, horizon=HORIZON)


def by_hand(
    series: Floats, origins: NDArray[np.int64], length: int
) -> tuple[Floats, Floats, Floats]:
    lags, labels, last = [], [], []
    for column in series.T:
        for origin in origins:
            now = column[origin]
            lags.append(column[origin - length + 1 : origin + 1] - now)
            labels.append(column[origin + 1 : origin + 1 + HORIZON] - now)
            last.append(now)
    return np.array(lags), np.array(labels), np.array(last)


def test_ridge_is_the_textbook_ridge_for_every_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ROWS_AT_ONCE", 101)  # several uneven chunks
    series = waves()
    train, validation = windows(series, 16, 400), windows(series, 403, 500)
    lags, labels, _ = by_hand(series, train.origins_N, 17)
    lags_v, labels_v, _ = by_hand(series, validation.origins_N, 17)
    for penalty in (0.1, 10.0, 1e4):
        fit = base.fit_ridge(train, validation, (penalty,))
        unit = series[:400].var(axis=0).mean()
        normal = lags.T @ lags + penalty * unit * np.eye(17)
        expected = np.linalg.solve(normal, lags.T @ labels)
        np.testing.assert_allclose(fit.coefficients_LH, expected, rtol=1e-6, atol=1e-9)
        error = np.mean((labels_v - lags_v @ expected) ** 2)
        assert fit.validation_mse == pytest.approx(error, rel=1e-9)


def test_ridge_takes_the_penalty_that_validation_prefers() -> None:
    series = waves()
    train, validation = windows(series, 16, 90), windows(series, 93, 500)
    alone = [base.fit_ridge(train, validation, (p,)).validation_mse for p in base.PENALTIES]
    chosen = base.fit_ridge(train, validation)
    assert chosen.penalty == base.PENALTIES[int(np.argmin(alone))]
    assert chosen.validation_mse == min(alone)


def test_ridge_predicts_every_column_from_every_origin() -> None:
    series = waves()
    fit = base.fit_ridge(windows(series, 16, 400), windows(series, 403, 500))
    origins = np.arange(520, 531)
    forecast = fit.predict(series, origins)
    assert forecast.shape == (11, HORIZON, 2)
    lags, _, last = by_hand(series, origins, 17)
    expected = (lags @ fit.coefficients_LH + last[:, None]).reshape(2, 11, HORIZON)
    np.testing.assert_allclose(forecast, expected.transpose(1, 2, 0))
    wild = series.copy()
    wild[531:] = 1e6
    np.testing.assert_array_equal(forecast, fit.predict(wild, origins))


def test_ridge_leaves_missing_labels_out_and_reads_over_holes() -> None:
    series = waves()
    series[200, 0] = np.nan
    train = windows(series, 16, 400)
    assert train.moments()[3] == 2 * 384 - HORIZON
    fit = base.fit_ridge(train, windows(series, 403, 500))
    assert np.isfinite(fit.predict(series, np.arange(195, 230))).all()


def test_ridge_finds_an_exact_recursion() -> None:
    series = np.sin(0.1 * np.arange(900.0))[:, None]
    fit = base.fit_ridge(windows(series, 16, 500), windows(series, 503, 700))
    origins = np.arange(700, 890)
    truth = series[origins[:, None] + np.arange(1, HORIZON + 1), 0]
    assert np.abs(fit.predict(series, origins)[..., 0] - truth).max() < 1e-5


@pytest.mark.parametrize(
    ("frequency", "seasons"),
    [
        *(("B", (5,)), ("D", (7, 365)), ("h", (24, 168)), ("15min", (96, 672)), ("W-SUN", (52,))),
        *(("MS", (12,)), ("ME", (12,)), ("QE-DEC", (4,)), ("YS-JAN", (1,)), ("2h", (12, 84))),
        *(("min", (1440, 10080)), ("24h", (7,)), ("3D", (1,)), (None, (1,)), ("", (1,))),
    ],
)
def test_seasons(frequency: str | None, seasons: tuple[int, ...]) -> None:
    assert base.seasons_of(frequency) == seasons
