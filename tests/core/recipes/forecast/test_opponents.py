"""What costs nothing is what a plain loop over origins would say."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes.forecast.opponents import (
    OPPONENTS,
    REFERENCES,
    best_reference,
    forecast_opponents,
    opponents_of,
    reference_of,
    said_before,
)
from core.recipes.forecast.planning import Plan, plan_walk
from core.recipes.forecast.series import build_series
from tests.core.recipes.forecast.tables import prices, quick, table

HORIZON = 3


def plan_of(quantity: str, **turned: int) -> Plan:
    chosen = quick(quantity=quantity, horizon=HORIZON, smoothers=True, **turned)
    return plan_walk(build_series(table(prices(seed=11, x_days={57})), quantity, ""), chosen)


def said(quantity: str) -> tuple[Plan, dict[str, np.ndarray]]:
    plan = plan_of(quantity)
    return plan, {name: one for name, (one, _) in forecast_opponents(plan).items()}


def test_naive_forecasts_are_simple_loops() -> None:
    plan, told = said("value")
    y = plan.series.target_T
    for number, origin in enumerate(plan.test):
        slope = (y[origin] - y[0]) / origin
        for step in range(1, HORIZON + 1):
            assert told["last"][number, step - 1] == y[origin]
            drifted = y[origin] + step * slope
            assert told["drift"][number, step - 1] == pytest.approx(drifted)
            assert told["seasonal_naive"][number, step - 1] == y[origin + step - 5]


def test_means_leave_out_what_is_missing() -> None:
    for quantity, name in (("return", "mean"), ("direction", "base_rate")):
        plan, told = said(quantity)
        for number, origin in enumerate(plan.test):
            expected = np.nanmean(plan.series.target_T[: origin + 1])
            np.testing.assert_allclose(told[name][number], expected)
    assert not said("return")[1]["zero"].any()


def test_har_is_least_squares_on_three_means_of_the_past() -> None:
    plan, told = said("volatility")
    y = plan.series.target_T
    terms = np.array(
        [
            [1, y[t], y[t - 4 : t + 1].mean(), y[t - 21 : t + 1].mean()]
            for t in range(22, len(y) - HORIZON)
        ]
    )
    first = 0
    for fold in plan.folds:
        learnt = terms[: fold.development.stop - 22]
        for step in range(HORIZON):
            labels = y[23 + step : fold.development.stop + 1 + step]
            slopes = np.linalg.lstsq(learnt, labels, rcond=None)[0]
            expected = terms[fold.test.start - 22 : fold.test.stop - 22] @ slopes
            block = told["har"][first : first + len(fold.test), step]
            np.testing.assert_allclose(block, expected, rtol=1e-8)
        first += len(fold.test)


@pytest.mark.parametrize("quantity", sorted(OPPONENTS))
def test_every_opponent_answers_every_origin(quantity: str) -> None:
    plan, told = said(quantity)
    assert set(REFERENCES[quantity]) <= set(told)
    for name, said_NH in told.items():
        assert said_NH.shape == (len(plan.test), HORIZON), name
        assert np.isfinite(said_NH).all(), name
    reference = best_reference(plan, told)
    assert reference_of(plan) == reference
    losses = {name: np.nanmean((told[name] - plan.actual_NH) ** 2) for name in REFERENCES[quantity]}
    assert losses[reference] == min(losses.values())


def test_the_slow_smoothers_are_asked_only_where_they_are_wanted() -> None:
    assert set(opponents_of(plan_of("value"))) == {*OPPONENTS["value"], "ets", "theta"}
    assert set(opponents_of(plan_of("return"))) == set(OPPONENTS["return"])
    plain = plan_walk(
        build_series(table(prices(seed=11, x_days={57})), "value", ""), quick(quantity="value")
    )
    assert set(opponents_of(plain)) == set(OPPONENTS["value"])


@pytest.mark.parametrize("quantity", sorted(OPPONENTS))
def test_an_opponent_knows_its_rows_and_none_later(quantity: str) -> None:
    plan = plan_of(quantity)
    late = table(prices(seed=12, x_days={57}))
    mixed = table(prices(seed=11, x_days={57}))
    mixed.frame.iloc[250:] = late.frame.iloc[250:]
    other = plan_walk(build_series(mixed, quantity, ""), plan.settings)
    for name in opponents_of(plan):
        before, after = (
            said_before(one, name, range(22, 200), range(210, 240)) for one in (plan, other)
        )
        np.testing.assert_array_equal(before, after)


def test_ridge_looks_back_no_further_than_its_rows_allow() -> None:
    plan = plan_of("volatility")
    said_NH = said_before(plan, "ridge", range(22, 45), range(60, 67))
    assert np.isfinite(said_NH).all()
