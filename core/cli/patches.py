"""`patches FILE`: a picture as a sequence of vectors, and where each of them stood."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.sources import given, refuse_unless_writable
from core.errors import NotWritable
from core.vectorizers import image
from core.vectorizers.image import PictureOptions
from core.vectorizers.patch_codes import CodeSettings, position_codes
from core.vectorizers.patches import PatchSettings, patchify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the picture, where the patches go, and how it is read, cut and encoded."""
    parser.add_argument("file", metavar="FILE", help="a picture, or sample:NAME")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="X.npz",
        default=None,
        help="where patches (N, P·P·C), positions (N, E) and coverage (N,) are written",
    )
    add_knobs(parser, PatchSettings, CodeSettings, PictureOptions)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cut the picture, write the patches where that is asked for, and return what came of it."""
    cutting = PatchSettings.from_record(given_knobs(arguments, only=PatchSettings))
    coding = CodeSettings.from_record(given_knobs(arguments, only=CodeSettings))
    options = PictureOptions.from_record(given_knobs(arguments, only=PictureOptions))
    _refuse_unless_file(arguments.out)
    source = given(arguments.file)
    picture = image.read(source.data, source.name, options)
    patches = patchify(picture.pixels, cutting.patch_size, cutting.fit)
    layout = patches.layout
    positions = position_codes(coding, layout.grid)
    if arguments.out is not None:
        with arguments.out.open("wb") as file:  # given a path, numpy would add .npz to it
            np.savez(file, patches=patches.vectors, positions=positions, coverage=layout.coverage)
    return {
        "name": picture.name,
        "width": picture.found.width,
        "height": picture.found.height,
        "grid": layout.grid,
        "patches": layout.num_patches,
        "vector_length": patches.vectors.shape[1],
        "encoding": coding.encoding,
        "encoding_length": positions.shape[1],
        "fit": cutting.fit,
        "fitted": layout.fitted_size,
        "padded": int(layout.padded.sum()),
        "affine": asdict(layout.affine),
        "out": None if arguments.out is None else str(arguments.out),
        "repairs": [
            {"code": r.code, "count": r.count, "detail": r.detail} for r in picture.repairs
        ],
    }


def _refuse_unless_file(path: Path | None) -> None:
    """Refuse, before anything is done, a path that no file can be written to.

    Raises
    ------
    NotWritable
        If it is a folder, or nothing can be written there.
    """
    if path is None:
        return
    if path.is_dir():
        raise NotWritable(path=str(path))
    refuse_unless_writable(path)
