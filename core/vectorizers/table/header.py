"""Which row is the header: the line above the data whose words are known.

Conventions: a row of data is one whose cells are mostly of the kind that their column has further
down. Without a header, columns are numbered; the exchange's nine columns are known by content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.vectorizers.table import headings as words
from core.vectorizers.table.dates import FORMS, STRONG_FORMS, plain
from core.vectorizers.table.layout import TOP_LINES, Grid
from core.vectorizers.table.numbers import is_missing, number

SAMPLE_ROWS = 300
MOST_OTHER = 0.2  # share of the cells of a column of numbers that may be something else


@dataclass(frozen=True)
class Header:
    """The headings, and the index of the first row of data."""

    headings: tuple[str, ...]
    written: bool
    first_row: int


def sample_of(cells: Sequence[str]) -> list[str]:
    """Return some cells from all over a column, blank ones left out."""
    step = max(1, len(cells) // SAMPLE_ROWS)
    return [cell for cell in cells[::step] if not is_missing(cell)]


def reads_as_number(cell: str) -> bool:
    """Tell whether a cell can stand in a column of numbers."""
    return number(cell) is not None or number(cell, True) is not None


def _is_time(cell: str) -> bool:
    text = plain(cell)
    return any(FORMS[form].fullmatch(text) for form in STRONG_FORMS)


def find_header(grid: Grid) -> Header:
    """Find the header above the data; without one, columns are numbered.

    The header is the line above the first row of data with the most roles that are known, the
    nearest of those that are equal.
    """
    kinds = _kinds(grid)
    top = grid.rows[:TOP_LINES]
    first = next((i for i, row in enumerate(top) if _is_data(row, kinds)), 0)
    lines = [line for line in grid.above if len(line) >= min(grid.width, 2)]
    above = [_fitted(line, grid.width) for line in (*lines, *top[:first])]
    candidates = [(_merit(row), place) for place, row in enumerate(above) if _wordy(row)]
    if candidates:
        best = above[max(candidates)[1]]
        return Header(_over_index(best, grid.rows[first:]), True, first)
    if _counts(top[first]) and len(top) > first + 1 and not _counts(top[first + 1]):
        return Header(tuple(top[first]), True, first + 1)
    return Header(_unwritten(grid), False, first)


def _kinds(grid: Grid) -> list[str]:
    """Return "number", "time" or "text" for each column, by the cells below the top."""
    body = grid.rows[max(len(grid.rows) > 1, min(len(grid.rows) // 3, TOP_LINES)) :]
    step = max(1, len(body) // SAMPLE_ROWS)
    kinds = []
    for column in zip(*body[::step], strict=True):
        cells = [cell for cell in column if not is_missing(cell)]
        if cells and sum(map(reads_as_number, cells)) >= (1 - MOST_OTHER) * len(cells):
            kinds.append("number")
        elif cells and sum(map(_is_time, cells)) >= (1 - MOST_OTHER) * len(cells):
            kinds.append("time")
        else:
            kinds.append("text" if cells else "blank")
    return kinds


def _is_data(row: Sequence[str], kinds: Sequence[str]) -> bool:
    """Tell whether a row looks like the data: most of its numbers are numbers, its times times."""
    checks = [
        reads_as_number(cell) if kind == "number" else _is_time(cell)
        for cell, kind in zip(row, kinds, strict=True)
        if kind in {"number", "time"} and not is_missing(cell)
    ]
    return bool(checks) and sum(checks) * 2 > len(checks)


def _over_index(header: list[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the headings, moved right where none stands over a first column that counts rows."""
    headings = [cell.strip("\ufeff") for cell in header]
    counted = all(row[0] in {str(i), str(i + 1)} for i, row in enumerate(rows[:TOP_LINES]))
    if counted and not headings[-1] and all(headings[:-1]) and any(row[-1] for row in rows):
        headings = ["", *headings[:-1]]
    return tuple(headings)


def _fitted(line: Sequence[str], width: int) -> list[str]:
    return [*line, *[""] * (width - len(line))][:width]


def _merit(row: Sequence[str]) -> tuple[int, bool]:
    """Say how well a line serves as the header; a title may well hold one word that is known."""
    roles = {words.role_of(cell) for cell in row} - {None, "time"}
    return len(roles), len(row) < 2 or sum(map(bool, row)) > 1


def _wordy(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    least = 2 if len(row) > 2 else 1
    return len(filled) >= least and sum(reads_as_number(cell) for cell in filled) * 2 < len(filled)


def _counts(row: Sequence[str]) -> bool:
    """Tell whether a row counts its columns from 0 or 1, the first perhaps blank."""
    counted = [[str(start + i) for i in range(len(row))] for start in (0, 1)]
    return len(row) > 1 and (list(row) in counted or list(row) == ["", *counted[0][:-1]])


def _unwritten(grid: Grid) -> tuple[str, ...]:
    """Return headings for a file without any: the exchange's, where its nine columns are there."""
    if grid.width == len(words.EXCHANGE_ORDER) and _is_exchange(grid.rows):
        return words.EXCHANGE_ORDER
    return tuple(f"column {index + 1}" for index in range(grid.width))


def _is_exchange(rows: Sequence[Sequence[str]]) -> bool:
    """Tell the exchange's columns by their content: turnover is volume times a price of the day."""
    step = max(1, len(rows) // SAMPLE_ROWS)
    fits = checked = 0
    for row in rows[::step]:
        volume, turnover, high, low = (number(row[i]) for i in (1, 2, 4, 5))
        if volume and turnover and high and low and volume == volume and low == low:
            checked += 1
            fits += low * 0.98 <= turnover / volume <= high * 1.02
    return checked > 0 and fits >= 0.9 * checked
