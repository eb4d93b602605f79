"""All are scored on the same rows; the verdict knows how many were tried."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes.forecast.judging import Entry, Standings, hold, score, weigh_model
from core.recipes.forecast.opponents import forecast_opponents
from core.recipes.forecast.planning import plan_walk
from core.recipes.forecast.series import build_series
from tests.core.recipes.forecast.tables import prices, quick, table

HORIZON = 2


def standings(misses: dict[str, float], missing: tuple[int, ...] = ()) -> Standings:
    """Return who stands where when each trunk misses by so many deviations."""
    data = prices(seed=61, x_days=missing)
    plan = plan_walk(build_series(table(data), "return", ""), quick(horizon=HORIZON))
    random = np.random.default_rng(0)
    entries = [
        Entry(name, "baseline", None, said, seconds)
        for name, (said, seconds) in forecast_opponents(plan).items()
    ]
    for trunk, miss in misses.items():
        size = miss * np.nanstd(plan.actual_NH)
        said = np.nan_to_num(plan.actual_NH) + size * random.standard_normal(plan.actual_NH.shape)
        entries += [Entry(f"{trunk}/0", "model", 0, said, 1.0)]
        entries += [Entry(trunk, "ensemble", None, said, 1.0)]
    return hold(plan, entries)


def test_scores_are_plain_means_over_what_is_known() -> None:
    stood = standings({"lstm": 0.4}, missing=(250, 288))
    assert stood.reference == "zero"
    actual_NH = stood.plan.actual_NH
    known_NH = np.isfinite(actual_NH)
    assert (~known_NH).sum() == 4
    rows = {row.name: row for row in score(stood)}
    for entry in stood.entries:
        error = (entry.said_NH - actual_NH)[known_NH]
        assert rows[entry.name].rmse == pytest.approx(np.sqrt(np.mean(error**2)))
        assert rows[entry.name].mae == pytest.approx(np.mean(np.abs(error)))
    whole_N = known_NH.all(axis=1)
    lost = ((stood.entries[-1].said_NH - actual_NH)[whole_N] ** 2).sum()
    against = (actual_NH[whole_N] ** 2).sum()
    assert rows["lstm"].r2_vs_reference == pytest.approx(1 - lost / against)
    assert (rows["zero"].r2_vs_reference, rows["zero"].dm_p) == (0.0, None)
    assert rows["lstm/0"].in_mcs
    assert not rows["zero"].in_mcs


def test_the_verdict_counts_every_try() -> None:
    alone = standings({"lstm": 0.4})
    once = weigh_model(alone, "lstm", (), 0)
    assert once.outcome == "beats"
    assert "SPA" not in once.how.template
    worse = [alone.losses["zero"] * 1.5]
    again = weigh_model(alone, "lstm", worse, 1)
    assert "SPA" in again.how.template
    assert "2" in again.how.say()
    forgotten = weigh_model(alone, "lstm", (), 1)
    assert "best of all" in forgotten.how.template


def test_another_trunk_of_the_same_job_is_a_try() -> None:
    both = standings({"lstm": 0.4, "gru": 0.9})
    assert len(both.other_trunks("lstm")) == 1
    assert "SPA" in weigh_model(both, "lstm", (), 0).how.template


def test_a_hopeless_model_is_said_to_be_worse() -> None:
    assert weigh_model(standings({"rnn": 3.0}), "rnn", (), 0).outcome == "worse"
