"""Trading on a forecast: known answers by hand, and costs that only ever cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.backtest import COSTS, Backtest, Costs, backtest

RETURNS = np.log([1.1, 0.9, 1.2, 0.8, 1.05])
FORECASTS = np.array([1.0, 1.0, -1.0, 0.0, 2.0])
DEAR = Costs("dear", buy=0.01, sell=0.02)


def test_by_hand() -> None:
    found = backtest(RETURNS, FORECASTS, DEAR, days_a_year=5)
    np.testing.assert_array_equal(found.position, [1, 1, 0, 0, 1])
    np.testing.assert_allclose(found.gross.equity, [1.1, 0.99, 0.99, 0.99, 0.99 * 1.05])
    net = np.cumprod([0.99 * 1.1, 0.9, 0.98, 1, 0.99 * 1.05])
    np.testing.assert_allclose(found.net.equity, net)
    hold = np.cumprod([0.99 * 1.1, 0.9, 1.2, 0.8, 1.05])
    np.testing.assert_allclose(found.hold.equity, hold)
    assert found.trades == 3
    assert found.trades_a_year == pytest.approx(3)
    assert found.exposure == pytest.approx(0.6)
    assert found.net.growth == pytest.approx(net[-1] - 1)
    assert found.gross.deepest_fall == pytest.approx(-0.1)


def test_sharpe_with_its_band() -> None:
    returns = np.random.default_rng(0).normal(0.0006, 0.01, 2000)
    found = backtest(returns, np.ones(2000), COSTS["none"], seed=3)
    earned = np.expm1(returns)
    assert found.hold.sharpe == pytest.approx(earned.mean() / earned.std() * np.sqrt(252))
    assert found.hold.sharpe_low < found.hold.sharpe < found.hold.sharpe_high
    width = found.hold.sharpe_high - found.hold.sharpe_low
    assert width == pytest.approx(2 * 1.96 / np.sqrt(2000 / 252), rel=0.2)
    np.testing.assert_array_equal(found.hold.equity, found.gross.equity)


def test_staying_out_earns_nothing() -> None:
    found = backtest(RETURNS, np.array([0.0, -1.0, np.nan, 0.0, -2.0]), DEAR)
    np.testing.assert_array_equal(found.net.equity, np.ones(5))
    assert (found.net.sharpe, found.net.growth, found.trades, found.exposure) == (0, 0, 0, 0)


def test_a_missing_return_is_no_move() -> None:
    found = backtest(np.array([0.1, np.nan, 0.1]), np.ones(3), COSTS["none"])
    np.testing.assert_allclose(found.gross.equity, np.exp([0.1, 0.1, 0.2]))


def test_no_days() -> None:
    found: Backtest = backtest(np.empty(0), np.empty(0), DEAR)
    assert found.trades == 0
    assert found.net.growth == 0


def test_taiwan_costs_as_in_law() -> None:
    assert COSTS["taiwan_stock"].buy + COSTS["taiwan_stock"].sell == pytest.approx(0.00585)
    assert COSTS["taiwan_etf"].sell == pytest.approx(0.001425 + 0.001)


@given(st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(-1, 1)), min_size=2, max_size=41))
@settings(max_examples=50, deadline=None)
def test_costs_only_cost_and_the_future_does_not_matter(days: list[tuple[float, float]]) -> None:
    returns, forecasts = np.array(days).T
    whole = {name: backtest(returns, forecasts, costs) for name, costs in COSTS.items()}
    free = whole["none"].net.equity
    np.testing.assert_array_equal(free, whole["none"].gross.equity)
    for found in whole.values():
        assert (found.net.equity <= free * (1 + 1e-12)).all()
    cut = len(returns) // 2
    before = backtest(returns[:cut], forecasts[:cut], COSTS["taiwan_etf"])
    np.testing.assert_array_equal(before.net.equity, whole["taiwan_etf"].net.equity[:cut])
