"""The ruler: a table of scores that is read like a chart.

A row is a name, a track, a number. Every track has the same scale, from worse on the left to better
on the right; the dashed line is the reference. The dot is the value, the bar its 95 % interval, the
ticks single seeds. Blue lies wholly to the right of the line, orange wholly to the left, grey holds
it; the reference itself is hollow. Drawn as an HTML table (`st.html` keeps no SVG) of `<i>` marks
that are placed in percent, each track with a label for those who cannot see it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.i18n import _


@dataclass(frozen=True)
class Score:
    """One row; `value`, `low`, `high` and `seeds` on the ruler's own scale, more is better."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    seeds: tuple[float, ...] = ()
    ours: bool = False
    reference: bool = False


@dataclass(frozen=True)
class Heading:
    """The words above the columns, already said; `worse` and `better` stand over the track."""

    name: str
    worse: str
    better: str
    number: str


def ruler(scores: Sequence[Score], heading: Heading, *, line: float = 0.0) -> None:
    """Draw the table of scores; `line` is where the dashed reference stands on the scale."""
    st.html(ruler_html(scores, heading, line=line))


def ruler_html(scores: Sequence[Score], heading: Heading, *, line: float = 0.0) -> str:
    """Return the table as HTML; every word in it is escaped."""
    scale = _Scale.over(scores, line)
    head = (
        f"<th scope='col'>{_safe(heading.name)}</th>"
        f"<th scope='col' class='ends'><span>← {_safe(heading.worse)}</span>"
        f"<span>{_safe(heading.better)} →</span></th>"
        f"<th scope='col' class='number'>{_safe(heading.number)}</th>"
    )
    rows = "".join(_row(score, scale, line) for score in scores)
    return f"<table class='ruler'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    @classmethod
    def over(cls, scores: Sequence[Score], line: float) -> _Scale:
        """Return the scale on which everything that is drawn has room."""
        drawn = [
            line,
            *(v for s in scores for v in (s.value, s.low, s.high, *s.seeds) if v is not None),
        ]
        low, high = min(drawn), max(drawn)
        room = 0.06 * (high - low) or 1.0
        return cls(low - room, high + room)

    def place(self, value: float) -> str:
        """Return where `value` lies on the track, in percent."""
        return f"{100 * (value - self.low) / (self.high - self.low):.2f}%"

    def length(self, low: float, high: float) -> str:
        """Return how long a bar from `low` to `high` is, in percent."""
        return f"{100 * (high - low) / (self.high - self.low):.2f}%"


def side(score: Score, line: float) -> str:
    """Return on which side of the line a score lies, its whole interval considered."""
    if score.reference:
        return "reference"
    low = score.value if score.low is None else score.low
    high = score.value if score.high is None else score.high
    if low > line:
        return "better"
    return "worse" if high < line else "level"


def _row(score: Score, scale: _Scale, line: float) -> str:
    where = side(score, line)
    marks = [f"<i class='line' style='left:{scale.place(line)}'></i>"]
    if score.low is not None and score.high is not None:
        place, length = scale.place(score.low), scale.length(score.low, score.high)
        marks.append(f"<i class='bar' style='left:{place};width:{length}'></i>")
    marks += [f"<i class='seed' style='left:{scale.place(seed)}'></i>" for seed in score.seeds]
    marks.append(f"<i class='dot' style='left:{scale.place(score.value)}'></i>")
    words = _spoken()[where].format(name=score.name, text=score.text)
    track = f"<div class='track' role='img' aria-label='{_safe(words)}'>{''.join(marks)}</div>"
    kind = f"{where}{' ours' if score.ours else ''}"
    return (
        f"<tr class='{kind}'><th scope='row'>{_safe(score.name)}</th>"
        f"<td>{track}</td><td class='number'>{_safe(score.text)}</td></tr>"
    )


def _spoken() -> dict[str, str]:
    return {
        "reference": _("{name}: the reference"),
        "better": _("{name}: {text}, better than the reference"),
        "worse": _("{name}: {text}, worse than the reference"),
        "level": _("{name}: {text}, no difference from the reference is shown"),
    }


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
