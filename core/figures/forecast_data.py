"""The table as it was read: candles with their mean, and panes of indicators under them.

Conventions: T rows, oldest first, prices in their own unit. A hollow candle rose, a filled one
fell; colour says nothing, so no market's habit of red and green is taken for granted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures.style import (
    HEIGHT,
    MEASURED_WIDTH,
    MODEL_WIDTH,
    REFERENCE_WIDTH,
    TOP,
    Axes,
    Look,
    bare_figure,
    date_axis,
    faded,
    name_line_end,
    write,
)

PANE_HEIGHT = 104
MAX_CANDLES = 250  # more are thinner than a pixel: the close is drawn as a line then
PANE_TITLE = {"xanchor": "left", "yanchor": "bottom", "yshift": 4}


@dataclass(frozen=True)
class Bars:
    """Prices to be drawn; without open, high and low the close is a line."""

    times: pd.Index
    close: np.ndarray
    mean: np.ndarray
    open: np.ndarray | None = None
    high: np.ndarray | None = None
    low: np.ndarray | None = None

    @property
    def has_candles(self) -> bool:
        """Whether there is enough to draw candles, and room for them."""
        return self.open is not None and len(self.times) <= MAX_CANDLES


@dataclass(frozen=True)
class Pane:
    """One indicator under the prices: bars, then lines, each with its name."""

    title: str
    lines: tuple[tuple[str, np.ndarray], ...] = ()
    bars: np.ndarray | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class BarWords:
    """The words of the price chart, already said."""

    unit: str
    price: str
    mean: str


def draw_bars(bars: Bars, panes: tuple[Pane, ...], words: BarWords, look: Look) -> go.Figure:
    """Draw prices with their trailing mean, and each pane under them on the same days."""
    height = HEIGHT + PANE_HEIGHT * len(panes)
    figure = bare_figure(look.palette, Axes(y=words.unit, height=height, right=62))
    tops = _lay_out(figure, len(panes), height)
    if bars.has_candles:
        _draw_candles(figure, bars, words, look)
    else:
        line = {"color": look.palette.text, "width": MEASURED_WIDTH}
        figure.add_scatter(x=bars.times, y=bars.close, mode="lines", line=line, name=words.price)
    hue = look.palette.hues[1]
    figure.add_scatter(
        x=bars.times, y=bars.mean, mode="lines", name=words.mean,
        line={"color": hue, "width": MODEL_WIDTH}, hovertemplate="%{y:.5~g}",
    )  # fmt: skip
    known = bars.mean[np.isfinite(bars.mean)]
    if known.size:
        name_line_end(figure, words.mean, hue, x=bars.times[-1], y=float(known[-1]))
    for number, (pane, top) in enumerate(zip(panes, tops, strict=True), start=2):
        _draw_pane(figure, bars.times, pane, number, look)
        write(figure, pane.title, look.palette.muted, x=0, y=top, **PANE_TITLE)
    date_axis(figure, look, bars.times)
    figure.update_xaxes(rangeslider={"visible": False})
    return figure


def _lay_out(figure: go.Figure, num_panes: int, height: int) -> list[float]:
    """Divide the paper between prices and panes; return the top of each pane."""
    inner = height - TOP - 28
    share = PANE_HEIGHT / inner
    gap = 34 / inner
    figure.update_yaxes(domain=[share * num_panes, 1.0])
    tops = []
    for index in range(num_panes):
        bottom = share * (num_panes - 1 - index)
        top = bottom + share - gap
        axis = {"domain": [bottom, top], "anchor": "x", "nticks": 3}
        figure.update_layout({f"yaxis{index + 2}": axis})
        tops.append(top)
    if num_panes:
        figure.update_xaxes(anchor=f"y{num_panes + 1}")
    return tops


def _draw_candles(figure: go.Figure, bars: Bars, words: BarWords, look: Look) -> None:
    hue = look.palette.hues[0]
    edge = {"color": hue, "width": 1}
    figure.add_candlestick(
        x=bars.times,
        open=bars.open,
        high=bars.high,
        low=bars.low,
        close=bars.close,
        increasing={"line": edge, "fillcolor": look.palette.background},
        decreasing={"line": edge, "fillcolor": hue},
        whiskerwidth=0,
        name=words.price,
    )


def _draw_pane(figure: go.Figure, times: pd.Index, pane: Pane, number: int, look: Look) -> None:
    axis = f"y{number}"
    if pane.bars is not None:
        colour = faded(look.palette.muted, 0.55)
        figure.add_bar(
            x=times, y=pane.bars, yaxis=axis, marker={"color": colour, "line": {"width": 0}},
            name=pane.title, hovertemplate="%{y:.4~s}",
        )  # fmt: skip
    for level in pane.band or ():
        line = {"color": look.palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
        figure.add_shape(
            type="line", x0=0, x1=1, xref="paper", y0=level, y1=level, yref=axis, line=line
        )
    for rank, (name, values) in enumerate(pane.lines):
        colour = look.palette.hues[rank]
        figure.add_scatter(
            x=times, y=values, yaxis=axis, mode="lines", name=name, hovertemplate="%{y:.4~g}",
            line={"color": colour, "width": MEASURED_WIDTH, "dash": ("solid", "dash")[rank]},
        )  # fmt: skip
        if np.isfinite(values[-1]) and len(pane.lines) == 1:
            place = {"xref": "x", "yref": axis, "xanchor": "left", "xshift": 8}
            write(figure, f"{values[-1]:.3g}", colour, x=times[-1], y=float(values[-1]), **place)
