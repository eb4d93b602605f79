"""Maps of a trained model with their figures; where a map lies on a picture of any size."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.errors import UnknownOption
from core.explain.images import MapSettings
from core.explain.images.answering import likeliest
from core.models import ImageModel
from core.recipes.images import Opened, load_set, open_model
from core.recipes.images.explaining import (
    article_faults,
    explained,
    figures_of,
    goal_of,
    place_of,
)
from core.vectorizers.image_sets import Preprocessing
from tests.core.recipes.images.conftest import DIGITS, Trained

COUNT = 40


@pytest.fixture(scope="module")
def opened(trained: Trained) -> Opened:
    return open_model(trained.artifact)


@pytest.fixture(scope="module")
def digits(opened: Opened, trained: Trained) -> np.ndarray:
    pictures = load_set(DIGITS, trained.home)
    return opened.preprocessing.standardised(pictures.images[pictures.test[:COUNT]])


class Corners(ImageModel):
    """Answer with the corner that is brightest: what matters is known."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(4, 1, 8, 8))
        with torch.no_grad():
            for corner in range(4):
                top, left = 5 * (corner // 2), 5 * (corner % 2)
                self.weights[corner, :, top : top + 3, left : left + 3] = 1

    def forward(self, images_BCHW: torch.Tensor) -> torch.Tensor:
        return torch.einsum("bchw,kchw->bk", images_BCHW, self.weights)


@pytest.mark.parametrize("method", ["saliency", "integrated_gradients", "occlusion"])
def test_a_map_of_what_matters_beats_chance_and_the_middle(method: str) -> None:
    model = Corners()
    lit = model.weights.detach().numpy()[np.arange(COUNT) % 4]
    noise = np.random.default_rng(0).normal(size=(COUNT, 1, 8, 8))
    pictures = (lit + 0.3 * noise).astype(np.float32)
    goal, corner = likeliest(model, pictures), lit[:, 0] > 0
    assert goal.target_B.tolist() == list(range(4)) * (COUNT // 4)
    found = explained(method, model, pictures, goal, MapSettings(window=1), corner)
    assert found.map.values.shape == (COUNT, 8, 8)
    ours, random, centre = found.figures, found.random, found.centre
    assert ours.deletion < random.deletion - 0.05
    assert ours.insertion > random.insertion + 0.02
    assert ours.auroc == ours.pointing == 1
    assert random.auroc == pytest.approx(0.5, abs=0.05)
    assert centre.auroc is not None
    assert centre.auroc < 0.4
    assert found.randomised is not None
    assert abs(found.randomised) < 0.3
    assert all(0 <= value <= 1 for row in (ours, random, centre) for value in vars(row).values())


def test_without_masks_there_is_no_auroc(opened: Opened, digits: np.ndarray) -> None:
    found = explained("grad_cam", opened.model, digits[:5], goal_of(opened, digits[:5]))
    assert found.figures.auroc is found.random.pointing is found.centre.auroc is None
    told = figures_of(digits[:5, 0], opened.model, digits[:5], goal_of(opened, digits[:5]))
    assert told.auroc is None


def test_what_is_asked_is_the_answer_unless_a_class_is_named(
    opened: Opened, digits: np.ndarray
) -> None:
    answers = goal_of(opened, digits)
    assert answers.contrast_B is None
    assert len(set(answers.target_B.tolist())) > 5
    held = goal_of(opened, digits, "7", "2")
    assert held.target_B.tolist() == [7] * COUNT
    assert held.contrast_B is not None
    assert held.contrast_B.tolist() == [2] * COUNT
    for target, contrast in (("11", None), ("7", "7"), (None, "x")):
        with pytest.raises(UnknownOption):
            goal_of(opened, digits, target, contrast)


def test_the_article_gives_each_class_the_same_map(opened: Opened, digits: np.ndarray) -> None:
    told = article_faults(opened.model, digits, goal_of(opened, digits))
    assert len(told) == 4
    assert told["one_weight"].facts["article"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("width", "height", "wide", "high"),
    [(60, 45, 32, 32), (13, 60, 8, 8), (40, 30, 16, 24), (7, 9, 28, 28), (32, 32, 32, 32)],
)
def test_a_map_lies_where_the_picture_was_cut_out(
    width: int, height: int, wide: int, high: int
) -> None:
    """Of a picture whose grey is its own x or y the model sees the x or y that the place tells."""
    ramp = np.empty((height, width, 3), dtype=np.uint8)
    ramp[..., 0] = 4 * np.arange(width)
    ramp[..., 1] = 4 * np.arange(height)[:, None]
    ramp[..., 2] = 0
    model = Preprocessing(high, wide, 3, (0.0,) * 3, (1.0,) * 3)
    seen = model.fitted([ramp])[0].astype(float) / 4 + 0.5
    place = place_of(model, (width, height))
    centre = np.array([[wide / 2, high / 2]])
    np.testing.assert_allclose(place.to_original(centre), [[width / 2, height / 2]])
    inner = slice(high // 4, high - high // 4), slice(wide // 4, wide - wide // 4)
    rows, columns = np.mgrid[inner]
    points = np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5
    steep = max(1.0, *place.scale)  # a pixel of the model may cover several
    told = place.to_original(points)
    np.testing.assert_allclose(seen[inner][..., 0].ravel(), told[:, 0], atol=0.6 * steep)
    np.testing.assert_allclose(seen[inner][..., 1].ravel(), told[:, 1], atol=0.6 * steep)
