"""What is looked into when trunks are compared: gradients, states and gates, costs.

Conventions: gradients come as log10, lag 0 first, and are drawn as powers of ten; costs come as
they are and are drawn with both axes logarithmic, where a power of the length is a straight line.
Each trunk has its own colour and dash on every chart of this page. Words come already said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.figures.style import (
    MEASURED_WIDTH,
    MODEL_WIDTH,
    REFERENCE_WIDTH,
    Axes,
    Look,
    bare_figure,
    name_line_end,
    spread_labels,
    write,
)

TEN_STEPS = 10  # after so many, the article says, a plain RNN has forgotten
LOWEST = -16.0  # a gradient of 10^-16 is nothing beside one of 1, for any float32
LABEL_GAP = 0.075  # of the axis: names nearer than this would touch


@dataclass(frozen=True)
class Ink:
    """A trunk's line: which hue, None for grey, and its dash."""

    hue: int | None
    dash: str


INKS: Mapping[str, Ink] = {
    "lstm": Ink(0, "solid"),
    "gru": Ink(1, "dash"),
    "tcn": Ink(2, "dashdot"),
    "transformer": Ink(3, "dot"),
    "mingru": Ink(None, "longdash"),
    "rnn": Ink(None, "dot"),
}


@dataclass(frozen=True)
class Fading:
    """A trunk's gradient by lag: log10 of its size against the last step's, shape (T,)."""

    trunk: str
    name: str
    sizes: np.ndarray


@dataclass(frozen=True)
class Growth:
    """A cost at rising lengths, shape (N,) each; the name says the exponent."""

    trunk: str
    name: str
    lengths: np.ndarray
    costs: np.ndarray


@dataclass(frozen=True)
class Track:
    """What the units of a layer did over a sequence, shape (T,D).

    `share` says that it is a gate, from 0 to 1; else colours run from −1 over 0 to 1.
    """

    values: np.ndarray
    share: bool


def draw_fading(fadings: Sequence[Fading], axes: Axes, look: Look, *, ten_steps: str) -> go.Figure:
    """Draw gradients by lag on a log scale, with a mark where the article sees the end.

    Parameters
    ----------
    fadings : sequence of Fading
    axes : Axes
    look : Look
    ten_steps : str
        What stands beside the mark at lag 10.
    """
    figure = bare_figure(look.palette, axes)
    last = max(len(one.sizes) for one in fadings) - 1
    # where nothing arrives at all, the line goes on out of sight
    drawn = [np.where(np.isfinite(one.sizes), one.sizes, 2 * LOWEST) for one in fadings]
    low = math.floor(max(LOWEST, min(float(sizes.min()) for sizes in drawn)))
    high = max(float(sizes.max()) for sizes in drawn) + 0.04 * abs(low)
    for one, sizes in zip(fadings, drawn, strict=True):
        figure.add_scatter(
            **_line(one.trunk, one.name, look), x=np.arange(len(sizes)), y=sizes,
            hovertemplate="10<sup>%{y:.1f}</sup>",
        )  # fmt: skip
    # below the axis all end alike; whose gradient faded first is then named lowest
    ends = [max(float(sizes[-1]), low) + 1e-9 * float(sizes[-1]) for sizes in drawn]
    _name_ends(figure, fadings, (ends, last, (low, high)), look)
    _mark_ten_steps(figure, ten_steps, look)
    ticks = _powers(low, high)
    figure.update_yaxes(range=[low, high], tickvals=ticks, ticktext=[_power(n) for n in ticks])
    figure.update_xaxes(range=[0, last])
    return figure


