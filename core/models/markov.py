"""What a model of notes must beat: counting which note follows which. NumPy only.

A Markov chain over notes, interpolated after Witten and Bell (1991; as in Chen and Goodman, 1999,
section 2.4): a context that was followed n times by t different classes trusts what it has seen by
n / (n + t) and leaves the rest to the next shorter context. A note is said field by field. The
contexts of a field, shortest first: none (and below it every class is equally likely), the fields
of the same note that are said before it, those and the note before, those and the two notes before.

Conventions: a piece is an int64 array of shape (N, fields), a note a row; before a piece there is
nothing. Contexts are known by a hash of 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
KeyArray = NDArray[np.uint64]
FloatArray = NDArray[np.float64]

NOTHING = -1  # every field of what stands before a piece
ODD = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)


@dataclass(frozen=True)
class Counts:
    """How often each context was followed by what; keys are sorted.

    Attributes
    ----------
    pairs, times : numpy.ndarray, shape (P,)
        Contexts with a class that followed, and how often it did.
    contexts, total, kinds : numpy.ndarray, shape (C,)
        Contexts, how often anything followed, and how many different classes did.
    """

    pairs: KeyArray
    times: IntArray
    contexts: KeyArray
    total: IntArray
    kinds: IntArray

    @classmethod
    def of(cls, context: KeyArray, followed: IntArray) -> Counts:
        """Count contexts and the classes after them, both of shape (N,)."""
        pairs, first, times = np.unique(
            extended(context, followed), return_index=True, return_counts=True
        )
        contexts, total = np.unique(context, return_counts=True)
        kinds = np.bincount(np.searchsorted(contexts, context[first]), minlength=len(contexts))
        return cls(pairs, times, contexts, total, kinds)

    def refine(self, chance: FloatArray, context: KeyArray, followed: IntArray) -> FloatArray:
        """Return the chance of what followed, shape (N,), given that in the shorter context."""
        times = looked_up(self.pairs, self.times, extended(context, followed))
        total = looked_up(self.contexts, self.total, context)
        kinds = looked_up(self.contexts, self.kinds, context)
        refined = (times + kinds * chance) / np.maximum(total + kinds, 1)
        return np.where(total > 0, refined, chance)


@dataclass(frozen=True)
class Markov:
    """A fitted chain: for each field its number of classes, and counts, shortest context first."""

    sizes: tuple[int, ...]
    tables: tuple[tuple[Counts, ...], ...]

    @classmethod
    def fit(cls, pieces: Sequence[IntArray], sizes: tuple[int, ...], order: int = 2) -> Markov:
        """Count the notes of pieces, each of shape (N, fields).

        Parameters
        ----------
        pieces : sequence of numpy.ndarray
        sizes : tuple of int
            How many classes each field has.
        order : int
            How many notes before count, 0 or more.
        """
        notes = np.concatenate(pieces)
        tables = tuple(
            tuple(
                Counts.of(context, notes[:, field]) for context in contexts_of(pieces, field, order)
            )
            for field in range(len(sizes))
        )
        return cls(sizes, tables)

    def nats(self, pieces: Sequence[IntArray]) -> FloatArray:
        """Return what every note of pieces costs, field by field, shape (all notes, fields)."""
        notes = np.concatenate(pieces)
        costs = np.zeros(notes.shape)
        for field, counts in enumerate(self.tables):
            chance = np.full(len(notes), 1 / self.sizes[field])
            order = len(counts) - 2
            contexts = contexts_of(pieces, field, order)
            for one, context in zip(counts, contexts, strict=True):
                chance = one.refine(chance, context, notes[:, field])
            costs[:, field] = -np.log(chance)
        return costs


def contexts_of(pieces: Sequence[IntArray], field: int, order: int) -> list[KeyArray]:
    """Return the contexts of a field of every note, shortest first, shape (all notes,) each."""
    notes = np.concatenate(pieces)
    context = np.zeros(len(notes), dtype=np.uint64)
    found = [context]
    for said in range(field):
        context = extended(context, notes[:, said])
    found.append(context)
    for back in range(1, order + 1):
        earlier = np.concatenate([moved_on(piece, back) for piece in pieces])
        for column in earlier.T:
            context = extended(context, column)
        found.append(context)
    return found


def moved_on(piece: IntArray, steps: int) -> IntArray:
    """Return at each place the note so many steps before, shape (N, fields)."""
    return np.pad(piece, ((steps, 0), (0, 0)), constant_values=NOTHING)[: len(piece)]


def extended(context: KeyArray, value: IntArray) -> KeyArray:
    """Return the contexts with one more value each, shape (N,)."""
    mixed = (context ^ value.astype(np.uint64)) * ODD + np.uint64(1)
    return mixed ^ (mixed >> HALF)


def looked_up(keys: KeyArray, values: IntArray, wanted: KeyArray) -> IntArray:
    """Return the value of each wanted key, 0 where there is none, shape (N,)."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
