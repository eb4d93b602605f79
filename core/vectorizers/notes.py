"""Pieces of music as rows of whole numbers that a model of notes reads, and back.

A note is five fields: how many steps after the note before it begins, its slot, pitch, duration and
loudness. Around them a row keeps what follows from the notes before: the place in the bar, what
sounds, what the slot last played (see `core.vectorizers.sounding`). A piece begins with a row of
its own whose Δt is `NEW_PIECE` and which has no note: to end a piece is to begin the next.

Conventions: notes are in order of onset, slot and pitch; everything is in steps of the grid. A
silence longer than `LONGEST_STEPS` loses whole bars, and notes that reached beyond it their ends;
velocities become one of 16 classes, or none where a corpus has a single one. But for that,
`piece_of(fields_of(piece))` is the piece, begun within its first bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.vectorizers.grid import (
    LONGEST_STEPS,
    STEPS_PER_BEAT,
    USUAL_BAR,
    Piece,
    to_grid,
    to_home_key,
)
from core.vectorizers.score import Notes, Score, Track
from core.vectorizers.slots import slot_numbers
from core.vectorizers.sounding import NO_PITCH, Line, Sounding, hear, num_bits

NEW_PIECE = LONGEST_STEPS + 1
NUM_DELTAS = LONGEST_STEPS + 2
NUM_DURATIONS = LONGEST_STEPS
NUM_VELOCITIES = 16
VELOCITY_STEP = 128 // NUM_VELOCITIES
FIELDS = ("delta", "slot", "pitch", "duration", "velocity")

# The columns of a row: the fields, what they mean together, what was there, what is left.
DELTA, SLOT, PITCH, DURATION, VELOCITY = range(5)
PITCH_CLASS, PLACE, BEAT, BAR = range(5, 9)
OWN_LAST, UNTIL_END, NUM_STARTED, NUM_WAITING = range(9, 13)
OWN_BITS = 13
OWN_WORDS = 2
CONTEXT_BITS = OWN_BITS + OWN_WORDS
NO_CLASS = 12
NOT_HEARD = LONGEST_STEPS + STEPS_PER_BEAT  # between pieces on one line


class Frame(NamedTuple):
    """What a piece is written in, and no note tells: bars, where in one it begins, its tempo."""

    bar_steps: int = USUAL_BAR
    start: int = 0
    tempo_qpm: float = 120.0


@dataclass(frozen=True)
class Vocabulary:
    """What a model's numbers mean.

    Attributes
    ----------
    slots : tuple of Track
        The instruments or voices of the corpus.
    velocities : tuple of int
        The MIDI velocity of each class of loudness: 16, or a single one.
    bar_steps, start : int
        The commonest bar, and the commonest place in it where a piece begins.
    tempo_qpm : float
        The median tempo.
    single : tuple of int
        Slots that never start two notes at once, such as a voice.
    """

    slots: tuple[Track, ...]
    velocities: tuple[int, ...]
    bar_steps: int = USUAL_BAR
    start: int = 0
    tempo_qpm: float = 120.0
    single: tuple[int, ...] = ()

    @property
    def frame(self) -> Frame:
        """The usual frame of a piece."""
        return Frame(self.bar_steps, self.start, self.tempo_qpm)

    @property
    def drums(self) -> np.ndarray:
        """Which slots are drums, bool, shape (slots,)."""
        return np.array([slot.is_drum for slot in self.slots], dtype=bool)

    @property
    def sizes(self) -> tuple[int, int, int, int, int]:
        """How many classes each field has; a field with one costs nothing."""
        return NUM_DELTAS, len(self.slots), 128, NUM_DURATIONS, len(self.velocities)

    @property
    def num_bits(self) -> int:
        """How many bits tell what sounds."""
        return num_bits(self.drums)

    @property
    def num_columns(self) -> int:
        """How many whole numbers a row has."""
        return CONTEXT_BITS + -(-self.num_bits // 64)


class Stream(NamedTuple):
    """Pieces as rows, one after another.

    Attributes
    ----------
    rows : numpy.ndarray, int64, shape (R, columns)
        Each piece's beginning, then its notes.
    starts : numpy.ndarray, int64, shape (P + 1,)
        The row where each piece begins, and the number of rows.
    """

    rows: np.ndarray
    starts: np.ndarray


def placed(score: Score, slots: tuple[Track, ...]) -> Piece:
    """Return a score on the grid, in a corpus's slots, in C major or A minor.

    Notes for which there is no slot are left out; `moved_semitones` tells the way back.
    """
    numbers = np.array([-1 if n is None else n for n in slot_numbers(score, slots)], dtype=np.int64)
    notes = score.notes
    kept = numbers[notes.track] >= 0
    columns = (notes.onset_ticks, notes.duration_ticks, notes.pitch, notes.velocity, notes.track)
    heard = replace(score, notes=Notes(*(column[kept] for column in columns)))
    return to_home_key(to_grid(heard, numbers.tolist(), slots))


def vocabulary_of(pieces: Sequence[Piece]) -> Vocabulary:
    """Return the vocabulary of a corpus whose pieces have their slots already."""
    velocity = np.concatenate([piece.velocity for piece in pieces])
    counts = np.bincount(velocity // VELOCITY_STEP, minlength=NUM_VELOCITIES)
    sums = np.bincount(velocity // VELOCITY_STEP, velocity, minlength=NUM_VELOCITIES)
    middle = VELOCITY_STEP * np.arange(NUM_VELOCITIES) + VELOCITY_STEP // 2
    heard = np.where(counts, np.rint(sums / np.maximum(counts, 1)), middle).astype(int)
    one = int(counts.argmax()) if np.count_nonzero(counts) == 1 else None
    frames = [frame_of(piece) for piece in pieces]
    bars = [frame.bar_steps for frame in frames]
    bar = max(set(bars), key=bars.count)
    starts = [frame.start for frame in frames if frame.bar_steps == bar]
    return Vocabulary(
        slots=pieces[0].tracks,
        velocities=tuple(heard.tolist()) if one is None else (int(heard[one]),),
        bar_steps=bar,
        start=max(set(starts), key=starts.count),
        tempo_qpm=float(np.median([piece.tempo_qpm for piece in pieces])),
        single=_single(pieces),
    )


def _single(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """Return the slots in which no two notes begin together."""
    several = {
        slot
        for piece in pieces
        for slot in piece.slot[1:][
            (np.diff(piece.onset) == 0) & (np.diff(piece.slot) == 0)
        ].tolist()
    }
    return tuple(slot for slot in range(len(pieces[0].tracks)) if slot not in several)


def frame_of(piece: Piece) -> Frame:
    """Return in what a piece is written; `start` is the place in the bar of its first note."""
    first = int(piece.onset[0]) if len(piece) else 0
    start = (first - piece.shift_steps) % piece.bar_steps
    return Frame(piece.bar_steps, start, piece.tempo_qpm)


def tightened(piece: Piece) -> Piece:
    """Return the piece, begun within its first bar, whole bars of long silences left out."""
    if len(piece) == 0:
        return piece
    gaps = np.diff(piece.onset, prepend=piece.onset[0])
    over = np.maximum(gaps - LONGEST_STEPS, 0)
    fewest = -(-over // piece.bar_steps) * piece.bar_steps
    lost = np.cumsum(np.where(fewest < gaps, fewest, over))
    start = frame_of(piece).start
    onset = piece.onset - piece.onset[0] + start - lost
    end = piece.onset + piece.duration
    after = np.searchsorted(piece.onset, end)  # the first note that begins once this one is over
    end = end - piece.onset[0] + start - lost[after - 1]
    reached = np.where(after < len(piece), onset[np.minimum(after, len(piece) - 1)], end)
    duration = np.minimum(end, reached) - onset
    return replace(piece, onset=onset, duration=duration, shift_steps=0)


def begun(piece: Piece) -> Piece:
    """Return the piece moved to begin with its first note; before a full bar lies a pick-up.

    The opposite of `tightened`, which begins with the bar.
    """
    if len(piece) == 0:
        return piece
    start = frame_of(piece).start
    return replace(piece, onset=piece.onset - piece.onset[0], shift_steps=-start % piece.bar_steps)


def fields_of(piece: Piece, vocabulary: Vocabulary) -> np.ndarray:
    """Return the five fields of every note, int64, shape (N, 5); the first note's Δt is 0."""
    tight = tightened(piece)
    several = len(vocabulary.velocities) > 1
    loudness = tight.velocity // VELOCITY_STEP if several else np.zeros_like(tight.velocity)
    delta = np.diff(tight.onset, prepend=tight.onset[:1])
    return np.stack([delta, tight.slot, tight.pitch, tight.duration - 1, loudness], axis=1)


