from __future__ import annotations

import numpy as np
import pytest
import torch

from core.explain.images import explain
from core.explain.images.probing import Goal
from core.explain.images.randomised import randomised
from core.metrics.attribution import rank_correlation
from core.models.vision import ImageModel
from tests.core.explain.images.models import B, Linear, net, pictures, reader


@pytest.mark.parametrize("model", [net(), reader()])
def test_the_numbers_stay_and_their_places_do_not(model: ImageModel) -> None:
    before = {name: weights.clone() for name, weights in model.state_dict().items()}
    other = randomised(model, seed=1)
    for name, weights in other.named_parameters():
        numbers = torch.sort(weights.detach().flatten()).values
        assert torch.equal(numbers, torch.sort(before[name].flatten()).values)
    assert not torch.equal(other.head.output.weight, model.head.output.weight)
    assert all(torch.equal(weights, before[name]) for name, weights in model.state_dict().items())
    again = randomised(model, seed=1).state_dict()
    assert all(torch.equal(weights, again[name]) for name, weights in other.state_dict().items())


def test_a_map_of_what_was_learnt_does_not_survive_it() -> None:
    goal = Goal.same(B, 1)
    learnt = explain("saliency", Linear(), pictures(), goal).values
    same = explain("saliency", Linear(), pictures(), goal).values
    lost = explain("saliency", randomised(Linear()), pictures(), goal).values
    np.testing.assert_allclose(rank_correlation(learnt, same), 1)
    assert np.abs(rank_correlation(learnt, lost)).max() < 0.25
