"""A sound, and the WAV file of it."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass

import numpy as np

LOUDEST = 32_767
BLOCK = 1 << 20  # frames at a time, so that no second copy of a long piece is made


@dataclass(frozen=True, eq=False)
class Sound:
    """What is heard.

    Attributes
    ----------
    samples : numpy.ndarray
        float32 of shape (N, 2): left and right, −1 to 1; read only.
    sample_rate : int
        Of them a second.
    cut_seconds : float
        How much of the piece is not in it, because it would be too long.
    """

    samples: np.ndarray
    sample_rate: int
    cut_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.sample_rate

    @property
    def peak(self) -> float:
        """The largest sample, 0 to 1."""
        return float(max(self.samples.max(initial=0), -self.samples.min(initial=0)))


def to_wav(sound: Sound) -> bytes:
    """Return a WAV file of 16 bits, stereo."""
    file = io.BytesIO()
    with wave.open(file, "wb") as told:
        told.setnchannels(2)
        told.setsampwidth(2)
        told.setframerate(sound.sample_rate)
        told.setnframes(len(sound.samples))
        for start in range(0, len(sound.samples), BLOCK):
            block = np.clip(sound.samples[start : start + BLOCK], -1, 1)
            told.writeframesraw(np.rint(block * LOUDEST).astype("<i2").tobytes())
    return file.getvalue()
