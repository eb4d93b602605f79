"""Rows and columns of cells to times and numbers: what of a grid is data.

Conventions: a row of data has a time that can be read; in a table without times, at least a number
or nothing but blanks. Other lines are set aside and counted. Columns of words are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import NoNumbers
from core.vectorizers.table import headings as words
from core.vectorizers.table import taiwan
from core.vectorizers.table.content import roles_by_content
from core.vectorizers.table.header import Header, find_header, reads_as_number, sample_of
from core.vectorizers.table.layout import Grid
from core.vectorizers.table.numbers import X_MARK, comma_is_decimal, count_infinite, numbers
from core.vectorizers.table.records import ReadOptions
from core.vectorizers.table.timeline import (
    find_timeline,
    refuse_cross_section,
    refuse_many_series,
)
from core.vectorizers.table.times import Times

MOST_OTHER = 0.2  # share of the cells of a column of numbers that may be something else
STEP_TOLERANCE = 1e-6

Columns = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Body:
    """The N rows of data: times (or none), columns of numbers by their index, and their roles.

    `num_timeless` rows had numbers and no time, `num_strays` lines were no data at all;
    `num_unread` cells among the numbers are neither numbers nor blank, nor the exchange's mark X.
    """

    headings: tuple[str, ...]
    times: Times | None
    time_column: int | None
    numbers: Mapping[int, np.ndarray]
    roles: Mapping[str, int]
    x_marked: np.ndarray
    exchange: bool
    num_strays: int
    num_timeless: int
    num_infinite: int
    num_unread: int


def find_body(grid: Grid, name: str, options: ReadOptions) -> Body:
    """Find the header, the times and the numbers of a grid.

    Raises
    ------
    BadInput
        If it is no table of numbers over time.
    NoNumbers
        If no row has a number.
    """
    header = find_header(grid)
    headings, rows = header.headings, grid.rows[header.first_row :]
    columns: Columns = [[row[index] for row in rows] for index in range(grid.width)]
    named = words.find_roles(headings, range(grid.width))
    exchange = taiwan.is_exchange(headings, named)
    timeline = find_timeline(columns, headings, options, taiwan=exchange)
    times, (values, strange) = timeline.times, _numbers(columns, timeline.sources)
    if times is None:
        refuse_cross_section(columns, headings)
    empty = np.logical_and.reduce([np.ones(len(rows), bool), *map(np.isnan, values.values())])
    timed = ~(empty & (strange > 0)) if times is None else times.known
    if not (timed & ~empty).any():
        raise NoNumbers(name=name)
    columns, values, times = _rows(columns, values, times, timed)
    if times is not None:
        refuse_many_series(columns, headings, times, timeline.sources)
    values = _without_steps(values, headings, times)
    return Body(
        headings=headings,
        times=times,
        time_column=next(iter(timeline.sources), None),
        numbers=values,
        roles=(roles := _roles(header, named, values)),
        x_marked=_x_marked(columns, roles),
        exchange=exchange,
        num_strays=grid.num_strays + int((~timed & empty).sum()),
        num_timeless=int((~timed & ~empty).sum()),
        num_infinite=sum(count_infinite(columns[index]) for index in values),
        num_unread=int(strange[timed].sum()),
    )


def _numbers(
    columns: Columns, sources: Sequence[int]
) -> tuple[Mapping[int, np.ndarray], np.ndarray]:
    """Return the columns of numbers, and how many of each row's cells are something else."""
    samples = {i: sample_of(cells) for i, cells in enumerate(columns) if i not in sources}
    comma = comma_is_decimal([cell for sample in samples.values() for cell in sample])
    values: dict[int, np.ndarray] = {}
    strange = np.zeros(len(columns[0]), np.int64)
    for index, sample in samples.items():
        if sum(map(reads_as_number, sample)) < (1 - MOST_OTHER) * len(sample) or not sample:
            continue
        column, other = numbers(columns[index], comma)
        if np.isfinite(column).any():
            values[index] = column
            strange += other
    return values, strange


def _rows(
    columns: Columns, values: Mapping[int, np.ndarray], times: Times | None, kept: np.ndarray
) -> tuple[Columns, Mapping[int, np.ndarray], Times | None]:
    """Return the rows that are data."""
    if kept.all():
        return columns, values, times
    wanted = kept.tolist()
    columns = [
        [cell for cell, keep in zip(cells, wanted, strict=True) if keep] for cells in columns
    ]
    if times is not None:
        offset = None if times.offset is None else times.offset[kept]
        times = replace(times, wall=times.wall[kept], offset=offset)
    return columns, {index: column[kept] for index, column in values.items()}, times


def _roles(
    header: Header, named: Mapping[str, int], values: Mapping[int, np.ndarray]
) -> Mapping[str, int]:
    """Return the column of each role: by its heading, or by its content where there is none."""
    roles = {role: index for role, index in named.items() if index in values}
    return roles if roles or header.written else roles_by_content(values)


def _without_steps(
    values: Mapping[int, np.ndarray], headings: Sequence[str], times: Times | None
) -> Mapping[int, np.ndarray]:
    """Leave out a column that only counts the rows, unless it is all there is."""
    counting = [
        index
        for index, column in values.items()
        if words.key_of(headings[index]) in words.STEP_WORDS
        and _counts(column, by_one=times is not None)
    ]
    if len(counting) == len(values) and times is None:
        return values
    return {index: column for index, column in values.items() if index not in counting} or values


def _counts(column: np.ndarray, *, by_one: bool) -> bool:
    steps = np.diff(column)
    if not len(steps) or steps[0] == 0 or (by_one and abs(steps[0]) != 1):
        return False
    return bool(np.allclose(steps, steps[0], rtol=STEP_TOLERANCE, atol=0))


def _x_marked(columns: Columns, roles: Mapping[str, int]) -> np.ndarray:
    """Return the rows that the exchange marked as without comparison, shape (N,)."""
    if "change" not in roles:
        return np.zeros(len(columns[0]), bool)
    cells = columns[roles["change"]]
    marked = {cell for cell in set(cells) if X_MARK.fullmatch(cell)}
    return np.fromiter((cell in marked for cell in cells), bool, len(cells))
