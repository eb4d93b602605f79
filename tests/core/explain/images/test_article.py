from __future__ import annotations

import numpy as np
import pytest

from core.errors import UnknownOption
from core.explain.images.article import FAULTS, article_grad_cam, article_mode, last_convolution
from core.explain.images.grad_cam import grad_cam
from core.explain.images.probing import Goal
from tests.core.explain.images.models import B, H, W, net, reader, tensors


def test_its_four_faults_are_shown_on_the_model_at_hand() -> None:
    told = article_mode(net(), tensors(), Goal.same(B, 0), Goal.same(B, 1)).faults
    assert list(told) == list(FAULTS)
    for stops in ("detached", "not_a_leaf"):
        assert "'NoneType' object has no attribute 'mean'" in told[stops].say()
    assert "hook is on conv," in told["before_the_block_ends"].say()
    assert "reads is last." in told["before_the_block_ends"].say()


def test_one_weight_for_all_makes_one_map_for_every_class() -> None:
    for rival in (1, 2, 3):
        fault = article_mode(net(), tensors(), Goal.same(B, 0), Goal.same(B, rival)).faults
        facts = fault["one_weight"].facts
        assert facts["article"] == pytest.approx(1, abs=1e-9)
        assert isinstance(facts["right"], float)
        assert facts["right"] < 0.95


def test_its_map_is_another_than_the_right_one() -> None:
    model, goal = net(), Goal.same(B, 2)
    wrong, right = article_grad_cam(model, tensors(), goal), grad_cam(model, tensors(), goal)
    assert wrong.values.shape == right.values.shape == (B, H, W)
    assert not np.allclose(wrong.values, right.values)


def test_the_hook_is_where_the_article_puts_it() -> None:
    model = net()
    assert last_convolution(model) == ("conv", model.conv)
    with pytest.raises(UnknownOption):
        last_convolution(reader())
