"""An interval knows the outcomes that had come, and no later one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.recipes.forecast.judging import Entry
from core.recipes.forecast.opponents import forecast_opponents
from core.recipes.forecast.planning import Plan, plan_walk
from core.recipes.forecast.series import build_series
from core.recipes.forecast.spreading import Bands, spread_bands
from tests.core.recipes.forecast.tables import prices, quick, table

HORIZON = 2
NAMES = {"volatility": "har", "return": "zero", "value": "last", "direction": "base_rate"}


def bands_of(quantity: str, level: str = "0.9") -> tuple[Plan, Entry]:
    chosen = quick(quantity=quantity, horizon=HORIZON, level=level)
    plan = plan_walk(build_series(table(prices(seed=21)), quantity, ""), chosen)
    name = NAMES[quantity]
    said_NH, seconds = forecast_opponents(plan)[name]
    return plan, Entry(name, "baseline", None, said_NH, seconds)


def half(bands: Bands) -> np.ndarray:
    half_NH: np.ndarray = (bands.high_NH - bands.low_NH) / 2
    return half_NH


@pytest.mark.parametrize("quantity", ["volatility", "return", "value"])
def test_a_later_outcome_changes_no_earlier_width(quantity: str) -> None:
    plan, entry = bands_of(quantity)
    labels_TH = plan.labels_TH.copy()
    changed = plan.test.start + 40  # this origin's outcomes come in the next two rows
    labels_TH[changed] += 1e3
    before = half(spread_bands(plan, entry, []))
    after = half(spread_bands(replace(plan, labels_TH=labels_TH), entry, []))
    for step in range(HORIZON):
        known = 40 + step + 1
        np.testing.assert_allclose(before[:known, step], after[:known, step], rtol=1e-12)
        assert after[known:, step].max() > before[known:, step].max()


def test_the_interval_lies_around_the_forecast_and_wider_levels_are_wider() -> None:
    plan, entry = bands_of("volatility", level="0.5")
    bands = spread_bands(plan, entry, [])
    assert bands.levels == (0.5, 0.8, 0.95)
    np.testing.assert_allclose((bands.low_NH + bands.high_NH) / 2, entry.said_NH)
    widths_LH = bands.future_high_LH - bands.future_low_LH
    assert (np.diff(widths_LH, axis=0) >= 0).all()
    assert bands.future_H.shape == (HORIZON,)
    inside = (bands.low_NH <= plan.actual_NH) & (plan.actual_NH <= bands.high_NH)
    assert 0.35 < inside.mean() < 0.65


def test_a_chance_is_its_own_band() -> None:
    plan, entry = bands_of("direction")
    np.testing.assert_array_equal(spread_bands(plan, entry, []).low_NH, entry.said_NH)
