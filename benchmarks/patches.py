"""How fast a picture becomes patches and positions, beside a memory copy and the article's loops.

Run: `python -m benchmarks.patches`. Patches take turns with a plain copy of the same bytes, codes
with the article's own loop over rows, columns and numbers (which is slow, so it has few
turns). Then how soon a bomb is refused, and what a real photograph costs from bytes to pixels.
"""

from __future__ import annotations

import argparse
import struct
import sys
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np

from benchmarks.bars import Figure, conclude, machine, spread, take_turns
from core.errors import TooManyPixels
from core.vectorizers.image import read
from core.vectorizers.patch_codes import five, sincos2d
from core.vectorizers.patches import patchify
from core.vectorizers.samples import sample_bytes

COPY_BAR, REFUSAL_BAR_MS = 3.5, 50.0
CODE_LENGTH, ARTICLE_BASE = 256, 10_000
CODE_BARS = {(224, 16): 250, (1024, 16): 600}
PATCH_SIZE = 16
LARGE = 12_000


def repeated(work: Callable[[], object], times: int) -> Callable[[], None]:
    """Return what does the same work several times, so that a clock can measure it."""

    def again() -> None:
        for _ in range(times):
            work()

    return again


def cutting(side: int, dtype: type[np.float32 | np.uint8], passes: int) -> list[Figure]:
    """Measure `patchify` and a copy of the same numbers, in turns."""
    random = np.random.default_rng(side)
    pixels = (random.random((side, side, 3)) * 255).astype(dtype)
    copy, times = np.empty_like(pixels), max(1, 2**21 // side**2)
    ours, plain = take_turns(
        passes,
        repeated(lambda: patchify(pixels, PATCH_SIZE, "pad", dtype), times),
        repeated(lambda: np.copyto(copy, pixels), times),
    )
    name = f"{side} × {side} pixels, {np.dtype(dtype).name}"
    ratio = ours / plain
    return [
        Figure(f"patchify {name}", float(np.median(ours)) / times * 1e3, "ms"),
        Figure(
            f"patchify {name}, times as long as a copy",
            float(np.median(ratio)),
            "×",
            COPY_BAR if dtype is np.float32 else None,
            note=spread(ratio),
        ),
    ]


def article_waves(rows: int, columns: int, length: int) -> np.ndarray:
    """Return the article's 2-D code as it makes it: one number after the other."""
    codes = np.zeros((rows * columns, length))
    position = 0
    for row in range(rows):
        for column in range(columns):
            for i in range(0, length, 4):
                speed = np.exp(i * -np.log(float(ARTICLE_BASE)) / length)
                codes[position, i] = np.sin(row * speed)
                codes[position, i + 1] = np.cos(row * speed)
                codes[position, i + 2] = np.sin(column * speed)
                codes[position, i + 3] = np.cos(column * speed)
            position += 1
    return codes


def article_five(rows: int, columns: int) -> np.ndarray:
    """Return the article's five numbers as it makes them: one patch after the other."""
    codes = []
    for i in range(rows * columns):
        r, c = i // columns / rows, i % columns / columns
        codes.append(np.array([r, c, r * c, np.sin(r * np.pi), np.cos(c * np.pi)]))
    return np.array(codes, dtype=np.float32)


def coding(side: int, patch_size: int, passes: int) -> list[Figure]:
    """Measure our codes and the article's for a picture of this side, in turns."""
    grid = side // patch_size
    name = f"{side}², patches of {patch_size}"
    waves = against(
        f"2-D sine and cosine, {name}",
        lambda: sincos2d(grid, grid, CODE_LENGTH, ARTICLE_BASE),
        lambda: article_waves(grid, grid, CODE_LENGTH),
        (passes, 100 if side < 1000 else 10),
        CODE_BARS.get((side, patch_size)),
    )
    numbers = against(
        f"five numbers, {name}",
        lambda: five(grid, grid),
        lambda: article_five(grid, grid),
        (passes, 100 if side < 1000 else 10),
        None,
    )
    return waves + numbers


def against(
    what: str,
    ours: Callable[[], np.ndarray],
    theirs: Callable[[], np.ndarray],
    counts: tuple[int, int],
    bar: float | None,
) -> list[Figure]:
    """Measure two ways to the same codes in turns; `counts` are passes, and of ours in each."""
    passes, times = counts
    apart = float(np.abs(ours() - theirs()).max())
    fast, slow = take_turns(passes, repeated(ours, times), theirs)
    ratio = slow / (fast / times)
    return [
        Figure(what, float(np.median(fast)) / times * 1e3, "ms"),
        Figure(
            f"{what}, times faster than the article", float(np.median(ratio)), "×", bar,
            at_least=True, note=spread(ratio),
        ),
        Figure(f"{what}, largest difference from the article", apart, "", 1e-6),
    ]  # fmt: skip


def bomb() -> bytes:
    """Return a small PNG of 144 million pixels, whole and valid: Pillow would only warn of it."""
    header = struct.pack(">IIBBBBB", LARGE, LARGE, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes((LARGE + 1) * LARGE), 9)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def reading(passes: int) -> list[Figure]:
    """Measure the refusal of a bomb, and a photograph from its bytes to pixels."""
    large, photograph = bomb(), sample_bytes("palace")

    def refuse() -> None:
        with suppress(TooManyPixels):
            read(large, "bomb.png")

    refused, opened = take_turns(passes, refuse, lambda: read(photograph, "palace.jpg"))
    return [
        Figure(
            f"a PNG of {len(large) // 1024} KiB and 144 million pixels, refused",
            float(np.max(refused)) * 1e3,
            "ms",
            REFUSAL_BAR_MS,
            note="the slowest",
        ),
        Figure("a JPEG of 640 × 427 pixels, read", float(np.median(opened)) * 1e3, "ms"),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=15)
    parser.add_argument("--slow-passes", type=int, default=3)
    given = parser.parse_args(arguments)
    where = machine()
    figures: list[Figure] = []
    for side in (224, 1024):
        for dtype in (np.float32, np.uint8):
            figures += cutting(side, dtype, given.passes)
    for side, patch_size in ((224, 16), (224, 8), (1024, 16)):
        figures += coding(side, patch_size, given.slow_passes)
    return conclude(where, [*figures, *reading(given.passes)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
