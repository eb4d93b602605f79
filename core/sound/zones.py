"""What a zone of a SoundFont says, in seconds, factors and cents.

A file says it in *generators*: numbers with an amount each, by the SoundFont Technical
Specification 2.01, § 8.1.2. Times come in timecents, loudness in centibels, pitch in cents. What an
instrument says is taken as it is, what a preset says is added to it. Left out: modulators, vibrato,
chorus, reverb, resonance, and the way of a pitch to where its envelope settles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.sound.envelopes import Envelope

PITCH_DEPTH, CUTOFF, CUTOFF_DEPTH, PAN = 7, 8, 11, 17
BRIGHTNESS, LOUDNESS = 25, 33  # the first of the eight generators of each envelope
INSTRUMENT, KEYS, VELOCITIES, FIXED_KEY, FIXED_VELOCITY = 41, 43, 44, 46, 47
ATTENUATION, COARSE, FINE, SAMPLE, MODE = 48, 51, 52, 53, 54
SCALE, CLASS, ROOT = 56, 57, 58
MOVES = {"start": (0, 4), "end": (1, 12), "loop_start": (2, 45), "loop_end": (3, 50)}
COARSE_MOVE = 32_768  # samples

EVERYTHING = 127 << 8  # a range from 0 to 127
INSTANT = -12_000  # a millisecond in timecents, the shortest stage
DEFAULTS: Mapping[int, int] = {
    **dict.fromkeys((FIXED_KEY, FIXED_VELOCITY, ROOT), -1),
    **{first + stage: INSTANT for first in (BRIGHTNESS, LOUDNESS) for stage in (0, 1, 2, 3, 5)},
    **dict.fromkeys((KEYS, VELOCITIES), EVERYTHING),
    CUTOFF: 13_500,
    SCALE: 100,
}
NOT_ADDED = {INSTRUMENT, KEYS, VELOCITIES, FIXED_KEY, FIXED_VELOCITY, MODE, CLASS, ROOT}
LOOPED_MODES = (1, 3)
LOWEST_HERTZ = 8.176  # what zero cents are
# The EMU8000 that such fonts were tuned by ear on damps by 0.4 of what it is told; so FluidSynth.
HEARD_ATTENUATION = 0.4


@dataclass(frozen=True)
class Recording:
    """Where a recording lies among the samples of its font, ends excluded."""

    start: int
    end: int
    loop_start: int
    loop_end: int
    is_looped: bool


@dataclass(frozen=True)
class Zone:
    """One recording in one preset.

    `hertz_at_root` is how many samples a second of its root key takes; `pan` goes from −0.5 (left)
    to 0.5; `brightness` lifts the cutoff of the low-pass by up to `cutoff_depth` cents.
    """

    keys: tuple[int, int]
    velocities: tuple[int, int]
    fixed_key: int
    root: int
    cents_per_key: int
    hertz_at_root: float
    recording: Recording
    gain: float
    pan: float
    exclusive_class: int
    loudness: Envelope
    brightness: Envelope
    cutoff_cents: float
    cutoff_depth: float

    def serves(self, key: int, velocity: int) -> bool:
        """Tell whether the zone sounds when this key is struck so hard."""
        low, high = self.keys
        soft, hard = self.velocities
        return low <= key <= high and soft <= velocity <= hard

    def hertz(self, key: int) -> float:
        """Return how many samples of the recording a second of this key takes."""
        played = key if self.fixed_key < 0 else self.fixed_key
        return float(self.hertz_at_root * 2 ** ((played - self.root) * self.cents_per_key / 1200))

    def cutoff_hertz(self, brightness: np.ndarray) -> np.ndarray:
        """Return where the low-pass cuts, in hertz, for a brightness 0 to 1; both of shape (N,)."""
        cents = self.cutoff_cents + self.cutoff_depth * brightness
        hertz: np.ndarray = LOWEST_HERTZ * 2 ** (cents / 1200)
        return hertz


def make_zone(head: np.void, own: Mapping[int, int], preset: Mapping[int, int]) -> Zone:
    """Return the zone of a sample's header and of what instrument and preset say by generator."""
    told = {**DEFAULTS, **own}
    for what in preset.keys() - NOT_ADDED:
        told[what] = told.get(what, 0) + preset[what]
    brightness = _envelope(told, BRIGHTNESS, lambda lost: 1 - min(max(lost, 0), 1000) / 1000)
    cents = 100 * told.get(COARSE, 0) + told.get(FINE, 0) + int(head["correction"])
    cents += round(told.get(PITCH_DEPTH, 0) * brightness.sustain)
    return Zone(
        keys=_overlap(told[KEYS], preset.get(KEYS, EVERYTHING)),
        velocities=_overlap(told[VELOCITIES], preset.get(VELOCITIES, EVERYTHING)),
        fixed_key=told[FIXED_KEY],
        root=told[ROOT] if told[ROOT] >= 0 else int(head["key"]),
        cents_per_key=told[SCALE],
        hertz_at_root=float(head["rate"]) * 2 ** (cents / 1200),
        recording=_recording(head, told),
        gain=10 ** (-HEARD_ATTENUATION * max(told.get(ATTENUATION, 0), 0) / 200),
        pan=min(max(told.get(PAN, 0), -500), 500) / 1000,
        exclusive_class=told.get(CLASS, 0),
        loudness=_envelope(told, LOUDNESS, lambda damped: 10 ** (-max(damped, 0) / 200)),
        brightness=brightness,
        cutoff_cents=told[CUTOFF],
        cutoff_depth=told.get(CUTOFF_DEPTH, 0),
    )


def _overlap(one: int, other: int) -> tuple[int, int]:
    """Return what two ranges share; each has its lower end in the low byte."""
    return max(one & 255, other & 255), min(one >> 8 & 255, other >> 8 & 255)


def _envelope(told: Mapping[int, int], first: int, level: Callable[[int], float]) -> Envelope:
    delay, attack, hold, decay, release = (
        2 ** (told[first + stage] / 1200) for stage in (0, 1, 2, 3, 5)
    )
    return Envelope(
        delay=delay,
        attack=attack,
        hold=hold,
        decay=decay,
        sustain=level(told.get(first + 4, 0)),
        release=release,
        hold_per_key=told.get(first + 6, 0),
        decay_per_key=told.get(first + 7, 0),
    )


def _recording(head: np.void, told: Mapping[int, int]) -> Recording:
    start, end, loop_start, loop_end = (
        int(head[name]) + told.get(fine, 0) + COARSE_MOVE * told.get(coarse, 0)
        for name, (fine, coarse) in MOVES.items()
    )
    has_loop = start <= loop_start < loop_end - 1 and loop_end <= end
    return Recording(
        start, end, loop_start, loop_end, has_loop and told.get(MODE, 0) in LOOPED_MODES
    )
