"""How long it takes until a piece can be heard, and what is kept of it.

Run: `python -m benchmarks.rendering`. A made-up minute of 1,200 notes for piano, bass, strings and
drums is rendered in a fresh Python, where no tone exists yet and the font must be read (imports are
not counted), then again and again in the same one. The figure of each is the median over several
fresh Pythons.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from benchmarks.bars import Figure, conclude, machine, seconds_of, spread
from core.sound import render, to_wav
from core.sound.mixing import TONES
from core.vectorizers.score import Score, Track, make_score

COLD_BAR, WARM_BAR, PEAK_BAR, KEPT_BAR = 1.0, 0.4, 0.95, 64.0
TRACKS = (Track("Piano", 0), Track("Bass", 33), Track("Strings", 48), Track("Drums", 0, True))
BEATS, TICKS = 120, 480  # at 120 beats a minute
DRUM_KEYS = (36, 42, 38, 42, 46, 49)


def made_up_minute(seed: int) -> Score:
    """Return 1,200 notes: half of them piano in eighths, chords of three strings, bass, drums."""
    chance = np.random.default_rng(seed)
    rows = [
        (
            int(chance.integers(0, 4 * BEATS - 8)) * TICKS // 4,
            int(chance.integers(1, 8)) * TICKS // 4,
            int(chance.integers(48, 85)),
            int(chance.integers(50, 110)),
            0,
        )
        for _ in range(600)
    ]
    rows += [(beat * TICKS, TICKS, int(chance.integers(30, 48)), 90, 1) for beat in range(BEATS)]
    for bar in range(0, BEATS, 3):
        keys = chance.choice(np.arange(55, 80), 3, replace=False).tolist()
        rows += [(bar * TICKS, 3 * TICKS, key, 70, 2) for key in keys]
    rows += [
        (nth * TICKS // 3, TICKS // 8, DRUM_KEYS[nth % len(DRUM_KEYS)], 90, 3) for nth in range(360)
    ]
    return make_score("made up", TICKS, rows, TRACKS, tempo_qpm=120)


def measured(seed: int, passes: int) -> dict[str, float]:
    """Render in this process: cold once, then warm."""
    score = made_up_minute(seed)
    cold = seconds_of(lambda: render(score))
    warm = [seconds_of(lambda: render(score)) for _ in range(passes)]
    sound = render(score)
    return {
        "cold": cold,
        "warm": float(np.median(warm)),
        "peak": sound.peak,
        "kept": TONES.num_bytes / 1e6,
        "wav": seconds_of(lambda: to_wav(sound)),
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=7)
    parser.add_argument("--within", type=int, metavar="SEED", help="measure once in this process")
    given = parser.parse_args(arguments)
    if given.within is not None:
        print(json.dumps(measured(given.within, given.passes)))
        return 0
    where = machine()
    words = [sys.executable, "-m", "benchmarks.rendering", "--passes", str(given.passes)]
    told = [
        json.loads(
            subprocess.run(
                [*words, "--within", str(seed)], check=True, capture_output=True, text=True
            ).stdout
        )
        for seed in range(given.passes)
    ]
    figures = []
    for name, what, unit, bar in (
        ("cold", "a minute of 1,200 notes, cold", "s", COLD_BAR),
        ("warm", "the same, warm", "s", WARM_BAR),
        ("wav", "its WAV file", "s", None),
        ("peak", "its loudest sample", "", PEAK_BAR),
        ("kept", "tones kept", "MB", KEPT_BAR),
    ):
        values = [one[name] for one in told]
        figures.append(Figure(what, float(np.median(values)), unit, bar, note=spread(values)))
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
