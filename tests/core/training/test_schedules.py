from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.course import Course
from core.training.schedules import cosine, epochs_to_cut, plateau, warm_up
from core.training.settings import FitSettings
from tests.core.training.example import example, new_model, shuffling


def rates(settings: FitSettings, num_epochs: int) -> list[float]:
    """Return the learning rate of every step of a training."""
    course, seen = Course(new_model(), example(), settings, shuffling(), num_epochs), []
    improve = course.improve

    def watched(batch: object) -> object:
        seen.append(course.rate)
        return improve(batch)

    course.improve = watched  # type: ignore[method-assign, assignment]
    for _ in range(num_epochs):
        list(course.learn())
    return seen


def test_the_cosine_of_an_epoch_is_that_of_the_volatility_recipe() -> None:
    settings = FitSettings(learning_rate=2e-3, max_epochs=8, floor=0.02)
    expected = [2e-3 * max(0.5 * (1 + math.cos(math.pi * ep / 8)), 0.02) for ep in range(8)]
    assert rates(settings, 8) == pytest.approx([rate for rate in expected for _ in range(5)])


def test_the_cosine_of_a_step_is_that_of_the_long_horizon_recipe() -> None:
    settings = FitSettings(
        learning_rate=2e-3, max_epochs=4, floor=0.0, every_step=True, warmup_steps=6
    )
    expected = [
        2e-3 * 0.5 * (1 + math.cos(math.pi * i / 20)) * min(1, (i + 1) / 6) for i in range(20)
    ]
    assert rates(settings, 4) == pytest.approx(expected)


def test_a_constant_rate_is_constant() -> None:
    assert set(rates(FitSettings(schedule="constant"), 2)) == {2e-3}


@given(share=st.floats(0, 5), floor=st.floats(0, 1))
def test_a_factor_stays_between_the_floor_and_one(share: float, floor: float) -> None:
    settings = FitSettings(floor=floor)
    assert floor <= cosine(settings, share) <= 1
    assert floor <= plateau(settings, int(10 * share)) <= 1


def test_the_plateau_halves_and_the_warm_up_rises_in_a_line() -> None:
    settings = FitSettings(floor=0.1, warmup_steps=4, patience=10)
    assert [plateau(settings, cuts) for cuts in range(5)] == [1, 0.5, 0.25, 0.125, 0.1]
    assert [warm_up(settings, step) for step in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]
    assert epochs_to_cut(settings) == 3
    assert epochs_to_cut(FitSettings(patience=1)) == 1
