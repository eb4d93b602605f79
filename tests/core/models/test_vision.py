"""What every model of pictures promises."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models import ResNet18
from core.models.resnet import LARGE_FROM
from tests.core.models.image_models import KINDS, B, K, new_model, pictures

EVERY = pytest.mark.parametrize("kind", KINDS)
NUM_WEIGHTS_OF_RESNET18 = 11_689_512  # with 1000 classes and three channels, as published


@EVERY
def test_a_logit_for_every_class(kind: str) -> None:
    model = new_model(kind).eval()
    logits = model(pictures())
    assert logits.shape == (B, K)
    assert model.features(pictures()).shape[2] == model.width
    alone = torch.cat([model(pictures()[row : row + 1]) for row in range(B)])
    torch.testing.assert_close(alone, logits, atol=1e-5, rtol=0)


@EVERY
def test_learns_one_batch_by_heart(kind: str) -> None:
    model = new_model(kind).eval()
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
    labels = torch.arange(B) % K
    for _ in range(60):
        loss = F.cross_entropy(model(pictures()), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() < 0.1


@EVERY
def test_same_seed_same_model_and_every_weight_learns(kind: str) -> None:
    model = new_model(kind)
    assert torch.equal(model(pictures()), new_model(kind)(pictures()))
    assert not torch.equal(model(pictures()), new_model(kind, seed=1)(pictures()))
    model(pictures()).square().sum().backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert torch.isfinite(weight.grad).all(), name


@EVERY
def test_a_frozen_trunk_stays_and_its_norms_do_not_move(kind: str) -> None:
    model = new_model(kind)
    model.freeze(model.trunk_parts())
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    optimiser = torch.optim.SGD([w for w in model.parameters() if w.requires_grad], lr=1.0)
    model.train()
    model(pictures()).square().sum().backward()
    optimiser.step()
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]) != name.startswith("head."), name
    assert not any(norm.training for norm in model.modules() if isinstance(norm, nn.BatchNorm2d))
    assert model.head.training


@EVERY
def test_a_frozen_first_half_stays_and_the_rest_learns(kind: str) -> None:
    model = new_model(kind)
    early = model.early_parts()
    model.freeze(early)
    kept = {id(weight) for part in early for weight in part.parameters()}
    assert 0 < len(kept) < len(list(model.parameters()))
    model.train()
    model(pictures()).square().sum().backward()
    assert {id(weight) for weight in model.parameters() if weight.grad is None} == kept
    assert not any(module.training for part in early for module in part.modules())


@EVERY
def test_stages_put_out_maps_that_shrink(kind: str) -> None:
    model = new_model(kind).eval()
    shapes: list[torch.Size] = []

    def note(module: nn.Module, given: tuple[Tensor], found: Tensor) -> None:
        del module, given
        shapes.append(found.shape)

    for stage in model.stages().values():
        stage.register_forward_hook(note)
    model(pictures())
    assert len(shapes) == len(model.stages())
    assert all(len(shape) == 4 for shape in shapes)
    areas = [shape[2] * shape[3] for shape in shapes]
    assert areas == sorted(areas, reverse=True)


def test_resnet18_has_as_many_weights_as_published() -> None:
    model = ResNet18((3, 224, 224), 1000, width=64, stem="auto", dropout=0.0)
    assert sum(weight.numel() for weight in model.parameters()) == NUM_WEIGHTS_OF_RESNET18


@pytest.mark.parametrize(("stem", "side"), [("small", 4), ("large", 1)])
def test_the_large_stem_leaves_one_cell_of_a_small_picture(stem: str, side: int) -> None:
    model = ResNet18((3, 32, 32), 10, width=4, stem=stem, dropout=0.0).eval()
    maps = torch.randn(2, 3, 32, 32)
    for stage in model.stages().values():
        maps = stage(maps)
    assert maps.shape == (2, 32, side, side)


def test_the_stem_fits_the_pictures() -> None:
    kinds = [
        ResNet18((3, side, side), 10, width=4, stem="auto", dropout=0.0).stem
        for side in (LARGE_FROM - 1, LARGE_FROM)
    ]
    assert [len(stem) for stem in kinds] == [3, 4]


@pytest.mark.gpu
@EVERY
def test_a_gpu_says_the_same(kind: str) -> None:
    model = new_model(kind).eval()
    on_cpu = model(pictures())
    on_gpu = model.cuda()(pictures().cuda()).cpu()
    torch.testing.assert_close(on_gpu, on_cpu, atol=1e-2, rtol=1e-2)
