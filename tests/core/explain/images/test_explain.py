from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
import torch
from torch import nn

from core.errors import UnknownOption
from core.explain import images
from core.explain.images import METHODS, Goal, MapSettings, explain, methods_for
from core.models.vision import ImageModel
from tests.core.explain.images.models import B, H, K, Linear, W, net, pictures, reader

EVERYWHERE = ["saliency", "integrated_gradients", "occlusion", "shap"]
MODELS: Mapping[str, Callable[[], ImageModel]] = {"net": net, "vit": reader, "linear": Linear}
PAIRS = [(name, method) for name, make in MODELS.items() for method in methods_for(make())]


def test_a_model_is_offered_what_can_explain_it() -> None:
    cams, looks = ["grad_cam", "article_grad_cam"], ["attention", "rollout", "weighted_attention"]
    for model, more in ((net(), cams), (reader(), looks), (Linear(), [])):
        assert sorted(methods_for(model)) == sorted(EVERYWHERE + more)
    assert sorted(methods_for(reader(trunk="gru", class_token=False))) == sorted(EVERYWHERE)
    with pytest.raises(UnknownOption):
        explain("grad_cam", reader(), pictures(), Goal.same(B, 0))
    with pytest.raises(UnknownOption):
        explain("tea_leaves", net(), pictures(), Goal.same(B, 0))


@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_every_map_is_one_number_per_pixel(name: str, method: str) -> None:
    found = explain(method, MODELS[name](), pictures(), Goal.same(B, 1, 2))
    assert found.values.shape == (B, H, W)
    assert found.values.dtype == np.float32
    assert np.isfinite(found.values).all()
    assert found.signed or found.values.min() >= 0
    assert (found.completeness_error is None) == (method != "integrated_gradients")


@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_pictures_one_by_one_give_the_same(
    name: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, goal = MODELS[name](), Goal(torch.tensor([0, 3, 1]), torch.tensor([1, 1, 2]))
    whole = explain(method, model, pictures(), goal)
    monkeypatch.setattr(images, "PICTURES_AT_ONCE", 2)
    parts = explain(method, model, pictures(), goal)
    np.testing.assert_allclose(parts.values, whole.values, atol=1e-4 * np.abs(whole.values).max())
    assert parts.completeness_error == pytest.approx(whole.completeness_error, abs=1e-4)


@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_the_model_is_left_as_it_was(name: str, method: str) -> None:
    model = MODELS[name]().train()
    list(model.modules())[-1].eval()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    modes = [module.training for module in model.modules()]
    with torch.no_grad():
        explain(method, model, pictures(), Goal.same(B, 1))
        assert not torch.is_grad_enabled()
    assert [module.training for module in model.modules()] == modes
    assert all(torch.equal(before[key], value) for key, value in model.state_dict().items())
    assert all(weights.grad is None for weights in model.parameters())
    assert not hooks_on(model)


def hooks_on(model: nn.Module) -> int:
    return sum(len(module._forward_hooks) for module in model.modules())


def broken() -> ImageModel:
    model = net()
    model.head.output = nn.Linear(5, K)  # it is given six
    return model


@pytest.mark.parametrize("method", methods_for(net()))
def test_so_it_is_when_something_breaks(method: str) -> None:
    model = broken().train()
    with pytest.raises(RuntimeError):
        explain(method, model, pictures(), Goal.same(B, 1))
    assert model.training
    assert not hooks_on(model)


def test_every_method_is_said() -> None:
    assert all(method.title for method in METHODS.values())
    assert MapSettings().record()["baseline"] == "blur"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this computer")
@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_maps_on_a_gpu_are_those_on_a_cpu(name: str, method: str) -> None:
    goal = Goal(torch.tensor([0, 3, 1]), torch.tensor([1, 1, 2]))
    here = explain(method, MODELS[name](), pictures(), goal)
    there = explain(method, MODELS[name]().cuda(), pictures(), goal)
    np.testing.assert_allclose(there.values, here.values, atol=1e-3 * np.abs(here.values).max())


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this computer")
@pytest.mark.parametrize("method", EVERYWHERE)
def test_a_recurrent_reader_on_a_gpu(method: str) -> None:
    goal = Goal.same(B, 1)
    model = reader(trunk="lstm", class_token=False)
    here = explain(method, model, pictures(), goal)
    there = explain(method, model.cuda(), pictures(), goal)
    np.testing.assert_allclose(there.values, here.values, atol=1e-3 * np.abs(here.values).max())
