"""How much of a piece was played before, how long in one go, and where: the copy meter.

A piece is one line of notes by onset, then pitch, whatever plays them: voices in unison are one
note, drums are left out, and durations, velocities and tempo do not count. Between two neighbours
of the line stands a *step*: how far apart their onsets are (0 within a chord, 96 steps of the grid
and more are the same) and how far apart their pitches. So a run of n notes is n - 1 steps, and a
transposed copy is a copy; one in other note values, or with a voice more, is not.

Some runs are everybody's: a note repeated, a trill, a scale. Only runs that have at least three
different pitch steps count, as copied and as not copied, and the longest match is the longest of
those. Everything is found exactly, see `music_matching`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.music_matching import Matcher, Matches
from core.vectorizers.grid import LONGEST_STEPS, Piece

IntArray = NDArray[np.int64]

RUN_LENGTHS = (8, 16, 24)
FEWEST_STEPS = 3
"""How many different pitch steps a run has that is worth copying."""


@dataclass(frozen=True)
class Runs:
    """How many runs of one length there are, and how many of them occur in the index."""

    copied: int
    total: int

    @property
    def share(self) -> float | None:
        """The copied ones among all, 0 to 1; None where there is no run so long."""
        return self.copied / self.total if self.total else None


@dataclass(frozen=True)
class Passage:
    """A stretch of a piece.

    Attributes
    ----------
    piece : str
        Its name.
    notes : tuple of int
        Where its notes stand in the piece's arrays, ascending: `piece.taken` plays them.
    first_bar, last_bar : int
        In which bars it begins and ends, the first full bar being 1 and a pick-up 0.
    """

    piece: str
    notes: tuple[int, ...]
    first_bar: int
    last_bar: int


@dataclass(frozen=True)
class Citation:
    """One match: where it is here and where it comes from.

    Attributes
    ----------
    here, source : Passage
        Of voices in unison one is named.
    source_number : int
        Which of the indexed pieces the source is.
    semitones : int
        How far the source, as it was indexed, has to be transposed to be what is here.
    """

    here: Passage
    source: Passage
    source_number: int
    semitones: int

    @property
    def num_notes(self) -> int:
        """How many notes agree."""
        return len(self.here.notes)


@dataclass(frozen=True)
class Copies:
    """What of a piece was copied; `runs` by their length in notes."""

    num_notes: int
    runs: Mapping[int, Runs]
    longest: Citation | None

    @property
    def longest_notes(self) -> int:
        """The length of the longest match in notes; 0 where nothing was copied."""
        return self.longest.num_notes if self.longest else 0

    @property
    def share_of_8_note_runs(self) -> float | None:
        """The copied runs of eight notes among all; None for a piece that has none."""
        return self.runs[8].share


@dataclass(frozen=True, eq=False)
class Line:
    """The notes of a piece as one line.

    Attributes
    ----------
    notes : numpy.ndarray, shape (L,)
        Where each note of the line stands in the piece's arrays.
    steps : numpy.ndarray, shape (L - 1,)
        One number for each distance in time and pitch; no shorter than 0.
    enough : numpy.ndarray, shape (L - 1,)
        How many steps from each on have `FEWEST_STEPS` different pitch steps; more than there are
        where they never do.
    """

    notes: IntArray
    steps: IntArray
    enough: IntArray

    @classmethod
    def of(cls, piece: Piece) -> Line:
        """Return the line of a piece."""
        tonal = np.flatnonzero(~piece.is_drum)
        together = piece.onset[tonal] * 128 + piece.pitch[tonal]
        _, first = np.unique(together, return_index=True)
        notes = tonal[first]
        gaps = np.minimum(np.diff(piece.onset[notes]), LONGEST_STEPS)
        rises = np.diff(piece.pitch[notes])
        return cls(notes, gaps * 256 + rises + 128, _enough(rises))


def _enough(rises: IntArray) -> IntArray:
    """Return how many steps from each on have so many different ones, shape of `rises`."""
    enough = np.full(len(rises), len(rises) + 1)
    inside: Counter[int] = Counter()
    first, values = 0, rises.tolist()
    for last, value in enumerate(values):
        inside[value] += 1
        while len(inside) >= FEWEST_STEPS:
            enough[first] = last + 1 - first
            inside[values[first]] -= 1
            inside += Counter()  # forgets what is not inside any more
            first += 1
    return enough


@dataclass(frozen=True, eq=False)
class CopyIndex:
    """All runs of the pieces that a model was trained on."""

    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]
    matcher: Matcher

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> CopyIndex:
        """Index pieces, in whatever keys."""
        lines = tuple(Line.of(piece) for piece in pieces)
        return cls(tuple(pieces), lines, Matcher.of([line.steps for line in lines]))

    def copied(self, piece: Piece) -> Copies:
        """Return how much of a piece occurs in the index, and where the longest of it."""
        line = Line.of(piece)
        (matches,) = self.matcher.longest([line.steps])
        return Copies(
            num_notes=len(line.notes),
            runs={n: _runs(*runs_from(line, matches, n)) for n in RUN_LENGTHS},
            longest=self._longest(piece, line, matches),
        )

    def _longest(self, piece: Piece, line: Line, matches: Matches) -> Citation | None:
        telling = np.where(matches.length >= line.enough, matches.length, 0)
        if not telling.any():
            return None
        at = int(telling.argmax())
        number, start = self.matcher.first_place(matches, at)
        source, origin = self.pieces[number], self.lines[number]
        past = int(telling[at]) + 1
        return Citation(
            here=_passage(piece, line.notes[at : at + past]),
            source=_passage(source, origin.notes[start : start + past]),
            source_number=number,
            semitones=int(piece.pitch[line.notes[at]] - source.pitch[origin.notes[start]]),
        )


def runs_from(
    line: Line, matches: Matches, num_notes: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell where runs of so many notes begin, and which of them occur in the index.

    Both are of shape (L - 1,), or empty where the line is shorter than a run.
    """
    num_steps = num_notes - 1
    begins = max(len(line.steps) - num_steps + 1, 0)
    counts = line.enough[:begins] <= num_steps
    return counts, counts & (matches.length[:begins] >= num_steps)


def _runs(counts: NDArray[np.bool_], copied: NDArray[np.bool_]) -> Runs:
    return Runs(copied=int(copied.sum()), total=int(counts.sum()))


def _passage(piece: Piece, notes: IntArray) -> Passage:
    bars = (piece.onset[notes] - piece.shift_steps) // piece.bar_steps + 1
    return Passage(piece.name, tuple(np.sort(notes).tolist()), int(bars[0]), int(bars[-1]))
