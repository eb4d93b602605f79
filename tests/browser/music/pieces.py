"""Invented chorales and their sound: every note known, sizes all different."""

from __future__ import annotations

import io
import wave
from functools import lru_cache

import numpy as np

from core.figures.music import Roll, roll_of
from core.vectorizers.score import Track, make_score

TICKS = 480
RATE = 22_050
BARS = 12
TEMPO = 94.0
HOMES = (76, 69, 62, 50)  # soprano, alto, tenor, bass
NAMES = ("Soprano", "Alto", "Tenor", "Bass")
SCALE = (0, 2, 4, 5, 7, 9, 11)


def chorale(
    seed: int = 7, title: str = "A made-up chorale", *, repaired: int | None = None
) -> Roll:
    """Return twelve bars of four voices; `repaired` names a bar that is drawn from another seed."""
    rows = []
    for voice, home in enumerate(HOMES):
        for bar in range(BARS):
            random = np.random.default_rng([seed + 100 * (bar + 1 == repaired), voice, bar])
            beat = 0.0
            while beat < 4:
                length = float(random.choice([0.5, 1.0, 1.0, 2.0]))
                length = min(length, 4 - beat)
                step = SCALE[int(random.integers(len(SCALE)))]
                pitch = (home // 12) * 12 + step
                onset = round((4 * bar + beat) * TICKS)
                velocity = int(random.integers(52, 120))
                rows.append((onset, round(length * TICKS), pitch, velocity, voice))
                beat += length
    tracks = tuple(Track(name, 52) for name in NAMES)
    score = make_score(title, TICKS, rows, tracks, tempo_qpm=TEMPO, metre=(4, 4))
    return roll_of(score, title)


def band(num_notes: int = 1200, title: str = "A made-up band") -> Roll:
    """Return many notes of six tracks, one of them drums."""
    random = np.random.default_rng(num_notes)
    names = ("Lead", "Keys", "Pad", "Bass", "Strings", "Kit")
    tracks = tuple(Track(name, 0, is_drum=name == "Kit") for name in names)
    rows = []
    for index in range(num_notes):
        track = index % len(names)
        onset = int(index * 60 / num_notes * 2 * TICKS) // 60 * 60
        if names[track] == "Kit":
            rows.append((onset, 60, int(random.choice([36, 38, 42, 46])), 90, track))
            continue
        pitch = 38 + 10 * track + int(random.choice(SCALE))
        rows.append((onset, int(random.choice([120, 240, 480])), pitch, 60 + track * 10, track))
    return roll_of(make_score(title, TICKS, rows, tracks, tempo_qpm=120, metre=(4, 4)), title)


def surprising(roll: Roll) -> np.ndarray:
    """Return a number a note, shape (N,), the first one unknown."""
    value = np.random.default_rng(len(roll)).gamma(2.0, 0.9, len(roll))
    value[0] = np.nan
    return value


@lru_cache(maxsize=16)
def sound_of(seconds: float, hertz: float) -> bytes:
    """Return a tone as WAV, 16 bit, mono."""
    moments = np.arange(round(seconds * RATE)) / RATE
    tone = (8_000 * np.sin(2 * np.pi * hertz * moments)).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.tobytes())
    return buffer.getvalue()
