"""A head that looks back sees nothing that comes later, and says where it looked."""

from __future__ import annotations

import pytest
import torch

from core.models.look_back_head import LookBackHead

STATES_BTD = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def head() -> LookBackHead:
    torch.manual_seed(3)
    return LookBackHead(5, horizon=3, dropout=0.5).eval()


def test_whole_and_in_pieces_are_the_same(head: LookBackHead) -> None:
    whole = head(STATES_BTD).output_BKH
    assert whole.shape == (2, 7, 3)
    first = head(STATES_BTD[:, :4])
    second = head(STATES_BTD[:, 4:6], first.memory)
    third = head(STATES_BTD[:, 6:], second.memory)
    pieces = torch.cat([one.output_BKH for one in (first, second, third)], dim=1)
    torch.testing.assert_close(pieces, whole)


def test_the_future_changes_nothing(head: LookBackHead) -> None:
    changed = STATES_BTD.clone()
    changed[:, 4:] += 1
    before, after = head(STATES_BTD).output_BKH, head(changed).output_BKH
    torch.testing.assert_close(before[:, :4], after[:, :4])
    assert not torch.allclose(before[:, 4:], after[:, 4:])


def test_weights_are_shares_of_what_was_seen_and_make_the_answer(head: LookBackHead) -> None:
    weights_BTT = head.weights(STATES_BTD)
    torch.testing.assert_close(weights_BTT.sum(dim=-1), torch.ones(2, 7))
    assert (weights_BTT.triu(1) == 0).all()
    both = torch.cat([STATES_BTD, weights_BTT @ STATES_BTD], dim=-1)
    torch.testing.assert_close(head.output(both), head(STATES_BTD).output_BKH)
