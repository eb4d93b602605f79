"""The pictures of a comparison: every seed's curve while it learns and afterwards, and the ruler.

Conventions: curves run over core-seconds or updates; figures are drawn as they are, those of errors
on a log scale. The first four contenders have a hue and a dash each, the others are grey; a thin
line is a seed, and nothing is averaged away. On the ruler right is better: an error stands at minus
its logarithm, a share right at its own value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.figures.style import (
    DASHES,
    FONT,
    REFERENCE_WIDTH,
    TICK_SIZE,
    Axes,
    Look,
    Palette,
    bare_figure,
    name_line_end,
    spread_labels,
    write,
)

SEED_WIDTH = 1.4
HEIGHT, NAME_ROOM = 292, 104
LABEL_GAP = 16  # pixels
SMALLEST = 1e-9  # what is drawn of an error of 0 on a log scale


@dataclass(frozen=True, eq=False)
class Line:
    """One seed of one contender.

    Attributes
    ----------
    name : str
        The contender's, already said.
    spent : numpy.ndarray, shape (C,)
        Core-seconds or updates, rising.
    figures : numpy.ndarray, shape (C,)
    """

    name: str
    spent: np.ndarray
    figures: np.ndarray


@dataclass(frozen=True)
class CurveWords:
    """The words of the curves, already said."""

    figure: str
    spent: str
    baseline: str


@dataclass(frozen=True)
class Scale:
    """How figures are drawn: on a log scale or not, and what guessing is worth."""

    log: bool
    baseline: float

    def drawn(self, value: float) -> float:
        """Return where a figure stands on the axis."""
        return math.log10(max(value, SMALLEST)) if self.log else value


@dataclass(frozen=True)
class Standing:
    """A contender's place on the ruler: mean, ends of its interval, and seeds; right is better."""

    name: str
    value: float
    low: float | None
    high: float | None
    seeds: tuple[float, ...]


@dataclass(frozen=True)
class Measured:
    """A contender's figures: every seed's, their mean, and its interval, NaN where unknown."""

    name: str
    seeds: tuple[float, ...]
    mean: float
    low: float
    high: float


def standings(
    measured: Sequence[Measured], scale: Scale, *, higher_is_better: bool
) -> tuple[list[Standing], float]:
    """Return the contenders' places on the ruler, the best first, and that of the baseline.

    An interval that reaches past every seed on a log scale ends at half of the best one's error.
    """
    sign = 1.0 if higher_is_better else -1.0
    best = min((seed for one in measured for seed in one.seeds), default=SMALLEST)

    def place(value: float) -> float:
        return sign * scale.drawn(max(value, best / 2) if scale.log else value)

    def end(*values: float) -> float | None:
        return place(values[0] if higher_is_better else values[1]) if _known(values) else None

    found = [
        Standing(
            name=one.name,
            value=place(one.mean),
            low=end(one.low, one.high),
            high=end(one.high, one.low),
            seeds=tuple(map(place, one.seeds)),
        )
        for one in measured
    ]
    return sorted(found, key=lambda one: -one.value), place(scale.baseline)


def _known(values: Sequence[float]) -> bool:
    return all(map(math.isfinite, values))


def hues_of(lines: Sequence[Line], palette: Palette) -> Mapping[str, tuple[str, str]]:
    """Return the colour and the dash of each contender, in the order in which they come."""
    names = list(dict.fromkeys(line.name for line in lines))
    grey = [(palette.muted, "dot")] * max(0, len(names) - len(palette.hues))
    return dict(zip(names, [*zip(palette.hues, DASHES, strict=True), *grey], strict=False))


def draw_curves(lines: Sequence[Line], scale: Scale, words: CurveWords, look: Look) -> go.Figure:
    """Draw every seed's figure on validation data over what was spent."""
    palette = look.palette
    axes = Axes(x=words.spent, y=words.figure, height=HEIGHT, right=NAME_ROOM)
    figure = bare_figure(palette, axes)
    hues = hues_of(lines, palette)
    for line in lines:
        colour, dash = hues[line.name]
        figure.add_scatter(
            x=line.spent,
            y=np.maximum(line.figures, SMALLEST) if scale.log else line.figures,
            mode="lines",
            line={"color": colour, "width": SEED_WIDTH, "dash": dash},
            name=line.name,
            hovertemplate="%{y:.3~g}",
        )
    low, high = _range(lines, scale)
    figure.update_yaxes(range=[low, high], type="log" if scale.log else "linear")
    figure.update_xaxes(range=[0, max((float(line.spent[-1]) for line in lines), default=1.0)])
    _draw_baseline(figure, scale, words.baseline, palette)
    _name_contenders(figure, lines, scale, hues, (high - low) / (HEIGHT - 90))
    return figure


