"""What is known of a model of notes once it is learnt: what a note costs it, and how its music is.

Everything here is plain values, so that a stored result speaks any language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.metrics.music_report import MusicReport
from core.words import Sentence


@dataclass(frozen=True)
class Learnt:
    """How the learning went; costs in nats a note, over all its fields.

    Attributes
    ----------
    by_field : mapping of str to float
        What the fields of a held-out note cost.
    markov, uniform : float or None
        What order-2 Markov and mere guessing pay on the same notes.
    """

    train: float | None
    validation: float | None
    by_field: Mapping[str, float]
    markov: float | None
    uniform: float
    notes_per_second: float
    seconds: float
    epochs: int
    best_epoch: int
    num_weights: int


@dataclass(frozen=True)
class Read:
    """What was learnt from."""

    num_pieces: int
    num_held_out: int
    num_notes: int
    num_tracks: int
    off_grid: float
    refused: tuple[str, ...]
    licence: Sentence | None


@dataclass(frozen=True)
class Rate:
    """Copied runs of one length: of what was made, and of real music that was held out."""

    notes: int
    made: float | None
    low: float | None
    high: float | None
    held_out: float | None


@dataclass(frozen=True)
class Copying:
    """How much is borrowed; `outcome` is one of `core.metrics.music_borrowing.OUTCOMES`."""

    outcome: str
    rates: tuple[Rate, ...]
    longest_made: int
    longest_held_out: int


@dataclass(frozen=True)
class Verdict:
    """The outcome, the sentence with its number, and how it is known."""

    outcome: str
    sentence: Sentence
    how: Sentence


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Result:
    """All of it; `report` and `copying` are None where a training was stopped before judging."""

    name: str
    settings: Mapping[str, Any]
    read: Read
    learnt: Learnt
    report: MusicReport | None
    copying: Copying | None
    verdict: Verdict
