"""Numbers of a date to days of the calendar, with what the whole column says about their order.

Conventions: all arrays have shape (N,); dates are datetime64[ns], NaT where the calendar has no
such day. Parts are those of `dates.FORMS`, as text, "" where they are not written.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.vectorizers.table.dates import MONTHS

ROC_START = 1911
OLDEST, NEWEST = 1678, 2261  # what 64 bits of nanoseconds hold
PIVOT = 69  # 69 is 1969, 68 is 2068, as POSIX has it
UNEVEN = 3.0  # longest step over the usual one: up to here a calendar is even
LAST_DAY = 31
UNIX_UNITS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}  # digits of a stamp: parts of a second
NEWEST_UNIX = np.uint64(9_000_000_000)  # seconds
EXCEL_START = np.datetime64("1899-12-30", "ns")  # day 0 of spreadsheets
NAT = np.datetime64("NaT", "ns")

Parts = Mapping[str, np.ndarray]


def whole(part: np.ndarray | None, size: int, blank: int = -1) -> np.ndarray:
    """Return a part in numbers, shape (N,); `blank` where it is not written."""
    if part is None:
        return np.full(size, blank, np.int64)
    return np.where(part == "", str(blank), part).astype(np.int64)


def dates_of(form: str, parts: Parts, day_first: str, taiwan: bool) -> np.ndarray:
    """Return the date of each row of a column of one form, shape (N,)."""
    if form == "stamp":
        return _stamps(parts["j"], taiwan)
    if form == "date":
        return _numeric_dates(parts, day_first, taiwan)
    year = parts["y"]
    size = len(year)
    ones = np.ones(size, np.int64)
    if form == "roc_month":
        return from_ymd(whole(year, size) + ROC_START, whole(parts["m"], size), ones)
    short = np.char.str_len(year) == 2
    year = np.where(short, _century(whole(year, size)), whole(year, size))
    if form == "week":
        return _weeks(year, whole(parts["w"], size), whole(parts["d"], size, 1))
    if form in {"quarter", "quarter_first"}:
        return from_ymd(year, 3 * whole(parts["q"], size) - 2, ones)
    return from_ymd(year, _months(parts["m"]), whole(parts.get("d"), size, 1))


def _months(words: np.ndarray) -> np.ndarray:
    unique, inverse = np.unique(np.char.lower(words), return_inverse=True)
    numbers = [MONTHS[w] if w in MONTHS else int(w or -1) for w in unique]
    months: np.ndarray = np.array(numbers, np.int64)[inverse]
    return months


def _century(year: np.ndarray) -> np.ndarray:
    return year + np.where(year >= PIVOT, 1900, 2000)


def from_ymd(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return dates as datetime64[ns], NaT where the calendar has no such day; all of shape (N,)."""
    valid = (year > OLDEST) & (year <= NEWEST) & (month >= 1) & (month <= 12)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int)
    valid &= (day >= 1) & (day <= length)
    days = months.astype("datetime64[D]") + np.where(valid, day - 1, 0)
    return np.where(valid, days.astype("datetime64[ns]"), NAT)


