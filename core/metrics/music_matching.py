"""Where the longest beginning of every suffix of one sequence occurs in many others, exactly.

A suffix array of all the sequences is built once by prefix doubling (Manber and Myers, 1993,
"Suffix arrays"); the ranks of all blocks of 1, 2, 4, … symbols are kept. A search then narrows, for
all places of the sequence at once, the range of suffixes that begin alike, by halving blocks. It
takes O(M log² N) steps for M symbols against N, all of them in numpy, and no hash can collide.

Conventions: symbols are int64 of any size; a match never crosses from one sequence to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

END = 0
"""The rank of what follows the last symbol of a sequence; it matches nothing."""
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Matches:
    """For each place of a sequence how much of what follows occurs elsewhere, shape (M,) each.

    Attributes
    ----------
    length : numpy.ndarray
        Symbols of the longest match that begins here; 0 for none.
    low, high : numpy.ndarray
        The range of `Matcher.order` that holds everything that matches so far.
    """

    length: IntArray
    low: IntArray
    high: IntArray


@dataclass(frozen=True, eq=False)
class Matcher:
    """All suffixes of some sequences in order, N symbols with one end after each sequence.

    Attributes
    ----------
    symbols : numpy.ndarray, shape (V,)
        All that occur, ascending.
    keys : tuple of numpy.ndarray
        For blocks of 2, 4, … symbols the pairs of ranks of their halves, ascending.
    ranks : tuple of numpy.ndarray, shape (N,)
        For blocks of 1, 2, 4, … symbols the rank, from 1, of the block that begins at each place.
    order : numpy.ndarray, shape (N,)
        The places, by what follows them.
    starts : numpy.ndarray, shape (sequences,)
        At which place each sequence begins.
    """

    symbols: IntArray
    keys: tuple[IntArray, ...]
    ranks: tuple[IntArray, ...]
    order: IntArray
    starts: IntArray

    @classmethod
    def of(cls, sequences: Sequence[IntArray]) -> Matcher:
        """Index sequences, each of shape (length,)."""
        sizes = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
        text = np.concatenate([*sequences, np.empty(0, np.int64)])
        symbols, rank = np.unique(text, return_inverse=True)
        starts = np.cumsum(sizes + 1) - (sizes + 1)
        ranks = [np.insert(rank + 1, np.cumsum(sizes), END).astype(np.int64)]
        keys: list[IntArray] = []
        block = 1
        while block < sizes.max(initial=0):  # until a block holds the longest sequence
            pairs = _pairs(ranks[-1], block, len(ranks[-1]))
            known, rank = np.unique(pairs, return_inverse=True)
            keys.append(known)
            ranks.append(np.where(ranks[-1] == END, END, rank + 1).astype(np.int64))
            block *= 2
        order = np.argsort(ranks[-1], kind="stable")
        return cls(symbols, tuple(keys), tuple(ranks), order, starts)

    def longest(self, sequences: Sequence[IntArray]) -> list[Matches]:
        """Return the longest match at each place of each sequence, of shape (M,).

        Many short sequences at once take hardly longer than one.
        """
        looked_up = [np.append(_looked_up(self.symbols, one), UNKNOWN) for one in sequences]
        blocks = self._ranks_of(np.concatenate([*looked_up, np.empty(0, np.int64)]))
        length = np.zeros(len(blocks[0]), dtype=np.int64)
        low, high = length.copy(), np.full_like(length, len(self.order))
        place = np.arange(len(length))
        for level in reversed(range(len(blocks))):
            wanted = blocks[level][np.minimum(place + length, len(length) - 1)]
            first = self._bound(level, length, wanted, low, high)
            past = self._bound(level, length, wanted + 1, first, high)
            longer = (wanted > END) & (first < past)
            low, high = np.where(longer, first, low), np.where(longer, past, high)
            length = length + np.where(longer, 1 << level, 0)
        starts = np.cumsum([0, *(len(one) + 1 for one in sequences)]).tolist()
        parts = [
            slice(start, start + len(one)) for start, one in zip(starts, sequences, strict=False)
        ]
        return [Matches(length[part], low[part], high[part]) for part in parts]

    def first_place(self, matches: Matches, at: int) -> tuple[int, int]:
        """Return in which sequence, and where in it, the match at a place occurs first."""
        place = int(self.order[matches.low[at] : matches.high[at]].min())
        sequence = int(np.searchsorted(self.starts, place, side="right")) - 1
        return sequence, place - int(self.starts[sequence])

    def _ranks_of(self, symbol_ranks: IntArray) -> list[IntArray]:
        """Return what rank the blocks of 1, 2, 4, … have here, `UNKNOWN` for a new one."""
        ranks = [symbol_ranks]
        for level, keys in enumerate(self.keys):
            pairs = _pairs(ranks[-1], 1 << level, len(self.order))
            ranks.append(np.where(_whole(ranks[-1], 1 << level), _looked_up(keys, pairs), UNKNOWN))
        return ranks

    def _bound(
        self, level: int, skipped: IntArray, wanted: IntArray, low: IntArray, high: IntArray
    ) -> IntArray:
        """Return the first suffix of each range whose block after `skipped` is not below `wanted`.

        Within a range all suffixes agree on what is skipped, so the blocks after it are in order.
        """
        ranks = self.ranks[level]
        low, high = low.copy(), high.copy()
        while (open_ := low < high).any():
            middle = (low + high) // 2
            place = self.order[np.minimum(middle, len(self.order) - 1)] + skipped
            below = ranks[np.minimum(place, len(ranks) - 1)] < wanted
            low = np.where(open_ & below, middle + 1, low)
            high = np.where(open_ & ~below, middle, high)
        return low


def _pairs(ranks: IntArray, block: int, base: int) -> IntArray:
    """Return for each place one number for its block and the next, shape of `ranks`."""
    following = np.full_like(ranks, END)
    following[: max(len(ranks) - block, 0)] = ranks[block:]
    return ranks * (base + 1) + following


def _whole(ranks: IntArray, block: int) -> NDArray[np.bool_]:
    """Tell where a block and the next are both known."""
    following = np.full_like(ranks, UNKNOWN)
    following[: max(len(ranks) - block, 0)] = ranks[block:]
    return (ranks > END) & (following > END)


def _looked_up(known: IntArray, values: IntArray) -> IntArray:
    """Return the rank, from 1, of each value among the known ones, `UNKNOWN` for others."""
    if not len(known):
        return np.full(len(values), UNKNOWN)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.where(known[at] == values, at + 1, UNKNOWN)
