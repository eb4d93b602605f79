"""A column of written times to instants and wall clocks.

Conventions: `wall` is what the clock on the wall says, datetime64[ns]; `offset` its distance
from UTC in minutes, or None where the file gives none; `instant = wall − offset` orders the rows.
NaT where a cell cannot be read. `precision` is year, quarter, month, week, day or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.vectorizers.table.dates import (
    BEFORE_CLOCK,
    CLOCK,
    CLOCK_AFTER,
    FORMS,
    MONTHLY,
    plain,
)
from core.vectorizers.table.days import NEWEST, OLDEST, Parts, dates_of, whole

LEAST_CLOCKS = 0.9  # share of the cells that a column of times of day must hold as such
LONGEST = 64  # characters; no time is longer
SAMPLE_CELLS = 400
ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d)?)?)?", re.ASCII)


@dataclass(frozen=True)
class Times:
    """The times of a column; see the module's conventions. Shapes (N,)."""

    wall: np.ndarray
    offset: np.ndarray | None
    form: str
    precision: str

    @property
    def instant(self) -> np.ndarray:
        """The moments, datetime64[ns], shape (N,); of an unknown zone where no offset is given."""
        if self.offset is None:
            return self.wall
        instant: np.ndarray = self.wall - self.offset.astype("timedelta64[m]")
        return instant

    @property
    def known(self) -> np.ndarray:
        """Which cells were read, bool, shape (N,)."""
        known: np.ndarray = ~np.isnat(self.wall)
        return known

    def written(self, row: int) -> str:
        """Return the time of a row as precisely as the file gives it, in the order of ISO 8601."""
        units = {"year": "Y", "month": "M", "quarter": "M", "week": "D", "day": "D"}
        wall = self.wall[row]
        if self.precision in units:
            text = str(wall.astype(f"datetime64[{units[self.precision]}]"))
        else:
            text = str(wall.astype("datetime64[s]")).replace("T", " ")
            fraction = int(wall.astype(np.int64)) % 10**9
            text += f".{fraction:09d}".rstrip("0") if fraction else ""
        if self.offset is None:
            return text
        minutes = int(self.offset[row])
        sign = "-" if minutes < 0 else "+"
        text += " 00:00:00" if self.precision == "day" else ""
        return f"{text}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def parse_times(
    cells: Sequence[str], day_first: str = "auto", *, taiwan: bool = False
) -> Times | None:
    """Return the times of a column, or None where it holds none.

    Parameters
    ----------
    cells : sequence of str
        N cells, in the order of the file: what is ambiguous is decided from all of them.
    day_first : str
        "day", "month", or "auto" to decide from the column.
    taiwan : bool
        Whether a year of two digits is one of the Republic: the table is one of its exchange.
    """
    quick = _iso(cells)
    if quick is not None:
        return quick
    plainly = {cell: plain(cell)[:LONGEST] for cell in dict.fromkeys(cells)}
    taiwan = taiwan or any("民國" in cell for cell in plainly)
    halves = {cell: _halves(text) for cell, text in plainly.items()}
    days, clocks = Unique(h[0] for h in halves.values()), Unique(h[1] for h in halves.values())
    form = _form_of(days.texts)
    if form is None:
        return None
    rows = np.array([(days[halves[cell][0]], clocks[halves[cell][1]]) for cell in cells])
    day_parts = _parts(FORMS[form], days.texts)
    parts = _parts(CLOCK_AFTER, clocks.texts)
    moments = dates_of(form, day_parts, day_first, taiwan) + _clock(day_parts)
    wall = moments[rows[:, 0]] + _clock(parts)[rows[:, 1]]
    if np.isnat(wall).all():
        return None
    offset = _offset(day_parts, parts, rows)
    precision = "time" if _has_clock(parts) else _precision(form, day_parts)
    return Times(wall, offset, form, precision)


