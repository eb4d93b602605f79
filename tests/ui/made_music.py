"""A tiny model of invented chorales, learnt in three seconds, for tests of what shows its music."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from core.recipes import music
from core.recipes.music.corpus import keep_files
from core.recipes.music.settings import MusicSettings
from core.recipes.music.studio import Studio, open_studio
from core.runs import Work, home
from core.training.progress import Artifact, Finished
from core.vectorizers import midi
from core.vectorizers.score import Score, Track, make_score
from ui.music_shown import Showing

NUM_PIECES, NUM_BARS = 10, 16
VOICES = ("Soprano", "Alto", "Tenor", "Bass")
CHORDS = ((72, 67, 64, 48), (74, 67, 59, 43), (72, 69, 65, 53), (76, 69, 60, 45))


def chorale(seed: int) -> Score:
    """Return four voices in quarters that walk over four chords, some notes passing."""
    random = np.random.default_rng(seed)
    rows = []
    for beat in range(4 * NUM_BARS):
        chord = CHORDS[int(random.integers(len(CHORDS)))]
        for voice, pitch in enumerate(chord):
            halves = 1 + int(voice == 0 and random.random() < 0.3)
            for part in range(halves):
                onset = 480 * beat + part * 240
                rows.append((onset, 480 // halves, pitch + 2 * part, 80, voice))
    tracks = tuple(Track(name, 19) for name in VOICES)
    return make_score(f"chorale {seed}", 480, rows, tracks, tempo_qpm=100.0, metre=(4, 4))


@cache
def artifact() -> Artifact:
    """Return the model as a training leaves it."""
    files = [(f"{seed}.mid", midi.write(chorale(seed))) for seed in range(NUM_PIECES)]
    settings = MusicSettings(hidden_size=32, seconds=3, batch_size=8, unroll=32)
    folder = home() / "tiny music"
    folder.mkdir(parents=True, exist_ok=True)
    work = Work(keep_files(files, home()), settings.record(), home(), Path(folder), "cpu")
    finished = [told for told in music.train(work) if isinstance(told, Finished)]
    return finished[-1].artifact


@cache
def studio() -> Studio:
    """Return the model ready to play; always the same."""
    return open_studio(artifact(), home(), "cpu")


def showing() -> Showing:
    """Return what the page would show of it."""
    return Showing(studio(), studio().result, None, None, studio().source)