def piece_of(fields: np.ndarray, vocabulary: Vocabulary, frame: Frame, name: str = "") -> Piece:
    """Return the piece that fields, shape (N, 5), tell."""
    delta, slot, pitch, duration, loudness = np.asarray(fields, dtype=np.int64).T
    return Piece(
        name=name,
        onset=frame.start + np.cumsum(delta),
        duration=duration + 1,
        pitch=pitch,
        velocity=np.array(vocabulary.velocities, dtype=np.int64)[loudness],
        slot=slot,
        tracks=vocabulary.slots,
        bar_steps=frame.bar_steps,
        tempo_qpm=frame.tempo_qpm,
    )


def stream_of(pieces: Sequence[Piece], vocabulary: Vocabulary) -> Stream:
    """Return the rows of pieces, which have the vocabulary's slots."""
    fields = [fields_of(piece, vocabulary) for piece in pieces]
    frames = [frame_of(piece) for piece in pieces]
    starts = np.cumsum([0, *(len(one) + 1 for one in fields)])
    rows = np.zeros((starts[-1], vocabulary.num_columns), dtype=np.int64)
    begins = np.zeros(len(rows), dtype=bool)
    begins[starts[:-1]] = True
    for row, frame in zip(starts, frames, strict=False):
        rows[row] = beginning(frame, vocabulary)
    if not begins.all():
        rows[~begins] = _notes(fields, frames, vocabulary)
    return Stream(rows, starts)


