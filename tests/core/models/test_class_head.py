from __future__ import annotations

import pytest
import torch

from core.models import ClassHead, initialise

B, T, D, K = 3, 7, 12, 5


def head(pooling: str) -> ClassHead:
    made = ClassHead(D, K, dropout=0.3, pooling=pooling)
    initialise(made, torch.Generator().manual_seed(0))
    return made.eval()


def test_the_mean_does_not_know_the_order() -> None:
    states = torch.randn(B, T, D)
    shuffled = states[:, torch.randperm(T)]
    logits = head("mean")(states).output_BKH
    assert logits.shape == (B, 1, K)
    torch.testing.assert_close(head("mean")(shuffled).output_BKH, logits)


def test_the_class_token_alone_is_read() -> None:
    states, others = torch.randn(B, T, D), torch.randn(B, T, D)
    others[:, 0] = states[:, 0]
    made = head("class_token")
    assert torch.equal(made(states).output_BKH, made(others).output_BKH)
    assert not torch.equal(made(states).output_BKH, made(states.flip(1)).output_BKH)


def test_a_class_is_said_of_a_whole_sequence() -> None:
    with pytest.raises(ValueError, match="in pieces"):
        head("mean")(torch.randn(B, T, D), torch.randn(B, 1, D))
