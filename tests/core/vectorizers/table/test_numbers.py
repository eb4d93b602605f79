"""Cells become the numbers that they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.table.numbers import comma_is_decimal, count_infinite, number, numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("1'234", 1234),
        ("+0.50", 0.5),
        ("−1.5", -1.5),
        ("▼0.35", -0.35),
        ("(12)", -12),
        ("（1,200）", -1200),
        ("$1,234.56", 1234.56),
        ("-$5", -5),
        ("NT$ 30", 30),
        ("0.52%", 0.52),
        ("1.23M", 1.23e6),
        ("3億", 3e8),
        ("１２．５", 12.5),
        ('="0050"', 50),
        ("1e3", 1000),
        (".5", 0.5),
        ("12＊", 12),
        ("1e-320", 0),
    ],
)
def test_known_numbers(cell: str, value: float) -> None:
    assert number(cell) == pytest.approx(value)


@pytest.mark.parametrize(
    "cell", ["", "--", "N/A", "nan", "null", ".", "?", "inf", "1e999", "X0.00"]
)
def test_what_says_nothing_is_missing(cell: str) -> None:
    value = number(cell)
    assert value is not None
    assert math.isnan(value)


@pytest.mark.parametrize("cell", ["TSMC", "2024-01-02", "1,2,3", "XX", "0x1F", "1_000", "12:30"])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert number(cell) is None


def test_decimal_commas_are_decided_from_all_cells() -> None:
    assert comma_is_decimal(["1,234", "3,17", "5,678"])
    assert not comma_is_decimal(["1,234", "5,678"])
    assert not comma_is_decimal(["1,234.5", "5,678"])
    assert number("1.234,5", comma_decimal=True) == 1234.5
    assert number("1,234", comma_decimal=True) == pytest.approx(1.234)


def test_infinity_is_missing_and_counted() -> None:
    cells = ["1", "inf", "-Infinity", "1e999", "2", ""]
    values, other = numbers(cells)
    assert np.isnan(values).tolist() == [False, True, True, True, False, True]
    assert not other.any()
    assert count_infinite(cells) == 3


@given(st.lists(st.floats(-1e15, 1e15).filter(lambda x: x == 0 or abs(x) > 1e-9), min_size=1))
def test_a_number_that_was_written_is_read_back_to_the_last_bit(values: list[float]) -> None:
    assert numbers([repr(value) for value in values])[0].tolist() == values
    dressed = numbers([*(repr(value) for value in values), "n/a"])[0]
    assert dressed[:-1].tolist() == values


@given(st.integers(-(10**14), 10**14))
def test_thousands(value: int) -> None:
    assert number(f"{value:,}") == value
    assert number(f"{value:,}.25".replace(",", " ")) == float(f"{value}.25")


@given(st.text(max_size=30))
def test_any_cell_is_a_number_or_none(cell: str) -> None:
    value = number(cell)
    assert value is None or math.isnan(value) or abs(value) <= 1e113
