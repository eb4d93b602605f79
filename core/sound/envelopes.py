"""How a tone runs: it waits, rises, holds, falls to where it stays, and dies when it is let go.

One `Envelope` serves loudness and brightness, as in the SoundFont Technical Specification 2.01,
§ 8.1.3. Loudness rises in a straight line and falls by so many decibels a second: `decay` and
`release` are the seconds of a fall by 100 dB, `sustain` is a factor. Brightness falls in a straight
line: there `decay` is the time of a fall from 1 to 0, and `sustain` a share of the whole.

Everything is worked out from the beginning of the tone on, so that a longer line begins with
exactly the samples of a shorter one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

FULL_FALL_DECIBELS = 100.0
HEARD_DECIBELS = 90.0  # what lies deeper than this is taken as silence
MIDDLE_KEY = 60
BLOCK = 8192  # samples at a time, so that they stay in the processor's cache


@dataclass(frozen=True)
class Envelope:
    """Stages in seconds; `hold_per_key` and `decay_per_key` shorten them, in timecents, per key."""

    delay: float
    attack: float
    hold: float
    decay: float
    sustain: float
    release: float
    hold_per_key: int = 0
    decay_per_key: int = 0

    def turns(self, key: int) -> tuple[float, float, float]:
        """Return when the rise begins and ends, and when the fall begins, in seconds."""
        held = self.hold * 2 ** ((MIDDLE_KEY - key) * self.hold_per_key / 1200)
        rising = self.delay
        return rising, rising + self.attack, rising + self.attack + held

    def fall(self, key: int) -> float:
        """Return the seconds of a full fall for this key."""
        return float(self.decay * 2 ** ((MIDDLE_KEY - key) * self.decay_per_key / 1200))


def sounding_seconds(envelope: Envelope, key: int) -> float:
    """Return after how long a loudness is below hearing although its key is held; may be inf."""
    if envelope.sustain > 10 ** (-HEARD_DECIBELS / 20):
        return math.inf
    return envelope.turns(key)[2] + envelope.fall(key) * HEARD_DECIBELS / FULL_FALL_DECIBELS


def shape_loudness(line: np.ndarray, envelope: Envelope, key: int, sample_rate: int) -> None:
    """Let a line run as loud as its envelope says, in place.

    Parameters
    ----------
    line : numpy.ndarray
        float32 of shape (N,), from the beginning of the tone.
    envelope : Envelope
    key : int
        0 to 127.
    sample_rate : int
        In hertz.
    """
    rising, risen, falling = (round(at * sample_rate) for at in envelope.turns(key))
    damped = -20 * math.log10(max(envelope.sustain, 1e-9))
    fallen = falling + envelope.fall(key) * sample_rate * min(damped / FULL_FALL_DECIBELS, 1)
    stays = round(min(fallen, len(line)))
    line[:rising] = 0
    rise = line[rising:risen]
    rise *= np.arange(len(rise), dtype=np.float32) / np.float32(max(risen - rising, 1))
    per_sample = decay_per_second(envelope.fall(key)) / sample_rate
    fall = np.exp(np.arange(BLOCK, dtype=np.float32) * np.float32(-per_sample))
    for start in range(falling, stays, BLOCK):
        block = line[start : min(start + BLOCK, stays)]
        block *= fall[: len(block)] * np.float32(math.exp(-per_sample * (start - falling)))
    line[max(stays, falling) :] *= np.float32(envelope.sustain)


def decay_per_second(seconds: float) -> float:
    """Return the rate of the exponential that falls by 100 dB in so many seconds."""
    return FULL_FALL_DECIBELS / 20 * math.log(10) / seconds


def brightness_at(seconds: np.ndarray, envelope: Envelope, key: int) -> np.ndarray:
    """Return how bright a tone is at some moments, 0 to 1, float64 of shape (N,).

    Parameters
    ----------
    seconds : numpy.ndarray
        Shape (N,), from the beginning of the tone.
    envelope : Envelope
    key : int
        0 to 127.
    """
    rising, risen, falling = envelope.turns(key)
    fallen = falling + envelope.fall(key) * (1 - envelope.sustain)
    levels: np.ndarray = np.interp(
        seconds, [rising, risen, falling, fallen], [0, 1, 1, envelope.sustain]
    )
    return levels