def _weeks(year: np.ndarray, week: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the Monday (or the day) of weeks as ISO 8601 counts them, shape (N,)."""
    fourth = from_ymd(year, np.ones_like(year), np.full_like(year, 4))  # always in week 1
    weekday = (fourth.astype("datetime64[D]").astype(np.int64) + 3) % 7
    shift = (7 * (week - 1) + day - 1 - weekday).astype("timedelta64[D]")
    valid = (week >= 1) & (week <= 53)
    return np.where(valid, fourth + shift, NAT)


def _numeric_dates(parts: Parts, day_first: str, taiwan: bool) -> np.ndarray:
    """Return dates of three numbers, their order decided from the whole column, shape (N,)."""
    size = len(parts["a"])
    a, b, c = (whole(parts[name], size) for name in "abc")
    written = a >= 0
    short_last = (np.char.str_len(parts["c"]) <= 2)[written].all()
    if (a > LAST_DAY)[written].mean() > 0.5 or (taiwan and short_last):
        return from_ymd(_year_first(a, parts, taiwan), b, c)
    year = np.where(np.char.str_len(parts["c"]) == 2, _century(c), c)
    year = np.where(year < 200, year + ROC_START, year)
    readings = {"day": from_ymd(year, b, a), "month": from_ymd(year, a, b)}
    if day_first in readings:
        return readings[day_first]
    if short_last:
        readings["year"] = from_ymd(_century(a), b, c)
    usual = "day" if parts["s"][written][0] == "." else "month"
    order = (usual, *(name for name in readings if name != usual))  # the first wins a tie
    return readings[max(order, key=lambda name: _merit(readings[name]))]


def _year_first(a: np.ndarray, parts: Parts, taiwan: bool) -> np.ndarray:
    """Return years as the common era counts them, shape (N,)."""
    short = (a >= 0) & (a < 1000)
    slashed = (parts["s"][a >= 0] == "/").all()
    if taiwan or slashed or (short & (a >= 100)).any():
        return np.where(short, a + ROC_START, a)
    return np.where(short, _century(a), a)


def _merit(dates: np.ndarray) -> tuple[int, bool, float]:
    """Say how well a reading fits: it loses few rows, is in order, and has even steps."""
    known = dates[~np.isnat(dates)].astype("datetime64[D]").astype(np.int64)
    steps = np.diff(known)
    ordered = bool((steps >= 0).all() or (steps <= 0).all())
    sizes = np.abs(steps[steps != 0])
    uneven = float(sizes.max() / np.median(sizes)) if len(sizes) else 1.0
    return len(known), ordered, -max(uneven, UNEVEN)


def _stamps(digits: np.ndarray, taiwan: bool) -> np.ndarray:
    """Return the times of numbers such as 20190401, 1080401, 201904 or 1554076800, shape (N,)."""
    lengths = np.char.str_len(digits)
    wall = np.full(len(digits), NAT)
    for length in np.unique(lengths[lengths > 0]):
        rows = lengths == length
        wall[rows] = _stamps_of(digits[rows], int(length), taiwan)
    return wall


def _stamps_of(digits: np.ndarray, length: int, taiwan: bool) -> np.ndarray:
    def cut(start: int, stop: int) -> np.ndarray:
        return np.array([text[start:stop] for text in digits]).astype(np.int64)

    ones = np.ones(len(digits), np.int64)
    if length == 4:
        return from_ymd(cut(0, 4), ones, ones)
    if length == 5:
        return EXCEL_START + cut(0, 5).astype("timedelta64[D]")
    if length == 6:
        months = from_ymd(cut(0, 4), cut(4, 6), ones)
        if not taiwan and not np.isnat(months).any():
            return months
        year = cut(0, 2) + ROC_START if taiwan else _century(cut(0, 2))
        return from_ymd(year, cut(2, 4), cut(4, 6))
    if length == 7:
        return from_ymd(cut(0, 3) + ROC_START, cut(3, 5), cut(5, 7))
    if length in UNIX_UNITS and not (length == 10 and _is_hours(digits)):
        return _unix(digits, UNIX_UNITS[length])
    clock = [cut(start, start + 2) if start < length else ones * 0 for start in (8, 10, 12)]
    day = from_ymd(cut(0, 4), cut(4, 6), cut(6, 8))
    stamps: np.ndarray = day + _stamp_clock(*clock)
    return stamps


def _is_hours(digits: np.ndarray) -> bool:
    """Tell YYYYMMDDHH from seconds since 1970: as seconds, such numbers lie beyond 2030."""
    return all(text.startswith(("19", "20")) for text in digits)


def _unix(digits: np.ndarray, per_second: int) -> np.ndarray:
    stamps = np.array([int(text) for text in digits], np.uint64)
    valid = stamps // np.uint64(per_second) < NEWEST_UNIX
    nanoseconds = np.where(valid, stamps, 0).astype(np.int64) * (10**9 // per_second)
    return np.where(valid, nanoseconds.astype("datetime64[ns]"), NAT)


def _stamp_clock(hour: np.ndarray, minute: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the time of day, NaT where no clock shows it, shape (N,)."""
    valid = (hour <= 24) & (minute < 60) & (second <= 60)
    seconds = np.where(valid, (hour * 60 + minute) * 60 + second, 0)
    return np.where(valid, seconds.astype("timedelta64[s]"), np.timedelta64("NaT", "s"))
