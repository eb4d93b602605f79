"""Every repair: what it mends, that it is counted, and that it can be left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnknownOption
from core.vectorizers.table import SWITCHES, ReadOptions, Repair, Table, read
from core.vectorizers.table.records import DAY_FIRST

ROWS = 31
DAYS = pd.bdate_range("2021-03-01", periods=ROWS)
_random = np.random.default_rng(11)
CLOSE = np.round(120 * np.exp(np.cumsum(_random.normal(0, 0.01, ROWS))), 3)


def bars(close: np.ndarray | None = None) -> pd.DataFrame:
    close = CLOSE if close is None else close
    opening = np.round(np.concatenate([[close[0]], close[:-1]]), 3)
    frame = {"Date": DAYS.strftime("%Y-%m-%d"), "Open": opening}
    frame |= {"High": np.maximum(opening, close) + 1, "Low": np.minimum(opening, close) - 1}
    return pd.DataFrame(frame | {"Close": close, "Volume": np.arange(ROWS) + 5000.0})


def read_frame(frame: pd.DataFrame, *without: str) -> Table:
    return read(frame.to_csv(index=False).encode(), "made.csv", ReadOptions(without=without))


def repair_of(table: Table, code: str) -> Repair:
    return {repair.code: repair for repair in table.repairs}[code]


def test_a_clean_table_has_nothing_to_repair() -> None:
    table = read_frame(bars())
    assert table.repairs == ()
    assert table.frame["close"].tolist() == CLOSE.tolist()
    reference = table.frame["reference"].to_numpy()
    assert np.isnan(reference[0])
    assert reference[1:].tolist() == CLOSE[:-1].tolist()


def test_order() -> None:
    table = read_frame(bars().iloc[::-1])
    assert repair_of(table, "order").applied
    assert table.frame["close"].tolist() == CLOSE.tolist()
    kept = read_frame(bars().iloc[::-1], "order")
    assert not repair_of(kept, "order").applied
    assert kept.frame["close"].tolist() == CLOSE[::-1].tolist()


def test_the_last_of_repeated_times_is_kept() -> None:
    frame = bars()
    changed = frame.iloc[[7]].assign(Close=111.5)
    table = read_frame(pd.concat([frame, frame.iloc[[3]], changed]))
    duplicates = repair_of(table, "duplicates")
    assert duplicates.count == table.found.duplicates == 2
    assert duplicates.detail.facts["different"] == 1
    assert table.found.rows == len(table.frame) == ROWS
    assert table.frame["close"].iloc[7] == 111.5
    assert len(read_frame(pd.concat([frame, changed]), "duplicates").frame) == ROWS + 1


def test_a_unit_mistaken_for_its_hundredth() -> None:
    close = CLOSE.copy()
    close[9:14] *= 100
    frame = bars(close)
    frame["Low"] = np.where(np.arange(ROWS) == 20, frame["Low"] / 100, frame["Low"])
    table = read_frame(frame)
    assert repair_of(table, "unit_100").count >= 6
    assert np.allclose(table.frame["close"], CLOSE)
    assert np.allclose(table.frame["low"].iloc[20], frame["Low"].iloc[20] * 100)
    assert np.allclose(read_frame(frame, "unit_100").frame["close"], close)


@pytest.mark.parametrize("ratio", [2, 3, 5, 10, 1 / 4])
def test_a_split_that_was_not_adjusted_for(ratio: float) -> None:
    frame = bars()
    prices = ["Open", "High", "Low", "Close"]
    frame.loc[:16, prices] *= ratio
    frame.loc[:16, "Volume"] /= ratio
    frame.loc[17, "Open"] = CLOSE[16]
    table = read_frame(frame)
    assert repair_of(table, "split").count == 1
    assert np.allclose(table.frame["close"], CLOSE)
    assert np.allclose(table.frame["volume"], np.arange(ROWS) + 5000.0)
    left = read_frame(frame, "split")
    assert np.allclose(left.frame["close"], frame["Close"])
    assert not repair_of(left, "split").applied


def test_a_crash_is_no_split() -> None:
    close = CLOSE.copy()
    close[15:] *= 0.62
    assert not [r for r in read_frame(bars(close)).repairs if r.code == "split"]


def test_prices_of_zero_or_less() -> None:
    frame = bars()
    frame.loc[5, "Close"] = 0
    frame.loc[6, "Low"] = -3
    table = read_frame(frame)
    assert repair_of(table, "nonpositive").count == 2
    assert table.frame["close"].iloc[5] == CLOSE[4]
    assert read_frame(frame, "nonpositive").frame["close"].iloc[5] == 0


def test_a_price_that_may_be_negative_is_left_alone() -> None:
    data = b"time,price\n2024-01-01 00:00,5.5\n2024-01-01 01:00,-3.25\n2024-01-01 02:00,0\n"
    assert read(data, "power").frame["price"].tolist() == [5.5, -3.25, 0.0]


def test_nothing_is_filled_from_the_future() -> None:
    frame = bars()
    frame.loc[[0, 1, 8, 9], "Volume"] = np.nan
    table = read_frame(frame)
    volume = table.frame["volume"]
    assert volume.iloc[:2].isna().all()
    assert volume.iloc[7:10].tolist() == [5007.0] * 3
    assert repair_of(table, "missing").count == 2
    assert read_frame(frame, "missing").frame["volume"].isna().sum() == 4


def test_gaps_are_reported_and_never_filled() -> None:
    table = read_frame(bars().drop(index=range(4, 19)))
    assert repair_of(table, "gaps").count == 1
    assert not repair_of(table, "gaps").applied
    assert len(table.frame) == ROWS - 15


def test_lots_become_shares() -> None:
    frame = bars().rename(columns={"Volume": "成交仟股"})
    table = read_frame(frame)
    assert table.frame["volume"].iloc[3] == 5_003_000
    assert table.found.volume_last == (ROWS - 1 + 5000) * 1000
    assert read_frame(frame, "lots").frame["volume"].iloc[3] == 5003


def test_lines_without_a_time_are_counted() -> None:
    days = [f"2024-01-{day:02d},{day}\n" for day in range(2, 13)]
    text = "".join(["Date,Close\n", *days[:4], "soon,77\n", *days[4:], "Date,Close\n", "end\n"])
    table = read(text.encode(), "lines")
    assert repair_of(table, "timeless").count == 1
    assert repair_of(table, "strays").count == 2
    assert table.found.rows == len(days) + 1
    assert table.frame["close"].tolist() == list(range(2, 13))


def test_summer_time_that_shows_an_hour_twice() -> None:
    moments = pd.date_range("2024-10-26 22:00", periods=9, freq="h", tz="Europe/Berlin")
    lines = "".join(f"{m.isoformat()},{i}.5\n" for i, m in enumerate(moments))
    table = read(f"time,load\n{lines}".encode(), "berlin")
    assert table.found.duplicates == 0
    assert table.frame["time"].is_unique
    assert table.frame["time"].is_monotonic_increasing
    assert repair_of(table, "utc").applied
    assert table.found.first == "2024-10-26 22:00:00+02:00"
    assert table.found.last == "2024-10-27 05:00:00+01:00"


def test_every_switch_is_known_and_no_other() -> None:
    assert ReadOptions(without=tuple(SWITCHES)).without == tuple(SWITCHES)
    with pytest.raises(UnknownOption):
        ReadOptions(without=("gaps",))
    with pytest.raises(UnknownOption):
        ReadOptions(day_first="year")
    assert set(DAY_FIRST) == {"auto", "day", "month"}


@given(st.integers(10, ROWS - 1), st.floats(1, 1e6))
def test_the_past_does_not_see_the_future(cut: int, wild: float) -> None:
    frame = bars()
    frame.loc[[3, 7], "Volume"] = np.nan
    early = read_frame(frame.iloc[:cut]).frame
    frame.loc[cut:, "Volume"] = wild
    late = read_frame(frame).frame
    assert late.iloc[:cut].equals(early)
