"""The exchange's rules: reference prices, the mark X, the daily limit."""

from __future__ import annotations

import numpy as np
import pytest

from core.vectorizers.table import ReadOptions, read
from core.vectorizers.table.taiwan import beyond_limit
from tests.cases import CASES, needs_cases
from tests.table_forms import CHANGE, CLOSE, ROWS, exchange

PLAIN = exchange(header=True, thousands=True)


def line_of(row: int) -> str:
    return PLAIN.splitlines()[1 + row]


def with_change(row: int, change: str, text: str = PLAIN) -> bytes:
    old = line_of(row)
    cells = old.split(f"{CHANGE[row]:+.2f}")
    assert len(cells) == 2
    return text.replace(old, change.join(cells)).encode("cp950")


def test_the_return_is_measured_against_close_less_change() -> None:
    table = read(PLAIN.encode("cp950"), "twse")
    assert table.found.price_limit
    assert table.found.encoding == "cp950"
    assert np.allclose(table.frame["reference"], CLOSE - CHANGE)
    assert not [repair for repair in table.repairs if repair.code == "price_limit"]


@pytest.mark.parametrize("mark", ["X0.00", "x 0.00", "X"])
def test_a_day_without_comparison_has_no_return(mark: str) -> None:
    table = read(with_change(17, mark), "twse")
    assert table.found.x_marks == 1
    assert np.isnan(table.frame["reference"].iloc[17])
    assert table.frame["reference"].isna().sum() == 1
    kept = read(with_change(17, mark), "twse", ReadOptions(without=("ex_rights",)))
    assert np.isnan(kept.frame["reference"].iloc[17])


def test_a_lost_mark_is_given_away_by_the_last_close() -> None:
    assert CLOSE[17] != CLOSE[16]
    table = read(with_change(17, "0.00"), "twse")
    repair = {repair.code: repair for repair in table.repairs}["ex_rights"]
    assert (repair.count, repair.detail.facts["lost"]) == (1, 1)
    assert np.isnan(table.frame["reference"].iloc[17])


def test_a_dividend_is_no_loss() -> None:
    table = read(with_change(17, "+0.50"), "twse")
    assert table.frame["reference"].iloc[17] == pytest.approx(CLOSE[17] - 0.5)
    left = read(with_change(17, "+0.50"), "twse", ReadOptions(without=("ex_rights",)))
    assert left.frame["reference"].iloc[17] == CLOSE[16]


def test_the_limit_changed_in_june_2015() -> None:
    reference = np.full(4, 100.0)
    close = np.array([106.9, 109.0, 109.9, 111.0])
    before = np.array(["2015-05-29"] * 4, "datetime64[ns]")
    after = np.array(["2015-06-01"] * 4, "datetime64[ns]")
    assert beyond_limit(close, reference, before) == 3
    assert beyond_limit(close, reference, after) == 1


def test_an_unknown_reference_breaks_no_limit() -> None:
    day = np.array(["2016-01-04"], "datetime64[ns]")
    assert beyond_limit(np.array([50.0]), np.array([np.nan]), day) == 0


def test_days_without_trade_are_carried_forward() -> None:
    line = line_of(9)
    cells = [line.split(",")[0], "0", "0", "--", "--", "--", "--", "0.00", "0"]
    table = read(PLAIN.replace(line, ",".join(cells)).encode("cp950"), "twse")
    assert len(table.frame) == ROWS
    assert table.frame["close"].iloc[9] == CLOSE[8]
    assert table.frame["reference"].iloc[9] == CLOSE[8]


@needs_cases
def test_a_real_share_stays_within_the_limit_on_every_day() -> None:
    assert CASES is not None
    path = CASES / "tables" / "twse_2330_roc_nohdr_mixed_1994_2019.csv"
    table = read(path.read_bytes(), path.name)
    codes = {repair.code: repair for repair in table.repairs}
    assert "price_limit" not in codes
    assert codes["ex_rights"].count == 26
    assert codes["ex_rights"].detail.facts["lost"] == 12
    returns = (table.frame["close"] / table.frame["reference"] - 1).to_numpy()
    assert np.nanmax(np.abs(returns)) <= 0.1
    close = table.frame["close"].to_numpy()
    assert (close[1:] / close[:-1]).min() < 0.6
