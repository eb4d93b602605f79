"""What sounds at the moment a note begins: exactly, for every note of a corpus at once.

Conventions: a *line* is the notes of one or many pieces in order of onset, slot and pitch, pieces
so far apart in time that none hears another. What is told of a note is what sounds at its onset
*before* it: the notes that stand earlier in the line. Within a slot a pitch is what its last note
made of it, so that a repeated note is not also its own echo.

As bits, in this order: which of the 128 pitches *started* at this very onset, are *held*, or were
*released* within half a beat; where the corpus has drums, which drums started now and which did
within the last moments; the first three again as pitch classes; and which slots started now, are
held, or ended exactly now. Drums are in none of the three sets: a bass drum is no C.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

RELEASED_STEPS = 6
NUM_PITCHES = 128
NO_PITCH = 128
ROWS_AT_ONCE = 8192
STARTED, HELD, RELEASED = 0, 1, 2
MOST_TOLD = 16  # counts above are told as this


class Line(NamedTuple):
    """Notes as parallel int64 arrays of shape (N,), in order.

    `end` is onset and duration, `piece` the number of the piece.
    """

    onset: np.ndarray
    end: np.ndarray
    pitch: np.ndarray
    slot: np.ndarray
    piece: np.ndarray


class Sounding(NamedTuple):
    """What each note finds, and what it leaves.

    Attributes
    ----------
    bits : numpy.ndarray, bool, shape (N, bits)
        As the module says.
    own : numpy.ndarray, bool, shape (N, 128)
        The pitches that the note's own slot has started or holds.
    own_last : numpy.ndarray, int64, shape (N,)
        The pitch before in the note's slot, `NO_PITCH` where it is the slot's first.
    until_end : numpy.ndarray, int64, shape (N,)
        Steps from this onset until the first sounding note ends, this one included.
    num_started : numpy.ndarray, int64, shape (N,)
        Notes started at this onset so far, this one included; `MOST_TOLD` at most.
    num_waiting : numpy.ndarray, int64, shape (N,)
        Slots that ended exactly now and still say nothing, after this note.
    """

    bits: np.ndarray
    own: np.ndarray
    own_last: np.ndarray
    until_end: np.ndarray
    num_started: np.ndarray
    num_waiting: np.ndarray


def num_bits(drums: np.ndarray) -> int:
    """Return how many bits tell what sounds, where `drums`, shape (slots,), says which are."""
    return NUM_PITCHES * (5 if drums.any() else 3) + 36 + 3 * len(drums)


def fold(sets: np.ndarray) -> np.ndarray:
    """Return sets of pitches (..., 128) as sets of pitch classes, bool, shape (..., 12)."""
    widths = [(0, 0)] * (sets.ndim - 1) + [(0, 4)]
    octaves = np.pad(sets, widths).reshape(*sets.shape[:-1], 11, 12)
    return np.asarray(octaves.any(axis=-2))


def hear(line: Line, drums: np.ndarray) -> Iterator[Sounding]:
    """Yield what the notes of a line find, a block of notes at a time, in order.

    Parameters
    ----------
    line : Line
    drums : numpy.ndarray, bool, shape (slots,)
    """
    before, last = _heard_by(line)
    for first in range(0, len(line.onset), ROWS_AT_ONCE):
        block = range(first, min(first + ROWS_AT_ONCE, len(line.onset)))
        yield _block(line, drums, block, before, last)


def _heard_by(line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Return the note before in the same slot (-1: none), and the last note that hears each."""
    at = np.arange(len(line.onset))
    order = np.lexsort((at, line.pitch, line.slot))
    same = (np.diff(line.slot[order]) == 0) & (np.diff(line.pitch[order]) == 0)
    repeated = np.full(len(at), len(at))
    repeated[order[:-1][same]] = order[1:][same]
    faded = np.searchsorted(line.onset, line.end + RELEASED_STEPS) - 1
    by_slot = np.lexsort((at, line.slot, line.piece))
    before = np.full(len(at), -1)
    same = (np.diff(line.slot[by_slot]) == 0) & (np.diff(line.piece[by_slot]) == 0)
    before[by_slot[1:][same]] = by_slot[:-1][same]
    return before, np.minimum(faded, repeated)


def _block(
    line: Line, drums: np.ndarray, block: range, before: np.ndarray, last: np.ndarray
) -> Sounding:
    """Return what a block of notes finds."""
    first, size = block.start, len(block)
    reach = int(np.argmax(last >= first)) if (last >= first).any() else first
    heard = np.arange(reach, block.stop)
    begin = np.maximum(heard + 1, first)
    counts = np.maximum(np.minimum(last[heard] + 1, block.stop) - begin, 0)
    of = np.repeat(heard, counts)
    row = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts - begin, counts)
    now, here = line.onset[row], row - first
    kind = np.where(line.onset[of] == now, STARTED, np.where(line.end[of] > now, HELD, RELEASED))
    sounds = kind != RELEASED

    bits, slots = _told(line, drums, (of, here, kind, line.end[of] >= now), size)
    own = np.zeros((size, NUM_PITCHES), dtype=bool)
    mine = sounds & (line.slot[of] == line.slot[row])
    own[here[mine], line.pitch[of][mine]] = True
    until_end = (line.end - line.onset)[first : block.stop].copy()
    np.minimum.at(until_end, here[sounds], (line.end[of] - now)[sounds])
    started = 1 + np.bincount(here[kind == STARTED], minlength=size)
    silent = slots[:, RELEASED] & ~slots[:, STARTED] & ~slots[:, HELD]
    silent[np.arange(size), line.slot[first : block.stop]] = False
    previous = before[first : block.stop]
    return Sounding(
        bits,
        own,
        np.where(previous < 0, NO_PITCH, line.pitch[previous]),
        until_end,
        np.minimum(started, MOST_TOLD),
        silent.sum(axis=1),
    )


def _told(
    line: Line,
    drums: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    size: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits (size, bits), and of them the slots (size, 3, slots)."""
    of, here, kind, near = pairs
    pitch, slot = line.pitch[of], line.slot[of]
    is_drum = drums[slot]
    sets = np.zeros((size, 5 if drums.any() else 3, NUM_PITCHES), dtype=bool)
    place = np.where(is_drum, 3 + (kind != STARTED), kind)
    sets[here, place, pitch] = True
    slots = np.zeros((size, 3, len(drums)), dtype=bool)
    slots[here[near], kind[near], slot[near]] = True
    parts = (sets, fold(sets[:, :3]), slots)
    return np.concatenate([part.reshape(size, -1) for part in parts], axis=1), slots
