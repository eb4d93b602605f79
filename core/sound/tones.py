"""One key of one instrument as it sounds while it is held.

A tone does not know how hard its key was struck or when it is let go: the mixer scales it and lets
it die, so one tone serves every note of its key. A longer tone begins with exactly the samples of a
shorter one, so it does not matter which of them was kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.sound import filtering
from core.sound.envelopes import (
    brightness_at,
    decay_per_second,
    shape_loudness,
    sounding_seconds,
)
from core.sound.resampling import resample
from core.sound.soundfont import SoundFont
from core.sound.zones import Zone

RELEASE_SECONDS = (0.05, 4.0)  # no click at one end, no endless tail at the other
OPEN_SHARE = 0.45  # of the sample rate: a cutoff above takes nothing away
INAUDIBLE = 1e-6
EXTREMES = np.array([0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Tone:
    """A held key.

    Attributes
    ----------
    samples : numpy.ndarray
        float32 of shape (C, N); one channel where all its zones are in one place, else two.
    sides : tuple of two float
        How loud it is to the left and to the right, on top.
    is_whole : bool
        Whether nothing comes after the last sample, however long the key is held.
    """

    samples: np.ndarray
    sides: tuple[float, float]
    is_whole: bool


def sides_of(pan: float) -> tuple[float, float]:
    """Return the gains of left and right at equal power; `pan` −0.5 to 0.5, 0 gives (1, 1)."""
    angle = (pan + 0.5) * math.pi / 2
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)


def make_tone(
    font: SoundFont, zones: Sequence[Zone], key: int, num_samples: int, sample_rate: int
) -> Tone:
    """Return what sounds while a key is held, for so many samples or until it is silent."""
    lines = [_line(font.samples, zone, key, num_samples, sample_rate) for zone in zones]
    longest = max(map(len, lines))
    sides = [sides_of(zone.pan) for zone in zones]
    is_in_one_place = len(set(sides)) == 1
    samples = np.zeros((1 if is_in_one_place else 2, longest), dtype=np.float32)
    for line, gains in zip(lines, sides, strict=True):
        if is_in_one_place:
            samples[0, : len(line)] += line
            continue
        for channel, gain in zip(samples, gains, strict=True):
            if gain > INAUDIBLE:
                channel[: len(line)] += line * np.float32(gain)
    samples.flags.writeable = False
    return Tone(
        samples, sides[0] if is_in_one_place else (1.0, 1.0), is_whole=longest < num_samples
    )


def release_rate(zones: Sequence[Zone]) -> float:
    """Return how fast a tone dies once it is let go, as the exponent per second.

    Where its zones differ it is their mean, and the louder ones count more.
    """
    shortest, longest = RELEASE_SECONDS
    seconds = [min(max(zone.loudness.release, shortest), longest) for zone in zones]
    rates = [decay_per_second(each) for each in seconds]
    return float(np.average(rates, weights=[zone.gain for zone in zones]))


def _line(
    samples: np.ndarray, zone: Zone, key: int, num_samples: int, sample_rate: int
) -> np.ndarray:
    """Return one zone in tune, filtered and shaped, float32 of shape (N,)."""
    heard = sounding_seconds(zone.loudness, key) * sample_rate
    length = math.ceil(min(num_samples, heard))
    # what the filter sees beyond the end keeps the end the same in a longer tone
    line = resample(
        samples, zone.recording, zone.hertz(key) / sample_rate, length + filtering.WINDOW
    )
    if zone.cutoff_hertz(EXTREMES).min() < OPEN_SHARE * sample_rate:
        seconds = filtering.window_centres(len(line)) / sample_rate
        cutoff = zone.cutoff_hertz(brightness_at(seconds, zone.brightness, key))
        line = filtering.darken(line, cutoff / sample_rate)
    line = line[:length]
    shape_loudness(line, zone.loudness, key, sample_rate)
    line *= np.float32(zone.gain)
    return line
