from __future__ import annotations

import pytest
import torch

from core.errors import ContextTooShort
from core.models.inputs import FeatureInputs, SegmentInputs


def test_features_pass_as_they_are() -> None:
    x = torch.randn(2, 7, 3)
    inputs = FeatureInputs(3)
    assert inputs.width == 3
    assert inputs(x) is x


def test_each_segment_is_projected_alone_and_the_newest_ends_last() -> None:
    inputs = SegmentInputs(3, segment_length=4, width=5, dropout=0.5).eval()
    x = torch.randn(2, 14, 3)  # three segments; the two oldest steps are left out
    out = inputs(x)
    assert out.shape == (2, 3, 5)
    for number in range(3):
        segment = x[:, 2 + 4 * number : 6 + 4 * number].reshape(2, 12)
        torch.testing.assert_close(out[:, number], torch.relu(inputs.project(segment)))


def test_fewer_steps_than_a_segment_are_refused() -> None:
    inputs = SegmentInputs(3, segment_length=24, width=5, dropout=0.0)
    with pytest.raises(ContextTooShort, match=r"7 steps .* 24 steps"):
        inputs(torch.zeros(2, 7, 3))
