"""Written times become the instants that they say."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.table.times import parse_clock, parse_times

KNOWN = [
    (["83/09/05", "99/01/04", "100/01/04", "108/10/07＊"], "1994-09-05", "2019-10-07"),
    (["民國108年4月1日", "民國108年4月2日"], "2019-04-01", "2019-04-02"),
    (["1080401", "1080402"], "2019-04-01", "2019-04-02"),
    (["113/04", "113/05"], "2024-04", "2024-05"),
    (["1/4/1999", "12/31/2018"], "1999-01-04", "2018-12-31"),
    (["1/4/1999", "31/12/2018"], "1999-04-01", "2018-12-31"),
    (["31.12.2020 23:10:00", "01.01.2021 00:00:00"], "2020-12-31 23:10:00", "2021-01-01 00:00:00"),
    (["1/1/1957", "2/1/1957", "12/1/1957", "1/1/1958"], "1957-01-01", "1958-01-01"),
    (
        ["2022-01-03 00:00-05:00", "2022-07-03 00:00-04:00"],
        "2022-01-03 00:00:00-05:00",
        "2022-07-03 00:00:00-04:00",
    ),
    (["1956Q1", "1956Q2"], "1956-01", "1956-04"),
    (["2020-W53", "2021-W01"], "2020-12-28", "2021-01-04"),
    (["Jan 02, 2020", "Feb 03, 2020"], "2020-01-02", "2020-02-03"),
    (["02-Jan-70", "3-Jan-68"], "1970-01-02", "2068-01-03"),
    (
        ["Mon, 06 Jan 2020 10:00:00 GMT"] * 2,
        "2020-01-06 10:00:00+00:00",
        "2020-01-06 10:00:00+00:00",
    ),
    (
        ["2019年4月1日 下午3時", "2019年4月2日 上午3時"],
        "2019-04-01 15:00:00",
        "2019-04-02 03:00:00",
    ),
    (["1554076800", "1554080400"], "2019-04-01 00:00:00", "2019-04-01 01:00:00"),
    (["1554076800000.0", "1554080400000.0"], "2019-04-01 00:00:00", "2019-04-01 01:00:00"),
    (["20170102 020000", "20170102 030000"], "2017-01-02 02:00:00", "2017-01-02 03:00:00"),
    (
        ["2019-01-01T00:00:00.25Z"] * 2,
        "2019-01-01 00:00:00.25+00:00",
        "2019-01-01 00:00:00.25+00:00",
    ),
    (["2016/07/01 24:00", "2016/07/02 24:00"], "2016-07-02 00:00:00", "2016-07-03 00:00:00"),
    (["1/1/2020 12:30 AM", "1/1/2020 12:30 PM"], "2020-01-01 00:30:00", "2020-01-01 12:30:00"),
    (["1990-01-01T00", "1990-01-01T05"], "1990-01-01 00:00:00", "1990-01-01 05:00:00"),
]


@pytest.mark.parametrize(("cells", "first", "last"), KNOWN, ids=lambda value: str(value)[:24])
def test_known_times(cells: list[str], first: str, last: str) -> None:
    times = parse_times(cells)
    assert times is not None
    assert (times.written(0), times.written(-1)) == (first, last)


def test_the_reader_decides_where_the_column_cannot() -> None:
    cells = ["01/02/2024", "03/04/2024"]
    by_day, by_month = parse_times(cells, "day"), parse_times(cells, "month")
    assert by_day is not None
    assert by_month is not None
    assert by_day.written(0) == "2024-02-01"
    assert by_month.written(0) == "2024-01-02"


@pytest.mark.parametrize("cells", [["abc"], ["1.5", "2.5"], [""], ["99/99/99"], ["2024-13-45"]])
def test_what_is_no_time_is_none(cells: list[str]) -> None:
    assert parse_times(cells) is None


def test_a_column_that_only_begins_as_times_do_is_read_without_a_warning() -> None:
    times = parse_times(["2018-11-20 00:00:00", "2018-11-21 11937397"])
    assert times is not None
    assert times.known.tolist() == [True, False]


def test_days_that_no_calendar_has_are_not_times() -> None:
    times = parse_times(["2024-02-29", "2023-02-29", "2024-04-31", "2024-04-30"])
    assert times is not None
    assert times.known.tolist() == [True, False, False, True]


DAYS = st.dates(datetime.date(1700, 1, 1), datetime.date(2200, 12, 31))
STYLES = ["%Y-%m-%d", "%Y/%m/%d", "%d-%b-%Y", "%B %d, %Y", "%Y年%m月%d日", "%Y-%m-%d %H:%M"]


@given(st.lists(DAYS, min_size=1, max_size=9), st.sampled_from(STYLES))
def test_a_day_that_was_written_is_read_back(days: list[datetime.date], style: str) -> None:
    times = parse_times([f"{day:%Y}".zfill(4) and day.strftime(style) for day in days])
    assert times is not None
    assert times.wall.astype("datetime64[D]").tolist() == days


@given(st.lists(DAYS, min_size=13, max_size=40, unique=True), st.booleans())
def test_day_and_month_are_told_apart_by_the_whole_column(
    days: list[datetime.date], day_first: bool
) -> None:
    days = sorted({*days, datetime.date(1999, 12, 31)})
    style = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    times = parse_times([day.strftime(style) for day in days])
    assert times is not None
    assert times.wall.astype("datetime64[D]").tolist() == days


@given(
    st.lists(
        st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2100, 1, 1)), min_size=1
    ),
    st.sampled_from([-720, -300, 0, 330, 540]),
)
def test_an_instant_is_the_clock_less_its_offset(
    moments: list[datetime.datetime], minutes: int
) -> None:
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    cells = [moment.replace(tzinfo=zone).isoformat() for moment in moments]
    times = parse_times(cells)
    assert times is not None
    wanted = np.array(moments, "datetime64[us]") - np.timedelta64(minutes, "m")
    assert (times.instant.astype("datetime64[us]") == wanted).all()


def test_clocks() -> None:
    clock = parse_clock(["09:30", "1600", "23:59:59", "1:05 PM"])
    assert clock is not None
    seconds = (clock / np.timedelta64(1, "s")).tolist()
    assert seconds == [34_200, 57_600, 86_399, 47_100]
    assert parse_clock(["noon", "later"]) is None