def beginning(frame: Frame, vocabulary: Vocabulary) -> np.ndarray:
    """Return the row that begins a piece, int64, shape (columns,): no note, and nothing sounds."""
    row = np.zeros(vocabulary.num_columns, dtype=np.int64)
    row[DELTA] = NEW_PIECE
    row[SLOT : VELOCITY + 1] = vocabulary.sizes[SLOT : VELOCITY + 1]
    row[PITCH_CLASS], row[OWN_LAST] = NO_CLASS, NO_PITCH
    row[[PLACE, BEAT, BAR]] = _places(np.array(frame.start), np.array(frame.bar_steps))
    return row


def words_of(bits: np.ndarray) -> np.ndarray:
    """Return rows of bits (N, bits) as whole numbers of 64 bits, shape (N, words)."""
    packed = np.packbits(bits, axis=1, bitorder="little")
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.int64)


def _places(onset: np.ndarray, bar_steps: np.ndarray) -> np.ndarray:
    """Return place in the bar and in the beat and length of the bar, shape (..., 3).

    In a bar longer than `LONGEST_STEPS` the place begins anew, on a beat.
    """
    place = onset % bar_steps % LONGEST_STEPS
    return np.stack([place, place % STEPS_PER_BEAT, np.minimum(bar_steps, LONGEST_STEPS)], axis=-1)


def _notes(
    fields: Sequence[np.ndarray], frames: Sequence[Frame], vocabulary: Vocabulary
) -> np.ndarray:
    """Return the rows of the notes of all pieces, shape (N, columns)."""
    every = np.concatenate(fields)
    onsets = [frame.start + np.cumsum(f[:, DELTA]) for frame, f in zip(frames, fields, strict=True)]
    number = np.repeat(np.arange(len(fields)), [len(one) for one in fields])
    bars = np.array([frame.bar_steps for frame in frames])[number]
    origins = np.cumsum([0] + [one[-1] + NOT_HEARD if len(one) else 0 for one in onsets])
    on_line = np.concatenate([a + one for a, one in zip(origins[:-1], onsets, strict=True)])
    pitch, slot = every[:, PITCH], every[:, SLOT]
    line = Line(on_line, on_line + every[:, DURATION] + 1, pitch, slot, number)
    heard = np.concatenate([_heard(block) for block in hear(line, vocabulary.drums)])
    classes = np.where(vocabulary.drums[slot], NO_CLASS, pitch % 12)
    places = _places(np.concatenate(onsets), bars)
    return np.concatenate([every, classes[:, None], places, heard], axis=1)


def _heard(sounding: Sounding) -> np.ndarray:
    """Return what notes hear as whole numbers, from column `OWN_LAST` on."""
    plain = (sounding.own_last, sounding.until_end, sounding.num_started, sounding.num_waiting)
    words = (words_of(sounding.own), words_of(sounding.bits))
    return np.concatenate([np.stack(plain, axis=1), *words], axis=1)
