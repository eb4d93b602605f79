"""Bars made anew: many tries, of which the one that fits best before and after is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.inference.composing import Dice, Wishes, compose
from core.inference.surprise import surprise
from core.models import SequenceModel
from core.vectorizers.grid import Piece, without_overlaps
from core.vectorizers.notes import Vocabulary, begun, tightened

AFTER = 16
"""How many of the notes that follow have their say."""
MOST_NOTES_A_BAR = 64


class Mended(NamedTuple):
    """The piece, what its notes cost, shape (N, 5), and how many stand before what is new."""

    piece: Piece
    nats: np.ndarray
    num_before: int


def mend(
    model: SequenceModel,
    vocabulary: Vocabulary,
    piece: Piece,
    bars: tuple[int, int],
    wishes: Wishes,
    dice: Sequence[Dice],
) -> Mended:
    """Return a piece with its bars from the first to the last, both included, made anew.

    Bars are counted as in `core.metrics.copying.Passage`: the first full one is 1, a pick-up 0. Of
    the tries, one for each of `dice`, the one stays whose new notes, and the `AFTER` that follow,
    cost least together.
    """
    whole = tightened(piece)
    pick_up = whole.bar_steps if piece.shift_steps else 0
    begin = max(pick_up + (bars[0] - 1) * whole.bar_steps, 0)
    until = pick_up + bars[1] * whole.bar_steps
    before, tail = whole.onset < begin, whole.taken(whole.onset >= until)
    num_before = int(before.sum())
    wished = replace(
        wishes,
        bars=0,
        notes=MOST_NOTES_A_BAR * (bars[1] - bars[0] + 1),
        primer=whole.taken(before),
        begin=begin,
        until=until,
    )
    drawn = compose(model, vocabulary, dice, wished)
    tried = [_joined(one.piece, tail) for one in drawn]
    costs = surprise(model, vocabulary, tried)
    ends = [len(one.piece) + min(AFTER, len(tail)) for one in drawn]
    fits = [
        float(cost[num_before:end].sum(axis=1).mean()) if end > num_before else np.inf
        for cost, end in zip(costs, ends, strict=True)
    ]
    best = int(np.argmin(fits))
    return Mended(begun(tried[best]), costs[best], num_before)


def _joined(piece: Piece, tail: Piece) -> Piece:
    """Return a piece and the notes that follow it, what is held into them cut."""
    whole = replace(
        piece,
        onset=np.concatenate([piece.onset, tail.onset]),
        duration=np.concatenate([piece.duration, tail.duration]),
        pitch=np.concatenate([piece.pitch, tail.pitch]),
        velocity=np.concatenate([piece.velocity, tail.velocity]),
        slot=np.concatenate([piece.slot, tail.slot]),
    )
    return without_overlaps(whole)
