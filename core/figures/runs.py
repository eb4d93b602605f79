"""Two trainings side by side: a curve of each over the epochs, named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from core.figures.style import (
    DASHES,
    MODEL_WIDTH,
    Axes,
    Look,
    bare_figure,
    name_line_end,
    spread_labels,
)

LABEL_GAP = 0.07  # of the axis: names nearer than this would touch
ROOM = 0.04  # of the range, left free above and below


@dataclass(frozen=True)
class Curve:
    """One curve with its name, already said; steps ascend, values are finite or NaN."""

    name: str
    steps: np.ndarray
    values: np.ndarray


def draw_curves(curves: Sequence[Curve], axes: Axes, look: Look) -> go.Figure:
    """Return the curves in one drawing, each in its own hue and dash; at most four."""
    palette = look.palette
    figure = bare_figure(palette, axes)
    low, high = _range(curves)
    ends = spread_labels([_last(curve) for curve in curves], LABEL_GAP * (high - low))
    right = max(int(curve.steps[-1]) for curve in curves)
    for curve, hue, dash, end in zip(curves, palette.hues, DASHES, ends, strict=False):
        figure.add_scatter(
            x=curve.steps,
            y=curve.values,
            mode="lines",
            name=curve.name,
            line={"color": hue, "width": MODEL_WIDTH, "dash": dash},
        )
        name_line_end(figure, curve.name, hue, x=int(curve.steps[-1]), y=end)
    figure.update_yaxes(range=[low, high])
    figure.update_xaxes(range=[0, right])
    return figure


def _last(curve: Curve) -> float:
    known = curve.values[np.isfinite(curve.values)]
    return float(known[-1]) if len(known) else 0.0


def _range(curves: Sequence[Curve]) -> tuple[float, float]:
    values = np.concatenate([curve.values for curve in curves])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = ROOM * (high - low) or 0.5
    return low - room, high + room
