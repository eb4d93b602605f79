"""Titles and pictures of what is looked into follow from the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes.compare.insides import CostCurve, CostTable
from core.recipes.compare.mappings import WAYS
from tests.ui.made_studies import GATED, study_of
from ui.compare_costs import LEARNING, SAVED, costs_title
from ui.compare_gradient import begun_of
from ui.compare_inside import attention_title, track_title
from ui.compare_ways import diagram

MACHINE = study_of(GATED).machine


def test_a_gate_is_told_by_how_often_it_is_open() -> None:
    gate = np.array([[0.95, 0.99], [0.05, 0.5]])
    assert track_title("keep", gate) == "Open in 50% of all places, shut in 25%"
    assert track_title("hidden", np.array([[-0.5, 0.25]])) == "Values up to 0.50"
    assert "ends of the scale" in track_title("cell", np.array([[3.0]]))


def test_attention_is_told_by_how_far_the_last_step_looks() -> None:
    weights = np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5]])
    assert attention_title(weights) == "The last step looks 1.0 steps back on average"


def test_costs_are_told_by_the_fastest_and_the_slowest() -> None:
    lengths = (100, 200, 400)
    linear = tuple(float(n) for n in lengths)
    square = tuple(float(n) ** 2 for n in lengths)
    curves = (
        CostCurve("lstm", "fused", lengths, linear, linear, linear),
        CostCurve("transformer", "explicit", lengths, square, linear, linear),
    )
    table = CostTable(curves, MACHINE)
    assert costs_title(table, SAVED) == (
        "Transformer, written out grows fastest, as length to the power 2.00; LSTM slowest, 1.00"
    )
    assert "1.00; " in costs_title(table, LEARNING)


def test_contenders_begin_as_wide_and_long_as_in_their_study() -> None:
    study = study_of(GATED, length=37)
    assert [(one.contender, one.width, one.num_steps) for one in begun_of(study)] == [
        (row.name, row.width, 37) for row in study.rows
    ]
    assert begun_of(study_of({"gru": (0.9,)}, "digits"))[0].num_steps >= 8
    assert begun_of(study_of(GATED, length=0))[0].num_steps == 100


@pytest.mark.parametrize("name", list(WAYS))
def test_a_picture_has_a_box_for_everything_that_goes_in_or_comes_out(name: str) -> None:
    boxes = {
        "one_to_one": 2,
        "one_to_many": 5,
        "many_to_one": 5,
        "many_to_many": 8,
        "many_to_many_delayed": 6,
    }
    assert diagram(name).count("<rect") == boxes[name]
