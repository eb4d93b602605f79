"""Settings follow the task where they are left alone, and budgets say how much of what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OtherBudget, OutOfRange, UnfitBudget, UnknownOption
from core.recipes.compare.settings import QUANTITIES, UNITS, CompareSettings, budget_of
from core.recipes.compare.tasks import TASKS
from core.recipes.forecast.settings import QUANTITIES as OF_FORECASTS


@pytest.mark.parametrize("name", TASKS)
def test_what_is_left_alone_is_the_tasks_own(name: str) -> None:
    settings, task = CompareSettings(task=name), TASKS[name]
    assert (settings.steps, settings.size) == (task.length, task.parameters)
    assert settings.amount == task.core_seconds
    assert CompareSettings.from_record(settings.record()) == settings


@given(st.sampled_from(sorted(UNITS)), st.floats(0.1, 1e5))
def test_a_budget_in_one_word_is_two_knobs(unit: str, amount: float) -> None:
    settings = CompareSettings.from_record(budget_of(f"{unit}:{amount}"))
    assert (settings.budget_unit, settings.amount) == (unit, amount)


@pytest.mark.parametrize("text", ["25", "core_seconds", "minutes:3", "updates:", "updates:0", ":5"])
def test_a_budget_that_does_not_say_is_refused(text: str) -> None:
    with pytest.raises(UnfitBudget):
        budget_of(text)


def test_what_is_matched_must_be_what_the_budget_counts() -> None:
    with pytest.raises(OtherBudget):
        CompareSettings(match="updates")
    matched = CompareSettings(match="updates", budget_unit="updates")
    assert matched.size == 0
    assert matched.amount > 0


def test_a_task_has_its_shortest_length() -> None:
    with pytest.raises(OutOfRange):
        CompareSettings(length=1)
    with pytest.raises(UnknownOption):
        CompareSettings(task="nosuch")
    assert CompareSettings(task="digits", length=1).steps == 1


def test_a_tables_quantities_are_those_of_the_forecast_page() -> None:
    assert QUANTITIES == OF_FORECASTS
