"""Text to rows and columns: the delimiter, the header, and the lines around the data.

Conventions: a cell is stripped of blanks; blank lines are no rows. Lines that have not the shape of
the data (titles, headers repeated when files were joined, footers) are set aside and counted later,
when it is known what a row of data looks like.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import HeaderTooLong, NotATable, TooManyColumns, TooManyRows
from core.vectorizers.table.numbers import number

DELIMITERS = ("\t", ";", "|", ",")  # on a tie the rarer mark is meant
BLANKS = " "
SAMPLE_LINES, SAMPLE_TEXT = 200, 1 << 16
MOST_HEADER_KB = 64
MOST_COLUMNS = 512
MOST_ROWS = 2_000_000
SWALLOWED_LINES = 3  # more line ends than this inside one cell: its quote never closed
DATE_LIKE = re.compile(r"[\d０-９]+\s*[-/.年:T]\s*[\d０-９]|[A-Za-z]{3,9}[ -]\d|\d[ -][A-Za-z]{3}")
TOP_LINES = 50  # lines that are looked at above the data


@dataclass(frozen=True)
class Grid:
    """Rows of `width` cells, the lines above them, and how many other lines there were."""

    delimiter: str
    width: int
    above: tuple[list[str], ...]
    rows: list[list[str]]
    num_strays: int


def split_rows(text: str, name: str) -> Grid:
    """Return the rows of a table.

    Raises
    ------
    HeaderTooLong
        If one of the first lines is longer than any header.
    TooManyColumns
        If there are more columns than any table has.
    TooManyRows
        If there are more rows than are read.
    NotATable
        If there are no rows, or a cell never ends.
    """
    text, declared = _declared_delimiter(text.replace("\r\n", "\n").replace("\r", "\n"))
    check_size(text)
    delimiter = declared or sniff(text)
    rows = _parsed(text, delimiter, name)
    if not rows:
        raise NotATable(name=name)
    width = _width(rows)
    if width > MOST_COLUMNS:
        raise TooManyColumns(columns=width, limit=MOST_COLUMNS)
    grid = _shaped(rows, width, delimiter)
    if not grid.rows:
        raise NotATable(name=name)
    return grid


def check_size(text: str) -> None:
    """Look at the size of the first lines and at the number of lines, before any parser does.

    Raises
    ------
    HeaderTooLong
        If one of the first lines is longer than any header.
    TooManyRows
        If there are more lines than are read.
    """
    longest, start = 0, 0
    for _ in range(TOP_LINES):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        longest = max(longest, end - start)
        start = end + 1
    if longest > MOST_HEADER_KB * 1024:
        raise HeaderTooLong(size_kb=longest / 1024, limit_kb=MOST_HEADER_KB)
    if (rows := text.count("\n")) > MOST_ROWS:
        raise TooManyRows(rows=rows, limit=MOST_ROWS)


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Return the text without the line `sep=;` that one spreadsheet writes first, and its mark."""
    match = re.match(r'"?sep=([;,|\t])"?[ \t]*\n', text, re.IGNORECASE)
    return (text[match.end() :], match[1]) if match else (text, "")


def sniff(text: str) -> str:
    """Return the delimiter that cuts the first lines into most alike and most readable rows."""
    # a title of twenty lines must not outvote the data
    lines = [line for line in text[:SAMPLE_TEXT].split("\n") if line.strip()][-SAMPLE_LINES:]
    scores = {mark: _score(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    if scores[best] > 0:
        return best
    blank = [re.sub(r"[ \t]+", BLANKS, line.strip()) for line in lines]
    return BLANKS if _score(blank, BLANKS) > 0.8 else ","


def _score(lines: Sequence[str], mark: str) -> float:
    """Return the share of rows of one width times the share of their cells that can be read."""
    if not any(mark in line for line in lines):
        return 0.0
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return 0.0
    widths = Counter(_trimmed_width(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0
    cells = [cell for row in rows if _trimmed_width(row) == width for cell in row[:width]]
    readable = sum(
        number(cell, mark != ",") is not None or DATE_LIKE.match(cell.strip()) is not None
        for cell in cells
    )
    return count / len(rows) * (0.1 + readable / len(cells))


def _trimmed_width(row: Sequence[str]) -> int:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width


def _parsed(text: str, delimiter: str, name: str) -> list[list[str]]:
    """Return all lines that are not blank, cut into stripped cells.

    Raises
    ------
    NotATable
        If a cell never ends.
    """
    if delimiter == BLANKS:
        text = re.sub(r"[ \t]+", BLANKS, text)
    quoted = _cut(text, delimiter, csv.QUOTE_MINIMAL) if '"' in text else None
    rows = quoted if quoted is not None else _cut(text, delimiter, csv.QUOTE_NONE)
    if rows is None:
        raise NotATable(name=name)
    return rows


def _cut(text: str, delimiter: str, quoting: int) -> list[list[str]] | None:
    """Return the rows, or None where a quote swallowed lines or a cell never ends."""
    lines = io.StringIO(text, newline="\n")
    minimal = quoting == csv.QUOTE_MINIMAL
    if minimal:
        read = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    else:
        read = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        rows = list(read)
    except csv.Error:
        return None
    if minimal and any(_swallowed(row) for row in rows):
        return None
    if _has_margins(text, delimiter):
        rows = [[cell.strip() for cell in row] for row in rows]
    return [row for row in rows if any(row)]


def _swallowed(row: Sequence[str]) -> bool:
    return any("\n" in cell and cell.count("\n") > SWALLOWED_LINES for cell in row)


def _has_margins(text: str, delimiter: str) -> bool:
    """Tell from both ends of a text whether blanks stand at the edge of its cells.

    To strip every cell costs as much as to cut the text; numbers and times bear blanks anyhow.
    """
    mark = re.escape(delimiter)
    edge = re.compile(rf'[^\S\n](?:{mark}|"|\n|$)|(?:{mark}|"|\n|^)[^\S\n]')
    return any(edge.search(part) for part in (text[:SAMPLE_TEXT], text[-SAMPLE_TEXT:]))


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of cells that most rows have, not counting blank columns at the end."""
    step = max(1, len(rows) // 5000)
    widths = Counter(_trimmed_width(row) for row in rows[::step])
    most = max(widths.values())
    # a few last cells may be blank in most rows: the widest of the frequent widths is the table
    return max(
        width for width, count in widths.items() if count >= max(0.2 * most, 2) or count == most
    )


def _shaped(rows: list[list[str]], width: int, delimiter: str) -> Grid:
    """Set lines of another shape aside; those above the data are kept for their header."""
    body: list[list[str]] = []
    above: list[list[str]] = []
    strays = 0
    for row in rows:
        if (len(row) > width and any(row[width:])) or (width > 2 and _is_remark(row)):
            strays += 1
            if len(body) < TOP_LINES:
                above.append(row)
        else:
            body.append(row if len(row) == width else [*row, *[""] * (width - len(row))][:width])
    return Grid(delimiter, width, tuple(above), body, strays)


def _is_remark(row: Sequence[str]) -> bool:
    """Tell a title or a footer, a line of one cell, from a day without values."""
    return not any(row[1:]) and DATE_LIKE.match(row[0]) is None and not row[0].isdecimal()
