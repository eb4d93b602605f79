from __future__ import annotations

import numpy as np
import pytest
import torch

from core.inference.surprise import pitch_probabilities, surprise
from core.models.chain import note_head
from core.vectorizers.notes import PITCH, stream_of
from tests.core.models.note_models import note_model
from tests.core.vectorizers.note_pieces import random_piece, words

PIECES = [random_piece(seed, 20 + 7 * seed) for seed in range(5)]
WORDS = words(*PIECES)


@pytest.mark.parametrize("trunk", ["gru", "transformer"])
def test_pieces_of_any_length_cost_what_each_costs_alone(
    trunk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.inference.surprise.PIECES_AT_ONCE", 3)
    monkeypatch.setattr("core.inference.surprise.STEPS_AT_ONCE", 16)
    model = note_model(WORDS, trunk)
    found = surprise(model, WORDS, PIECES[::-1])[::-1]
    for piece, costs in zip(PIECES, found, strict=True):
        rows = torch.from_numpy(stream_of([piece], WORDS).rows)[None]
        with torch.no_grad():
            expected = note_head(model).nats(model(rows[:, :-1]).output, rows)[0]
        np.testing.assert_allclose(costs, expected.numpy(), atol=2e-5)
        assert costs.shape == (len(piece), 5)


def test_the_probability_of_the_pitch_that_came_is_what_it_cost() -> None:
    model, piece = note_model(WORDS), PIECES[1]
    costs = surprise(model, WORDS, [piece])[0]
    for number in (0, 1, 13, len(piece) - 1):
        chances = pitch_probabilities(model, WORDS, piece, number)
        assert chances.shape == (128,)
        assert chances.sum() == pytest.approx(1)
        cost = -np.log(chances[piece.pitch[number]])
        assert cost == pytest.approx(costs[number, PITCH], abs=1e-4)


def test_cold_leaves_the_likeliest_pitch_alone() -> None:
    model, piece = note_model(WORDS), PIECES[1]
    warm, cold = (pitch_probabilities(model, WORDS, piece, 13, heat) for heat in (1.0, 0.0))
    assert np.flatnonzero(cold).tolist() == [int(warm.argmax())]
