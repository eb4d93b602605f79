from __future__ import annotations

import numpy as np
import pytest
import torch

from core.explain.images import answering
from core.explain.images.answering import answers_of, likeliest, out_of_focus
from core.explain.images.probing import Goal
from tests.core.explain.images.models import B, net, pictures, tensors


def test_it_answers_with_the_probability_of_each_pictures_target() -> None:
    model, target = net(), torch.tensor([0, 3, 1])
    with torch.no_grad():
        expected = model.eval()(tensors()).softmax(dim=1)[torch.arange(B), target]
    found = answers_of(model.train(), Goal(target))(pictures())
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert model.training


def test_against_another_class_it_is_the_probability_of_the_two() -> None:
    model = net().eval()
    with torch.no_grad():
        two = model(tensors())[:, [1, 3]].softmax(dim=1)[:, 0]
    np.testing.assert_allclose(answers_of(model, Goal.same(B, 1, 3))(pictures()), two, rtol=1e-5)


def test_pictures_in_parts_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model, goal = net(), Goal(torch.tensor([0, 3, 1]))
    whole, top = answers_of(model, goal)(pictures()), likeliest(model, pictures()).target_B
    monkeypatch.setattr(answering, "PICTURES_AT_ONCE", 2)
    np.testing.assert_allclose(answers_of(model, goal)(pictures()), whole, rtol=1e-5)
    assert torch.equal(likeliest(model, pictures()).target_B, top)


def test_the_likeliest_class_is_the_answer() -> None:
    model = net().eval()
    assert torch.equal(likeliest(model, pictures()).target_B, model(tensors()).argmax(dim=1))


def test_out_of_focus_keeps_the_light_and_loses_the_form() -> None:
    soft = out_of_focus(pictures())
    assert soft.shape == pictures().shape
    assert soft.std() < pictures().std() / 3
    even = np.full((1, 1, 6, 6), 0.5, dtype=np.float32)
    np.testing.assert_allclose(out_of_focus(even), even, rtol=1e-5)
