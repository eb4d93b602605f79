"""What reading a MIDI file gives: the score, the facts that were found, and what was mended."""

from __future__ import annotations

from dataclasses import dataclass

from core.vectorizers.score import Score
from core.words import Sentence


@dataclass(frozen=True)
class MidiRepair:
    """One kind of fault, how often it was there, and what became of it in words."""

    code: str
    count: int
    detail: Sentence


def repaired(code: str, count: int, one: str, many: str) -> MidiRepair:
    """Return a repair in words of which `one` or `many`, templates with `{count}`, fits."""
    return MidiRepair(code, count, Sentence(one if count == 1 else many, {"count": count}))


@dataclass(frozen=True)
class MidiFound:
    """What a file is.

    Attributes
    ----------
    format : int
        0 (one track), 1 (tracks that sound together) or 2 (patterns that follow each other).
    ticks_per_beat : int
        Ticks of a quarter note.
    tracks : int
        Tracks of the file, whether or not notes are in them.
    notes : int
        Sounding notes: those that last.
    seconds : float
        When the last note ends or the last event happens, by the tempo map.
    tempo_changes : int
        How often the tempo becomes another after the beginning.
    drum_notes : int
        Notes on the drum channel.
    pitch_low, pitch_high : int or None
        The lowest and highest pitch, drums left out; None where there are only drums.
    """

    format: int
    ticks_per_beat: int
    tracks: int
    notes: int
    seconds: float
    tempo_changes: int
    drum_notes: int
    pitch_low: int | None
    pitch_high: int | None


@dataclass(frozen=True, eq=False)
class MidiFile:
    """A piece and the report on the file that it was in."""

    score: Score
    found: MidiFound
    repairs: tuple[MidiRepair, ...]
