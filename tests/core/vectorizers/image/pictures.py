"""Pictures and files of them, made for the tests; every side has a length of its own."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

ORIENTATION = 0x0112
HEIGHT, WIDTH = 40, 61
LOSSLESS: Mapping[str, dict[str, Any]] = {
    "PNG": {},
    "WEBP": {"lossless": True},
    "BMP": {},
    "TIFF": {},
}


def scene(height: int = HEIGHT, width: int = WIDTH, seed: int = 0) -> np.ndarray:
    """Return a picture that no turn leaves alike and of which no row is black, (H, W, 3) uint8."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[..., 0] = 3 + np.arange(width) * 250 // width
    pixels[..., 1] = 2 + np.arange(height)[:, None] * 250 // height
    pixels[..., 2] = np.random.default_rng(seed).integers(1, 256, (height, width))
    return pixels


def saved(pixels: np.ndarray | Image.Image, kind: str, **options: Any) -> bytes:
    """Return a file of a picture."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned(orientation: int) -> Image.Exif:
    """Return EXIF data that say how the picture stands."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def png(rows: list[bytes], width: int, depth: int, colour: int, clear: bytes = b"") -> bytes:
    """Return a PNG made by hand, of rows of packed pixels; `clear` is its transparent colour."""
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + row for row in rows))
    transparent = chunk(b"tRNS", clear) if clear else b""
    return png_header(header) + transparent + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_header(header: bytes) -> bytes:
    """Return the beginning of a PNG, up to and including its header."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)


def pages(count: int) -> bytes:
    """Return a TIFF of so many pages of one pixel each."""
    entries = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (279, 1)]
    page = struct.pack("<H", len(entries))
    page += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    size = len(page) + 4
    first = 12  # behind the header and the one pixel that all share
    chain = [first + size * number for number in range(1, count)] + [0]
    body = b"".join(page + struct.pack("<I", following) for following in chain)
    return b"II*\x00" + struct.pack("<I", first) + b"\x50\x00\x00\x00" + body
