from __future__ import annotations

import torch
from torch import nn

from core.training.averaging import Averaged


def test_the_mean_follows_as_the_formula_says_and_comes_and_goes() -> None:
    model = nn.Linear(3, 2)
    averaged, seen = Averaged(model, decay=0.3), [model.weight.detach().clone()]
    mean = seen[0]
    for step in range(7):
        with torch.no_grad():
            model.weight.add_(step + 1.0)
        kept = min(0.3, (1 + step) / (10 + step))
        mean = kept * mean + (1 - kept) * model.weight.detach()
        averaged.follow()
    present = model.weight.detach().clone()
    with averaged.in_place():
        torch.testing.assert_close(model.weight.detach(), mean)
    assert torch.equal(model.weight, present)
    averaged.use()
    torch.testing.assert_close(model.weight.detach(), mean)


def test_the_statistics_of_batch_norms_follow_too_and_counts_do_not() -> None:
    norm = nn.BatchNorm2d(3)
    averaged = Averaged(norm, decay=0.99)
    norm(torch.randn(4, 3, 5, 5) + 7)
    fresh = norm.state_dict()["running_mean"].clone()
    averaged.follow()  # of the first step a tenth of the old mean stays, and that was 0
    with averaged.in_place():
        torch.testing.assert_close(norm.state_dict()["running_mean"], 0.9 * fresh)
        assert norm.num_batches_tracked == 1
    assert torch.equal(norm.state_dict()["running_mean"], fresh)
