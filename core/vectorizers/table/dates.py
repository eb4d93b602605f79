"""The written forms of a date, each as one expression, and what their parts mean.

A form is tried on the whole column; the one that reads most cells is the column's. Where the order
of day and month, or the century, is not written, the whole column decides.

Parts: y year, m month, d day, w week, q quarter, H M S hour, minute, second, f its fraction, p half
of the day, z offset from UTC, a b c numbers whose order the column decides, j digits alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MONTHS: Mapping[str, int] = {
    word: index
    for index, words in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_MONTH = "(?P<m>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_CLOCK = (
    r"(?:(?:\s*[T,;_]\s*|\s+|:)(?:(?P<p0>[AP]M)\s*)?(?P<H>\d{1,2})(?::(?P<M>\d{2})(?::(?P<S>\d{2})"
    r"(?:[.,](?P<f>\d{1,9}))?)?|(?P<M2>\d{2})(?P<S2>\d{2})?)?(?:\s*(?P<p>[AP])\.?M\.?)?"
    r"(?:\s*(?P<z>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\s*\(.*\))?|\s+[A-Z]{3,4})?)?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# the first form that reads the column wins a tie
FORMS: Mapping[str, re.Pattern[str]] = {
    "date": _form(
        _WEEKDAY
        + r"(?P<a>\d{1,4})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<c>\d{1,4})"
        + _CLOCK
    ),
    "named_day_first": _form(
        _WEEKDAY
        + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s/.]*"
        + _MONTH
        + r"[-\s/.,]*(?P<y>\d{4}|\d{2})"
        + _CLOCK
    ),
    "named_month_first": _form(
        _WEEKDAY + _MONTH + r"[-\s/.]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s/,]+(?P<y>\d{4})" + _CLOCK
    ),
    "named_year_first": _form(
        r"(?P<y>\d{4})[-\s/.]?" + _MONTH + r"[-\s/.]?(?P<d>\d{1,2})" + _CLOCK
    ),
    "year_month": _form(r"(?P<y>\d{4})\s*[-/.M]\s*(?P<m>\d{1,2})"),
    "roc_month": _form(r"(?P<y>\d{2,3})\s*/\s*(?P<m>\d{1,2})"),
    "month_year": _form(r"(?P<m>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})"),
    "named_month": _form(_MONTH + r"[-\s/,']*(?P<y>\d{4}|\d{2})"),
    "year_named_month": _form(r"(?P<y>\d{4})[-\s/.,]*" + _MONTH),
    "quarter": _form(r"(?P<y>\d{4})\s*[-/.]?\s*Q\s*(?P<q>[1-4])"),
    "quarter_first": _form(r"Q(?P<q>[1-4])\s*[-/. ']\s*(?P<y>\d{4})"),
    "week": _form(r"(?P<y>\d{4})\s*-?\s*W\s*(?P<w>\d{1,2})(?:-?(?P<d>[1-7]))?"),
    "stamp": _form(
        r"(?P<j>\d{4,8}|\d{10}|\d{12,14}|\d{16}|\d{19})(?:\.0+)?"
        r"(?:(?:\s+|[T_])(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2}))?(?P<z>Z)?)?"
    ),
}
# forms that mere numbers can have as well
WEAK_FORMS = frozenset({"stamp", "year_month", "month_year", "roc_month"})
STRONG_FORMS = frozenset(FORMS) - WEAK_FORMS
MONTHLY = frozenset({"year_month", "roc_month", "month_year", "named_month", "year_named_month"})
CLOCK_AFTER = _form(_CLOCK)
BEFORE_CLOCK = re.compile(r"(?:[T\s,;_]|(?<=\d):)\s*(?:[AaPp][Mm]\s*)?\d{1,2}:\d{2}")
CLOCK = re.compile(
    r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.(?P<f>\d{1,9}))?)?(?:\s*(?P<p>[AP])M)?"
    r"|(?P<H2>\d{2})(?P<M2>\d{2})(?P<S2>\d{2})?",
    re.IGNORECASE,
)


def plain(cell: str) -> str:
    """Return a cell in the marks that the forms know: half-width, 年月日 as strokes, no stars."""
    if cell.isascii():
        return cell.strip("'\"* ")
    cell = _half_width(cell).replace("民國", "").replace("中華", "")
    cell = re.sub(r"\s*[年月]\s*(?=\d)", "/", cell).replace("年", "").replace("月", "")
    cell = re.sub(r"[日號号]\s*(?=\d)?", " ", cell)
    cell = re.sub(r"\s*[時时點点分]\s*(?=\d)", ":", cell)
    cell = re.sub(r"(?:上午|早上)\s*", "AM ", cell)
    cell = re.sub(r"(?:下午|晚上)\s*", "PM ", cell)
    cell = re.sub(r"[時时點点]\s*$", ":00", cell).replace("秒", "").replace("分", "")
    return re.sub(r"[(（]?(?:星期|週|周)[一二三四五六日天][)）]?", "", cell).strip("'\"* ")


def _half_width(cell: str) -> str:
    return "".join(
        chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else " " if c == "\u3000" else c
        for c in cell
    )
