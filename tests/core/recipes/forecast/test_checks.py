"""Checks of a finished forecast: signs, shapes and known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recipes.forecast.checks import (
    chance_band,
    cumulative_gain,
    memory_of,
    rolling_coverage,
    skill_by_fold,
    skill_by_step,
    squared_errors,
    tails_of,
)
from tests.core.recipes.forecast.factories import make_scored


def test_half_the_error_is_a_skill_of_three_quarters() -> None:
    scored = make_scored()
    halved = scored.actual_NH + (scored.predictions["har"] - scored.actual_NH) / 2
    better = make_scored(predictions={**scored.predictions, "half": halved})
    assert skill_by_fold(better, "half", "har") == pytest.approx(0.75)
    assert skill_by_step(better, "half", "har") == pytest.approx(0.75)
    assert cumulative_gain(better, "half", "har")[-1] == pytest.approx(0.75)


def test_the_reference_has_no_skill_over_itself() -> None:
    scored = make_scored()
    assert skill_by_step(scored, "har", "har") == pytest.approx(0)
    assert cumulative_gain(scored, "har", "har") == pytest.approx(0)


def test_shapes_are_folds_steps_and_origins() -> None:
    scored = make_scored(num_origins=130, horizon=3, num_folds=4)
    assert skill_by_fold(scored, "lstm", "har").shape == (4,)
    assert skill_by_step(scored, "lstm", "har").shape == (3,)
    assert cumulative_gain(scored, "lstm", "har").shape == (130,)
    assert squared_errors(scored, "lstm").shape == (130, 3)


@given(st.integers(2, 40))
def test_rolling_coverage_is_the_plain_mean_of_the_window(window: int) -> None:
    scored = make_scored(num_origins=90)
    first = scored.actual_NH[:, 0]
    inside = (scored.low_NH[:, 0] <= first) & (first <= scored.high_NH[:, 0])
    share = rolling_coverage(scored, window)
    assert np.isnan(share[: window - 1]).all()
    plain = [inside[end - window : end].mean() for end in range(window, 91)]
    assert share[window - 1 :] == pytest.approx(plain)


def test_the_band_of_chance_holds_the_promise_and_narrows() -> None:
    low, high = chance_band(0.9, 250)
    assert low < 0.9 < high
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.09 / 250), rel=0.1)
    wide = chance_band(0.9, 50)
    assert wide[0] < low
    assert wide[1] > high


def test_white_residuals_stay_in_the_band_and_on_the_diagonal() -> None:
    scored = make_scored(num_origins=4000, horizon=1)
    assert memory_of(scored, "lstm").num_outside <= 4
    ends = tails_of(scored, "lstm")
    assert ends.found == pytest.approx(ends.expected, abs=0.2)


def test_residuals_that_remember_leave_the_band() -> None:
    scored = make_scored(num_origins=500, horizon=1)
    slow = scored.actual_NH + np.sin(np.arange(500) / 30)[:, None]
    told = make_scored(500, 1, predictions={**scored.predictions, "slow": slow})
    left = memory_of(told, "slow")
    assert left.autocorrelation[0] > 0.9
    assert left.num_outside > 10


def test_each_fold_is_scored_by_itself() -> None:
    scored = make_scored(num_folds=3)
    late = scored.predictions["har"].copy()
    late[scored.fold_N == 2] = scored.actual_NH[scored.fold_N == 2]
    better = make_scored(num_folds=3, predictions={**scored.predictions, "late": late})
    assert skill_by_fold(better, "late", "har") == pytest.approx([0, 0, 1])
