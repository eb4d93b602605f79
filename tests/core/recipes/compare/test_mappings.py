"""The five mappings: their code runs and has the shapes it says, their runs answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.recipes.compare.mappings import (
    ONE_TO_ONE,
    WAYS,
    draw_digits,
    fit_one_to_one,
    heard,
    run_settings,
    told,
)
from core.recipes.compare.specimens import Specimen, SpecimenSettings
from core.recipes.compare.tasks import MAPPINGS, TASKS
from tests.core.recipes.compare.test_specimens import learn

SIZES = {"B": 3, "T": 5, "2T": 10}


def numbers(shape: str) -> tuple[int, ...]:
    """Return “(B, 2T, 9)” as numbers."""
    return tuple(SIZES.get(word) or int(word) for word in shape.strip("()").split(", "))


def quick(task: str, folder: Path) -> Specimen:
    way = next(one for one in WAYS.values() if one.task == task)
    settings = replace(run_settings(way), budget_unit="updates", budget_amount=15)
    return learn(settings, folder)


def test_all_five_are_there() -> None:
    assert WAYS.keys() == MAPPINGS.keys()


@pytest.mark.parametrize("name", list(WAYS))
def test_the_code_makes_what_it_says(name: str) -> None:
    given, asked = map(numbers, WAYS[name].shapes)
    space = {"torch": torch, "nn": nn, "x": torch.randn(given)}
    exec(WAYS[name].code, space)  # noqa: S102 -- our own listing, that a reader would copy
    assert space["answer"].shape == asked  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name in WAYS if name != ONE_TO_ONE])
def test_a_run_learns_a_task_of_that_mapping(name: str) -> None:
    way = WAYS[name]
    assert TASKS[way.task].mapping == name
    settings = run_settings(way)
    assert isinstance(settings, SpecimenSettings)
    assert settings.by_time
    assert settings.amount < 10


def test_one_to_one_learns_its_wave() -> None:
    fitted = fit_one_to_one()
    assert fitted.places.shape == fitted.wanted.shape == fitted.said.shape
    assert fitted.error < 0.01 < float(fitted.wanted.var())
    assert np.array_equal(fitted.said, fit_one_to_one().said)


def test_digits_are_drawn_row_by_row_from_their_own_rows(tmp_path: Path) -> None:
    specimen = quick("drawing", tmp_path)
    drawn = draw_digits(specimen)
    assert drawn.shape == (10, 8, 8)
    assert np.abs(drawn[0] - drawn[1]).max() > 0


def test_what_is_told_are_the_answers_that_count(tmp_path: Path) -> None:
    adding = told(quick("adding", tmp_path), 2)
    assert adding.wanted.shape == adding.said.shape == (1, 1)
    reverse = quick("reverse", tmp_path)
    backwards = told(reverse, 0)
    symbols = heard(reverse, 0)
    assert symbols.shape == backwards.wanted.shape
    assert (symbols[::-1] == backwards.wanted + 1).all()
