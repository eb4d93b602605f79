"""The CSV: one line a model, origin and step; nothing in it is a formula."""

from __future__ import annotations

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recipes.forecast.predictions import defused, predictions_csv
from tests.core.recipes.forecast.factories import make_result, make_scored


def test_every_prediction_has_a_line_and_numbers_keep_their_digits() -> None:
    result = make_result(make_scored(num_origins=17, horizon=3))
    lines = list(csv.DictReader(io.StringIO(predictions_csv(result).decode("utf-8-sig"))))
    assert len(lines) == len(result.scored.predictions) * 17 * 3
    last = [one for one in lines if one["model"] == "lstm" and one["seed"] == "0"][-1]
    assert float(last["prediction"]) == result.scored.predictions["lstm/0"][16, 2]
    assert float(last["actual"]) == result.scored.actual_NH[16, 2]
    assert last["origin"] == result.scored.times[16]
    assert last["time"] == result.scored.label_times[16 + 2]
    assert last["step"] == "3"


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_formula_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_stays_the_same_number(value: float) -> None:
    assert float(defused(value)) == value


def test_what_is_not_known_is_left_empty() -> None:
    assert defused(math.nan) == defused(math.inf) == ""