def _range(lines: Sequence[Line], scale: Scale) -> tuple[float, float]:
    ends = [scale.drawn(float(f)) for line in lines for f in line.figures if np.isfinite(f)]
    ends.append(scale.drawn(scale.baseline))
    room = (max(ends) - min(ends)) or 1.0
    return min(ends) - 0.04 * room, max(ends) + 0.06 * room


def _draw_baseline(figure: go.Figure, scale: Scale, word: str, palette: Palette) -> None:
    line = {"color": palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
    figure.add_hline(y=scale.baseline, line=line)
    place = {"xref": "paper", "yref": "y", "xanchor": "left", "yanchor": "bottom", "xshift": 4}
    write(figure, word, palette.muted, x=0, y=scale.drawn(scale.baseline), **place)


def _name_contenders(
    figure: go.Figure,
    lines: Sequence[Line],
    scale: Scale,
    hues: Mapping[str, tuple[str, str]],
    unit: float,
) -> None:
    """Write each contender's name where its curves end, on average."""
    ends = {
        name: float(np.mean([scale.drawn(float(x.figures[-1])) for x in lines if x.name == name]))
        for name in hues
    }
    last = max((float(line.spent[-1]) for line in lines), default=0.0)
    places = spread_labels(list(ends.values()), LABEL_GAP * unit)
    for name, place in zip(ends, places, strict=True):
        name_line_end(figure, name, hues[name][0], x=last, y=place)


def live_curves(
    lines: Sequence[Line], scale: Scale, words: CurveWords, last: float, look: Look
) -> dict[str, Any]:
    """Return ECharts options of the curves while they grow.

    Animation is off and the x axis ends at the budget, `last`, so that only the lines move. The
    names of contenders stand at the end of their newest line.
    """
    palette = look.palette
    grey = {"color": palette.muted, "fontSize": TICK_SIZE, "fontFamily": FONT}
    ruled = {"lineStyle": {"color": palette.axis}}
    hues = hues_of(lines, palette)
    newest = {line.name: number for number, line in enumerate(lines)}
    series = [
        _live_line(line, hues[line.name], named=newest[line.name] == number)
        for number, line in enumerate(lines)
    ]
    if series:
        series[0]["markLine"] = _live_baseline(scale.baseline, words.baseline, palette)
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 56, "right": 104, "top": 38, "bottom": 44},
        "xAxis": {"type": "value", "min": 0, "max": last, "name": words.spent}
        | {"nameLocation": "middle", "nameGap": 28, "nameTextStyle": grey, "axisLabel": grey}
        | {"splitLine": {"show": False}, "axisLine": ruled, "axisTick": ruled},
        "yAxis": {"type": "log" if scale.log else "value", "scale": True, "name": words.figure}
        | {"nameTextStyle": grey | {"align": "left"}, "nameGap": 14, "axisLabel": grey}
        | {"splitLine": {"lineStyle": {"color": palette.grid}}},
        "series": series,
    }


def _live_line(line: Line, hue: tuple[str, str], *, named: bool) -> dict[str, Any]:
    colour, dash = hue
    kind = {"solid": "solid", "dot": "dotted"}.get(dash, "dashed")
    pairs = zip(line.spent.tolist(), line.figures.tolist(), strict=True)
    return {
        "name": line.name,
        "type": "line",
        "data": [[spent, max(figure, SMALLEST)] for spent, figure in pairs],
        "showSymbol": False,
        "lineStyle": {"color": colour, "width": SEED_WIDTH, "type": kind},
        "itemStyle": {"color": colour},
        "endLabel": {"show": named, "formatter": "{a}", "color": colour, "fontSize": TICK_SIZE},
        "labelLayout": {"moveOverlap": "shiftY"},
    }


def _live_baseline(value: float, word: str, palette: Palette) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": palette.muted, "type": "dashed", "width": REFERENCE_WIDTH},
        "label": {"formatter": word, "position": "insideStartTop", "color": palette.muted}
        | {"fontSize": TICK_SIZE},
        "data": [{"yAxis": value}],
    }
