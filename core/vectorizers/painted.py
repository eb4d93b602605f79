"""A picture that needs no file: a sailing boat before sunset, drawn by arithmetic.

It has what patches are about: flat sky, a slow gradient, sharp edges, and one thing to look at that
does not stand in the middle.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

WIDTH, HEIGHT, HORIZON = 448, 320, 208
WAVE_SEED, NUM_WAVES = 20240601, 90
Colour = tuple[int, int, int]
Point = tuple[float, float]

SKY: tuple[Colour, Colour] = ((120, 168, 214), (246, 212, 166))
SEA: tuple[Colour, Colour] = ((62, 116, 138), (22, 52, 82))
SUN: tuple[Colour, Point, float] = ((255, 240, 204), (330, 150), 27)
# convex, corners clockwise as they are seen, from back to front
SHAPES: Sequence[tuple[Colour, Sequence[Point]]] = (
    ((112, 134, 146), ((40, 208), (208, 140), (372, 208))),
    ((96, 122, 132), ((250, 208), (372, 178), (520, 208))),
    ((46, 42, 44), ((136, 60), (140, 60), (140, 232), (136, 232))),
    ((224, 90, 58), ((134, 66), (134, 214), (86, 214))),
    ((250, 246, 236), ((142, 70), (212, 214), (142, 214))),
    ((122, 48, 34), ((84, 226), (208, 226), (190, 252), (100, 252))),
    ((245, 242, 232), ((82, 222), (212, 222), (210, 228), (84, 228))),
)


def harbour() -> np.ndarray:
    """Return the picture, shape (320, 448, 3) uint8; it is always the same."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    down = np.linspace(0, 1, HORIZON)[:, None, None]
    picture = np.zeros((HEIGHT, WIDTH, 3))
    picture[:HORIZON] = _between(SKY, down)
    colour, (across, height), radius = SUN
    away = np.hypot(x - across, y - height)
    _paint(picture, colour, (radius - away).clip(-0.5, 0.5) + 0.5)
    for colour, corners in SHAPES[:2]:
        _paint(picture, colour, _share(corners, x, y))
    picture[HORIZON:] = _between(SEA, np.linspace(0, 1, HEIGHT - HORIZON)[:, None, None])
    _wave(picture)
    for colour, corners in SHAPES[2:]:
        _paint(picture, colour, _share(corners, x, y))
    return np.rint(picture).astype(np.uint8)


def harbour_png() -> bytes:
    """Return the picture as a file."""
    file = io.BytesIO()
    Image.fromarray(harbour()).save(file, "PNG")
    return file.getvalue()


def _between(colours: tuple[Colour, Colour], share: np.ndarray) -> np.ndarray:
    first, last = (np.array(colour, dtype=np.float64) for colour in colours)
    return np.asarray(first + share * (last - first))


def _share(corners: Sequence[Point], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return how much of each pixel lies in a convex shape, by its distance to the nearest edge."""
    inside = np.full(x.shape, np.inf)
    for (x0, y0), (x1, y1) in zip(corners, (*corners[1:], corners[0]), strict=True):
        length = np.hypot(x1 - x0, y1 - y0)
        inside = np.minimum(inside, ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length)
    return inside.clip(-0.5, 0.5) + 0.5


def _paint(picture: np.ndarray, colour: Colour, share: np.ndarray) -> None:
    picture += share[..., None] * (np.array(colour) - picture)


def _wave(picture: np.ndarray) -> None:
    """Draw short light strokes on the sea, longer and wider apart towards the front."""
    random = np.random.default_rng(WAVE_SEED)
    for depth in np.sort(random.random(NUM_WAVES) ** 0.7):
        row = HORIZON + 3 + int(depth * (HEIGHT - HORIZON - 6))
        length = int(8 + 34 * depth * random.random())
        left = int(random.integers(0, WIDTH - length))
        picture[row : row + 2, left : left + length] += 26