def draw_growth(growths: Sequence[Growth], axes: Axes, look: Look) -> go.Figure:
    """Draw costs against the length of the sequence, both axes logarithmic."""
    figure = bare_figure(look.palette, axes)
    logs = [np.log10(one.costs) for one in growths]
    low, high = min(float(y.min()) for y in logs), max(float(y.max()) for y in logs)
    room = 0.06 * (high - low) or 0.5
    low, high = low - room, high + room
    lengths = sorted({int(length) for one in growths for length in one.lengths})
    for one, y in zip(growths, logs, strict=True):
        figure.add_scatter(
            **_line(one.trunk, one.name, look, marks=True), x=np.log10(one.lengths), y=y,
            customdata=one.costs, hovertemplate="%{customdata:.3~g}",
        )  # fmt: skip
    ends = [float(y[-1]) for y in logs]
    _name_ends(figure, growths, (ends, math.log10(lengths[-1]), (low, high)), look)
    ticks = _round_numbers(low, high)
    figure.update_yaxes(
        range=[low, high],
        tickvals=[math.log10(n) for n in ticks],
        ticktext=[f"{n:g}" for n in ticks],
    )
    across = [math.log10(length) for length in lengths]
    room = 0.04 * (across[-1] - across[0])
    figure.update_xaxes(
        range=[across[0] - room, across[-1] + room],
        tickvals=across,
        ticktext=[f"{length:,}" for length in lengths],
    )
    return figure


def draw_track(track: Track, axes: Axes, look: Look) -> go.Figure:
    """Draw the units of a layer as rows over the steps of a sequence, one colour a value."""
    figure = bare_figure(look.palette, axes)
    low, high = (0.0, 1.0) if track.share else (-1.0, 1.0)
    figure.add_heatmap(
        z=track.values.T,
        zmin=low,
        zmax=high,
        colorscale="Cividis" if track.share else _around_nothing(look),
        colorbar={"thickness": 8, "outlinewidth": 0, "tickvals": [low, (low + high) / 2, high]},
        hovertemplate="%{x} · %{y}: %{z:.2f}<extra></extra>",
    )
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(showgrid=False, rangemode="tozero")
    return figure


def _around_nothing(look: Look) -> list[tuple[float, str]]:
    """Return a scale from one hue over the page's own colour to another."""
    palette = look.palette
    return [(0.0, palette.hues[1]), (0.5, palette.background), (1.0, palette.hues[0])]


def _line(trunk: str, name: str, look: Look, *, marks: bool = False) -> dict[str, Any]:
    ink = INKS[trunk]
    width = MODEL_WIDTH if ink.hue == 0 else MEASURED_WIDTH
    return {
        "mode": "lines+markers" if marks else "lines",
        "name": name,
        "line": {"color": colour_of(trunk, look), "width": width, "dash": ink.dash},
    }


def colour_of(trunk: str, look: Look) -> str:
    """Return a trunk's colour."""
    hue = INKS[trunk].hue
    return look.palette.muted if hue is None else look.palette.hues[hue]


def _name_ends(
    figure: go.Figure,
    drawn: Sequence[Fading | Growth],
    place: tuple[Sequence[float], float, tuple[float, float]],
    look: Look,
) -> None:
    """Write names beside the ends of lines: their heights, the right edge, the axis's range."""
    ends, right, (low, high) = place
    gap = LABEL_GAP * (high - low)
    floor = low
    heights = spread_labels(ends, gap)
    for number in np.argsort(heights, kind="stable"):
        height = max(heights[number], floor)  # a name below the axis would not be drawn
        floor = height + gap
        one = drawn[number]
        name_line_end(figure, one.name, colour_of(one.trunk, look), x=right, y=height)


def _mark_ten_steps(figure: go.Figure, words: str, look: Look) -> None:
    line = {"color": look.palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
    figure.add_vline(x=TEN_STEPS, line=line, layer="below")
    beside = {"xref": "x", "xanchor": "left", "xshift": 5, "yanchor": "bottom"}
    write(figure, words, look.palette.muted, x=TEN_STEPS, y=0.02, **beside)


def _powers(low: float, high: float) -> list[int]:
    """Return at most six whole exponents of an axis, 0 among them."""
    step = max(1, math.ceil((high - low) / 5))
    return [-n * step for n in range(int(-low // step), -int(high // step) - 1, -1)]


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else f"10<sup>{exponent}</sup>".replace("-", "−")


def _round_numbers(low: float, high: float) -> list[float]:
    """Return the powers of ten between two logarithms, with their doubles and fives if few."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    wide = high - low > 3
    found = [m * 10.0**p for p in powers for m in ((1,) if wide else (1, 2, 5))]
    return [n for n in found if low <= math.log10(n) <= high]
