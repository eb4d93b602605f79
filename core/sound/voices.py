"""Which tone each played note sounds, and from which sample to which.

A *voice* is what all notes of one tone share; a *strike* is one note in samples. Notes of one
exclusive class choke each other, as a closed hi-hat silences the open one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.sound.playing import Played
from core.sound.soundfont import Preset, SoundFont
from core.sound.tones import sides_of
from core.sound.zones import Zone
from core.vectorizers.score import Track

FADE_SECONDS = 0.01  # how long a tone takes to end where it is cut off
NEVER = 2**60  # samples


@dataclass(frozen=True)
class Voice:
    """An instrument, a key, and which of the instrument's zones sound."""

    preset: Preset
    key: int
    layers: tuple[int, ...]

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that sound."""
        return tuple(self.preset.zones[at] for at in self.layers)

    @property
    def exclusive_class(self) -> int:
        """A number of which a track sounds one tone at a time; 0 if it may sound any."""
        return max(zone.exclusive_class for zone in self.zones)


@dataclass(frozen=True, eq=False)
class Strikes:
    """Notes in samples: struck at `start`, held for `held`, silent from `stop` on.

    Parallel int64 arrays of shape (M,); `gains` is left and right, float64 of shape (M, 2).
    """

    start: np.ndarray
    held: np.ndarray
    stop: np.ndarray
    gains: np.ndarray


def find_voices(
    played: Played, tracks: tuple[Track, ...], font: SoundFont
) -> Mapping[Voice, list[int]]:
    """Return the notes of every voice by their places in `played`; what no zone serves is mute."""
    presets = [font.preset(each.program, is_drum=each.is_drum) for each in tracks]
    alike: dict[tuple[Preset, int, int], list[int]] = {}
    columns = (played.track.tolist(), played.pitch.tolist(), played.velocity.tolist())
    for nth, (track, key, velocity) in enumerate(zip(*columns, strict=True)):
        alike.setdefault((presets[track], key, velocity), []).append(nth)
    voices: dict[Voice, list[int]] = {}
    for (preset, key, velocity), notes in alike.items():
        layers = preset.layers(key, velocity)
        if layers:
            voices.setdefault(Voice(preset, key, layers), []).extend(notes)
    return voices


def find_strikes(
    played: Played, voices: Mapping[Voice, list[int]], num_samples: int, sample_rate: int
) -> Strikes:
    """Return when the notes sound within a piece of so many samples."""
    start, end = (
        np.rint(seconds * sample_rate).astype(np.int64)
        for seconds in (played.onset_seconds, played.end_seconds)
    )
    exclusive = np.zeros(len(start), dtype=np.int64)
    for voice, notes in voices.items():
        exclusive[notes] = voice.exclusive_class
    choked = _choked(played.track, exclusive, start) + round(FADE_SECONDS * sample_rate)
    sides = np.array([sides_of(pan) for pan in played.pan.tolist()]).reshape(-1, 2)
    return Strikes(
        start, end - start, np.minimum(choked, num_samples), sides * played.gain[:, None]
    )


def _choked(track: np.ndarray, exclusive: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return when each note is choked by a later one of its class, in samples, shape (M,)."""
    choked = np.full(len(start), NEVER)
    following: dict[tuple[int, int], tuple[int, int]] = {}
    for nth in np.flatnonzero(exclusive)[::-1].tolist():
        group, own = (int(track[nth]), int(exclusive[nth])), int(start[nth])
        struck, after = following.get(group, (NEVER, NEVER))
        choked[nth] = struck if struck > own else after  # struck together, both sound
        following[group] = own, int(choked[nth])
    return choked
