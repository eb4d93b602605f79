"""The doubts of a back-test: a seer has an edge, staying long none, the band holds the middle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.metrics.backtest import COSTS
from core.recipes.forecast.result import Scored
from core.recipes.forecast.trading import rows_a_year, trade
from tests.core.recipes.forecast.factories import make_scored

DAYS = 601


def scored_with(prediction: np.ndarray) -> Scored:
    """Return the outcomes of 601 days of returns with one prediction, "it"."""
    scored = make_scored(DAYS, 1)
    return replace(scored, actual_NH=0.01 * scored.actual_NH, predictions={"it": prediction})


def test_a_seer_earns_every_rise_and_has_an_edge() -> None:
    scored = scored_with(make_scored(DAYS, 1).actual_NH)
    earned = scored.actual_NH[:, 0]
    traded = trade(scored, "it", COSTS["none"])
    assert traded.test.net.equity[-1] == pytest.approx(np.exp(earned[earned > 0].sum()))
    assert traded.edge_low > 0


def test_staying_long_has_no_edge() -> None:
    traded = trade(scored_with(np.ones((DAYS, 1))), "it", COSTS["taiwan_stock"])
    assert traded.edge_low == pytest.approx(0, abs=1e-12)
    assert traded.edge_high == pytest.approx(0, abs=1e-12)


def test_the_band_holds_the_middle_and_opens() -> None:
    noise = make_scored(DAYS, 1).predictions["lstm/0"]
    traded = trade(scored_with(noise), "it", COSTS["five_basis_points"])
    assert (traded.low <= traded.high).all()
    assert traded.low[-1] < traded.test.net.equity[-1] < traded.high[-1]
    assert traded.high[-1] - traded.low[-1] > traded.high[20] - traded.low[20]


def test_a_year_of_business_days_has_about_261_rows() -> None:
    assert rows_a_year(make_scored(DAYS, 1)) == pytest.approx(261, abs=2)
