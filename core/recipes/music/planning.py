"""What is learnt from and what is held out: pieces in one key, a vocabulary, two streams.

Seven pieces or more are split by piece, at random but the same for the same seed; one that shares
`TWIN_NOTES` notes in a row with what is learnt is its twin, and is learnt as well: it would flatter
the model. Of fewer pieces the end of each is held out. A corpus of fewer than `FEWEST_NOTES`
notes is learnt whole, for what could be held out of it would tell nothing: its model knows it by
heart, and the copy meter says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.metrics.copying import CopyIndex
from core.models.markov import Markov
from core.recipes.music.corpus import Corpus
from core.vectorizers.grid import Piece
from core.vectorizers.notes import Stream, Vocabulary, fields_of, placed, stream_of, vocabulary_of
from core.vectorizers.score import Score
from core.vectorizers.slots import slots_of

HELD_OUT = 0.15
FEWEST_PIECES = 7
FEWEST_NOTES = 2_000
TWIN_NOTES = 48
MODEST_NOTES = 20_000
"""Below so many notes copying is to be expected."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A corpus, cut into what is learnt and what is held out.

    Attributes
    ----------
    train, held_out : tuple of Piece
        In C major or A minor; `held_out` is empty where the corpus is too small.
    """

    corpus: Corpus
    vocabulary: Vocabulary
    train: tuple[Piece, ...]
    held_out: tuple[Piece, ...]

    @property
    def num_train_notes(self) -> int:
        """Notes that are learnt from."""
        return sum(len(piece) for piece in self.train)

    def streams(self) -> tuple[Stream, Stream]:
        """Return what is learnt and what is held out as rows."""
        return stream_of(self.train, self.vocabulary), stream_of(self.held_out, self.vocabulary)

    def markov(self) -> float | None:
        """Return what a held-out note costs order-2 Markov, in nats."""
        if not self.held_out:
            return None
        train, held_out = (
            [fields_of(piece, self.vocabulary) for piece in pieces]
            for pieces in (self.train, self.held_out)
        )
        fitted = Markov.fit(train, self.vocabulary.sizes)
        return float(fitted.nats(held_out).sum(axis=1).mean())


def plan_corpus(corpus: Corpus, seed: int) -> Plan:
    """Return the plan of a corpus; the same seed holds the same pieces out."""
    pieces = place_all(corpus)
    vocabulary = vocabulary_of(pieces)
    return Plan(corpus, vocabulary, *split(pieces, seed))


def place_all(corpus: Corpus) -> tuple[Piece, ...]:
    """Return a corpus as pieces in its own slots and one key."""
    slots = slots_of(corpus.scores)
    pieces = (placed(score, slots) for score in corpus.scores)
    return tuple(piece for piece in pieces if len(piece))


def place(score: Score, vocabulary: Vocabulary) -> Piece:
    """Return any score as a piece in a model's slots and key."""
    return placed(score, vocabulary.slots)


def split(pieces: Sequence[Piece], seed: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces to learn from and those held out."""
    if sum(len(piece) for piece in pieces) < FEWEST_NOTES:
        return tuple(pieces), ()
    if len(pieces) < FEWEST_PIECES:
        halves = [_cut(piece) for piece in pieces]
        return tuple(first for first, _ in halves), tuple(last for _, last in halves if len(last))
    order = np.random.default_rng(seed).permutation(len(pieces))
    drawn = set(order[: round(HELD_OUT * len(pieces))].tolist())
    train = [piece for number, piece in enumerate(pieces) if number not in drawn]
    index = CopyIndex.of(train)
    held_out: list[Piece] = []
    for number in sorted(drawn):
        is_twin = index.copied(pieces[number]).longest_notes >= TWIN_NOTES
        (train if is_twin else held_out).append(pieces[number])
    return tuple(train), tuple(held_out)


def _cut(piece: Piece) -> tuple[Piece, Piece]:
    """Return a piece's beginning and its last notes, parted at a bar line."""
    bars = (piece.onset - piece.shift_steps) // piece.bar_steps
    wanted = bars[int((1 - HELD_OUT) * len(piece))]
    return piece.taken(bars < wanted), piece.taken(bars >= wanted)
