"""Charts of pictures that were classified: what hiding does, how sure, and what is confused.

Conventions: probabilities are shares from 0 to 1 and drawn in percent. Words come from outside,
already said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.maps import overlay
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
    name_line_end,
    spread_labels,
)
from core.vectorizers.patches import Affine

Bytes = NDArray[np.uint8]
LARGEST_OVERLAY = 640
LABEL_GAP = 15  # pixels between two names at the ends of lines
BELOW = 46  # pixels that the words of the x axis take
REFERENCE_DASHES = ("longdash", "dot")
MARGIN = 0.04  # of the axis above all and below nothing, so that no line lies on an edge
BAR_HEIGHT = 22  # pixels
LEAST_BAR = 0.004  # a bar of nothing is still seen to be there


@dataclass(frozen=True)
class Course:
    """One named curve of probabilities; `hue` counts the colours, None is grey: a reference.

    `values` has the shape (S + 1,): from all pixels as they were to all changed.
    """

    name: str
    values: np.ndarray
    hue: int | None = 0


def draw_courses(courses: Sequence[Course], axes: Axes, look: Look) -> go.Figure:
    """Draw how the answer changes on the way, each curve with a dash and its name at its end."""
    figure = bare_figure(look.palette, axes)
    percent = np.linspace(0, 100, len(courses[0].values))
    references = iter(REFERENCE_DASHES)
    for course in courses:
        is_reference = course.hue is None
        figure.add_scatter(
            x=percent,
            y=100 * course.values,
            mode="lines",
            name=course.name,
            hovertemplate="%{y:.0f}%",
            line={
                "color": _colour(course, look),
                "width": _width(course),
                "dash": next(references, "dot") if is_reference else DASHES[course.hue or 0],
            },
        )
    ends = [100 * float(course.values[-1]) for course in courses]
    gap = LABEL_GAP * 100 * (1 + 2 * MARGIN) / (axes.height - TOP - BELOW)
    for course, place in zip(courses, _within(spread_labels(ends, gap)), strict=True):
        name_line_end(figure, course.name, _colour(course, look), x=100, y=place)
    figure.update_yaxes(range=[-100 * MARGIN, 100 * (1 + MARGIN)], tickvals=[0, 50, 100])
    figure.update_xaxes(range=[0, 100])
    return figure


def _colour(course: Course, look: Look) -> str:
    return look.palette.muted if course.hue is None else look.palette.hues[course.hue]


def _width(course: Course) -> float:
    if course.hue is None:
        return REFERENCE_WIDTH
    return MODEL_WIDTH if course.hue == 0 else MEASURED_WIDTH


def _within(places: Sequence[float]) -> list[float]:
    """Return names moved together so that none leaves the axis, where it would not be drawn."""
    low, high = min(places), max(places)
    shift = max(0.0, -low) - max(0.0, high - 100)
    return [place + shift for place in places]


def light_overlay(values: np.ndarray, size: tuple[int, int], affine: Affine) -> Bytes:
    """Return a map in colours as it lies on an original, no larger than a page can show.

    Parameters
    ----------
    values : numpy.ndarray, shape (H, W)
    size : tuple of int
        Width and height of the original, in pixels.
    affine : Affine
        From the model's picture to the original.

    Returns
    -------
    numpy.ndarray, uint8, shape (h', w', 4)
        In the proportions of the original, 640 pixels wide or high at most.
    """
    times = max(1.0, max(size) / LARGEST_OVERLAY)
    width, height = (max(1, round(side / times)) for side in size)
    ratios = width / size[0], height / size[1]
    (across, down), (left, top) = affine.scale, affine.shift
    placed = Affine((across * ratios[0], down * ratios[1]), (left * ratios[0], top * ratios[1]))
    return overlay(values, (width, height), placed)


def draw_chances(names: Sequence[str], chances: np.ndarray, axes: Axes, look: Look) -> go.Figure:
    """Draw the probability of each class as a bar from the left, the likeliest in the first hue.

    Parameters
    ----------
    names : sequence of str
        Of K classes.
    chances : numpy.ndarray, shape (K,)
    """
    palette = look.palette
    likeliest = int(np.argmax(chances))
    height = BAR_HEIGHT * len(names) + 20
    figure = bare_figure(palette, Axes(axes.x, axes.y, height, axes.right))
    colours = [palette.hues[0] if k == likeliest else palette.muted for k in range(len(names))]
    figure.add_bar(
        x=100 * np.maximum(chances, LEAST_BAR),
        y=list(names),
        orientation="h",
        marker={"color": colours},
        text=[f"{100 * chance:.0f}%" for chance in chances],
        textposition="outside",
        textfont={"size": TICK_SIZE, "color": palette.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_layout(bargap=0.35, margin={"l": 44, "r": axes.right, "t": 4, "b": 4})
    figure.update_xaxes(range=[0, 112], visible=False)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False, ticks="", nticks=0)
    return figure


def shades(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how dark each cell of a confusion matrix is, 0 to 1, shape (K, K).

    A cell counts as the share of its row: a class of few pictures is not paler than the others.
    """
    rows = confusion.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(confusion, rows, out=np.zeros(confusion.shape), where=rows > 0))


def most_confused(confusion: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return the cell off the diagonal with most pictures, (row, column), of a matrix (K, K).

    None where nothing is confused.
    """
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    if not wrong.any():
        return None
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(row), int(column)
