"""Tests between forecasts: references, size under the null, and guards."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from arch.bootstrap import StationaryBootstrap
from numpy.typing import NDArray
from scipy import signal, stats

from core.metrics import bootstrap
from core.metrics.diebold_mariano import Comparison, compare, hac_lag, long_run_variance
from core.metrics.model_sets import confidence_set, superior_ability

Floats = NDArray[np.float64]


def autocorrelated(rows: int, seed: int, share: float = 0.6) -> Floats:
    noise = np.random.default_rng(seed).normal(size=rows + 50)
    return np.asarray(signal.lfilter([1], [1, -share], noise)[50:])


@pytest.mark.parametrize(("rows", "horizon"), [(211, 1), (1013, 1), (307, 7), (2519, 1)])
def test_statistic_equals_newey_west_of_statsmodels(rows: int, horizon: int) -> None:
    d = autocorrelated(rows, 3) + 0.1
    lag = hac_lag(rows, horizon)
    reference = sm.OLS(d, np.ones(rows)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": False}
    )
    assert long_run_variance(d, lag) / rows == pytest.approx(reference.bse[0] ** 2, rel=1e-9)
    factor = np.sqrt((rows + 1 - 2 * horizon + horizon * (horizon - 1) / rows) / rows)
    found = compare(d, horizon)
    assert found.statistic == pytest.approx(reference.tvalues[0] * factor, rel=1e-9)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.statistic), rows - 1), rel=1e-9)


def test_lag_as_in_the_recipe() -> None:
    assert hac_lag(2519, 1) == 8
    assert hac_lag(2785, 96) == 95


def overlapping(rows: int, horizon: int, random: np.random.Generator) -> Floats:
    """Return loss differences of two equally bad forecasts of sums of `horizon` shocks."""
    shocks = random.normal(size=(3, rows + horizon - 1))
    outcome, first, second = (np.convolve(one, np.ones(horizon), "valid") for one in shocks)
    return np.asarray((outcome - 0.3 * first) ** 2 - (outcome - 0.3 * second) ** 2)


def test_size_with_overlapping_horizons() -> None:
    random = np.random.default_rng(11)
    rows, horizon, trials = 600, 5, 400
    samples = [overlapping(rows, horizon, random) for _ in range(trials)]
    with_hac = np.mean([compare(d, horizon).p < 0.05 for d in samples])
    as_independent = np.mean([stats.ttest_1samp(d, 0).pvalue < 0.05 for d in samples])
    assert with_hac <= 0.10  # nominal 0.05; Bartlett's weights leave a little
    assert as_independent >= 0.20  # the lie that the correction is for


def test_differences_that_do_not_vary() -> None:
    same = compare(np.zeros(200))
    assert (same.p, same.statistic, same.smallest_seen) == (1.0, 0.0, 0.0)
    better = compare(np.full(200, 0.3))
    assert better.p == 0.0
    assert better.difference == pytest.approx(0.3)
    assert compare(np.array([0.1, np.nan])).p == 1.0
    assert np.isinf(compare(np.empty(0)).smallest_seen)


def test_missing_losses_are_left_out() -> None:
    d = autocorrelated(300, 5)
    holed = np.insert(d, [20, 100], np.nan)
    assert compare(holed) == compare(d)


def test_the_smallest_difference_is_found_four_times_in_five() -> None:
    random = np.random.default_rng(2)
    error = 1 / np.sqrt(150)
    real = Comparison(0.0, error, 0.0, 1.0, 150).smallest_seen
    found = np.mean([compare(random.normal(real, 1, 150)).p < 0.05 for _ in range(400)])
    assert 0.73 <= found <= 0.88


def test_stationary_bootstrap_agrees_with_arch() -> None:
    values = autocorrelated(503, 7) + 0.2
    low, high = bootstrap.mean_interval(values, block=10)
    reference = StationaryBootstrap(10, values, seed=1).conf_int(np.mean, 1000, method="percentile")
    np.testing.assert_allclose([low, high], reference.ravel(), atol=0.03)
    assert (low, high) == bootstrap.mean_interval(values, block=10)


def test_blocks_have_the_length_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "NUMBERS_AT_ONCE", 7 * 1000)
    drawn = np.concatenate(list(bootstrap.resampled_rows(1000, 8, resamples=30)))
    assert drawn.shape == (30, 1000)
    assert (drawn >= 0).all()
    assert (drawn < 1000).all()
    follows = (np.diff(drawn, axis=1) % 1000 == 1).mean()
    assert follows == pytest.approx(1 - 1 / 8, abs=0.01)


def test_skill_interval_holds_the_truth() -> None:
    random = np.random.default_rng(4)
    hits = 0
    for trial in range(60):
        reference = random.chisquare(2, 300)
        low, high = bootstrap.skill_interval(0.9 * random.chisquare(2, 300), reference, seed=trial)
        hits += low <= 0.1 <= high
    assert hits >= 50
    assert np.isnan(bootstrap.skill_interval(np.ones(1), np.ones(1))[0])


def losses() -> dict[str, Floats]:
    random = np.random.default_rng(8)
    shared = random.chisquare(3, 400)
    return {
        "good": shared + random.normal(0, 0.3, 400),
        "as_good": shared + random.normal(0.005, 0.3, 400),
        "bad": shared + random.normal(0.4, 0.3, 400),
    }


def test_confidence_set_keeps_what_cannot_be_told_apart() -> None:
    assert confidence_set(losses()) == {"good", "as_good"}


def test_confidence_set_with_identical_columns() -> None:
    columns = losses()
    columns |= {"twin": columns["good"].copy(), "bad_twin": columns["bad"].copy()}
    assert confidence_set(columns) == {"good", "as_good", "twin"}
    assert confidence_set({"a": columns["bad"], "b": columns["bad"]}) == {"a", "b"}
    assert confidence_set({"alone": columns["bad"]}) == {"alone"}


def test_confidence_set_with_a_constant_difference() -> None:
    columns = losses()
    assert confidence_set({"x": columns["bad"], "y": columns["bad"] + 0.2}) == {"x"}


def test_confidence_set_leaves_missing_origins_out() -> None:
    columns = losses()
    columns["good"][[3, 77]] = np.nan
    assert confidence_set(columns) == {"good", "as_good"}


def test_superior_ability_allows_for_the_choice() -> None:
    random = np.random.default_rng(9)
    reference = random.chisquare(3, 300)
    useless = [reference + random.normal(0, 1, 300) for _ in range(12)]
    picked = min(useless, key=lambda loss: float(loss.mean()))
    assert superior_ability(reference, useless) > compare(reference - picked).p / 2
    assert superior_ability(reference, [*useless, reference - 0.5 + random.normal(size=300)]) < 0.01


def test_superior_ability_of_nothing_new() -> None:
    reference = losses()["good"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert superior_ability(reference, [reference.copy()]) == 1.0
        assert 0 <= superior_ability(reference, [reference, losses()["bad"]]) <= 1
