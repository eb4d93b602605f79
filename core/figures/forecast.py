"""The main pictures of a forecast: the fan from the last known row, and how far back it looks.

Conventions: T rows of history, H steps ahead, oldest first; one band a level, in rising order of
level, arrays of shape (levels, H); L lags, the newest first, shares that sum to one. All values are
already in the unit that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures.style import (
    DASHES,
    FAN_ALPHAS,
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
    name_line_end,
    spread_labels,
)

LABEL_GAP = 15  # pixels between two names at the ends of lines
FAN_HEIGHT = 292
NAME_ROOM = 84
MANY_LAGS = 30  # more marks than that touch each other
FEW_STEPS = 3  # with fewer steps the median is a mark, for a line so short is not seen


@dataclass(frozen=True)
class Fan:
    """What was measured up to the last known row, and what is expected after it."""

    history_times: pd.Index
    history: np.ndarray
    times: pd.Index
    median: np.ndarray
    levels: tuple[float, ...]
    low: np.ndarray
    high: np.ndarray
    before: np.ndarray | None = None  # what was predicted for each row of history beforehand


@dataclass(frozen=True)
class FanWords:
    """The words of the fan, already said."""

    unit: str
    measured: str
    median: str
    last: str
    before: str = ""


def draw_fan(fan: Fan, words: FanWords, look: Look, *, from_zero: bool = False) -> go.Figure:
    """Draw history and the bands around the median, all opening from the last measured point.

    Parameters
    ----------
    from_zero : bool
        Whether the y axis begins at 0, as it should for what cannot be negative.
    """
    figure = bare_figure(look.palette, Axes(y=words.unit, height=FAN_HEIGHT, right=NAME_ROOM))
    low, high = _fan_range(fan, from_zero)
    figure.update_yaxes(range=[low, high])
    _draw_bands(figure, fan, look)
    if fan.before is not None:
        _draw_before(figure, fan, words, look)
    measured = {"color": look.palette.text, "width": MEASURED_WIDTH}
    figure.add_scatter(
        x=fan.history_times, y=fan.history, mode="lines", line=measured,
        name=words.measured, hovertemplate="%{y:.3~g}",
    )  # fmt: skip
    _draw_median(figure, fan, words, look)
    _name_bands(figure, fan, words, look, (high - low) / (FAN_HEIGHT - TOP - 30))
    figure.add_vline(
        x=_plain(fan.history_times[-1]),
        line={"color": look.palette.axis, "width": 1, "dash": "dash"},
    )
    figure.add_annotation(
        text=words.last, x=_plain(fan.history_times[-1]), y=1, yref="paper", xanchor="right",
        yanchor="top", xshift=-6, showarrow=False,
        font={"size": TICK_SIZE, "color": look.palette.muted},
    )  # fmt: skip
    everything = fan.history_times.append(fan.times)
    date_axis(figure, look, everything)
    figure.update_xaxes(range=[_plain(everything[0]), _plain(everything[-1])])
    return figure


def _plain(time: object) -> object:
    """Return a time as text: Plotly's shapes cannot add to pandas' timestamps."""
    return time.isoformat() if isinstance(time, pd.Timestamp) else time


def _fan_range(fan: Fan, from_zero: bool) -> tuple[float, float]:
    drawn = np.concatenate([fan.history, fan.low.ravel(), fan.high.ravel()])
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    room = (high - low) or abs(high) or 1.0
    return (0.0 if from_zero else low - 0.06 * room), high + 0.12 * room


def _from_last(fan: Fan, values: np.ndarray) -> np.ndarray:
    return np.concatenate([fan.history[-1:], values])


def _draw_bands(figure: go.Figure, fan: Fan, look: Look) -> None:
    times = fan.history_times[-1:].append(fan.times)
    widest_first = range(len(fan.levels) - 1, -1, -1)
    for rank, index in enumerate(widest_first):
        low, high = (_from_last(fan, band[index]) for band in (fan.low, fan.high))
        figure.add_scatter(
            x=times.append(times[::-1]),
            y=np.concatenate([high, low[::-1]]),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=faded(look.palette.hues[0], FAN_ALPHAS[min(rank, len(FAN_ALPHAS) - 1)]),
            hoverinfo="skip",
            name=f"{fan.levels[index]:.0%}",
        )


def _draw_before(figure: go.Figure, fan: Fan, words: FanWords, look: Look) -> None:
    figure.add_scatter(
        x=fan.history_times, y=fan.before, mode="lines", name=words.before,
        line={"color": look.palette.hues[0], "width": REFERENCE_WIDTH}, opacity=0.75,
        hovertemplate="%{y:.3~g}",
    )  # fmt: skip


def _draw_median(figure: go.Figure, fan: Fan, words: FanWords, look: Look) -> None:
    hue = look.palette.hues[0]
    few = len(fan.times) < FEW_STEPS
    figure.add_scatter(
        x=fan.history_times[-1:].append(fan.times) if not few else fan.times,
        y=_from_last(fan, fan.median) if not few else fan.median,
        mode="markers" if few else "lines",
        line={"color": hue, "width": MODEL_WIDTH},
        marker={"color": hue, "size": 7},
        name=words.median,
        hovertemplate="%{y:.3~g}",
        cliponaxis=False,
    )


def _name_bands(
    figure: go.Figure, fan: Fan, words: FanWords, look: Look, unit_per_pixel: float
) -> None:
    names = [words.median, *(f"{level:.0%}" for level in fan.levels)]
    colours = [look.palette.hues[0], *[look.palette.muted] * len(fan.levels)]
    ends = [float(fan.median[-1]), *(float(high) for high in fan.high[:, -1])]
    places = spread_labels(ends, LABEL_GAP * unit_per_pixel)
    for name, colour, place in zip(names, colours, places, strict=True):
        name_line_end(figure, name, colour, x=_plain(fan.times[-1]), y=place)


@dataclass(frozen=True)
class LagWords:
    """The words of the picture over lags, already said."""

    share: str
    back: str
    attention: str
    occlusion: str
    gradients: str
    uniform: str


def draw_lags(
    attention: np.ndarray,
    effects: Sequence[np.ndarray],
    words: LagWords,
    look: Look,
) -> go.Figure:
    """Draw attention as bars, its uniform line, and beside it what truly moves the forecast.

    Parameters
    ----------
    attention : numpy.ndarray, shape (L,)
        Attention of each lag, in shares of one.
    effects : sequence of numpy.ndarray, shape (L,) each
        Shares by occlusion and, if known, by integrated gradients.
    """
    palette = look.palette
    lags = np.arange(1, len(attention) + 1)
    figure = bare_figure(look.palette, Axes(x=words.back, y=words.share))
    figure.update_layout(bargap=0.25, hovermode="x unified")
    figure.add_bar(
        x=lags, y=100 * attention, marker={"color": palette.hues[0], "line": {"width": 0}},
        opacity=0.85, name=words.attention, hovertemplate="%{y:.1f}%",
    )  # fmt: skip
    marks = ("diamond", "triangle-up")
    size = 6 if len(lags) <= MANY_LAGS else 4
    for rank, (shares, name) in enumerate(
        zip(effects, (words.occlusion, words.gradients), strict=False), start=1
    ):
        figure.add_scatter(
            x=lags, y=100 * shares, mode="lines+markers", name=name,
            line={"color": palette.hues[rank], "width": 1.8, "dash": DASHES[2 * rank - 2]},
            marker={"color": palette.hues[rank], "symbol": marks[rank - 1], "size": size},
            hovertemplate="%{y:.1f}%",
        )  # fmt: skip
    _draw_uniform(figure, len(lags), words.uniform, look)
    _draw_key(figure, words, look, len(effects))
    tallest = 100 * max(float(np.max(s)) for s in (attention, *effects))
    figure.update_yaxes(range=[0, 1.12 * tallest], tickformat="~g")
    figure.update_xaxes(range=[0.2, len(lags) + 0.8])
    return figure


def _draw_uniform(figure: go.Figure, num_lags: int, name: str, look: Look) -> None:
    level = 100 / num_lags
    line = {"color": look.palette.muted, "width": REFERENCE_WIDTH, "dash": "dash"}
    figure.add_hline(y=level, line=line)
    figure.add_annotation(
        text=name, x=1, xref="paper", y=level, xanchor="right", yanchor="bottom",
        showarrow=False, font={"size": TICK_SIZE, "color": look.palette.muted},
    )  # fmt: skip


def _draw_key(figure: go.Figure, words: LagWords, look: Look, num_effects: int) -> None:
    """Name the three shapes inside the plot, where bars are low: to the right of the top."""
    entries = [("■", words.attention), ("◆", words.occlusion), ("▲", words.gradients)]
    for row, (mark, name) in enumerate(entries[: num_effects + 1]):
        figure.add_annotation(
            text=f"{mark} {name}", x=1, y=1, xref="paper", yref="paper", xanchor="right",
            yanchor="top", yshift=-row * 20, showarrow=False,
            font={"size": TICK_SIZE, "color": look.palette.hues[row]},
        )  # fmt: skip
