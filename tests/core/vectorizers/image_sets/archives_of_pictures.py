"""Small archives of pictures, made here."""

from __future__ import annotations

import io
import tarfile
import zipfile

import numpy as np
from PIL import Image


def picture(seed: int, height: int = 20, width: int = 30, form: str = "PNG") -> bytes:
    """Return a file of noise around one grey, so that no two seeds give the same."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form)
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def folders(**counts: int) -> dict[str, bytes]:
    """Return files of so many different pictures in each folder."""
    names = [f"{folder}/{n}.png" for folder, count in counts.items() for n in range(count)]
    return {name: picture(seed) for seed, name in enumerate(names)}


def batch(count: int, seed: int = 0) -> bytes:
    """Return a file of CIFAR-10 whose classes go round."""
    random = np.random.default_rng(seed)
    rows = random.integers(0, 256, (count, 3073), dtype=np.uint8)
    rows[:, 0] = np.arange(count) % 10
    return rows.tobytes()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
