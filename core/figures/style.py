"""One look for every chart, in light and in dark: palettes, a Plotly template, names and dates.

Conventions: figures are handed arrays and words that were already said in the reader's language;
they know no file, no model and no language, only how to draw. Hue 1 is our model, grey and dashed a
reference, the text colour what was measured. Every hue has its own dash, so that colour is never
the only sign. Sizes are CSS pixels. The colours are those of `.streamlit/config.toml` (tested).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

FONT = (
    "Inter, 'Source Sans', 'Noto Sans TC', 'Noto Sans CJK TC', 'PingFang TC', "
    "'Microsoft JhengHei', system-ui, sans-serif"
)
FONT_SIZE = 12.5
TICK_SIZE = 12
MODEL_WIDTH = 2.2
MEASURED_WIDTH = 1.6
REFERENCE_WIDTH = 1.2
DASHES = ("solid", "dash", "dashdot", "dot")
FAN_ALPHAS = (0.12, 0.16, 0.26)  # the widest band first; they lie on top of each other
HEIGHT = 268
TOP = 34  # room for the unit of the y axis, written above it
CONFIG = {"displayModeBar": False}  # passed to st.plotly_chart with every figure


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; `hues` in the order in which series take them."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    axis: str
    hues: tuple[str, str, str, str]


LIGHT = Palette(
    name="light",
    background="#ffffff",
    text="#101418",
    muted="#5b6675",
    grid="#edf0f3",
    axis="#c9d0d8",
    hues=("#0b57d0", "#c2570c", "#2a9d74", "#a03a8c"),
)
DARK = Palette(
    name="dark",
    background="#101418",
    text="#e6e9ee",
    muted="#9aa6b5",
    grid="#262e36",
    axis="#3a444f",
    hues=("#5b9bff", "#ffb070", "#6fe0b0", "#e667b8"),
)
PALETTES: Mapping[str, Palette] = {palette.name: palette for palette in (LIGHT, DARK)}


@dataclass(frozen=True)
class Look:
    """How a figure is drawn for one visitor: colours, and how d3 writes a date."""

    palette: Palette
    day: str = "%-d %b"
    month: str = "%b %Y"
    full: str = "%-d %b %Y"


def look(theme: str, language: str) -> Look:
    """Return the look of a theme, "light" or "dark", for readers of a language."""
    palette = PALETTES.get(theme, LIGHT)
    if language.startswith("zh"):
        return Look(palette, day="%-m/%-d", month="%Y/%-m", full="%Y-%m-%d")
    return Look(palette)


@dataclass(frozen=True)
class Axes:
    """The words at the axes and the room around them, in pixels."""

    x: str = ""
    y: str = ""
    height: int = HEIGHT
    right: int = 12


def faded(colour: str, alpha: float) -> str:
    """Return a hex colour as rgba with the opacity `alpha`, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


@lru_cache(maxsize=len(PALETTES))
def template(palette: Palette) -> go.layout.Template:
    """Return our Plotly template: transparent, a horizontal grid only, grey ticks, no title."""
    ticks = {"size": TICK_SIZE, "color": palette.muted}
    axis = {
        "tickfont": ticks,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": palette.axis,
        "fixedrange": True,  # a chart in a page that scrolls must not swallow the wheel
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": FONT_SIZE, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": palette.hues,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": palette.background,
                "bordercolor": palette.axis,
                "font": {"family": FONT, "size": TICK_SIZE, "color": palette.text},
            },
            "xaxis": {**axis, "showgrid": False, "showline": True, "linecolor": palette.axis},
            "yaxis": {**axis, "gridcolor": palette.grid, "showline": False, "nticks": 6},
        }
    )


def bare_figure(palette: Palette, axes: Axes) -> go.Figure:
    """Return an empty figure in the house's look: the y unit at top left, the x unit below.

    No `title=` is set anywhere: it would reset the font.
    """
    figure = go.Figure()
    figure.update_layout(
        template=template(palette),
        height=axes.height,
        margin={"l": 44, "r": axes.right, "t": TOP if axes.y else 10, "b": 46 if axes.x else 28},
    )
    if axes.y:
        write(figure, axes.y, palette.muted, x=0, y=1, xanchor="left", yanchor="bottom", yshift=10)
    if axes.x:
        below = {"xanchor": "center", "yanchor": "top", "yshift": -26}
        write(figure, axes.x, palette.muted, x=0.5, y=0, **below)
    return figure


def write(figure: go.Figure, text: str, colour: str, **place: object) -> None:
    """Write `text` on the figure; `place` is Plotly's, in shares of the drawing unless it says."""
    figure.add_annotation(
        **{
            "xref": "paper",
            "yref": "paper",
            "text": text,
            "showarrow": False,
            "font": {"size": TICK_SIZE, "color": colour},
            **place,
        }
    )


def name_line_end(figure: go.Figure, text: str, colour: str, *, x: object, y: float) -> None:
    """Write a line's name at its last point, in its colour, into the right margin."""
    place = {"xref": "x", "yref": "y", "xanchor": "left", "xshift": 8, "yanchor": "middle"}
    write(figure, text, colour, x=x, y=y, **place)


def spread_labels(values: Sequence[float], gap: float) -> list[float]:
    """Return places at least `gap` apart, in the order of `values`, as near to them as may be.

    Examples
    --------
    >>> spread_labels([1.0, 1.1, 5.0], gap=1.0)
    [0.55, 1.55, 5.0]
    """
    groups: list[list[int]] = []  # members from low to high; each group is centred on its mean

    def centre(group: list[int]) -> float:
        return float(np.mean([values[member] for member in group]))

    for index in np.argsort(values, kind="stable"):
        groups.append([int(index)])
        while len(groups) > 1:
            reach = (len(groups[-2]) + len(groups[-1])) / 2 * gap
            if centre(groups[-1]) - centre(groups[-2]) >= reach:
                break
            groups[-2:] = [groups[-2] + groups[-1]]
    places = [0.0] * len(values)
    for group in groups:
        for rank, member in enumerate(group):
            places[member] = round(centre(group) + (rank - (len(group) - 1) / 2) * gap, 9)
    return places


def date_axis(figure: go.Figure, look: Look, times: pd.Index) -> None:
    """Set the ticks of an x axis of `times`: dates, or plain step numbers.

    Weekends are cut out when no row lies on one, so that a line has no hole where nothing trades.
    """
    if not isinstance(times, pd.DatetimeIndex) or len(times) < 2:
        return
    step = pd.Series(times).diff().median()
    stops: list[dict[str, Any]] = [
        {"dtickrange": [None, 86_399_999], "value": f"%H:%M\n{look.day}"},
        {"dtickrange": [86_400_000, 2_600_000_000], "value": look.day},
        {"dtickrange": ["M1", "M11"], "value": look.month},
        {"dtickrange": ["M12", None], "value": "%Y"},
    ]
    trades = step <= pd.Timedelta(days=2) and len(times) > 5 and not (times.day_of_week >= 5).any()
    figure.update_xaxes(
        tickformatstops=stops,
        hoverformat=look.full if step >= pd.Timedelta(hours=20) else f"{look.full} %H:%M",
        rangebreaks=[{"bounds": ["sat", "mon"]}] if trades else [],
    )
