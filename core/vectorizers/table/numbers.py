"""Cells to numbers, whatever marks stand around them.

Read are thousands (1,234 · 1 234 · 1'234 · 1.234,5), signs (+ − ▲ ▼ and parentheses), currencies,
percent (the number before the sign), K M B, full-width digits and the mark X of the exchange.
Everything that says "nothing here" becomes NaN.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

MISSING = frozenset({
    *("", "-", "--", "---", "----", ".", "..", "…", "?", "*", "#", "na", "n/a", "#n/a", "n.a."),
    *("null", "none", "nil", "nat", "missing", "#value!", "#div/0!", "#ref!", "#num!", "#name?"),
    *("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "無", "—", "–", "−"),
    *("<na>", "nan"),
})  # fmt: skip
X_MARK = re.compile(r"[xX×]\s*([+-]?\d[\d,]*\.?\d*)?$")
LETTER = re.compile("[a-zA-Z]")
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?")
AROUND = re.compile(r"^(?:NT\$|US\$|HK\$|[$€£¥￥₩])\s*|\s*(?:[%‰]|元|USD|EUR|TWD|[*＊])$")
GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+)(\.\d*)?")
COMMA_DECIMAL = re.compile(r"([+-]?)(\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+|\d*),(\d+)")
SURELY_COMMA = re.compile(
    r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d{3})"
)
SURELY_POINT = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d{3})"
)
SIGNS = str.maketrans({"−": "-", "▲": "+", "△": "+", "▼": "-", "▽": "-", "↑": "+", "↓": "-"})
SUFFIXES = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "萬": 1e4, "万": 1e4, "億": 1e8, "亿": 1e8}
LONGEST = 60  # characters; no number in other marks is longer
# what lies beyond is infinite or nothing, so that no later product overflows
LARGEST, SMALLEST = 1e100, 1e-100


def is_missing(cell: str) -> bool:
    """Tell whether a cell says that there is nothing."""
    return cell.strip().lower() in MISSING


def comma_is_decimal(cells: Sequence[str]) -> bool:
    """Decide from all cells of a table whether its comma is a decimal mark."""
    commas = [cell.strip() for cell in cells if "," in cell]
    comma = sum(SURELY_COMMA.fullmatch(cell) is not None for cell in commas)
    if not comma:
        return False
    return comma > sum(SURELY_POINT.fullmatch(cell.strip()) is not None for cell in cells)


def number(cell: str, comma_decimal: bool = False) -> float | None:
    """Return the number in a cell, NaN for "nothing here", None for anything else.

    Examples
    --------
    >>> [number(cell) for cell in ("1,234.5", "+0.50", "--", "（12）", "1.5M", "TSMC")]
    [1234.5, 0.5, nan, -12.0, 1500000.0, None]
    """
    if PLAIN.fullmatch(cell):
        return _finite(float(cell))
    cell = cell.strip()
    if cell.lower() in MISSING or X_MARK.fullmatch(cell):
        return np.nan
    if len(cell) > LONGEST:
        return None
    return _dressed(cell, comma_decimal)


def _dressed(cell: str, comma_decimal: bool) -> float | None:
    """Return the number in a cell with other marks around it."""
    cell = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    cell = cell.translate(SIGNS).removeprefix('="').rstrip('"').lstrip("'").strip()
    sign = 1.0
    if cell.startswith("(") and cell.endswith(")"):
        cell, sign = cell[1:-1], -1.0
    if cell.startswith("-") and cell[1:2] in "$€£¥":
        cell, sign = cell[1:], -sign
    cell = AROUND.sub("", AROUND.sub("", cell)).strip()
    scale = SUFFIXES.get(cell[-1:].lower(), 1.0)
    if scale != 1.0:
        cell = cell[:-1].strip()
    cell = re.sub(r"^([+-])\s+", r"\1", cell)
    if comma_decimal and (match := COMMA_DECIMAL.fullmatch(cell)):
        cell = f"{match[1]}{re.sub(r'[^0-9]', '', match[2])}.{match[3]}"
    elif comma_decimal and re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", cell):
        cell = cell.replace(".", "")
    elif match := GROUPED.fullmatch(cell):
        cell = match[1] + re.sub(r"[^0-9]", "", match[2]) + (match[3] or "")
    return _finite(sign * scale * float(cell)) if PLAIN.fullmatch(cell) else None


def _finite(value: float) -> float:
    size = abs(value)
    return np.nan if not size <= LARGEST else 0.0 if size < SMALLEST else value


def numbers(cells: Sequence[str], comma_decimal: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of a column, and which of its cells hold something else.

    Returns
    -------
    values : np.ndarray
        Float64, shape (N,); NaN where there is nothing, or something else.
    other : np.ndarray
        Bool, shape (N,); True where a cell is neither a number nor empty.
    """
    try:
        if "_" not in (joined := "".join(cells)) and joined.isascii():
            values = np.fromiter(map(float, cells), np.float64, len(cells))
            size = np.abs(values)
            values = np.where(size <= LARGEST, np.where(size < SMALLEST, 0.0, values), np.nan)
            return values, np.zeros(len(cells), bool)
    except ValueError:
        pass  # some cell is dressed: each is looked at alone
    known = {cell: number(cell, comma_decimal) for cell in set(cells)}
    other = np.fromiter((known[cell] is None for cell in cells), bool, len(cells))
    values = np.fromiter(
        (np.nan if known[cell] is None else known[cell] for cell in cells), np.float64, len(cells)
    )
    return values, other


def count_infinite(cells: Sequence[str]) -> int:
    """Return how many cells of a column say infinity, in words or by an impossible exponent."""
    if not LETTER.search("".join(cells)):
        return 0
    suspicious = {cell for cell in set(cells) if "nf" in cell.lower() or "e" in cell.lower()}
    infinite = {cell for cell in suspicious if _says_infinity(cell)}
    return sum(cell in infinite for cell in cells) if infinite else 0


def _says_infinity(cell: str) -> bool:
    try:
        return abs(float(cell)) > LARGEST
    except ValueError:
        return False
