"""Patches as they are drawn: where they lie on the picture, their numbers, and their places' codes.

Conventions: pictures are uint8, (h,w,3); patches count from 0, row by row; words come from outside,
already said, and numbers of patches in them count from 1. A place's code is held against every
other's by the cosine between them, drawn in cividis, dark for unlike and bright for alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from core.figures.style import (
    DASHES,
    MEASURED_WIDTH,
    MODEL_WIDTH,
    Axes,
    Look,
    bare_figure,
    name_line_end,
    spread_labels,
)
from core.vectorizers.patches import Layout

Bytes = NDArray[np.uint8]

LONGEST_SIDE = 1280
"""Pixels of a picture as it is shown; more would not be seen."""
MOST_POINTS = 128
"""Points of a line; where a patch has more pixels, each point is the mean of some."""
CHANNEL_HUES = (1, 2, 0)
"""Red, green and blue in the palette: its orange, green and blue."""
LABEL_GAP = 0.09
THUMBNAIL_SIDE = 160
SHEET_SIDE = 64
NARROWEST = 16
"""A thumbnail is at most this many times longer than wide."""


@dataclass(frozen=True)
class Cells:
    """A grid of patches on the original picture, in its pixels.

    Attributes
    ----------
    rows, columns : int
    left, top : float
        Where the first patch begins; negative never, but for what was resized by a hair.
    width, height : float
        Of one patch.
    """

    rows: int
    columns: int
    left: float
    top: float
    width: float
    height: float


def cells_of(layout: Layout) -> Cells:
    """Return where patches lie on the original picture."""
    (across, down), (left, top) = layout.affine.scale, layout.affine.shift
    side = layout.patch_size
    return Cells(*layout.grid, left, top, across * side, down * side)


def preview(pixels: Bytes, longest: int = LONGEST_SIDE) -> Bytes:
    """Return a picture (h,w,3) no longer than `longest` pixels; what is smaller stays as it is."""
    height, width = pixels.shape[:2]
    share = longest / max(height, width)
    if share >= 1:
        return pixels
    size = max(1, round(width * share)), max(1, round(height * share))
    smaller: Bytes = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))
    return smaller


def thumbnail(pixels: Bytes) -> Bytes:
    """Return a picture (h,w,3) small, in a square (S,S,4) with nothing beside it.

    Where it is small already, each of its pixels is a square; a very narrow one is widened.
    """
    times = max(1, THUMBNAIL_SIDE // max(pixels.shape[:2]))
    small = preview(pixels, 2 * THUMBNAIL_SIDE).repeat(times, axis=0).repeat(times, axis=1)
    side = max(small.shape[:2])
    for axis in (0, 1):
        small = small.repeat(max(1, side // (NARROWEST * small.shape[axis])), axis=axis)
    square = np.zeros((side, side, 4), dtype=np.uint8)
    height, width = small.shape[:2]
    square[:height, :width, :3] = small
    square[:height, :width, 3] = 255
    return square


def contact_sheet(pictures: Bytes) -> Bytes:
    """Return pictures (n,H,W,3) side by side, (H',W',4); small ones are enlarged, a pixel a square.

    Nothing lies between two of them, as wide as a tenth of a picture.
    """
    times = max(1, -(-SHEET_SIDE // max(pictures.shape[1:3])))
    large = pictures.repeat(times, axis=1).repeat(times, axis=2)
    num, height, width = large.shape[:3]
    step = width + max(1, width // 10)
    sheet = np.zeros((height, num * step, 4), dtype=np.uint8)
    for place, picture in enumerate(large):
        sheet[:, place * step :][:, :width, :3] = picture
        sheet[:, place * step :][:, :width, 3] = 255
    return sheet[:, : (num - 1) * step + width]


def channel_lines(vector: Bytes, num_channels: int = 3) -> tuple[NDArray[np.float64], ...]:
    """Return the numbers of a patch, from 0 to 1, and the pixel that each stands for.

    Parameters
    ----------
    vector : numpy.ndarray, uint8, shape (P · P · C,)
        The channels of a pixel side by side.
    num_channels : int

    Returns
    -------
    tuple of numpy.ndarray
        Places (K,), counted from 0, and values (K, C); K is P · P, or fewer where these are many.
    """
    values = vector.reshape(-1, num_channels) / 255
    edges = np.linspace(0, len(values), min(len(values), MOST_POINTS) + 1).astype(np.int64)
    widths = np.diff(edges)
    means = np.add.reduceat(values, edges[:-1], axis=0) / widths[:, None]
    return edges[:-1] + (widths - 1) / 2, means


def draw_vector(vector: Bytes, names: Sequence[str], axes: Axes, look: Look) -> go.Figure:
    """Draw the numbers of a patch, pixel by pixel, a line for each channel.

    Parameters
    ----------
    vector : numpy.ndarray, uint8, shape (P · P · C,)
    names : sequence of str
        Of the C channels, said at the ends of their lines.
    axes : Axes
    look : Look
    """
    figure = bare_figure(look.palette, axes)
    places, values = channel_lines(vector, len(names))
    ends = spread_labels(values[-1].tolist(), LABEL_GAP)
    for channel, name in enumerate(names):
        hue = look.palette.hues[CHANNEL_HUES[channel]]
        figure.add_scatter(
            x=places + 1,
            y=values[:, channel],
            mode="lines+markers" if len(places) == 1 else "lines",
            name=name,
            line={"color": hue, "width": MEASURED_WIDTH, "dash": DASHES[channel]},
            hovertemplate="%{y:.2f}",
        )
        name_line_end(figure, name, hue, x=float(places[-1] + 1), y=ends[channel])
    figure.update_yaxes(range=[min(0.0, *ends) - 0.02, max(1.0, *ends) + 0.02])
    figure.update_xaxes(range=[1, max(2, len(vector) // len(names))])
    return figure


def draw_code(code: NDArray[np.float32], axes: Axes, look: Look) -> go.Figure:
    """Draw the code of one place, shape (E,), number by number."""
    figure = bare_figure(look.palette, axes)
    figure.add_scatter(
        x=np.arange(1, len(code) + 1),
        y=code,
        mode="lines",
        line={"color": look.palette.hues[0], "width": MODEL_WIDTH},
        hovertemplate="%{y:.2f}<extra></extra>",
    )
    low, high = min(-1.0, float(code.min())), max(1.0, float(code.max()))
    figure.update_yaxes(range=[low - 0.05, high + 0.05])
    figure.update_xaxes(range=[1, max(2, len(code))])
    return figure


@dataclass(frozen=True)
class Shades:
    """Numbers from −1 to 1 as hundredths, a signed byte each, row by row; `low` is the darkest."""

    hundredths: bytes
    low: int


def shades_of(values: NDArray[np.float32]) -> Shades:
    """Return how alike places are, shape (rows, columns), for a browser to colour; 1 is bright."""
    hundredths = np.rint(100 * np.clip(values, -1, 1)).astype(np.int8)
    return Shades(hundredths.tobytes(), int(hundredths.min()))


def neighbours_and_rest(alike: NDArray[np.float32], chosen: int) -> tuple[float, float] | None:
    """Return how alike a place is, on average, to those that touch it and to all others.

    `alike` has shape (rows, columns). None where there are no others.
    """
    row, column = divmod(chosen, alike.shape[1])
    near = np.zeros(alike.shape, dtype=bool)
    near[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = True
    rest = ~near
    near[row, column] = False
    if not near.any() or not rest.any():
        return None
    return float(alike[near].mean()), float(alike[rest].mean())
