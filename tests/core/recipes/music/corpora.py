"""Made-up music: pieces that have something to learn, as files of notes."""

from __future__ import annotations

import numpy as np

from core.recipes.music.corpus import Corpus, read_bytes
from core.vectorizers import archives, midi
from core.vectorizers.score import Score, Track, make_score

TRACKS = (Track("Flute", 73), Track("Bass", 32))
SCALE = (0, 2, 4, 5, 7, 9, 11)


def tune(seed: int, num_notes: int = 40) -> Score:
    """Return a tune over a bass: a walk along a major scale, two bass notes a bar."""
    random = np.random.default_rng(seed)
    key, place, onset = int(random.integers(-3, 4)), 7, 0
    rows: list[tuple[int, int, int, int, int]] = []
    for _ in range(num_notes):
        place = int(np.clip(place + random.integers(-2, 3), 0, 13))
        length = int(random.choice([240, 480]))
        octave, degree = divmod(place, 7)
        rows.append((onset, length, 60 + key + 12 * octave + SCALE[degree], 80, 0))
        onset += length
    rows += [(at, 480, 36 + key + (7 if at % 1920 else 0), 70, 1) for at in range(0, onset, 960)]
    return make_score(f"tune {seed}", 480, rows, TRACKS, tempo_qpm=100, metre=(4, 4))


def packed_tunes(count: int, num_notes: int = 40) -> bytes:
    """Return so many tunes as a ZIP of MIDI files."""
    files = [(f"{seed}.mid", midi.write(tune(seed, num_notes))) for seed in range(count)]
    return archives.packed(files)


def tunes(count: int, num_notes: int = 40) -> Corpus:
    """Return so many tunes, read as an upload is."""
    return read_bytes(packed_tunes(count, num_notes), "tunes.zip")
