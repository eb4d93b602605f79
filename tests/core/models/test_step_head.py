"""A step is answered from its own state: whole and in pieces are the same."""

from __future__ import annotations

import torch

from core.models.step_head import StepHead


def test_every_step_is_answered_from_its_own_state() -> None:
    head = StepHead(5, horizon=3, dropout=0.5).eval()
    states_BTD = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(0))
    whole = head(states_BTD)
    assert whole.output_BKH.shape == (2, 7, 3)
    assert whole.memory is None
    pieces = [head(states_BTD[:, :4], whole.memory), head(states_BTD[:, 4:])]
    torch.testing.assert_close(torch.cat([p.output_BKH for p in pieces], dim=1), whole.output_BKH)
    changed = states_BTD.clone()
    changed[:, 3] += 1
    moved = (head(changed).output_BKH != whole.output_BKH).any(dim=-1)
    assert moved[:, 3].all()
    assert not moved[:, [0, 1, 2, 4, 5, 6]].any()


def test_states_are_silenced_while_learning_alone() -> None:
    head = StepHead(64, horizon=1, dropout=0.5)
    states_BTD = torch.ones(1, 9, 64)
    assert head.train()(states_BTD).output_BKH.std() > 0.01
    assert head.eval()(states_BTD).output_BKH.std() < 1e-6
