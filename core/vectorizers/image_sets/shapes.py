"""Generated pictures of five shapes, with a mask of where each is.

Every shape is a polygon around a point, given by its corners in polar coordinates, all of one area:
neither size nor place nor colour gives it away. Where the boundary lies in a direction follows from
the two corners beside it, so all pixels of all pictures are decided at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from core.vectorizers.image_sets.records import ByteArray, FloatArray, ImageSet, IntArray
from core.vectorizers.image_sets.splitting import one_after_another
from core.words import N_

SEED = 20240229
SIDE = 32
NUM_TRAIN, NUM_VALIDATION, NUM_TEST = 3200, 400, 800
SMALLEST, LARGEST = 5.5, 8.5  # radius of a circle of the shape's area, in pixels
MARGIN = 8.0  # between its middle and the edge: a long point may be cut off
DARKEST, BRIGHTEST = 70, 185  # grey values of the ground, in each colour
LEAST_CONTRAST, MOST_CONTRAST = 85, 160  # between shape and ground
NOISE = np.float32(12)  # standard deviation, grey values


def _regular(corners: int) -> list[tuple[float, float]]:
    return [(2 * np.pi * k / corners, 1.0) for k in range(corners)]


def _star(points: int, inner: float) -> list[tuple[float, float]]:
    return [(np.pi * k / points, inner if k % 2 else 1.0) for k in range(2 * points)]


def _cross(half: float) -> list[tuple[float, float]]:
    """Return a plus of arms from -1 to 1 that are 2 × `half` wide."""
    quarter = [(half, -half), (1.0, -half), (1.0, half)]
    turned = [(x * c - y * s, x * s + y * c) for c, s in TURNS for x, y in quarter]
    return sorted((float(np.arctan2(y, x) % (2 * np.pi)), float(np.hypot(x, y))) for x, y in turned)


TURNS = ((1, 0), (0, 1), (-1, 0), (0, -1))
OUTLINES: Mapping[str, list[tuple[float, float]]] = {
    N_("circle"): _regular(48),
    N_("square"): _regular(4),
    N_("triangle"): _regular(3),
    N_("star"): _star(5, 0.45),
    N_("cross"): _cross(0.35),
}


def shapes() -> ImageSet:
    """Return 4,400 pictures of 32 × 32 pixels, the same every time."""
    random = np.random.default_rng(SEED)
    count = NUM_TRAIN + NUM_VALIDATION + NUM_TEST
    labels = random.permutation(np.arange(count) % len(OUTLINES)).astype(np.int64)
    coverage = drawn(labels, random)
    parts = one_after_another(NUM_TRAIN, NUM_TRAIN + NUM_VALIDATION, count)
    images = coloured(coverage, random)
    return ImageSet("shapes", images, labels, tuple(OUTLINES), *parts, masks=coverage > 0.5)


def drawn(labels: IntArray, random: np.random.Generator) -> FloatArray:
    """Return how much of each pixel a shape covers, 0 to 1, shape (N, H, W), for labels (N,)."""
    size = _uniform(random, SMALLEST, LARGEST, (len(labels), 1, 1))
    turn = _uniform(random, 0, 2 * np.pi, (len(labels), 1, 1))
    middle = _uniform(random, MARGIN, SIDE - MARGIN, (2, len(labels), 1, 1))
    pixels = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    y, x = pixels[:, None] - middle[0], pixels - middle[1]
    distance, angle = np.hypot(x, y), np.arctan2(y, x) - turn
    boundary = np.empty_like(distance)
    for number, corners in enumerate(OUTLINES.values()):
        those = labels == number
        reach = boundary_at(angle[those], corners)
        boundary[those] = reach * (size[those] / np.sqrt(area(corners) / np.pi))
    covered: FloatArray = np.clip(boundary - distance + np.float32(0.5), 0, 1)
    return covered


def boundary_at(angle: FloatArray, corners: list[tuple[float, float]]) -> FloatArray:
    """Return how far a polygon reaches in each direction (radians), in the shape of `angle`.

    Between two corners the boundary is a chord: r = a b sin(w) / (a sin(p) + b sin(w − p)), p past
    the first corner, w from one to the other.
    """
    first = corners[0][0]
    angles = np.array([corner[0] - first for corner in corners], dtype=np.float32)
    near = np.array([corner[1] for corner in corners], dtype=np.float32)
    far = np.roll(near, -1)
    wide = np.diff(angles, append=np.float32(2 * np.pi))
    turned = np.mod(angle - np.float32(first), np.float32(2 * np.pi))
    before = np.searchsorted(angles, turned, side="right") - 1
    past = turned - angles[before]
    chord = near[before] * np.sin(past) + far[before] * np.sin(wide[before] - past)
    found: FloatArray = (near * far * np.sin(wide))[before] / chord
    return found


def area(corners: list[tuple[float, float]]) -> float:
    """Return the area of a polygon around the origin, given by angles and distances."""
    around = [*corners, corners[0]]
    return sum(r1 * r2 * float(np.sin(a2 - a1)) / 2 for (a1, r1), (a2, r2) in pairwise(around))


def coloured(coverage: FloatArray, random: np.random.Generator) -> ByteArray:
    """Return shapes of coverage (N, H, W) in one colour on another, with noise: (N, H, W, 3)."""
    count = len(coverage)
    ground = _uniform(random, DARKEST, BRIGHTEST, (count, 1, 1, 3))
    away = _uniform(random, LEAST_CONTRAST, MOST_CONTRAST, (count, 1, 1, 3))
    colour = np.where(ground + away < 255, ground + away, ground - away)
    mixed = ground + (colour - ground) * coverage[..., None]
    mixed += NOISE * random.standard_normal(mixed.shape, dtype=np.float32)
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _uniform(
    random: np.random.Generator, low: float, high: float, shape: tuple[int, ...]
) -> FloatArray:
    return np.float32(low) + np.float32(high - low) * random.random(shape, dtype=np.float32)
