"""How good a model of notes is: what held-out notes cost it, and what its music is like."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.inference.composing import Dice, Wishes, compose
from core.metrics.copying import RUN_LENGTHS, CopyIndex
from core.metrics.music_borrowing import Rates, borrowing, copy_rates
from core.metrics.music_report import Floors, MusicReport
from core.models import SequenceModel
from core.recipes.music.planning import Plan
from core.recipes.music.result import Copying, Rate
from core.vectorizers.grid import Piece
from core.vectorizers.notes import Vocabulary

NUM_PIECES = 16
NUM_NOTES = 300


def uniform_nats(vocabulary: Vocabulary) -> float:
    """Return what a note costs who guesses every field evenly, in nats."""
    return sum(math.log(size) for size in vocabulary.sizes)


def sample(model: SequenceModel, vocabulary: Vocabulary, seed: int) -> list[Piece]:
    """Return the pieces that are judged, made at temperature 1."""
    dice = [Dice(NUM_PIECES * seed + number) for number in range(NUM_PIECES)]
    composed = compose(model, vocabulary, dice, Wishes(notes=NUM_NOTES))
    return [one.piece for one in composed]


def report_on(plan: Plan, made: Sequence[Piece], seed: int) -> MusicReport:
    """Return how like held-out music the made pieces are."""
    random = np.random.default_rng(seed)
    sizes = [len(piece) for piece in made]
    return Floors.of(plan.train, plan.held_out, sizes, random).judge(made, random)


def copying_of(plan: Plan, index: CopyIndex, made: Sequence[Piece]) -> Copying:
    """Return how much the made pieces borrow, beside what held-out music does."""
    ours, theirs = copy_rates(index, made), copy_rates(index, plan.held_out)
    return Copying(
        outcome=borrowing(ours, theirs).outcome,
        rates=tuple(_rate(ours, theirs, notes) for notes in RUN_LENGTHS),
        longest_made=ours.longest_notes,
        longest_held_out=theirs.longest_notes,
    )


def _rate(ours: Rates, theirs: Rates, notes: int) -> Rate:
    low, high = ours.interval(notes) or (None, None)
    return Rate(notes, ours.runs(notes).share, low, high, theirs.runs(notes).share)
