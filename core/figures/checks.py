"""Pictures for doubters: lines against a reference, error by fold, autocorrelation, quantiles.

Conventions: N values along one axis, oldest first. Shares are in percent when the axis says so; the
caller multiplies. A reference is a grey dashed level with its name at the right end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures.style import (
    DASHES,
    MEASURED_WIDTH,
    MODEL_WIDTH,
    REFERENCE_WIDTH,
    TICK_SIZE,
    TOP,
    Axes,
    Look,
    bare_figure,
    date_axis,
    faded,
    spread_labels,
    write,
)

LABEL_GAP = 15  # pixels between two names at the ends of lines
MOST_POINTS = 1500  # a line of 900 pixels shows no more


@dataclass(frozen=True)
class Line:
    """One named series; `hue` counts the colours from 0, None is the grey of a reference."""

    name: str
    points: np.ndarray
    hue: int | None = 0


@dataclass(frozen=True)
class Level:
    """A horizontal reference with its name."""

    name: str
    value: float


@dataclass(frozen=True)
class Band:
    """Where chance alone, or doubt, would put a line; `hue` None is grey."""

    low: np.ndarray
    high: np.ndarray
    hue: int | None = None


def draw_lines(
    x: pd.Index,
    lines: Sequence[Line],
    axes: Axes,
    look: Look,
    *,
    level: Level | None = None,
    band: Band | None = None,
) -> go.Figure:
    """Draw lines over a common axis, each with its own dash and its name at its end."""
    figure = bare_figure(look.palette, axes)
    kept = _thinned(len(x))
    if band is not None:
        _draw_band(figure, x[kept], band, kept, look)
    for line in lines:
        _draw_line(figure, x[kept], line, kept, look)
    ends = [_last(line.points) for line in lines] + ([level.value] if level else [])
    drawn = [line.points for line in lines] + ([np.array([level.value])] if level else [])
    low, high = _range([*drawn, *([band.low, band.high] if band else [])])
    gap = LABEL_GAP * (high - low) / (axes.height - TOP - 46)
    places = spread_labels(ends, gap)
    for line, place in zip(lines, places, strict=False):
        _name(figure, line.name, x[-1], place, _colour(line.hue, look))
    if level is not None:
        draw_level(figure, level, look)
        _name(figure, level.name, x[-1], places[-1], look.palette.muted)
    date_axis(figure, look, x)
    figure.update_yaxes(range=[low, high])
    figure.update_xaxes(range=[_plain(x[0]), _plain(x[-1])])
    return figure


def draw_level(figure: go.Figure, level: Level, look: Look) -> None:
    """Draw a grey dashed line across the figure."""
    line = {"color": look.palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
    figure.add_hline(y=level.value, line=line)


def draw_blocks(names: Sequence[str], skill: np.ndarray, axes: Axes, look: Look) -> go.Figure:
    """Draw one bar a fold from the zero line of the reference, each with its own number.

    Parameters
    ----------
    skill : numpy.ndarray, shape (folds,)
        In percent; above zero is better than the reference.
    """
    figure = bare_figure(look.palette, axes)
    figure.add_bar(
        x=list(names),
        y=skill,
        marker={"color": [look.palette.hues[0 if value >= 0 else 1] for value in skill]},
        text=[signed(value) for value in skill],
        textposition="outside",
        textfont={"size": TICK_SIZE, "color": look.palette.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    low, high = _range([skill, np.zeros(1)])
    room = 0.12 * (high - low)
    figure.update_yaxes(range=[low - (room if skill.min() < 0 else 0), high + room])
    figure.update_xaxes(type="category", showline=False, ticks="", tickangle=0)
    figure.update_layout(bargap=0.5)
    draw_level(figure, Level("", 0.0), look)
    return figure


def signed(percent: float) -> str:
    """Write a number of percent with its sign; minus is U+2212."""
    return f"{percent:+.1f}%".replace("-", "−")


def draw_autocorrelation(
    correlation: np.ndarray, bound: float, axes: Axes, look: Look
) -> go.Figure:
    """Draw the autocorrelation at lags 1, 2, … with the band that chance would stay in.

    Parameters
    ----------
    correlation : numpy.ndarray, shape (L,)
    bound : float
        Half the width of the band.
    """
    palette = look.palette
    lags = np.arange(1, len(correlation) + 1)
    figure = bare_figure(palette, axes)
    outside = np.abs(correlation) > bound
    figure.add_bar(
        x=lags, y=correlation, hovertemplate="%{y:.3f}<extra></extra>", width=0.55,
        marker={"color": [palette.hues[1 if far else 0] for far in outside]},
    )  # fmt: skip
    figure.add_hrect(
        y0=-bound, y1=bound, line_width=0, fillcolor=faded(palette.muted, 0.16), layer="below"
    )
    reach = 1.25 * max(float(np.abs(correlation).max()), bound)
    figure.update_yaxes(range=[-reach, reach])
    figure.update_xaxes(range=[0.4, len(lags) + 0.6])
    return figure


def draw_quantiles(expected: np.ndarray, found: np.ndarray, axes: Axes, look: Look) -> go.Figure:
    """Draw the quantiles found against those of a normal distribution, with the diagonal.

    Parameters
    ----------
    expected, found : numpy.ndarray, shape (N,)
        In standard deviations, both rising.
    """
    palette = look.palette
    figure = bare_figure(palette, axes)
    ends = [float(expected[0]), float(expected[-1])]
    dash = {"color": palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
    figure.add_scatter(x=ends, y=ends, mode="lines", line=dash, hoverinfo="skip")
    figure.add_scatter(
        x=expected, y=found, mode="markers", marker={"color": palette.hues[0], "size": 4},
        hovertemplate="%{x:.2f} → %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    low, high = _range([expected, found])
    figure.update_yaxes(range=[low, high])
    return figure


def _thinned(count: int) -> np.ndarray:
    """Return at most `MOST_POINTS` places of `count`, the last one among them."""
    every = -(-count // MOST_POINTS)
    return np.arange(count - 1, -1, -every)[::-1]


def _range(series: Sequence[np.ndarray]) -> tuple[float, float]:
    low = min(float(np.nanmin(values)) for values in series)
    high = max(float(np.nanmax(values)) for values in series)
    room = (high - low) or abs(high) or 1.0
    return low - 0.06 * room, high + 0.06 * room


def _last(values: np.ndarray) -> float:
    return float(values[np.isfinite(values)][-1])


def _colour(hue: int | None, look: Look) -> str:
    return look.palette.muted if hue is None else look.palette.hues[hue]


def _draw_line(figure: go.Figure, x: pd.Index, line: Line, kept: np.ndarray, look: Look) -> None:
    width = MODEL_WIDTH if line.hue == 0 else MEASURED_WIDTH
    dash = DASHES[1] if line.hue is None else DASHES[line.hue]
    figure.add_scatter(
        x=x, y=line.points[kept], mode="lines", name=line.name, hovertemplate="%{y:.3~g}",
        line={"color": _colour(line.hue, look), "width": width, "dash": dash},
    )  # fmt: skip


def _draw_band(figure: go.Figure, x: pd.Index, band: Band, kept: np.ndarray, look: Look) -> None:
    figure.add_scatter(
        x=x.append(x[::-1]), y=np.concatenate([band.high[kept], band.low[kept][::-1]]),
        mode="lines", line={"width": 0}, fill="toself", hoverinfo="skip",
        fillcolor=faded(_colour(band.hue, look), 0.14),
    )  # fmt: skip


def _name(figure: go.Figure, name: str, x: object, y: float, colour: str) -> None:
    place = {"xref": "x", "yref": "y", "xanchor": "left", "xshift": 8}
    write(figure, name, colour, x=_plain(x), y=y, **place)


def _plain(time: object) -> object:
    return time.isoformat() if isinstance(time, pd.Timestamp) else time