class Unique(dict[str, int]):
    """Distinct texts in the order in which they come, each with its place.

    A file of minutes has few days and few times of day: each is read once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__((text, place) for place, text in enumerate(dict.fromkeys(texts)))
        self.texts = list(self)


def _halves(text: str) -> tuple[str, str]:
    """Return the day and the time of day of a written time."""
    match = BEFORE_CLOCK.search(text)
    return (text, "") if match is None else (text[: match.start()], text[match.start() :])


def _iso(cells: Sequence[str]) -> Times | None:
    """Return the times of a column of nothing but YYYY-MM-DD [HH:MM[:SS]]: much the fastest."""
    if not cells or not all(map(ISO.fullmatch, cells)) or len(set(map(len, cells))) > 1:
        return None  # numpy would take other texts as well, some of them with a warning
    try:
        wall = np.array(cells, dtype="datetime64[s]")
    except ValueError:
        return None
    years = wall.astype("datetime64[Y]").astype(np.int64) + 1970
    if years.min() <= OLDEST or years.max() > NEWEST or np.isnat(wall).any():
        return None
    precision = "day" if len(cells[0]) == len("2024-01-31") else "time"
    return Times(wall.astype("datetime64[ns]"), None, "date", precision)


def _form_of(texts: Sequence[str]) -> str | None:
    """Return the form that reads most of a sample of the cells, if that is at least half."""
    step = max(1, len(texts) // SAMPLE_CELLS)
    sample = [text for text in texts[::step] if text]
    counts: dict[str, int] = {}
    for name, form in FORMS.items():
        counts[name] = sum(form.fullmatch(text) is not None for text in sample)
        if counts[name] == len(sample):
            break  # none can read more
    best = max(counts, key=lambda name: counts[name])
    return best if sample and counts[best] * 2 >= len(sample) else None


def _parts(pattern: re.Pattern[str], texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Return each part of a form as an array of text, shape (N,), "" where it is not written.

    The part "read" tells which of the texts have the form at all.
    """
    matches = [pattern.fullmatch(text) for text in texts]
    empty = ("",) * pattern.groups
    rows = [empty if match is None else match.groups("") for match in matches]
    columns = list(zip(*rows, strict=True))
    parts = {name: np.array(columns[index - 1]) for name, index in pattern.groupindex.items()}
    return parts | {"read": np.array([match is not None for match in matches])}


def _clock(parts: Parts) -> np.ndarray:
    """Return the time of day as timedelta64[ns], shape (N,); NaT where no clock shows it."""
    size = len(next(iter(parts.values())))

    def either(*names: str) -> np.ndarray:
        found = [whole(parts.get(name), size, 0) for name in names]
        larger: np.ndarray = np.stack(found).max(axis=0)
        return larger

    hour, minute, second = either("H", "H2"), either("M", "M2"), either("S", "S2")
    half = np.char.upper(np.char.add(parts.get("p", np.full(size, "")), parts.get("p0", "")))
    half = half.astype("U1")
    late = (half == "P") & (hour < 12)
    early = (half == "A") & (hour == 12)
    hour = hour + np.where(late, 12, 0) - np.where(early, 12, 0)
    valid = parts["read"] & (hour <= 24) & (minute < 60) & (second <= 60)
    fraction = np.array([(text + "0" * 9)[:9] for text in parts.get("f", np.full(size, ""))])
    nanoseconds = (hour * 3600 + minute * 60 + second) * 10**9 + fraction.astype(np.int64)
    clock = np.where(valid, nanoseconds, 0).astype("timedelta64[ns]")
    return np.where(valid, clock, np.timedelta64("NaT", "ns"))


def _offset(day_parts: Parts, parts: Parts, rows: np.ndarray) -> np.ndarray | None:
    """Return the distance from UTC in minutes, shape (N,), or None where none is written."""
    found = [
        _offsets(side)[rows[:, at]] for at, side in ((0, day_parts), (1, parts)) if "z" in side
    ]
    written = any((side["z"] != "").any() for side in (day_parts, parts) if "z" in side)
    total: np.ndarray = np.sum(found, axis=0)
    return total if written else None


def _offsets(parts: Parts) -> np.ndarray:
    unique, inverse = np.unique(parts["z"], return_inverse=True)
    minutes: np.ndarray = np.array([_minutes(zone) for zone in unique], np.int64)[inverse]
    return minutes


def _has_clock(parts: Parts) -> bool:
    return any((parts[name] != "").any() for name in ("H", "H2") if name in parts)


def _minutes(zone: str) -> int:
    digits = re.sub("[^0-9]", "", zone)
    minutes = 60 * int(digits[:2] or 0) + int(digits[2:] or 0)
    return -minutes if "-" in zone else minutes


def _precision(form: str, parts: Parts) -> str:
    if _has_clock(parts):
        return "time"
    if form == "stamp":
        lengths = set(np.unique(np.char.str_len(parts["j"]))) - {0}
        if lengths == {4}:
            return "year"
        if lengths == {6} and (np.array([text[4:] for text in parts["j"]]) <= "12").all():
            return "month"
        return "day" if max(lengths) <= len("20190401") else "time"
    if form in MONTHLY:
        return "month"
    return {"quarter": "quarter", "quarter_first": "quarter", "week": "week"}.get(form, "day")


def parse_clock(cells: Sequence[str]) -> np.ndarray | None:
    """Return a column of times of day as timedelta64[ns], shape (N,), or None if it holds none."""
    if not cells:
        return None
    parts = _parts(CLOCK, [plain(cell)[:LONGEST] for cell in cells])
    return _clock(parts) if parts["read"].mean() >= LEAST_CLOCKS else None
