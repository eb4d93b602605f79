"""Intervals: the definition followed by hand, the coverage law, and nothing known too early."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.metrics import intervals

Floats = NDArray[np.float64]
LEVELS = (0.5, 0.8, 0.9)


def heteroskedastic(rows: int = 3000, seed: int = 0) -> tuple[Floats, Floats]:
    """Return residuals and the spread they were drawn with, which wanders slowly."""
    random = np.random.default_rng(seed)
    log_spread = np.zeros(rows)
    for row in range(1, rows):
        log_spread[row] = 0.98 * log_spread[row - 1] + 0.15 * random.normal()
    spread = np.exp(log_spread)[:, None]
    return spread * random.standard_t(5, size=(rows, 1)), spread


def by_hand(residuals: Floats, scales: Floats, level: float, window: int) -> Floats:
    """Follow the definition row by row."""
    rows, steps = residuals.shape
    out = np.full((rows, steps), np.inf)
    for row in range(rows):
        for step in range(steps):
            known = (np.abs(residuals) / scales)[: max(row - step, 0), step]
            known = known[np.isfinite(known)][-window:]
            rank = math.ceil(round((len(known) + 1) * level, 9))
            if rank <= len(known):
                out[row, step] = np.sort(known)[rank - 1] * scales[row, step]
    return out


@given(st.integers(0, 10**6), st.integers(3, 19))
@settings(max_examples=25, deadline=None)
def test_half_widths_as_defined(seed: int, window: int) -> None:
    random = np.random.default_rng(seed)
    residuals = random.normal(size=(47, 3)).round(1)  # ties are part of it
    residuals[random.random(residuals.shape) < 0.1] = np.nan
    scales = random.uniform(0.5, 2, size=residuals.shape)
    found = intervals.half_widths(residuals, scales, LEVELS, window)
    assert found.shape == (3, 47, 3)
    for place, level in enumerate(LEVELS):
        np.testing.assert_array_equal(found[place], by_hand(residuals, scales, level, window))


def test_coverage_law() -> None:
    residuals, spread = heteroskedastic()
    half = intervals.half_widths(residuals, spread, LEVELS)
    for place, level in enumerate(LEVELS):
        inside = (np.abs(residuals) <= half[place]).astype(float)[500:]
        assert inside.mean() == pytest.approx(level, abs=0.02)
        fifths = intervals.coverage_by_fifth(inside, spread[500:, 0])
        assert min(fifths) >= level - 0.05


def test_without_the_scale_wild_days_are_not_covered() -> None:
    residuals, spread = heteroskedastic()
    half = intervals.half_widths(residuals, np.ones_like(spread), (0.9,))[0]
    inside = (np.abs(residuals) <= half).astype(float)[500:]
    assert intervals.coverage_by_fifth(inside, spread[500:, 0])[-1] < 0.82


def test_own_residuals_tell_the_spread() -> None:
    residuals, spread = heteroskedastic()
    scale = intervals.residual_spread(residuals, np.mean(residuals[:300] ** 2, axis=0))
    assert np.corrcoef(np.log(scale[300:, 0]), np.log(spread[300:, 0]))[0, 1] > 0.7
    half = intervals.half_widths(residuals, scale, (0.9,))[0]
    inside = (np.abs(residuals) <= half).astype(float)[500:]
    assert inside.mean() == pytest.approx(0.9, abs=0.02)


def test_spread_by_hand() -> None:
    residuals = np.array([[1.0, 2.0], [np.nan, 3.0], [2.0, 4.0], [0.0, 5.0]])
    found = intervals.residual_spread(residuals, np.array([4.0, 9.0]), decay=0.5) ** 2
    np.testing.assert_allclose(found[:, 0], [4, 2.5, 2.5, 3.25])
    np.testing.assert_allclose(found[:, 1], [9, 9, 6.5, 7.75])
    lone = intervals.residual_spread(residuals[:1], np.array([4.0, 9.0]))
    np.testing.assert_allclose(lone, [[2, 3]])


def test_an_outcome_is_used_only_once_it_is_known() -> None:
    random = np.random.default_rng(1)
    residuals = random.normal(size=(97, 4))
    start = np.ones(4)
    wild = residuals.copy()
    row = 60
    for step in range(4):  # the outcome of step k of an origin comes k rows later
        wild[row - step :, step] = 1e6
    spreads = [intervals.residual_spread(r, start) for r in (residuals, wild)]
    halves = [
        intervals.half_widths(r, np.ones_like(r), LEVELS, 30).max(axis=0) for r in (residuals, wild)
    ]
    for calm, changed in (spreads, halves):
        np.testing.assert_array_equal(calm[: row + 1], changed[: row + 1])
        assert (calm[row + 1 :] != changed[row + 1 :]).any()


def test_tables_of_coverage() -> None:
    inside = np.array([1.0, 0.0, np.nan, 1.0, 1.0, 0.0, 1.0])
    years = ["2019", "2019", "2019", "2020", "2020", "2020", "2020"]
    assert intervals.coverage_by_year(inside, years) == {"2019": 0.5, "2020": 0.75}
    spread = np.array([7.0, 6, 5, 4, 3, 2, 1])
    assert intervals.coverage_by_fifth(np.arange(10.0), np.arange(10.0)) == (
        0.5,
        2.5,
        4.5,
        6.5,
        8.5,
    )
    assert len(intervals.coverage_by_fifth(inside, spread)) == 5
    rolling = intervals.rolling_coverage(inside, window=3)
    np.testing.assert_allclose(rolling, [np.nan, np.nan, np.nan, 2 / 3, 2 / 3, 2 / 3, 2 / 3])
