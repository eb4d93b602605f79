"""What is learnt from and what is held out."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes.music.planning import FEWEST_NOTES, plan_corpus, split
from core.vectorizers.grid import Piece, transposed
from tests.core.recipes.music.corpora import tunes


def notes_in(pieces: tuple[Piece, ...]) -> int:
    return sum(len(piece) for piece in pieces)


def test_every_note_is_learnt_or_held_out_and_never_both() -> None:
    plan = plan_corpus(tunes(60), seed=3)
    assert plan.held_out
    names = {piece.name for piece in plan.train}
    assert names.isdisjoint(piece.name for piece in plan.held_out)
    assert len(plan.train) + len(plan.held_out) == 60
    share = notes_in(plan.held_out) / (notes_in(plan.train) + notes_in(plan.held_out))
    assert share == pytest.approx(0.15, abs=0.03)


def test_the_same_seed_holds_the_same_pieces_out() -> None:
    corpus = tunes(60)
    names = [[piece.name for piece in plan_corpus(corpus, seed).held_out] for seed in (1, 1, 2)]
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_of_few_pieces_the_ends_are_held_out_in_time() -> None:
    plan = plan_corpus(tunes(3, num_notes=900), seed=0)
    assert len(plan.train) == len(plan.held_out) == 3
    for before, after in zip(plan.train, plan.held_out, strict=True):
        assert before.onset.max() < after.onset.min()


def test_a_tiny_corpus_is_learnt_whole() -> None:
    plan = plan_corpus(tunes(4), seed=0)
    assert notes_in(plan.train) < FEWEST_NOTES
    assert plan.held_out == ()
    assert plan.markov() is None


def test_a_twin_of_what_is_learnt_is_learnt_as_well() -> None:
    pieces = plan_corpus(tunes(60), seed=3).train
    doubled = [*pieces, *(transposed(piece, 2) for piece in pieces)]
    train, held_out = split(doubled, seed=0)
    outlines = {tuple(np.diff(piece.pitch)) for piece in train}
    assert all(tuple(np.diff(piece.pitch)) not in outlines for piece in held_out)


def test_the_markov_chain_beats_guessing() -> None:
    plan = plan_corpus(tunes(60), seed=3)
    markov = plan.markov()
    assert markov is not None
    assert 0 < markov < sum(np.log(size) for size in plan.vocabulary.sizes)
