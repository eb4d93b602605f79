"""`music render FILE`: a file of notes as sound."""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from core.cli.sources import given, refuse_unless_writable
from core.recipes.music.corpus import read_bytes
from core.sound import render, to_wav


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and where the sound goes."""
    parser.add_argument("file", metavar="FILE", help="a MIDI or MusicXML file")
    parser.add_argument("--wav", type=Path, metavar="X.wav", required=True)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Render the file and return what came of it."""
    refuse_unless_writable(arguments.wav)
    file = given(arguments.file)
    score = read_bytes(file.data, file.name).scores[0]
    began = perf_counter()
    sound = render(score)
    seconds = perf_counter() - began
    arguments.wav.write_bytes(to_wav(sound))
    return {
        "wav": str(arguments.wav),
        "seconds": len(sound.samples) / sound.sample_rate,
        "sample_rate": sound.sample_rate,
        "peak": float(np.abs(sound.samples).max(initial=0.0)),
        "render_seconds": seconds,
    }
