"""The gauge: a ruler whose two ends mean something, such as shuffled and real.

A row is a name, a track, and a number or two. The dot is the value, the bar an interval, the ring
what to hold it against; whatever lies beyond an end is drawn at that end, the number beside it says
how far. A row without a value says why instead of a track. Drawn as the ruler is: an HTML table of
`<i>` marks placed in percent, each track with a label for those who cannot see it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

BEYOND = 0.04  # of the track: how far beyond an end a mark may lie


@dataclass(frozen=True)
class Pointer:
    """One row; everything already said.

    Attributes
    ----------
    name : str
    numbers : tuple of str
        What stands in the columns behind the track.
    spoken : str
        The row as one sentence; where there is no value, the reason, which everybody sees.
    value, low, high, ring : float or None
        On the gauge's own scale.
    """

    name: str
    numbers: tuple[str, ...]
    spoken: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    ring: float | None = None


@dataclass(frozen=True)
class Dial:
    """The head of the table and the scale of its tracks; words already said.

    `marks` names for each column of numbers the mark that it belongs to: "dot", "ring" or "".
    """

    name: str
    ends: tuple[str, str]
    columns: tuple[str, ...]
    marks: tuple[str, ...] = ("",)
    low: float = 0.0
    high: float = 1.0

    def place(self, value: float) -> float:
        """Return where a value lies on the track, in percent of its length."""
        share = (value - self.low) / (self.high - self.low)
        return 100 * min(max(share, -BEYOND), 1 + BEYOND)


def gauge(rows: Sequence[Pointer], dial: Dial) -> None:
    """Draw the table."""
    st.html(gauge_html(rows, dial))


def gauge_html(rows: Sequence[Pointer], dial: Dial) -> str:
    """Return the table as HTML; every word in it is escaped."""
    low, high = dial.ends
    numbers = "".join(
        f"<th scope='col' class='number'>{_safe(said)}{_mark(mark)}</th>"
        for said, mark in zip(dial.columns, dial.marks, strict=True)
    )
    head = (
        f"<th scope='col'>{_safe(dial.name)}</th>"
        f"<th scope='col' class='ends'><span>{_safe(low)}</span><span>{_safe(high)}</span></th>"
        f"{numbers}"
    )
    body = "".join(_row(row, dial) for row in rows)
    return f"<table class='ruler gauge'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _mark(kind: str) -> str:
    return f" <i class='{kind} key'></i>" if kind else ""


def _row(row: Pointer, dial: Dial) -> str:
    numbers = "".join(f"<td class='number'>{_safe(said)}</td>" for said in row.numbers)
    name = f"<th scope='row'>{_safe(row.name)}</th>"
    if row.value is None and row.ring is None:
        return f"<tr>{name}<td class='reason'>{_safe(row.spoken)}</td>{numbers}</tr>"
    marks = ""
    if row.low is not None and row.high is not None:
        left, right = dial.place(row.low), dial.place(row.high)
        marks += f"<i class='bar' style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
    for kind, value in (("dot", row.value), ("ring", row.ring)):
        if value is not None:
            marks += f"<i class='{kind}' style='left:{dial.place(value):.2f}%'></i>"
    track = f"<div class='track' role='img' aria-label='{_safe(row.spoken)}'>{marks}</div>"
    return f"<tr>{name}<td>{track}</td>{numbers}</tr>"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
