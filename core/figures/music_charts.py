"""Two charts of music: what may come next at one place, and the race of models over the clock.

Conventions: probabilities are shares from 0 to 1 and drawn in percent; losses are nats a note,
summed over all that a note says. Words come from outside, already said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures.checks import Level, Line, draw_lines
from core.figures.music import note_name
from core.figures.style import TICK_SIZE, Axes, Look, bare_figure

LEAST_SHOWN = 0.01  # a next note below this share is not worth its bar
MOST_NEXT = 14  # pitches that fit side by side in half a page
PATTERNS = ("", "/", "x", ".")  # colour is never the only sign
RACE_POINTS = 200


@dataclass(frozen=True)
class NextNotes:
    """What could follow one place of a piece, by as many as four samplings.

    Attributes
    ----------
    names : tuple of str
        Of K samplings, such as one a temperature.
    probability : numpy.ndarray
        Shape (K, 128): of each pitch, each row sums to at most 1.
    played : int or None
        The pitch that did follow.
    """

    names: tuple[str, ...]
    probability: np.ndarray
    played: int | None = None


def draw_next_notes(following: NextNotes, axes: Axes, look: Look) -> go.Figure:
    """Draw the likeliest next notes from low to high, a bar for each sampling, in percent.

    The pitch that did follow is in bold and always shown.
    """
    figure = bare_figure(look.palette, axes)
    pitches = _likeliest(following)
    ticks = [
        f"<b>{note_name(pitch)}</b>" if pitch == following.played else note_name(pitch)
        for pitch in pitches
    ]
    for rank, (name, row) in enumerate(zip(following.names, following.probability, strict=True)):
        figure.add_bar(
            name=name,
            x=ticks,
            y=100 * row[pitches],
            marker={
                "color": look.palette.hues[rank],
                "pattern": {"shape": PATTERNS[rank], "fillmode": "overlay", "size": 6},
            },
            hovertemplate="%{y:.1f}%",
        )
    legend = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"}
    figure.update_layout(
        showlegend=len(following.names) > 1,
        legend={**legend, "font": {"size": TICK_SIZE, "color": look.palette.text}},
        bargap=0.25,
    )
    figure.update_xaxes(type="category", ticks="", tickangle=0)
    figure.update_yaxes(rangemode="tozero", ticksuffix="%")
    return figure


def _likeliest(following: NextNotes) -> list[int]:
    """Return the pitches that are drawn, rising."""
    best = following.probability.max(axis=0)
    ranked = np.argsort(-best, kind="stable")[:MOST_NEXT].tolist()
    shown = {pitch for pitch in ranked if best[pitch] >= LEAST_SHOWN} or set(ranked[:1])
    return sorted(shown | ({following.played} if following.played is not None else set()))


@dataclass(frozen=True)
class Racer:
    """One model's held-out loss as it learns: parallel arrays of shape (E,), seconds rising."""

    name: str
    seconds: np.ndarray
    nats: np.ndarray


def draw_race(
    racers: Sequence[Racer], axes: Axes, look: Look, *, level: Level | None = None
) -> go.Figure:
    """Draw the losses of models over the same wall clock; `level` is what they have to beat."""
    latest = max(float(racer.seconds[-1]) for racer in racers)
    clock = np.linspace(0.0, latest, RACE_POINTS)
    lines = [
        Line(
            racer.name,
            np.interp(clock, racer.seconds, racer.nats, left=np.nan),
            rank if rank < len(look.palette.hues) else None,
        )
        for rank, racer in enumerate(racers)
    ]
    figure = draw_lines(pd.Index(clock), lines, axes, look, level=level)
    # names that were moved apart may have left the axis, and would not be drawn
    named = [note.y for note in figure.layout.annotations if note.yref == "y"]
    low, high = figure.layout.yaxis.range
    figure.update_yaxes(range=[min(low, *named), max(high, *named)])
    return figure
