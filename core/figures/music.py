"""The record that a piano roll is drawn from.

Conventions: N notes in parallel arrays, moments in seconds from the beginning of the piece, pitches
MIDI numbers (60 is C4), velocities 1 to 127. A *voice* is a track as it is shown: its name, its hue
and whether it plays drums. Hues count the colours of the theme from 0; None is grey. What goes to
the browser (`record`) is in whole milliseconds and plain lists.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from plotly.colors import sequential

from core.vectorizers.score import Metre, Score

PITCH_CLASSES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
ORDER_OF_HUES = (0, 3, 2, 1)  # of a choir from soprano to bass; voices beyond these are grey
CIVIDIS: tuple[str, ...] = tuple(sequential.Cividis)


@dataclass(frozen=True)
class Voice:
    """A track as it is shown; `hue` None is grey."""

    name: str
    hue: int | None = 0
    is_drum: bool = False


@dataclass(frozen=True, eq=False)  # known by `identity`
class Roll:
    """A piece to be drawn and heard; notes are ordered by onset.

    Attributes
    ----------
    title : str
        What the picture shows, for those who cannot see it.
    start_seconds, end_seconds : numpy.ndarray
        Shape (N,), float.
    pitch, velocity, voice : numpy.ndarray
        Shape (N,), integer; `voice` counts `voices`.
    bar_seconds : numpy.ndarray
        Shape (B + 1,), rising: where each of B bars begins, and where the last one ends.
    voices : tuple of Voice
    first_bar : int
        The number of the first bar; 0 where the piece begins with a pick-up.
    value : numpy.ndarray or None
        Shape (N,): a number a note, which then chooses its colour; NaN is grey.
    """

    title: str
    start_seconds: np.ndarray
    end_seconds: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    voice: np.ndarray
    bar_seconds: np.ndarray
    voices: tuple[Voice, ...]
    first_bar: int = 1
    value: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.pitch)

    @property
    def last_bar(self) -> int:
        """The number of the last bar."""
        return self.first_bar + len(self.bar_seconds) - 2

    @cached_property
    def identity(self) -> str:
        """A short name of the notes and bars, equal only for the same piece in the same tempo."""
        digest = hashlib.blake2b(digest_size=8)
        for column in _columns(self).values():
            digest.update(np.asarray([len(column), *column], dtype=np.int64).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class ValueScale:
    """What the colours of `Roll.value` mean: the numbers at both ends, and words for them.

    `template` writes one value, such as "{value} nats".
    """

    low: float
    high: float
    low_name: str
    high_name: str
    template: str


def roll_of(score: Score, title: str) -> Roll:
    """Return a score as it is drawn; tracks without notes are left out.

    Pitched tracks take the hues in their order, drums and what comes after the fourth are grey; a
    track without a name is called by its number.
    """
    notes = score.notes
    present, voice = np.unique(notes.track, return_inverse=True)
    hues = iter(ORDER_OF_HUES)
    tracks = [score.tracks[track] for track in present.tolist()]
    voices = tuple(
        Voice(
            name=track.name.strip() or str(place),
            hue=None if track.is_drum else next(hues, None),
            is_drum=track.is_drum,
        )
        for place, track in enumerate(tracks, start=1)
    )
    bar_ticks, first_bar = _bar_lines(score)
    return Roll(
        title=title,
        start_seconds=score.seconds_at(notes.onset_ticks),
        end_seconds=score.seconds_at(notes.end_ticks),
        pitch=notes.pitch,
        velocity=notes.velocity,
        voice=voice,
        bar_seconds=score.seconds_at(bar_ticks),
        voices=voices,
        first_bar=first_bar,
    )


def _bar_lines(score: Score) -> tuple[np.ndarray, int]:
    """Return the ticks at which bars begin and the last one ends, and the first bar's number."""
    metres = score.metres or (Metre(0, 4, 4),)
    lengths = [
        max(1, round(4 * score.ticks_per_beat * metre.numerator / metre.denominator))
        for metre in metres
    ]
    pick_up = metres[0].tick % lengths[0]
    begins = [pick_up, *(metre.tick for metre in metres[1:])]
    ends = [*begins[1:], max(score.end_ticks, begins[-1] + 1)]
    spans = zip(begins, ends, lengths, strict=True)
    lines = [np.arange(begin, end, length) for begin, end, length in spans]
    inner = np.concatenate([[0] if pick_up else [], *lines]).astype(np.int64)
    return np.append(inner, inner[-1] + lengths[-1]), 0 if pick_up else 1


def record(roll: Roll, scale: ValueScale | None = None) -> dict[str, Any]:
    """Return a roll as plain lists and numbers, moments in whole milliseconds.

    `scale` is needed where the notes have values, and colours the notes by them.
    """
    return {
        "piece": roll.identity,
        "title": roll.title,
        **_columns(roll),
        "firstBar": roll.first_bar,
        "voices": [
            {"name": one.name, "hue": one.hue, "isDrum": one.is_drum} for one in roll.voices
        ],
        "pitchClasses": PITCH_CLASSES,
        "values": None if scale is None else _plain_values(roll),
        "scale": None if scale is None else _plain_scale(scale),
    }


def _columns(roll: Roll) -> dict[str, list[int]]:
    """Return what makes a piece that piece."""
    start, end, bars = (
        np.rint(1000 * np.asarray(moments)).astype(np.int64)
        for moments in (roll.start_seconds, roll.end_seconds, roll.bar_seconds)
    )
    return {
        "start": start.tolist(),
        "length": (end - start).tolist(),
        "pitch": np.asarray(roll.pitch).tolist(),
        "velocity": np.asarray(roll.velocity).tolist(),
        "voice": np.asarray(roll.voice).tolist(),
        "bars": bars.tolist(),
    }


def _plain_values(roll: Roll) -> list[float | None] | None:
    if roll.value is None:
        return None
    return [round(float(value), 3) if np.isfinite(value) else None for value in roll.value]


def _plain_scale(scale: ValueScale) -> dict[str, Any]:
    return {
        "low": scale.low,
        "high": scale.high,
        "lowName": scale.low_name,
        "highName": scale.high_name,
        "template": scale.template,
        "colours": CIVIDIS,
    }


def note_name(pitch: int) -> str:
    """Return the name of a pitch, with middle C as C4.

    Examples
    --------
    >>> note_name(60), note_name(69), note_name(21)
    ('C4', 'A4', 'A0')
    """
    return f"{PITCH_CLASSES[pitch % 12]}{pitch // 12 - 1}"
