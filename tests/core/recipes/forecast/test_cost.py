"""The estimate grows with everything that costs, and never beyond the budget."""

from __future__ import annotations

import pytest

from core.recipes.forecast.cost import MEASURED_ROWS, estimate_seconds
from core.recipes.forecast.settings import ForecastSettings


def test_the_defaults_cost_what_was_measured() -> None:
    assert estimate_seconds(ForecastSettings(), MEASURED_ROWS) == 25


@pytest.mark.parametrize(
    "more",
    [
        {"seeds": 9},
        {"folds": 10},
        {"hidden_size": 256},
        {"num_layers": 3},
        {"max_epochs": 200},
        {"members": 8},
        {"model": ("lstm", "transformer")},
    ],
)
def test_more_of_anything_takes_longer(more: dict[str, int]) -> None:
    assert estimate_seconds(ForecastSettings(**more), MEASURED_ROWS) > 25  # type: ignore[arg-type]


def test_a_budget_is_the_most_it_takes() -> None:
    assert estimate_seconds(ForecastSettings(hidden_size=512, seconds=40), MEASURED_ROWS) == 40


def test_little_data_takes_little() -> None:
    assert estimate_seconds(ForecastSettings(seeds=1), 300) == 5
