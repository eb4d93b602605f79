"""Which column is the time, and what a table is that has none.

Conventions: `columns` are the cells of the rows of data, column by column, N each. A column's
content decides, its heading settles what content leaves open: digits alone are a time only where
the heading says so, or where they are days of the calendar in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import CrossSection, ManySeries, NoSuchColumn, NoTimeColumn, UnreadableTime
from core.vectorizers.table import headings as words
from core.vectorizers.table.dates import WEAK_FORMS
from core.vectorizers.table.header import reads_as_number, sample_of
from core.vectorizers.table.numbers import PLAIN, is_missing
from core.vectorizers.table.records import ReadOptions
from core.vectorizers.table.times import Times, parse_clock, parse_times

# share of the cells that a column of times must hold as times, and one that is called so
LEAST_READ, LEAST_READ_NAMED = 0.8, 0.5
UNIQUE_LABELS = 0.95
SAME_TIME = 0.25  # share of rows with a repeated time from which a table may hold several series
SHOWN = 40  # characters of a cell that an error repeats
HOURS_OF_DAY = 24
SURE_CELLS = 5  # among so many, one number with a point tells a column of mere numbers

Columns = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Timeline:
    """The time of each row, and the columns that told it: the first is the time column."""

    times: Times | None
    sources: tuple[int, ...]


def find_timeline(
    columns: Columns, headings: Sequence[str], options: ReadOptions, *, taiwan: bool
) -> Timeline:
    """Find and read the times.

    Raises
    ------
    NoSuchColumn
        If the options name a column that is not there.
    UnreadableTime
        If the column they name holds no times.
    """
    if options.time_column:
        return _named(columns, headings, options, taiwan=taiwan)
    merits = {
        index: merit
        for index, cells in enumerate(columns)
        if (merit := _merit(cells, headings[index], index, taiwan=taiwan)) is not None
    }
    for index in sorted(merits, key=lambda i: merits[i], reverse=True):
        times = parse_times(columns[index], options.day_first, taiwan=taiwan)
        if times is not None and times.known.mean() > 0.5:
            return _with_clock(times, index, columns, headings)
    return Timeline(None, ())


def _named(
    columns: Columns, headings: Sequence[str], options: ReadOptions, *, taiwan: bool
) -> Timeline:
    if options.time_column not in headings:
        raise NoSuchColumn(column=options.time_column, known=", ".join(filter(None, headings)))
    index = headings.index(options.time_column)
    times = parse_times(columns[index], options.day_first, taiwan=taiwan)
    if times is None:
        example = next((cell for cell in columns[index] if cell), "")[:SHOWN]
        raise UnreadableTime(column=options.time_column, example=example)
    return _with_clock(times, index, columns, headings)


def _merit(
    cells: Sequence[str], heading: str, index: int, *, taiwan: bool
) -> tuple[float, bool, bool, int] | None:
    """Say how well a column serves as the time, or None if it does not."""
    sample = sample_of(cells)
    named = words.key_of(heading) in words.TIME_WORDS
    if not sample or (not named and any(map(_is_fraction, sample[:SURE_CELLS]))):
        return None
    times = parse_times(sample, taiwan=taiwan)
    if times is None or times.known.mean() < (LEAST_READ_NAMED if named else LEAST_READ):
        return None
    strong = times.form not in WEAK_FORMS
    if not strong and not named and not _counts_time(sample, times, index):
        return None
    distinct = len(np.unique(times.instant)) / len(sample)
    return round(distinct, 2), named, strong, -index


def _is_fraction(cell: str) -> bool:
    return "." in cell and PLAIN.fullmatch(cell) is not None


def _counts_time(sample: Sequence[str], times: Times, index: int) -> bool:
    """Tell times in digits alone from mere numbers: all are read, in order, none twice."""
    steps = np.diff(times.instant.astype(np.int64))
    in_order = len(steps) > 0 and bool((steps > 0).all() or (steps < 0).all())
    lengths = {len(cell) for cell in sample}
    if not times.known.all() or not in_order or 5 in lengths:
        return False
    if lengths == {4}:  # years that follow each other
        return index == 0 and times.precision == "year" and _yearly(times)
    return index == 0 or min(lengths) >= len("1080401")


def _yearly(times: Times) -> bool:
    years = times.wall.astype("datetime64[Y]").astype(np.int64)
    return bool((np.abs(np.diff(years)) == np.abs(years[1] - years[0])).all())


def _with_clock(times: Times, index: int, columns: Columns, headings: Sequence[str]) -> Timeline:
    """Add the time of day where a column of its own holds it."""
    for other, cells in enumerate(columns):
        key = words.key_of(headings[other])
        if other == index or times.precision != "day":
            continue
        clock = parse_clock(cells) if _like_clock(cells, key) else None
        if clock is None and key in words.CLOCK_WORDS:
            clock = _hours(cells)
        if clock is not None and (clock != np.timedelta64(0)).any():
            wall = np.where(np.isnat(clock), times.wall, times.wall + clock)
            return Timeline(replace(times, wall=wall, precision="time"), (index, other))
    return Timeline(times, (index,))


def _like_clock(cells: Sequence[str], key: str) -> bool:
    sample = sample_of(cells)[:20]
    return bool(sample) and (key in words.CLOCK_WORDS or all(":" in cell for cell in sample))


def _hours(cells: Sequence[str]) -> np.ndarray | None:
    """Return a column of whole hours as times of day, shape (N,); 1 … 24 count their ends."""
    if not all(cell.isdecimal() and len(cell) < 3 for cell in cells):
        return None
    hours = np.array([int(cell) for cell in cells], np.int64)
    if hours.max() > HOURS_OF_DAY:
        return None
    hours -= hours.max() == HOURS_OF_DAY
    clock: np.ndarray = hours.astype("timedelta64[h]").astype("timedelta64[ns]")
    return clock


def text_columns(columns: Columns) -> list[int]:
    """Return the columns whose cells are mostly neither numbers nor blank."""
    found = []
    for index, cells in enumerate(columns):
        sample = sample_of(cells)
        if sample and sum(map(reads_as_number, sample)) * 2 < len(sample):
            found.append(index)
    return found


def refuse_cross_section(columns: Columns, headings: Sequence[str]) -> None:
    """Let a table without times pass if it holds nothing but numbers.

    Raises
    ------
    CrossSection
        If each row has a name of its own.
    NoTimeColumn
        If the rows have words beside the numbers.
    """
    for index in text_columns(columns):
        cells = [cell for cell in columns[index] if not is_missing(cell)]
        distinct = len(set(cells))
        if distinct < 2:
            continue
        name = headings[index] or f"column {index + 1}"
        if distinct >= UNIQUE_LABELS * len(cells):
            example = cells[0][:SHOWN]
            raise CrossSection(rows=len(columns[index]), column=name, example=example)
        raise NoTimeColumn(rows=len(columns[index]), column=name)


def refuse_many_series(
    columns: Columns, headings: Sequence[str], times: Times, sources: Sequence[int]
) -> None:
    """Let a table pass if its repeated times are not those of several series below each other.

    Raises
    ------
    ManySeries
        If a column of labels tells rows of the same time apart.
    """
    instants = times.instant.astype(np.int64).tolist()
    if len(set(instants)) > (1 - SAME_TIME) * len(instants):
        return
    labels = [index for index in text_columns(columns) if index not in sources]
    labels += [i for i, h in enumerate(headings) if words.LABELS.search(h) and i not in sources]
    for index in labels:
        pairs = set(zip(instants, columns[index], strict=True))
        counts = Counter(columns[index])
        if 1 < len(counts) <= len(instants) / 2 and len(pairs) >= UNIQUE_LABELS * len(instants):
            raise ManySeries(
                count=len(counts),
                column=headings[index],
                example=max(counts, key=lambda c: counts[c])[:SHOWN],
            )
